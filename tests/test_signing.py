import datetime
import json

import numpy as np
import pytest
from PIL import Image

import kerasgan
from kerasgan import provenance
from kerasgan import signing

c2pa = pytest.importorskip("c2pa")
pytest.importorskip("cryptography")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A chain of a root of our own, which no reader trusts, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID
    from cryptography.x509.oid import NameOID

    def made(name, key, issuer, issuer_key, is_root):
        now = datetime.datetime.now(datetime.UTC)
        usage = dict.fromkeys(
            [
                *("digital_signature", "content_commitment", "key_encipherment"),
                *("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
                *("encipher_only", "decipher_only"),
            ],
            False,
        )
        usage["key_cert_sign" if is_root else "digital_signature"] = True
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.BasicConstraints(is_root, None), True)
            .add_extension(x509.KeyUsage(**usage), True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    issuer_key.public_key()
                ),
                False,
            )
        )
        if not is_root:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
            builder = builder.add_extension(purpose, False)
        return builder.sign(issuer_key, hashes.SHA256())

    def named(text):
        organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "kerasgan tests")
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text), organization])

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = made(named("root"), root_key, named("root"), root_key, True)
    leaf = made(named("leaf"), key, named("root"), root_key, False)
    folder = tmp_path_factory.mktemp("certificate")
    pem = serialization.Encoding.PEM
    (folder / "chain.pem").write_bytes(leaf.public_bytes(pem) + root.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "chain.pem", folder / "key.pem"


@pytest.fixture
def face(tmp_path, rng):
    path = tmp_path / "face.png"
    pixels = rng.integers(0, 256, (16, 16, 3), "uint8")
    kerasgan.plots.save_image(path, pixels, source=provenance.SAMPLE)
    return path


def read(path):
    with path.open("rb") as file, c2pa.Reader("image/png", file) as reader:
        return json.loads(reader.json())


def test_a_reader_sees_what_made_the_picture(face, certificate, tmp_path):
    signed = signing.sign(face, tmp_path / "signed.png", *certificate)
    found = read(signed)
    manifest = found["manifests"][found["active_manifest"]]
    assert manifest["claim_generator_info"][0]["name"] == "kerasgan"
    (assertion,) = [a for a in manifest["assertions"] if "actions" in a["label"]]
    (action,) = assertion["data"]["actions"]
    assert action["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    codes = {status["code"] for status in found.get("validation_status", [])}
    assert codes <= {"signingCredential.untrusted"}
    with Image.open(face) as one, Image.open(signed) as other:
        np.testing.assert_array_equal(one, other)


def test_a_changed_byte_shows(face, certificate, tmp_path):
    signed = signing.sign(face, tmp_path / "signed.png", *certificate)
    content = bytearray(signed.read_bytes())
    content[-30] ^= 1  # of the pixels
    signed.write_bytes(content)
    codes = {status["code"] for status in read(signed)["validation_status"]}
    assert "assertion.dataHash.mismatch" in codes


def test_what_cannot_be_signed_is_refused_in_words(face, certificate, tmp_path, rng):
    plain = tmp_path / "plain.png"
    kerasgan.plots.save_image(plain, rng.integers(0, 256, (16, 16, 3), "uint8"))
    with pytest.raises(ValueError, match="does not say where it comes from"):
        signing.sign(plain, tmp_path / "signed.png", *certificate)
    with pytest.raises(ValueError, match="exists"):
        signing.sign(face, plain, *certificate)
    chain, _ = certificate
    with pytest.raises(ValueError, match="can't be signed by"):
        signing.sign(face, tmp_path / "signed.png", chain, chain)
    assert not (tmp_path / "signed.png").exists()
