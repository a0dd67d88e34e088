"""What must be true before a station is sent on: card, letter, instalments, nothing waiting."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import audit
from pishkhan.workflow import api as workflow
from tests.factories import students, walks

NURSE, ELEARNER = "981020304", "97204001"


def blocks(call, *args, **kwargs) -> list[str]:
    with pytest.raises(workflow.Blocked) as blocked:
        call(*args, **kwargs)
    return [block.code for block in blocked.value.blocks]


# C4: the card ------------------------------------------------------------------------------------


def test_c4_blocked_until_the_card_is_received(shiraz):
    request = walks.file(shiraz, ELEARNER)
    assert blocks(walks.send, shiraz, request, "department", card_received=[]) == ["card_missing"]
    assert (walks.open_nodes(request), clearance.HandOver.objects.count()) == (["department"], 0)
    walks.send(shiraz, request, "department")
    row = clearance.HandOver.objects.get(request=request)
    assert (row.item, row.state, row.by) == ("card", "received", shiraz.person("department").id)


def test_c4_lost_card_needs_its_declaration(shiraz):
    request = walks.file(shiraz, ELEARNER)
    lost = {"card_received": [], "card_lost": ["on"]}
    with pytest.raises(intake.NotAccepted) as refused:
        walks.send(shiraz, request, "department", **lost)
    assert [error.key for error in refused.value.errors] == ["card_loss_reference"]
    walks.send(shiraz, request, "department", **lost, card_loss_reference=["۱۴۰۵/۱۲۳"])
    row = clearance.HandOver.objects.get(request=request)
    assert (row.state, row.reference) == ("lost", "۱۴۰۵/۱۲۳")


# B21: the letter ---------------------------------------------------------------------------------


@pytest.fixture
def at_secretariat(iums):
    """Two requests waiting for their number at the same secretariat."""
    made = [walks.file(iums, NURSE, enrolment=row) for row in students.enrolments(iums, NURSE, 2)]
    for request in made:
        walks.walk(iums, request, until="secretariat")
    return made


@pytest.mark.parametrize("missing", ["letter_number", "letter_date"])
def test_b21_cannot_leave_without_a_number_and_a_date(iums, at_secretariat, missing):
    with pytest.raises(intake.NotAccepted) as refused:
        walks.send(iums, at_secretariat[0], "secretariat", **{missing: []})
    assert [error.key for error in refused.value.errors] == [missing]


@pytest.mark.parametrize("spelled", ["۱۴۰۵/د/۱۲۳", "1405/د/123", " ١٤٠٥/د/١٢٣ "])
def test_b21_number_is_unique_in_its_secretariat_and_year_however_spelled(iums, at_secretariat, spelled):
    first, second = at_secretariat
    walks.send(iums, first, "secretariat", letter_number=["۱۴۰۵/د/۱۲۳"])
    assert blocks(walks.send, iums, second, "secretariat", letter_number=[spelled]) == ["letter_taken"]
    assert walks.open_nodes(second) == ["secretariat"]
    walks.send(iums, second, "secretariat", letter_number=["۱۴۰۵/د/۱۲۴"])
    assert list(clearance.Letter.objects.order_by("number").values_list("number", "year")) == [
        ("۱۴۰۵/د/۱۲۳", 1405), ("۱۴۰۵/د/۱۲۴", 1405),
    ]  # fmt: skip


def test_b21_last_year_may_have_had_the_same_number(iums, at_secretariat):
    first, second = at_secretariat
    walks.send(iums, first, "secretariat", letter_number=["۱۲۳"], letter_date=["1404/12/01"])
    walks.send(iums, second, "secretariat", letter_number=["۱۲۳"], letter_date=["1405/09/01"])
    assert sorted(clearance.Letter.objects.values_list("year", flat=True)) == [1404, 1405]


def test_b21_other_secretariat_may_have_the_same_number(iums, at_secretariat):
    letter = {"letter_number": ["۱۲۳"]}
    walks.send(iums, at_secretariat[0], "secretariat", **letter)
    elsewhere = walks.file(iums, "941020307", faculty=["medicine"], field=["medicine"], degree=["professional"])
    walks.walk(iums, elsewhere, until="secretariat")
    walks.send(iums, elsewhere, "secretariat", **letter)
    assert clearance.Letter.objects.values("secretariat_id").distinct().count() == 2


def test_b21_number_is_never_changed(iums, at_secretariat):
    walks.send(iums, at_secretariat[0], "secretariat")
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        clearance.Letter.objects.update(number="۹۹۹")
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        clearance.Letter.objects.all().delete()


# C10: instalments --------------------------------------------------------------------------------

PLAN = {
    "debt_status": ["remaining"], "debt_amount": ["24000000"], "instalments": ["yes"], "instalment_count": ["12"],
    "instalment_amount": ["2000000"], "instalment_start": ["1405/10/01"], "instalment_end": ["1406/09/01"],
}  # fmt: skip


@pytest.fixture
def at_welfare(shiraz):
    made = walks.file(shiraz, ELEARNER)
    walks.walk(shiraz, made, until="welfare")
    return made


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"instalment_start": []}, "instalment_start"), ({"instalment_end": []}, "instalment_end"),
        ({"instalment_end": ["1405/09/30"]}, "instalment_end"), ({"instalments": []}, "instalments"),
    ],
)  # fmt: skip
def test_c10_dates_are_there_and_in_order(shiraz, at_welfare, change, wrong):
    with pytest.raises(intake.NotAccepted) as refused:
        walks.send(shiraz, at_welfare, "welfare", **{**PLAN, **change})
    assert [error.key for error in refused.value.errors] == [wrong]


def test_c10_first_and_last_instalment_may_be_one_day(shiraz, at_welfare):
    change = {"instalment_end": PLAN["instalment_start"], "instalment_count": ["1"]}
    walks.send(shiraz, at_welfare, "welfare", **{**PLAN, **change})
    assert walks.open_nodes(at_welfare) == ["second-shift-accounting"]


def test_c10_debt_that_remains_needs_a_plan(shiraz, at_welfare):
    change = {**PLAN, "instalments": ["no"]}
    assert blocks(walks.send, shiraz, at_welfare, "welfare", **change) == ["debt_without_plan"]


def test_c10_no_debt_needs_no_dates(shiraz, at_welfare):
    walks.send(shiraz, at_welfare, "welfare", debt_status=["none"])
    done = [t for t in workflow.tasks_of_case(at_welfare.case_id) if t.node == "welfare"]
    assert "instalment_start" not in done[0].form_data


# B29: not applicable -----------------------------------------------------------------------------


def test_b29_not_applicable_only_where_offered(shiraz):
    request = walks.file(shiraz, ELEARNER)
    task = walks.task_at(request, "department")
    found = blocks(
        clearance.mark_not_applicable, actor=shiraz.actor("department"), task_id=task.id, reason="کارت ندارد"
    )
    assert set(found) == {"na_not_offered", "card_missing"}
    walks.send(shiraz, request, "department")
    task = walks.task_at(request, "library-khwarizmi")
    with pytest.raises(DomainError, match="reason_missing"):
        clearance.mark_not_applicable(actor=shiraz.actor("library.khwarizmi"), task_id=task.id, reason=" ")
    clearance.mark_not_applicable(actor=shiraz.actor("library.khwarizmi"), task_id=task.id, reason="عضو نبوده است")
    line = audit.history(request.case_id).get(action="task.done", subject_id=task.id)
    assert (line.reason, line.after["outcome"]) == ("عضو نبوده است", "na")
    assert walks.open_nodes(request) == ["library-mirza"]


def test_handover_of_documents_is_kept(shiraz):
    """C1: who gave the previous degree's documents, and when."""
    request = walks.file(shiraz, ELEARNER)
    walks.walk(shiraz, request)
    row = clearance.HandOver.objects.get(request=request, item="documents")
    assert (row.state, row.by) == ("given", shiraz.person("registrar").id)


def test_letter_row_of_one_number_cannot_be_doubled_by_hand(iums, at_secretariat):
    walks.send(iums, at_secretariat[0], "secretariat")
    row = clearance.Letter.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
