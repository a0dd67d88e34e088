"""F1, B29: an office records a debt, waives it, or settles it by evidence; meanwhile its station waits."""

from __future__ import annotations

import json
from dataclasses import asdict
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import translation

from pishkhan.clearance import api as clearance
from pishkhan.clearance.events import DebtReduced
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Notice
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.payments.api import EntryKind
from pishkhan.payments.models import DueEntry
from pishkhan.plumbing import audit
from pishkhan.plumbing.tasks import deliver
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs

LOGIN = "97204001"
EXPERT = "library.khwarizmi"


@pytest.fixture
def at_library(shiraz):
    made = walks.file(shiraz, LOGIN)
    walks.send(shiraz, made, "department")
    return made


def hold(shiraz, request, amount=2_500_000, *, login=EXPERT, reason="جریمه دیرکرد", key=""):
    task = walks.task_at(request, "library-khwarizmi")
    return clearance.hold_for_debt(actor=shiraz.actor(login), task_id=task.id, amount=amount, reason=reason, key=key)


def reduce(shiraz, request, due, kind, *, evidence="", reason="پرداخت شد"):
    task = walks.task_at(request, "library-khwarizmi")
    return clearance.reduce_debt(
        actor=shiraz.actor(EXPERT), task_id=task.id, due_id=due.id, kind=kind, reason=reason, evidence=evidence
    )


def test_held_station_waits_and_the_student_is_told(shiraz, at_library):
    hold(shiraz, at_library)
    task = walks.task_at(at_library, "library-khwarizmi")
    at_library.refresh_from_db()
    assert (task.debt_held, task.paused_at is not None) == (True, True)
    assert at_library.customer_status == servicedesk.CustomerStatus.DEBT
    run_jobs()
    notice = Notice.objects.get(person_id=shiraz.person(LOGIN).id, message="debt")
    assert notice.values["reason"] == "جریمه دیرکرد"
    assert "2500000" not in str(notice.values), "an amount is read on the page, not in the notice"


def test_sending_is_blocked_while_anything_is_owed(shiraz, at_library):
    hold(shiraz, at_library, 2_000_000)
    hold(shiraz, at_library, 500_000)
    with pytest.raises(workflow.Blocked) as blocked:
        walks.send(shiraz, at_library, "library-khwarizmi")
    assert [(block.code, block.values) for block in blocked.value.blocks] == [("debt_open", {"amount": 2_500_000})]


@pytest.mark.parametrize(
    ("kind", "evidence"),
    [(EntryKind.WAIVED, ""), (EntryKind.EVIDENCE, "فیش ۱۲۳"), (EntryKind.CANCELLED, "")],
)
def test_debt_that_is_gone_lets_the_station_go_on(shiraz, at_library, kind, evidence):
    due = hold(shiraz, at_library)
    reduce(shiraz, at_library, due, kind, evidence=evidence)
    task = walks.task_at(at_library, "library-khwarizmi")
    assert (task.debt_held, task.paused_at) == (False, None)
    assert payments.owed_in_request(at_library.id, task.office_id) == 0
    walks.send(shiraz, at_library, "library-khwarizmi")
    assert walks.open_nodes(at_library) == ["library-mirza"]
    entries = list(DueEntry.objects.filter(due=due).values_list("kind", "amount", "actor_id", "evidence"))
    expert = shiraz.person(EXPERT).id
    assert entries == [("recorded", 2_500_000, expert, ""), (kind.value, -2_500_000, expert, evidence)]
    actions = [e.action for e in audit.history(at_library.case_id)]
    after = actions[actions.index("due.recorded") :]
    assert after == [
        "due.recorded", "waiting.debt", f"due.{kind.value}", "waited.debt", "task.done", "task.opened",
    ]  # fmt: skip


