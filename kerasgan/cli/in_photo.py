"""Faces of a whole photo, to be changed and put back."""


def faces_of(photo, size=None):
    """The faces of a photo, aligned as `kerasgan.data.prepare` does.

    Args:
        photo: Pillow image of mode RGB.
        size: Int, side of a face; `None` for its own in the photo.

    Returns:
        Lists of uint8 arrays `(side, side, 3)`, and of their squares in the photo.

    Raises:
        ImportError: The extra `prepare` is not installed.
        Unreadable: There is no face.
    """
    import numpy as np

    from kerasgan.data import decode
    from kerasgan.data.preparation import detection
    from kerasgan.data.preparation import geometry
    from kerasgan.data.preparation.work import SURE

    faces, squares = [], []
    for face in detection.made(detection.default_detector())(np.asarray(photo)):
        try:
            square = geometry.upright_square(face.points)
            crop = geometry.crop(photo, square, size or max(16, round(square.side)))
        except geometry.Unusable:
            continue
        if face.score >= SURE:
            faces.append(np.asarray(crop))
            squares.append(square)
    if not faces:
        raise decode.Unreadable("no face is found in it")
    return faces, squares


def pasted(photo, faces, squares, scale=1):
    """A photo with other faces in place of its own.

    Args:
        photo: Pillow image of mode RGB.
        faces: uint8 arrays `(side, side, 3)`.
        squares: Their squares in the photo.
        scale: Int, by which the photo itself is enlarged.

    Returns:
        The Pillow image.
    """
    from PIL import Image

    from kerasgan.data.preparation import geometry

    shape = (photo.width * scale, photo.height * scale)
    result = photo.resize(shape, Image.Resampling.LANCZOS)
    for face, square in zip(faces, squares, strict=True):
        result = geometry.paste(result, Image.fromarray(face), square.scaled(scale))
    return result
