"""Folders of exports on the Hugging Face Hub."""

import pathlib

from kerasgan.export import card
from kerasgan.export import manifest


def push(folder, repository, private=True, token=None, endpoint=None):
    """Uploads a folder of exports that matches its manifest, as one commit.

    Args:
        folder: Path of the folder, with its card and its manifest, as `kerasgan export`
            leaves it.
        repository: String, `"owner/name"`; the repository is created if missing.
        private: Bool, whether a new repository is private.
        token: String (default: the token from `hf auth login`).
        endpoint: String, address of another hub.

    Returns:
        String, the URL of the commit.

    Raises:
        ImportError: The extra `hub` is missing.
        ValueError: The folder has no card or no manifest, or was changed since then.
    """
    try:
        import huggingface_hub
    except ImportError:
        raise ImportError(
            "Pushing needs huggingface_hub: pip install 'kerasgan[hub]'"
        ) from None
    folder = pathlib.Path(folder).expanduser()
    if not (folder / card.MARKDOWN).is_file():
        raise ValueError(
            f"{folder} has no {card.MARKDOWN}, the model card: `kerasgan export` and "
            "`kerasgan.export.write_card` write it."
        )
    if faults := manifest.faults(folder):
        raise ValueError(f"{folder} is not what it was: {'; '.join(faults)}.")
    hub = huggingface_hub.HfApi(endpoint, token)
    hub.create_repo(repository, private=private, exist_ok=True)
    commit = hub.upload_folder(
        folder_path=folder,
        repo_id=repository,
        commit_message="Exports of kerasgan",
    )
    return str(commit.commit_url)
