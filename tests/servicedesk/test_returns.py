"""B18: sent back with reason, fields and deadline; same number; back to the same expert, and only that station."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.models import Notice
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs

LOGIN = "981020304"
CORRECTED = ["تهران، خیابان نمونه، پلاک ۲۰"]


@pytest.fixture
def at_education(iums):
    """A request in the hands of an education expert (B17)."""
    made = walks.file(iums, LOGIN)
    task = walks.task_at(made, "education")
    workflow.assign(actor=iums.actor("edu.lead"), task_id=task.id, person_id=iums.person("edu.expert").id)
    run_jobs()
    return made


def send_back(iums, request, *, login="edu.expert", fields=("address",), reason="پلاک نوشته نشده است", **more):
    task = walks.task_at(request, "education")
    return servicedesk.return_for_correction(
        actor=iums.actor(login), task_id=task.id, fields=fields, reason=reason, **more
    )


def answer(iums, returned, **raw: list[str]):
    return servicedesk.resubmit(actor=iums.actor(LOGIN), return_id=returned.id, raw=raw)


def test_b18_same_number_same_expert_same_station(iums, at_education):
    before = walks.task_at(at_education, "education")
    returned = send_back(iums, at_education)
    at_education.refresh_from_db()
    assert at_education.customer_status == servicedesk.CustomerStatus.BACK
    answer(iums, returned, address=["تهران، خیابان نمونه، پلاک ۱۴"])
    after = walks.task_at(at_education, "education")
    request = servicedesk.my_request(iums.actor(LOGIN), at_education.number)
    assert request.id == at_education.id
    assert (after.id, after.assignee_id, after.returned, after.paused_at) == (
        before.id, iums.person("edu.expert").id, False, None,
    )  # fmt: skip
    assert intake.answers_of(request.submission)["address"] == "تهران، خیابان نمونه، پلاک ۱۴"


def test_b18_lead_may_return_too(iums, at_education):
    assert send_back(iums, at_education, login="edu.lead").author_id == iums.person("edu.lead").id


def test_b18_both_sides_are_told(iums, at_education):
    returned = send_back(iums, at_education, days=5)
    run_jobs()
    student = Notice.objects.get(person_id=iums.person(LOGIN).id, message="returned")
    assert student.values["number"] == at_education.number
    assert returned.reply_by == timezone.localdate() + timedelta(days=5)
    answer(iums, returned, address=CORRECTED)
    run_jobs()
    assert Notice.objects.filter(person_id=iums.person("edu.expert").id, message="corrected").count() == 1


def test_only_named_answers_may_change(iums, at_education):
    """A form posted with extra fields: they stay as they were."""
    returned = send_back(iums, at_education)
    before = intake.answers_of(at_education.submission)
    answer(iums, returned, address=CORRECTED, marital_status=["married"], landline=["02100000000"])
    request = servicedesk.my_request(iums.actor(LOGIN), at_education.number)
    after = intake.answers_of(request.submission)
    assert {name for name in before if before[name] != after[name]} == {"address"}


def test_wrong_correction_is_refused_and_stays_open(iums, at_education):
    returned = send_back(iums, at_education)
    with pytest.raises(intake.NotAccepted) as refused:
        answer(iums, returned, address=[" "])
    assert [error.key for error in refused.value.errors] == ["address"]
    assert [row.id for row in servicedesk.open_returns(at_education)] == [returned.id]


def test_sending_is_blocked_until_the_student_answered(iums, at_education):
    send_back(iums, at_education)
    with pytest.raises(workflow.Blocked) as blocked:
        walks.send(iums, at_education, "education")
    assert [block.code for block in blocked.value.blocks] == ["return_open"]


def test_answered_once(iums, at_education):
    returned = send_back(iums, at_education)
    answer(iums, returned, address=CORRECTED)
    with pytest.raises(DomainError, match="answered_already"):
        answer(iums, returned, address=["شیراز، خیابان نمونه، پلاک ۲۰"])
    assert [e.action for e in audit.history(at_education.case_id)].count("request.corrected") == 1


def test_returned_twice_is_told_so_and_may_be_returned_later_again(iums, at_education):
    returned = send_back(iums, at_education)
    with pytest.raises(DomainError, match="returned_already"):
        send_back(iums, at_education)
    answer(iums, returned, address=CORRECTED)
    assert send_back(iums, at_education).id != returned.id


def test_double_click_returns_once(iums, at_education):
    key = uuid4().hex
    assert send_back(iums, at_education, key=key) is not None
    assert send_back(iums, at_education, key=key) is None


@pytest.mark.parametrize("name", ["nothing", "national_id"])
def test_unknown_answers_and_those_of_the_record_cannot_be_asked_for(iums, at_education, name):
    with pytest.raises(DomainError, match="fields_missing"):
        send_back(iums, at_education, fields=[name])
    assert send_back(iums, at_education, fields=[name, "address"]).fields == ["address"]


def test_correction_whose_draft_has_newer_words_is_not_sent(iums, at_education):
    returned, actor = send_back(iums, at_education), iums.actor(LOGIN)
    here = {"purpose": servicedesk.CORRECTION, "subject_id": returned.id}
    for rev in (0, 1):
        intake.save_draft(
            actor=actor, version_id=at_education.submission.form_version_id, raw={"address": [f"پلاک {rev}"]}, rev=rev,
            **here,
        )  # fmt: skip
    with pytest.raises(DomainError, match="draft_elsewhere"):
        servicedesk.resubmit(actor=actor, return_id=returned.id, raw={"address": CORRECTED}, rev=1)
    assert intake.raw_of(intake.draft_of(actor, **here))["address"] == ["پلاک 1"]
    assert [row.id for row in servicedesk.open_returns(at_education)] == [returned.id]


@pytest.mark.parametrize(("more", "code"), [({"reason": " "}, "reason_missing"), ({"days": 0}, "deadline_wrong")])
def test_reason_and_deadline_are_needed(iums, at_education, more, code):
    with pytest.raises(DomainError, match=code):
        send_back(iums, at_education, **more)


def test_nobody_else_answers(iums, at_education):
    returned = send_back(iums, at_education)
    with pytest.raises(workflow.NotYours):
        servicedesk.resubmit(actor=iums.actor("991020305"), return_id=returned.id, raw={"address": CORRECTED})


def test_other_office_cannot_return(iums, at_education):
    with pytest.raises(workflow.NotYours):
        send_back(iums, at_education, login="nutrition")
