"""Signatures of pictures by C2PA, which show who made them and whether they changed.

Reference: [C2PA, Content Credentials](https://spec.c2pa.org/).
"""

import json
import pathlib
import sys

from kerasgan import files
from kerasgan import provenance


def sign(path, out, certificate, key, source=None):
    """Writes a signed copy of a PNG file with the same pixels.

    A C2PA reader shows that a model made the picture, who signed it, and whether a byte
    was changed. You provide the certificate. The signer is known only if readers trust
    the certificate.

    Args:
        path: Path of the PNG file.
        out: Path of the copy, which must not exist yet.
        certificate: Path of a PEM file with the certificate chain; its key must be on
            the curve P-256 (ES256).
        key: Path of a PEM file with the private key.
        source: IPTC digital source type (default: the type in the file).

    Returns:
        `pathlib.Path` of the copy.

    Raises:
        ImportError: The extra `c2pa` is missing.
        ValueError: The copy exists; the file is not a PNG, or has no source type; or
            the certificate and the key can't sign.
    """
    try:
        import c2pa
    except ImportError:
        raise ImportError(
            "Signing needs c2pa-python: pip install 'kerasgan[c2pa]'"
        ) from None
    path = pathlib.Path(path).expanduser()
    out = files.free_path(out, ".png")
    source = source or source_in(path.read_bytes())
    if source is None:
        raise ValueError(
            f"{path} does not say where it comes from, as PNG files of kerasgan do. "
            f"Pass `source=`, such as {provenance.SAMPLE!r}."
        )
    action = {"action": "c2pa.created", "digitalSourceType": provenance.CODES + source}
    version = sys.modules["kerasgan"].__version__
    manifest = {
        "claim_generator_info": [{"name": "kerasgan", "version": version}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
    }
    chain, secret = (
        pathlib.Path(p).expanduser().read_bytes() for p in (certificate, key)
    )
    info = c2pa.C2paSignerInfo(b"es256", chain, secret, None)
    with files.written_whole(out) as draft:
        try:
            signer = c2pa.Signer.from_info(info)
            with path.open("rb") as unsigned, draft.open("w+b") as signed:
                builder = c2pa.Builder(json.dumps(manifest))
                builder.sign(signer, "image/png", unsigned, signed)
        except c2pa.C2paError as error:
            raise ValueError(
                f"{path} can't be signed by {certificate} and {key}: {error}."
            ) from error
    return out


def source_in(content):
    """The digital source type in the bytes of a PNG file, or `None`."""
    _, found, rest = content.partition(provenance.CODES.encode())
    return rest.partition(b'"')[0].decode() if found else None
