"""The code of the link by which a request is followed without logging in (F5)."""

from __future__ import annotations

import pytest

from pishkhan.notifications.models import Notice
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs

following = servicedesk.following
STUDENT, OTHER = "981020304", "991020305"


@pytest.fixture
def filed(iums):
    return walks.file(iums, STUDENT)


def found(filed, code):
    row = following.find(institution_id=filed.institution_id, typed=code)
    return row.number if row else None


def test_code_opens_its_request_however_it_is_typed(filed):
    code = following.code_of(filed)
    assert found(filed, code) == filed.number
    grouped = "-".join(code[start : start + 4] for start in range(0, len(code), 4)).upper()
    assert found(filed, f" {grouped} ") == filed.number
    assert found(filed, code.replace("1", "l").replace("0", "O")) == filed.number


def test_code_has_80_bits_that_only_we_can_make(filed, iums):
    code, other = following.code_of(filed), following.code_of(walks.file(iums, OTHER))
    assert len(code) - following.SIGNS <= 8
    assert following.SIGNS * 5 == 80
    assert code[-16:] != other[-16:]
    assert found(filed, code[:-16] + other[-16:]) is None


def test_every_single_wrong_sign_is_found_out(filed):
    code = following.code_of(filed)
    for place, sign in enumerate(code):
        wrong = "2" if sign != "2" else "3"
        assert found(filed, code[:place] + wrong + code[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["", "-", "0", "z" * 16, "z" * 27, "z" * 60, "۱۴۰۵", "!" * 20, "q" * 17, "0" * 23])
def test_nonsense_finds_nothing(filed, typed):
    assert found(filed, typed) is None


def test_code_of_another_university_finds_nothing(filed, shiraz):
    assert following.find(institution_id=shiraz.id, typed=following.code_of(filed)) is None


def test_student_switches_it_off_and_renews_it(filed, iums):
    student, old = iums.actor(STUDENT), following.code_of(filed)
    following.switch_off(actor=student, number=filed.number)
    following.switch_off(actor=student, number=filed.number)
    assert (following.code_of(filed), found(filed, old)) == ("", None)
    following.renew(actor=student, number=filed.number)
    new = following.code_of(filed)
    assert new != old
    assert (found(filed, old), found(filed, new)) == (None, filed.number)
    written = [e.action for e in audit.history(filed.case_id) if e.action.startswith("progress.")]
    assert written == ["progress.switched_off", "progress.renewed"]
    assert audit.broken_at(audit.history(filed.case_id)) is None


def test_nobody_else_changes_the_link(filed, iums):
    for login in (OTHER, "edu.lead", "admin"):
        with pytest.raises(workflow.NotYours):
            following.renew(actor=iums.actor(login), number=filed.number)


def test_the_address_is_not_kept_with_the_bell(filed):
    run_jobs()
    kept = Notice.objects.get(message="request_filed").values
    assert kept == {"number": filed.number, "follow": ""}
