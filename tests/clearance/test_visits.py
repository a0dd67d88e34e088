"""C7, C8: «مراجعه حضوری دانشجو الزامی است» and «تایید اولیه فرم» are two things; the second moves nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.models import Notice
from pishkhan.plumbing import audit
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs

LOGIN = "97204001"


@pytest.fixture
def at_library(shiraz):
    made = walks.file(shiraz, LOGIN)
    walks.send(shiraz, made, "department")
    run_jobs()
    return made


def ask(shiraz, request, **words):
    task = walks.task_at(request, "library-khwarizmi")
    return clearance.require_visit(
        actor=shiraz.actor("library.khwarizmi"), task_id=task.id, reason="سه کتاب امانت دارید", **words
    )


def resolve(shiraz, request, outcome="came"):
    task = walks.task_at(request, "library-khwarizmi")
    return clearance.close_visit(actor=shiraz.actor("library.khwarizmi"), task_id=task.id, outcome=outcome)


def told(shiraz) -> list[dict[str, str]]:
    rows = Notice.objects.filter(person_id=shiraz.person(LOGIN).id, message="visit").order_by("created_at")
    return [row.values for row in rows]


def test_c7_option_and_sending_together_are_refused(shiraz, at_library):
    task = walks.task_at(at_library, "library-khwarizmi")
    with pytest.raises(workflow.Blocked) as blocked:
        clearance.send_on(
            actor=shiraz.actor("library.khwarizmi"), task_id=task.id, raw={"status": ["no-loan"]}, visit_ticked=True
        )
    assert [block.code for block in blocked.value.blocks] == ["visit_ticked"]


def test_c8_initial_confirmation_moves_nothing_and_tells_the_student(shiraz, at_library):
    before = walks.task_at(at_library, "library-khwarizmi")
    marking = workflow.Case.objects.get(id=at_library.case_id).marking
    ask(shiraz, at_library, bring="کتاب‌ها", place="میز امانت", hours="۸ تا ۱۲")
    after = walks.task_at(at_library, "library-khwarizmi")
    case = workflow.Case.objects.get(id=at_library.case_id)
    assert (after.id, after.visit_open, after.assignee_id) == (before.id, True, shiraz.person("library.khwarizmi").id)
    assert (case.marking, after.paused_at is not None) == (marking, True)
    at_library.refresh_from_db()
    assert at_library.customer_status == servicedesk.CustomerStatus.VISIT
    run_jobs()
    assert [words["reason"] for words in told(shiraz)] == ["سه کتاب امانت دارید"]


def test_c8_next_office_sees_nothing(shiraz, at_library):
    ask(shiraz, at_library)
    actor = shiraz.actor("library.mirza")
    assert list(workflow.ready_in(actor)) == []
    assert servicedesk.inbox(actor, servicedesk.Filter()).rows == []
    assert not servicedesk.visible_to(actor).exists()


def test_c8_repeatable_the_student_is_told_again(shiraz, at_library):
    first = ask(shiraz, at_library)
    second = ask(shiraz, at_library, place="میز مرجع")
    assert (second.id, second.times_told, second.place) == (first.id, 2, "میز مرجع")
    run_jobs()
    assert len(told(shiraz)) == 2
    assert len(clearance.open_visits(at_library)) == 1


def test_double_click_tells_once(shiraz, at_library):
    key = uuid4().hex
    assert ask(shiraz, at_library, key=key) is not None
    assert ask(shiraz, at_library, key=key) is None
    run_jobs()
    assert len(told(shiraz)) == 1


def test_c8_sending_is_blocked_until_the_visit_is_resolved(shiraz, at_library):
    ask(shiraz, at_library)
    with pytest.raises(workflow.Blocked) as blocked:
        walks.send(shiraz, at_library, "library-khwarizmi")
    assert [block.code for block in blocked.value.blocks] == ["visit_open"]
    resolve(shiraz, at_library)
    walks.send(shiraz, at_library, "library-khwarizmi")
    assert walks.open_nodes(at_library) == ["library-mirza"]
    done = workflow.tasks_of_case(at_library.case_id)[1]
    assert (done.node, done.done_by) == ("library-khwarizmi", shiraz.person("library.khwarizmi").id)


@pytest.mark.parametrize("outcome", ["came", "no_show", "not_needed"])
def test_every_outcome_lets_the_expert_go_on(shiraz, at_library, outcome):
    ask(shiraz, at_library)
    visit = resolve(shiraz, at_library, outcome)
    task = walks.task_at(at_library, "library-khwarizmi")
    assert (visit.outcome, task.visit_open, task.paused_at) == (outcome, False, None)
    assert [e.action for e in audit.history(at_library.case_id)][-2:] == ["waiting.visit", "waited.visit"]


def test_new_visit_after_a_resolved_one_is_another(shiraz, at_library):
    first = ask(shiraz, at_library)
    resolve(shiraz, at_library, "no_show")
    second = ask(shiraz, at_library)
    assert (second.id == first.id, second.times_told) == (False, 1)


def test_visit_that_was_never_asked_cannot_be_closed(shiraz, at_library):
    with pytest.raises(DomainError, match="visit_none"):
        resolve(shiraz, at_library)
    ask(shiraz, at_library)
    with pytest.raises(DomainError, match="outcome_wrong"):
        resolve(shiraz, at_library, "perhaps")


def test_c9_step_without_the_option_offers_no_visit(shiraz, at_library):
    walks.walk(shiraz, at_library, until="dormitories")
    task = walks.task_at(at_library, "dormitories")
    with pytest.raises(DomainError, match="visit_not_offered"):
        clearance.require_visit(actor=shiraz.actor("dormitories"), task_id=task.id, reason="دلیل")


def test_reason_is_needed(shiraz, at_library):
    task = walks.task_at(at_library, "library-khwarizmi")
    with pytest.raises(DomainError, match="reason_missing"):
        clearance.require_visit(actor=shiraz.actor("library.khwarizmi"), task_id=task.id, reason="\u200e ")
    assert clearance.Visit.objects.count() == 0


def test_other_office_cannot_ask(shiraz, at_library):
    task = walks.task_at(at_library, "library-khwarizmi")
    with pytest.raises(workflow.NotYours):
        clearance.require_visit(actor=shiraz.actor("library.mirza"), task_id=task.id, reason="دلیل")
