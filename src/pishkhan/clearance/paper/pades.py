"""PAdES B-B through pyHanko. Imported only where a signature is made or checked; see `signing`."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

# asn1crypto ships no types
from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

_FIELD: Final = "Signature"
_BYTES_OF_A_NUMBER: Final = {"secp256r1": 32, "secp384r1": 48}
_DER_OF_A_NUMBER: Final = 3
_DER_OF_THE_PAIR: Final = 3

# A bad signature is an answer, not an event: pyHanko would log each one with its traceback.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)

Findings = tuple[bool, str, bool, str]


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
    """See `signing.sign`."""
    signer = _Signer(
        signing_cert=_certificates(cert)[0],
        signing_key=load_private_key_from_pemder_data(key, None),
        cert_registry=_registry([certificate for pem in chain for certificate in _certificates(pem)]),
    )
    meta = PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        name=name,
        location=location,
        tight_size_estimates=True,
    )
    out = BytesIO()
    _PdfSigner(meta, signer, at=at).sign_pdf(_Update(BytesIO(pdf)), output=out)
    return out.getvalue()


def verify(pdf: bytes, trusted_certs: Sequence[bytes], *, at: datetime | None = None) -> Findings:
    """See `signing.verify`; the fields of its Verdict in order."""
    try:
        signatures = list(PdfFileReader(BytesIO(pdf)).embedded_regular_signatures)
        if not signatures:
            return False, "", False, "unsigned"
        return _judged(pdf, signatures, trusted_certs, at)
    except Exception:
        # A damaged file may fail anywhere in the parser, with any type; to the reader it is one answer.
        return False, "", False, "unreadable"


def _judged(
    pdf: bytes, signatures: list[EmbeddedPdfSignature], trusted_certs: Sequence[bytes], at: datetime | None
) -> Findings:
    last = signatures[-1]
    at = at or last.self_reported_timestamp or datetime.now(UTC)
    context = ValidationContext(
        trust_roots=[certificate for pem in trusted_certs for certificate in _certificates(pem)],
        allow_fetching=False,
        moment=at,
    )
    status = validate_pdf_signature(last, context, skip_diff=True)
    whole = (
        len(signatures) == 1
        and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        and _padding_untouched(pdf, last)
    )
    reason = _reason(status, whole, at)
    return reason == "valid", _common_name(status.signing_cert), whole, reason


def _reason(status: PdfSignatureStatus, whole: bool, at: datetime) -> str:
    if not (status.intact and status.valid and whole):
        return "altered"
    # A trust root's own dates are not looked at by the validator, and ours are self-signed.
    if not status.signing_cert.not_valid_before <= at <= status.signing_cert.not_valid_after:
        return "not_in_force"
    return "valid" if status.trusted else "untrusted"


def _common_name(certificate: Certificate) -> str:
    return str(certificate.subject.native.get("common_name", ""))


def _padding_untouched(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """True when the hole that the digest leaves out holds the signature and zeros, and nothing else."""
    _, start, end, _ = (int(place) for place in signature.byte_range)
    der: bytes = ContentInfo.load(signature.pkcs7_content).dump()
    hole = der.hex().upper().encode().ljust(end - start - 2, b"0")
    return pdf[start:end] == b"<" + hole + b">"


def _certificates(pem: bytes) -> list[Certificate]:
    return list(load_certs_from_pemder_data(pem))


def _registry(certificates: list[Certificate]) -> SimpleCertificateStore:
    from_certs: Callable[[list[Certificate]], SimpleCertificateStore] = SimpleCertificateStore.from_certs
    return from_certs(certificates)


class _Update(IncrementalPdfFileWriter):
    """An update that adds the signature and nothing else.

    pyHanko would write the XMP packet anew and lose the forms of the PDF/A extension schemas in it.
    """

    def _update_meta(self) -> None:
        return


class _Signer(SimpleSigner):
    """Reserves the longest signature the key can give, so that the file holds hardly any padding."""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run and self.signing_key.algorithm == "ec":
            # The key's own size would be that of its number, which is shorter for one key in 256.
            assert self.signing_cert is not None
            _, curve = self.signing_cert.public_key.curve
            return bytes(2 * (_BYTES_OF_A_NUMBER[curve] + _DER_OF_A_NUMBER) + _DER_OF_THE_PAIR)
        return self.sign_raw(data, digest_algorithm)


class _PdfSigner(PdfSigner):
    """Signs with the given time, and as PDF 1.7.

    pyHanko raises a file with a P-256 signature to PDF 2.0, which PDF/A-2 forbids; PAdES allows it in 1.7.
    """

    def __init__(self, meta: PdfSignatureMetadata, signer: SimpleSigner, *, at: datetime) -> None:
        super().__init__(meta, signer)
        self._at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session

    def register_extensions(self, pdf_out: BasePdfFileWriter, *, md_algorithm: str) -> None:
        pdf_out.register_extension(ESIC_EXTENSION_1)
