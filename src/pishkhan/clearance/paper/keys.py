"""The institution's signing key: made at set-up, or brought along as a .p12 file."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from pishkhan.kernel.errors import Invalid

_COMMON_NAME_LIMIT = 64
_SMALLEST_RSA = 2048
_DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its certificate, and the certificates above it, all PEM."""

    key: bytes
    certificate: bytes
    chain: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands in a certificate. `fingerprint` is the SHA-256 of its DER form, 64 hex digits, as PDF readers
    show it."""

    subject: str
    issuer: str
    since: datetime
    until: datetime
    fingerprint: str


def new_key_and_certificate(
    name_fa: str, name_en: str, *, valid_years: int, at: datetime
) -> tuple[bytes, bytes]:
    """A fresh ECDSA P-256 key (PKCS#8) and its self-signed certificate, both PEM.

    The Persian name is the organisation, the English one the common name that viewers show. `at` is an aware
    time; validity starts a little before it, so that a clock that lags still accepts the first signature.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name_fa[:_COMMON_NAME_LIMIT]),
            x509.NameAttribute(NameOID.COMMON_NAME, name_en[:_COMMON_NAME_LIMIT]),
        ]
    )
    public = key.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(hours=1))
        .not_valid_after(at + timedelta(days=round(valid_years * _DAYS_PER_YEAR)))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signing_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pem_of_key(key), certificate.public_bytes(serialization.Encoding.PEM)


def load_p12(data: bytes, password: str, *, at: datetime) -> SigningKey:
    """The key of a .p12 file, checked to be one that can sign at this time.

    Our own are ECDSA P-256; authorities also give out P-384 and, most of them, RSA (2048 bits at least).

    Raises Invalid with the code p12_unreadable (or wrong password), p12_incomplete, p12_key_kind,
    p12_key_mismatch, p12_not_for_signing or p12_not_in_force.
    """
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode() or None)
    except (ValueError, TypeError) as problem:
        raise Invalid("p12_unreadable") from problem
    if key is None or certificate is None:
        raise Invalid("p12_incomplete")
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) or not _strong(key):
        raise Invalid("p12_key_kind")
    if key.public_key() != certificate.public_key():
        raise Invalid("p12_key_mismatch")
    if not _may_sign(certificate):
        raise Invalid("p12_not_for_signing")
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise Invalid("p12_not_in_force")
    pem = serialization.Encoding.PEM
    return SigningKey(
        _pem_of_key(key), certificate.public_bytes(pem), tuple(other.public_bytes(pem) for other in others)
    )


def _strong(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bool:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= _SMALLEST_RSA
    return isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1)


def facts(certificate: bytes) -> Facts:
    """What a certificate (PEM) says of itself."""
    read = x509.load_pem_x509_certificate(certificate)
    return Facts(
        subject=_called(read.subject),
        issuer=_called(read.issuer),
        since=read.not_valid_before_utc,
        until=read.not_valid_after_utc,
        fingerprint=read.fingerprint(hashes.SHA256()).hex(),
    )


def _called(name: x509.Name) -> str:
    """The common name with the organisation, else the whole name."""
    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    found = [str(part.value) for kind in kinds for part in name.get_attributes_for_oid(kind)]
    return " · ".join(dict.fromkeys(found)) or name.rfc4514_string()


def _may_sign(certificate: x509.Certificate) -> bool:
    # Validators ask for non-repudiation; a certificate without any key usage may do everything.
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.content_commitment


def _signing_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem_of_key(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
