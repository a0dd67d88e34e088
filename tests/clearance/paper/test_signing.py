"""PAdES signatures judged by ourselves, by pyHanko's validator and by poppler's pdfsig."""

import os
import re
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from pishkhan.clearance.paper.signing import SigningKey, Verdict, new_key_and_certificate, sign, verify
from tests.clearance.paper.reading import pages, xmp
from tests.clearance.paper.sample import AT

GOOD = Verdict(True, "Demo University", True, "valid")


def flipped(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def hole(pdf: bytes) -> tuple[int, int]:
    """Where the signature lies."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    assert found
    return int(found[1]), int(found[2])


def pdfsig(pdf: bytes, folder: Path) -> str:
    tool = shutil.which("pdfsig") or pytest.fail("pdfsig is missing: install poppler-utils")
    (folder / "sheet.pdf").write_bytes(pdf)
    done = subprocess.run(
        [tool, "-nocert", "sheet.pdf"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"HOME": str(folder)},
    )
    return done.stdout


def pyhanko_accepts(pdf: bytes, pair: SigningKey) -> bool:
    roots = list(load_certs_from_pemder_data(pair.certificate))
    signature = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0]
    return validate_pdf_signature(signature, ValidationContext(trust_roots=roots, moment=AT)).bottom_line


def test_signature_is_accepted_by_all_three(signed: bytes, pair: SigningKey, tmp_path: Path) -> None:
    assert verify(signed, [pair.certificate]) == GOOD
    assert pyhanko_accepts(signed, pair)
    said = pdfsig(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@pytest.mark.parametrize("share", [0.02, 0.25, 0.5, 0.75, 0.9])
def test_one_flipped_byte_fails_all_three(
    signed: bytes, pair: SigningKey, tmp_path: Path, share: float
) -> None:
    broken = flipped(signed, int(hole(signed)[0] * share))
    assert verify(broken, [pair.certificate]).valid is False
    assert "Signature is Valid" not in pdfsig(broken, tmp_path)
    try:
        accepted = pyhanko_accepts(broken, pair)
    except Exception:  # a file that cannot be read is not accepted either
        accepted = False
    assert accepted is False


def test_flipped_byte_in_the_signature_itself_fails(signed: bytes, pair: SigningKey) -> None:
    start, end = hole(signed)
    places = (start, start + 200, start + 1500, end - 40, end - 2, end - 1)
    assert [verify(flipped(signed, place), [pair.certificate]).valid for place in places] == [False] * 6


def test_later_update_is_not_covered(signed: bytes, pair: SigningKey) -> None:
    """Also an update that a viewer shows as harmless, such as a note on the page."""
    update, out = IncrementalPdfFileWriter(BytesIO(signed)), BytesIO()
    update.root["/PageMode"] = pdf_name("/UseOutlines")
    update.update_root()
    update.write(out)
    altered = Verdict(False, "Demo University", False, "altered")
    assert [verify(pdf, [pair.certificate]) for pdf in (out.getvalue(), signed + b"\n")] == [altered] * 2


def test_second_signature_by_a_stranger_is_refused(signed: bytes, pair: SigningKey) -> None:
    key, cert = new_key_and_certificate("دیگری", "Somebody Else", valid_years=1, at=AT)
    with pytest.raises(Exception, match="already"):
        sign(signed, key, cert, reason="", name="", location="", at=AT)


def test_file_without_signature(unsigned: bytes, pair: SigningKey) -> None:
    assert verify(unsigned, [pair.certificate]) == Verdict(False, "", False, "unsigned")


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7\n", b"PK\x03\x04", os.urandom(4096)])
def test_no_pdf_at_all(file: bytes, pair: SigningKey) -> None:
    assert verify(file, [pair.certificate]) == Verdict(False, "", False, "unreadable")


def test_only_trusted_keys_count(signed: bytes, pair: SigningKey) -> None:
    """A retired key stays good for what it signed; a stranger's key is good for nothing."""
    _, other = new_key_and_certificate("دانشگاه نمونه", "Demo University", valid_years=10, at=AT)
    verdicts = [verify(signed, trusted).reason for trusted in ([], [other], [other, pair.certificate])]
    assert verdicts == ["untrusted", "untrusted", "valid"]


def test_certificate_outlives_its_key(signed: bytes, pair: SigningKey) -> None:
    late, early = AT + timedelta(days=3700), AT - timedelta(days=3700)
    trusted = [pair.certificate]
    assert [verify(signed, trusted, at=at).reason for at in (late, early)] == ["not_in_force"] * 2
    assert verify(signed, trusted).reason == "valid"


def test_signing_leaves_the_sheet_and_its_pdf_a_claim_alone(unsigned: bytes, signed: bytes) -> None:
    """One incremental update without new metadata and without a rise to PDF 2.0, which PDF/A-2 forbids."""
    added = signed[len(unsigned) :]
    assert signed.startswith(unsigned)
    assert xmp(signed) == xmp(unsigned)
    assert pages(signed) == pages(unsigned)
    unwanted = (b"/Version", b"/Type /Metadata", b"/Encrypt", b"/JavaScript", b"/Producer")
    assert [mark for mark in unwanted if mark in added] == []


def test_signature_tells_when_why_and_where(signed: bytes) -> None:
    value = PdfFileReader(BytesIO(signed)).embedded_regular_signatures[0].sig_object
    assert (value["/Reason"], value["/Location"], value["/M"]) == (
        "صدور گواهی تسویه حساب",
        "تهران",
        "D:20261123095600Z",
    )


def test_key_certificate_can_sign_and_nothing_else(pair: SigningKey) -> None:
    certificate = x509.load_pem_x509_certificate(pair.certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (usage.critical, usage.value.digital_signature, usage.value.content_commitment) == (
        True,
        True,
        True,
    )
    assert (usage.value.key_cert_sign, usage.value.key_encipherment, basic.value.ca) == (False, False, False)
    assert certificate.subject.rfc4514_string() == "CN=Demo University,O=دانشگاه نمونه,C=IR"
    certificate.verify_directly_issued_by(certificate)
