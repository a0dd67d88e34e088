"""From the last office to a certificate that anybody can check."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.clearance.domain import sheets
from pishkhan.clearance.paper import signing
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import files
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import NotYours
from tests.factories import walks
from tests.factories.jobs import run_jobs


@pytest.fixture
def cleared(iums):
    """A request walked to its end, its jobs done."""
    request = walks.file(iums, "981020304")
    walks.walk(iums, request)
    run_jobs()
    return request


def certificate_of(request):
    found = clearance.certificate_of(request.id)
    assert found is not None
    return found


def test_finished_case_has_a_signed_certificate(iums, cleared):
    certificate = certificate_of(cleared)
    pdf = files.read(certificate.file)
    verdict = signing.verify(pdf, clearance.trusted(iums.id))
    assert (verdict.valid, verdict.covers_whole_document, certificate.state) == (True, True, "valid")


def test_flipped_byte_is_noticed(iums, cleared):
    pdf = bytearray(files.read(certificate_of(cleared).file))
    pdf[len(pdf) // 3] ^= 1
    assert signing.verify(bytes(pdf), clearance.trusted(iums.id)).valid is False


def test_b27_filled_form_is_attached(cleared):
    attachment = servicedesk.Attachment.objects.get(request=cleared, field="clearance_form")
    assert files.read(attachment.file).startswith(b"%PDF-")


def test_stations_carry_the_jalali_year_on_both_sheets(iums):
    """A certificate is read years after its stations were passed."""
    request = walks.file(iums, "981020304")
    walks.walk(iums, request)
    passed = datetime(2026, 5, 20, 20, 45, tzinfo=UTC)
    workflow.Task.objects.filter(case_id=request.case_id).update(done_at=passed)
    sheet = sheets.certificate_sheet(certificate_of(request), request, base_url="https://x")
    assert {row.at for row in sheet.stations} == {"۱۴۰۵/۰۲/۳۱، ۰۰:۱۵"}
    assert {row.at for row in sheets.form_sheet(request).stations} == {"۱۴۰۵/۰۲/۳۱، ۰۰:۱۵"}


def test_closed_request_says_so(cleared):
    cleared.refresh_from_db()
    assert (cleared.customer_status, cleared.closed_at is not None) == ("closed", True)


def test_revocation_needs_a_manager_and_a_reason(iums, cleared):
    certificate = certificate_of(cleared)
    with pytest.raises(NotYours):
        clearance.revoke(actor=iums.actor("edu.expert"), certificate_id=certificate.id, reason="اشتباه در شماره")
    administrator = next(row["login"] for row in iums.loaded.pack.people.staff if _is_administrator(row))
    with pytest.raises(DomainError, match="reason_missing"):
        clearance.revoke(actor=iums.actor(administrator), certificate_id=certificate.id, reason=" ")
    clearance.revoke(actor=iums.actor(administrator), certificate_id=certificate.id, reason="اشتباه در شماره")
    assert certificate_of(cleared).state == "revoked"


def _is_administrator(row) -> bool:
    return any(member["role"] == "administrator" for member in row["memberships"])


def test_c10_instalments_make_it_conditional(iums):
    """C10, F8: the agreed instalments are printed as the condition."""
    request = walks.file(iums, "981020304")
    plan = {
        "debt_status": ["remaining"], "debt_amount": ["24000000"], "instalments": ["yes"],
        "instalment_count": ["12"], "instalment_amount": ["2000000"], "instalment_start": ["1405/10/01"],
        "instalment_end": ["1406/09/01"], "form_filed": ["on"],
    }  # fmt: skip
    walks.walk(iums, request, welfare=plan)
    run_jobs()
    assert certificate_of(request).state == "conditional"


def test_repeating_the_job_makes_no_second_certificate(cleared):
    certificate = certificate_of(cleared)
    clearance.make_certificate(certificate.id)
    again = certificate_of(cleared)
    assert (again.id, again.number, again.code) == (certificate.id, certificate.number, certificate.code)


def test_check_page_finds_it_by_code_only(iums, shiraz, cleared):
    certificate = certificate_of(cleared)
    assert clearance.find(institution_id=iums.id, typed=certificate.code).id == certificate.id
    assert clearance.find(institution_id=shiraz.id, typed=certificate.code) is None
    assert clearance.find(institution_id=iums.id, typed=certificate.number) is None
