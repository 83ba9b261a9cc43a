"""Contact sheets: the kept faces, and the rejected faces for each reason."""

import io
import pathlib
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from kerasgan import files

TILE, COLUMNS, MOST, MARGIN = 96, 10, 80, 40
THEN = time.gmtime(946_684_800)  # in place of now, so that bytes are equal


def write(path: pathlib.Path, rows: list[dict], contents: Mapping[str, bytes]) -> None:
    """Writes a PDF: a page of kept faces, then a page for each reason of rejection.

    Args:
        path: Path of the file.
        rows: Rows with a reason, from `selection.selected`.
        contents: The bytes of images by the names in the `shown` of rows.
    """
    by_reason: dict[str, list[dict]] = {}
    for row in rows:
        if "shown" in row:
            by_reason.setdefault(row["reason"] or "kept", []).append(row)
    titles = sorted(by_reason, key=lambda title: (title != "kept", title))
    pages = [page(title, by_reason[title], contents) for title in titles]
    if not pages:
        return
    buffer = io.BytesIO()
    pages[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        creationDate=THEN,
        modDate=THEN,
    )
    files.write_whole(path, buffer.getvalue())


def page(title: str, rows: list[dict], contents: Mapping[str, bytes]) -> Any:
    """A page with a title and evenly chosen images, as a Pillow image."""
    from PIL import Image
    from PIL import ImageDraw
    from PIL import ImageFont

    places = np.unique(np.linspace(0, len(rows) - 1, min(MOST, len(rows))).astype(int))
    height = MARGIN + TILE * -(-len(places) // COLUMNS)
    sheet = Image.new("RGB", (TILE * COLUMNS, height), "white")
    label = f"{title}: {len(rows):,}" + f", {len(places)} shown" * (
        len(places) < len(rows)
    )
    ImageDraw.Draw(sheet).text((8, 10), label, "black", ImageFont.load_default(18))
    for number, place in enumerate(places):
        image = Image.open(io.BytesIO(contents[rows[place]["shown"]])).convert("RGB")
        image.thumbnail((TILE, TILE))
        row, column = divmod(number, COLUMNS)
        sheet.paste(image, (column * TILE, MARGIN + row * TILE))
    return sheet
