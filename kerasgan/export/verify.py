"""Whether exports are still what they were when they were written."""

import pathlib

from kerasgan.export import examples
from kerasgan.export import manifest
from kerasgan.export import measure
from kerasgan.export import parity
from kerasgan.export import report

SLACK = 1  # levels of 255 by which another processor may round otherwise


def verify(path):
    """Checks hashes, then loads each export without Keras and draws its examples again.

    Args:
        path: A folder of exports with its manifest, which `kerasgan export` and `seal`
            write: nothing in it may be missing, new or changed. Or one export, a file
            or the folder of a version, whose report has its hashes.

    Returns:
        List of lines, each with a description of an export and how near its images are
        to Keras'.

    Raises:
        ValueError: There is no manifest or report; or files or images have changed,
            which the message lists by name.
    """
    path = pathlib.Path(path).expanduser()
    if not path.exists():
        raise ValueError(
            f"There is no file or folder {path}. Pass an export, or the folder of "
            "`kerasgan export`."
        )
    if report.path_for(path).is_file():
        artefacts, faults = [path], changed(path)
    else:
        faults = manifest.faults(path)
        artefacts = [] if faults else report.artefacts_in(path)
    if faults:
        raise ValueError(f"{path} is not what it was: {'; '.join(faults)}.")
    return [line for artefact in artefacts for line in drawn_again(artefact)]


def changed(artefact):
    """Files of an export that differ from its report, a line each."""
    known = report.read_report(artefact)["sha256"]
    found = measure.digests(artefact)
    own = {report.FILE_NAME}
    names = sorted({*known, *found} - own)
    return [
        f"{name} was changed, is new or is missing"
        for name in names
        if known.get(name) != found.get(name)
    ]


def drawn_again(artefact):
    """A line for each signature of an export whose examples are drawn again."""
    facts = report.read_report(artefact)
    cases = examples.by_signature(examples.path_for(artefact))
    for signature, (inputs, pixels) in cases.items():
        images, _ = parity.run(facts["format"], artefact, signature, inputs)
        error = parity.errors(images, pixels)["max_abs_error_levels"]
        allowed = facts["max_abs_error_levels"] + SLACK
        if error > allowed:
            raise ValueError(
                f"{artefact} draws otherwise: {error} of 255 levels from Keras, and "
                f"{allowed} are allowed."
            )
        named = "" if signature == "serving_default" else f" {signature}"
        yield f"{artefact.name}{named}: {error} of 255 levels from Keras"
