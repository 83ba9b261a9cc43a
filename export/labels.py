"""Labels of a generator, as a command line has them."""

import json
import pathlib


def add_argument(parser):
    """Lets a script take `--label gender=female --label age_group=3`."""
    parser.add_argument(
        "--label",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what the images show: a class' name or number, a list of numbers, words",
    )


def values(texts, report):
    """Labels by name, as a generator takes them.

    Args:
        texts: List of `name=value`.
        report: Path of the report beside the export, whose names of classes become
            their numbers; numbers and JSON lists are read, and other values stay
            strings, as captions are.

    Returns:
        Dict of ints, floats, lists and strings.

    Raises:
        SystemExit: A text is no `name=value`.
    """
    report = pathlib.Path(report or "")
    classes = json.loads(report.read_text())["labels"] if report.is_file() else {}
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise SystemExit(f"--label takes name=value, but received {text!r}.")
        names = classes.get(name)
        if isinstance(names, list) and value in names:
            found[name] = names.index(value)
        else:
            found[name] = number(value)
    return found


def number(text):
    """A number or list in JSON, or else the text itself."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