def test_of_two_debts_both_must_go(shiraz, at_library):
    first, second = hold(shiraz, at_library, 1_000), hold(shiraz, at_library, 2_000)
    reduce(shiraz, at_library, first, EntryKind.WAIVED)
    assert walks.task_at(at_library, "library-khwarizmi").debt_held
    reduce(shiraz, at_library, second, EntryKind.WAIVED)
    assert not walks.task_at(at_library, "library-khwarizmi").debt_held


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (EntryKind.WAIVED, "A debt was waived"), (EntryKind.EVIDENCE, "A debt was settled"),
        (EntryKind.CANCELLED, "A debt was cancelled"),
    ],
)  # fmt: skip
def test_f1_student_hears_what_became_of_a_debt_and_whether_more_is_owed(shiraz, at_library, kind, title):
    first, second = hold(shiraz, at_library), hold(shiraz, at_library, 1_000, reason="کتاب گم‌شده")
    reduce(shiraz, at_library, first, kind, evidence="فیش ۱۲۳")
    run_jobs()
    reduce(shiraz, at_library, second, kind, evidence="فیش ۱۲۴")
    run_jobs()
    with translation.override("en"):
        rows, _ = notifications.page(shiraz.actor(LOGIN))
    last, before = [row for row in rows if row.title.startswith(title)]
    assert before.title == f"{title}: request {at_library.number}"
    office = next(iter(organisation.units_by_id([first.office_id]).values())).name["en"]
    assert before.body.startswith(f"{office}: جریمه دیرکرد. Another debt to this office is still open.")
    assert last.body == f"{office}: کتاب گم‌شده. Nothing is owed to this office any more."
    assert last.link == servicedesk.page_of(at_library)


def test_f1_news_of_a_debt_delivered_twice_is_told_once(shiraz, at_library):
    due = hold(shiraz, at_library)
    event = DebtReduced(
        institution_id=at_library.institution_id, request_id=at_library.id, due_id=due.id, kind=EntryKind.WAIVED
    )
    for _ in range(2):
        deliver("clearance.tell_of_reduced_debt", json.loads(json.dumps(asdict(event), default=str)))
    assert Notice.objects.filter(message="debt_reduced").count() == 1


def test_evidence_must_be_named(shiraz, at_library):
    due = hold(shiraz, at_library)
    with pytest.raises(DomainError, match="evidence_missing"):
        reduce(shiraz, at_library, due, EntryKind.EVIDENCE)


def test_debt_gone_already_cannot_go_again(shiraz, at_library):
    due = hold(shiraz, at_library)
    reduce(shiraz, at_library, due, EntryKind.WAIVED)
    with pytest.raises(DomainError, match="due_settled"):
        reduce(shiraz, at_library, due, EntryKind.WAIVED)
    assert DueEntry.objects.filter(due=due).count() == 2


@pytest.mark.parametrize(("amount", "reason", "code"), [
    (0, "دلیل", "amount_wrong"), (-5, "دلیل", "amount_wrong"), (10**12 + 1, "دلیل", "amount_wrong"),
    (5, " ", "reason_missing"),
])  # fmt: skip
def test_debt_needs_an_amount_and_a_reason(shiraz, at_library, amount, reason, code):
    with pytest.raises(DomainError, match=code):
        hold(shiraz, at_library, amount, reason=reason)
    assert (payments.dues_of_request(at_library.id), walks.task_at(at_library, "library-khwarizmi").debt_held) == (
        [], False,
    )  # fmt: skip


def test_double_click_records_once(shiraz, at_library):
    key = uuid4().hex
    assert hold(shiraz, at_library, key=key) is not None
    assert hold(shiraz, at_library, key=key) is None
    assert [due.owed for due in payments.dues_of_request(at_library.id)] == [2_500_000]


def test_other_office_neither_records_nor_waives(shiraz, at_library):
    due = hold(shiraz, at_library)
    with pytest.raises(workflow.NotYours):
        hold(shiraz, at_library, login="library.mirza")
    task = walks.task_at(at_library, "library-khwarizmi")
    with pytest.raises(workflow.NotYours):
        clearance.reduce_debt(
            actor=shiraz.actor("library.mirza"), task_id=task.id, due_id=due.id, kind=EntryKind.WAIVED, reason="دلیل"
        )


def test_debt_of_another_case_cannot_be_waived_here(shiraz, at_library):
    due = hold(shiraz, at_library)
    other = walks.file(shiraz, "40120402")
    walks.send(shiraz, other, "department")
    with pytest.raises(workflow.NotYours):
        reduce(shiraz, other, due, EntryKind.WAIVED)


@pytest.mark.parametrize("change", [lambda rows: rows.update(amount=1), lambda rows: rows.delete()])
def test_entries_are_never_changed(shiraz, at_library, change):
    hold(shiraz, at_library)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        change(DueEntry.objects.all())
