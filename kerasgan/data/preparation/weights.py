"""Files of networks in packages of other authors."""

import importlib.util
import pathlib


def file_of(package: str, *parts: str) -> bytes:
    """The content of a file of a package, without importing the package.

    Raises:
        ImportError: The package, of the extra `prepare`, is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise missing(package)
    return pathlib.Path(spec.submodule_search_locations[0], *parts).read_bytes()


def missing(package: str) -> ImportError:
    """The error that names the extra to install."""
    return ImportError(
        f"Finding faces needs {package}, which is not installed: "
        "pip install 'kerasgan[prepare]'"
    )
