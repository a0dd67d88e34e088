"""Drafts of step forms and corrections do not outlive their stations."""

from __future__ import annotations

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.clearance.domain import leftovers
from pishkhan.clearance.tasks import discard_leftovers
from pishkhan.intake import api as intake
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks

LOGIN = "981020304"


def drafted(actor, purpose: str, subject_id, version_id) -> intake.Draft:
    intake.save_draft(actor=actor, purpose=purpose, subject_id=subject_id, version_id=version_id, raw={})
    return intake.draft_of(actor, purpose=purpose, subject_id=subject_id)


@pytest.fixture
def at_loan_fund(iums):
    """A case whose loan fund has a draft, and waits for a correction the student has begun."""
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="loan-fund")
    task, actor = walks.task_at(request, "loan-fund"), iums.actor("loan")
    returned = servicedesk.return_for_correction(actor=actor, task_id=task.id, fields=["address"], reason="ناقص است")
    drafted(actor, clearance.STEP_DRAFT, task.id, task.form_version_id)
    drafted(iums.actor(LOGIN), servicedesk.CORRECTION, returned.id, request.submission.form_version_id)
    return request


def left() -> list[str]:
    return sorted(intake.Draft.objects.values_list("purpose", flat=True))


def test_drafts_of_open_stations_and_returns_stay(at_loan_fund):
    assert (leftovers.discard_leftovers(at_once=1), left()) == (0, ["correct", "step"])


def test_drafts_of_a_station_undone_go(iums, at_loan_fund):
    before = next(t for t in workflow.tasks_of_case(at_loan_fund.case_id) if t.node == "dormitory")
    workflow.reopen_step(actor=iums.actor("dormitory"), task_id=before.id, reason="خوابگاه داشته است")
    again = walks.task_at(at_loan_fund, "dormitory")
    drafted(iums.actor("dormitory"), clearance.STEP_DRAFT, again.id, again.form_version_id)
    assert left() == ["correct", "step", "step"]
    discard_leftovers(0)
    assert [draft.subject_id for draft in intake.Draft.objects.all()] == [again.id]


def test_draft_kept_a_moment_after_the_answer_goes(iums, at_loan_fund):
    (row,) = servicedesk.open_returns(at_loan_fund)
    raw = {"address": ["تهران، خیابان نمونه، پلاک ۲۰"]}
    servicedesk.resubmit(actor=iums.actor(LOGIN), return_id=row.id, raw=raw)
    drafted(iums.actor(LOGIN), servicedesk.CORRECTION, row.id, at_loan_fund.submission.form_version_id)
    assert (leftovers.discard_leftovers(at_once=1), left()) == (1, ["step"])


def test_everything_is_reached_a_few_at_a_time(iums, at_loan_fund):
    task = walks.task_at(at_loan_fund, "loan-fund")
    done = [t for t in workflow.tasks_of_case(at_loan_fund.case_id) if t.status == "done"]
    for each in done:
        drafted(iums.actor("loan"), clearance.STEP_DRAFT, each.id, task.form_version_id)
    assert leftovers.discard_leftovers(at_once=2) == len(done)
    assert left() == ["correct", "step"]
