"""Signing a sheet and telling whether a signed sheet is still the one that was signed (PAdES B-B)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pishkhan.clearance.paper.keys import Facts, SigningKey, facts, load_p12, new_key_and_certificate

__all__ = ["Facts", "SigningKey", "Verdict", "facts", "load_p12", "new_key_and_certificate", "sign", "verify"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a code: valid, unreadable, unsigned, altered, untrusted or not_in_force."""

    valid: bool
    signer: str
    covers_whole_document: bool
    reason: str


def sign(
    pdf: bytes,
    key: bytes,
    cert: bytes,
    *,
    reason: str,
    name: str,
    location: str,
    at: datetime,
    chain: Sequence[bytes] = (),
) -> bytes:
    """The PDF with one invisible PAdES B-B signature; stays PDF/A. Key and certificates are PEM.

    Call it in a job only: pyHanko costs a second to import and 25 MB, which web processes need not carry.
    """
    from pishkhan.clearance.paper import pades

    return pades.sign(pdf, key, cert, reason=reason, name=name, location=location, at=at, chain=chain)


def verify(pdf: bytes, trusted_certs: Sequence[bytes], *, at: datetime | None = None) -> Verdict:
    """Judges the signature against the institution's certificates (PEM), retired ones included.

    `at` is the time at which the signer's certificate must be in force: by default the time of signing as the
    file tells it, so that a certificate outlives the key it was signed with. Never raises for a bad file.
    """
    from pishkhan.clearance.paper import pades

    return Verdict(*pades.verify(pdf, trusted_certs, at=at))
