"""A university may bring its own key as a .p12 file."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from pishkhan.clearance.paper.signing import SigningKey, facts, load_p12, new_key_and_certificate, sign, verify
from pishkhan.kernel.errors import Invalid
from tests.clearance.paper.sample import AT

PASSWORD = "گذرواژه ۱"


Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def p12(
    key: Key | None, certificate: x509.Certificate, *others: x509.Certificate, password: str = PASSWORD
) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, others, serialization.BestAvailableEncryption(password.encode())
    )


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def issued(
    key: Key, issuer_key: Key, *, ca: bool, sign_text: bool = True, at: datetime = AT
) -> x509.Certificate:
    """A certificate of `key` by `issuer_key`; the subject is «Root» or «Own University»."""
    usage = x509.KeyUsage(True, sign_text, False, False, False, ca, ca, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(named("Root" if ca else "Own University"))
        .issuer_name(named("Root"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


@pytest.mark.parametrize("kind", ["p256", "p384", "rsa"])
def test_brought_key_signs_under_its_root(unsigned: bytes, kind: str) -> None:
    make: dict[str, Callable[[], Key]] = {
        "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "rsa": lambda: rsa.generate_private_key(65537, 2048),
    }
    root_key, key = ec.generate_private_key(ec.SECP256R1()), make[kind]()
    root = issued(root_key, root_key, ca=True)
    loaded = load_p12(p12(key, issued(key, root_key, ca=False), root), PASSWORD, at=AT)
    pem = root.public_bytes(serialization.Encoding.PEM)
    assert loaded.chain == (pem,)
    pdf = sign(
        unsigned, loaded.key, loaded.certificate, reason="", name="", location="", at=AT, chain=loaded.chain
    )
    verdict = verify(pdf, [pem])
    assert (verdict.reason, verdict.signer) == ("valid", "Own University")


def test_key_whose_number_is_short_signs_whatever_comes_out(unsigned: bytes) -> None:
    """One key in 256 has a leading zero; its signatures are as long as everybody's."""
    key = ec.derive_private_key(2**239 + 7, ec.SECP256R1())
    certificate = issued(key, key, ca=False)
    loaded = load_p12(p12(key, certificate), PASSWORD, at=AT)
    for _ in range(24):
        sign(unsigned, loaded.key, loaded.certificate, reason="", name="", location="", at=AT)


def refusal(data: bytes, password: str = PASSWORD) -> str:
    with pytest.raises(Invalid) as caught:
        load_p12(data, password, at=AT)
    return caught.value.code


def test_refused_files() -> None:
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    wrong_kinds: list[Key] = [
        rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP521R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ]  # fmt: skip
    good = issued(key, key, ca=False)
    assert refusal(p12(key, good), "wrong") == "p12_unreadable"
    assert refusal(b"not a p12") == "p12_unreadable"
    assert refusal(b"") == "p12_unreadable"
    assert refusal(p12(None, good)) == "p12_incomplete"
    for one in wrong_kinds:
        assert refusal(p12(one, issued(one, key, ca=False))) == "p12_key_kind"
    assert refusal(p12(key, issued(key, key, ca=False, sign_text=False))) == "p12_not_for_signing"
    assert refusal(p12(key, issued(key, key, ca=False, at=AT - timedelta(days=90)))) == "p12_not_in_force"
    with pytest.raises(ValueError, match="do not match"):
        p12(other, good)


def test_own_key_survives_the_way_through_a_p12() -> None:
    pair = SigningKey(*new_key_and_certificate("دانشگاه", "University", valid_years=1, at=AT))
    key = serialization.load_pem_private_key(pair.key, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert load_p12(p12(key, x509.load_pem_x509_certificate(pair.certificate)), PASSWORD, at=AT) == pair


def test_facts_are_those_that_other_programs_show() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = issued(key, key, ca=False)
    told = facts(certificate.public_bytes(serialization.Encoding.PEM))
    assert (told.subject, told.issuer) == ("Own University", "Root")
    assert told.until - told.since == timedelta(days=31)
    der = certificate.public_bytes(serialization.Encoding.DER)
    assert told.fingerprint == hashlib.sha256(der).hexdigest()
