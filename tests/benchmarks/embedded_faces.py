"""Makes the files of the faces that come with the package.

    python tests/benchmarks/embedded_faces.py --work FOLDER

It prepares the portraits of `../shared/data/congress` and `../shared/data/london` as
anyone would, `kerasgan.data.prepare` at 128 pixels, and packs those that are kept, in
the order of their files. Needs the extra prepare.
"""

import argparse
import csv
import io
import json
import pathlib
import zipfile

from PIL import Image

import kerasgan
from kerasgan.data import embedded

DATA = pathlib.Path(__file__).parents[3] / "shared" / "data"
SIDE, JPEG = 128, {"format": "JPEG", "quality": 92, "subsampling": 0, "optimize": True}
# Of one studio, and of two expressions a person, none is another's copy.
LIMITS = kerasgan.data.Limits(near=None)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    work = parser.parse_args().work
    for name, labels_of in (("congress", None), ("london", london_labels())):
        prepared = kerasgan.data.prepare(
            *(DATA / name, work / name, SIDE),
            limits=LIMITS,
            image_format="png",
        )
        print(prepared)
        rows = [json.loads(line) for line in prepared.manifest.read_text().splitlines()]
        kept = [row for row in rows if "image" in row]
        path = embedded.FOLDER / f"{name}.zip"
        pack(path, kept, work / name, labels_of)
        print(f"{path}: {len(kept)} faces, {path.stat().st_size / 1e6:.2f} MB")


def pack(path, rows, folder, labels_of):
    """Writes faces in the order of their files, and their labels."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, row in enumerate(rows):
            buffer = io.BytesIO()
            Image.open(folder / row["image"]).save(buffer, **JPEG)
            entry = zipfile.ZipInfo(f"{number:04d}.jpg", (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, buffer.getvalue())
        if labels_of:
            columns = [labels_of(row["file"]) for row in rows]
            labels = {name: [c[name] for c in columns] for name in columns[0]}
            entry = zipfile.ZipInfo(embedded.LABELS, (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, json.dumps(labels))


def london_labels():
    """The function from a file's name to its labels: both photos have a person's."""
    with open(DATA / "london" / "london.csv", newline="") as file:
        people = {row["file"].split("_")[0]: row for row in csv.DictReader(file)}

    def label(name):
        number, expression = pathlib.Path(name).stem.split("_")
        person = people[number]
        return {
            "person": int(number),
            "age": None if person["face_age"] == "NA" else int(person["face_age"]),
            "gender": person["face_gender"],
            "ethnicity": person["face_eth"],
            "expression": expression,
        }

    return label


if __name__ == "__main__":
    main()
