"""A certificate made at start, for simulators that speak TLS."""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Certificate:
    """Signed by itself, good for a day. `path` is the PEM file a client must trust."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="simulator-")
        self.path = Path(self._folder.name) / "certificate.pem"
        self._key_path = Path(self._folder.name) / "key.pem"
        key = ec.generate_private_key(ec.SECP256R1())
        self.path.write_bytes(_signed(key, names).public_bytes(serialization.Encoding.PEM))
        self._key_path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def context(self) -> ssl.SSLContext:
        """For the side of the server."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.path, self._key_path)
        return context

    def remove(self) -> None:
        """Delete the files."""
        self._folder.cleanup()


def _signed(key: ec.EllipticCurvePrivateKey, names: tuple[str, ...]) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "simulator")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
