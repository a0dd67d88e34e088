"""D8: an office's list of debts is looked at row by row, written, and safely replaced by the next one."""

from __future__ import annotations

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.ids import new_id
from pishkhan.payments import api as payments
from pishkhan.payments import tasks
from pishkhan.payments.domain.lists import lists, running
from pishkhan.payments.enums import AccountKind
from pishkhan.payments.models import Due, DueEntry, DueList, Line, Posting
from pishkhan.plumbing import audit
from pishkhan.plumbing.models import Incident
from tests.identity.bringing.lists import xlsx
from tests.payments.due_lists import (
    ACCOUNTANT,
    HEADER,
    LEAD,
    A,
    B,
    codes,
    counted,
    entries,
    looked,
    notes,
    outcomes,
    written,
)

ROW = [A, "۱٬۵۰۰٬۰۰۰", "", "كارت گمشده", "۱۴۰۵/۰۹/۳۰"]


def test_nothing_is_owed_before_somebody_says_so(iums):
    row = looked(iums, [ROW])
    assert counted(row) == (1, 0, 0, 0, 0)
    assert not Due.objects.filter(list=row).exists()


def test_a_written_row_is_a_due_with_its_entry_posting_and_line_of_history(iums):
    row = written(iums, [ROW])
    due = Due.objects.get(list=row)
    assert (due.reason, due.due_date.isoformat(), due.subject.key) == ("کارت گمشده", "2026-12-21", "card")
    entry = DueEntry.objects.get(due=due)
    assert (entry.kind, entry.amount, entry.actor_id) == ("recorded", 1_500_000, iums.person(LEAD).id)
    posting = Posting.objects.get(source=f"entry:{entry.id}", institution_id=iums.id)
    sides = {(line.account.kind, line.account.ref): line.amount for line in Line.objects.filter(posting=posting)}
    assert sides == {
        (AccountKind.STUDENT, iums.person(A).id): 1_500_000, (AccountKind.INCOME, due.subject_id): -1_500_000
    }  # fmt: skip
    line = audit.history(due.enrolment_id, newest_first=True)[0]
    assert (line.action, line.subject_id, line.after["amount"]) == ("due.recorded", due.id, 1_500_000)
    assert audit.broken_at(audit.history(due.enrolment_id)) is None


def test_entries_are_those_that_recording_by_hand_makes(iums):
    row = written(iums, [ROW])
    due = Due.objects.get(list=row)
    hand = payments.record_due(
        actor=iums.actor(LEAD), enrolment_id=due.enrolment_id, office_id=due.office_id, amount=1_500_000,
        reason=due.reason, source_ref="by hand", due_date=due.due_date, origin=payments.Origin(subject=due.subject),
    )  # fmt: skip
    listed, by_hand = (Posting.objects.get(source=f"entry:{each.entries.get().id}") for each in (due, hand))
    of = [
        (each.kind, each.day, each.subject_id, each.actor_id, sorted(each.lines.values_list("account", "amount")))
        for each in (listed, by_hand)
    ]
    assert of[0] == of[1]


def test_each_student_sees_their_own_debt_only(iums):
    written(iums, [ROW, [B, "2000", "", "", ""]])
    assert [(due.owed, due.reason) for due in payments.my_dues(iums.actor(A))] == [(1_500_000, "کارت گمشده")]
    assert {due.enrolment.student_number for due in payments.visible_to(iums.actor(B))} == {B}


def test_the_same_list_again_changes_nothing(iums):
    written(iums, [ROW])
    before = DueEntry.objects.count()
    again = looked(iums, [ROW])
    assert counted(again) == (0, 0, 1, 0, 0)
    with pytest.raises(DomainError, match="list_nothing"):
        lists.begin(actor=iums.actor(LEAD), list_id=again.id)
    running.run(again.id)
    assert DueEntry.objects.count() == before


def test_a_changed_amount_is_corrected_and_a_missing_row_cancelled(iums):
    written(iums, [ROW, [B, "2000", "", "", ""]])
    row = written(iums, [[A, "1,700,000", *ROW[2:]]])
    assert counted(row) == (0, 1, 0, 1, 0)
    changed = next(each for each in row.report if each["outcome"] == "changed")
    assert (changed["before"], changed["after"]) == (1_500_000, 1_700_000)
    assert entries(iums, A) == [("recorded", 1_500_000), ("corrected", 200_000)]
    assert entries(iums, B) == [("recorded", 2_000), ("cancelled", -2_000)]
    assert all(each.reason for each in DueEntry.objects.all())


def test_what_was_cancelled_comes_back_with_its_row(iums):
    written(iums, [ROW, [B, "2000", "", "", ""]])
    written(iums, [ROW])
    written(iums, [ROW, [B, "2500", "", "", ""]])
    assert entries(iums, B) == [("recorded", 2_000), ("cancelled", -2_000), ("corrected", 2_500)]
    assert looked(iums, [ROW, [B, "2500", "", "", ""]]).counts["same"] == 2


def pay(iums, student, amount):
    """As a verified payment would: an entry, without the bank."""
    due = Due.objects.get(enrolment__student_number=student, list__isnull=False)
    terminal = payments.Terminal.objects.filter(institution_id=iums.id).first()
    attempt = payments.Attempt.objects.create(
        institution_id=iums.id, terminal=terminal, gateway="demo", subject=due.subject, due=due, amount=amount,
        person_id=due.enrolment.person_id, order_no=payments.Attempt.objects.count() + 1, key="x", word="w",
    )  # fmt: skip
    DueEntry.objects.create(due=due, kind="paid", amount=-amount, attempt=attempt)


def test_what_was_paid_is_never_taken_back(iums):
    written(iums, [ROW, [B, "2000", "", "", ""]])
    pay(iums, A, 1_000_000)
    row = written(iums, [[A, "300,000", *ROW[2:]], [B, "2000", "", "", ""]])
    assert entries(iums, A)[-1] == ("corrected", -500_000)
    assert notes(row) == ["paid_stays"]
    again = looked(iums, [[A, "300,000", *ROW[2:]], [B, "2000", "", "", ""]])
    assert counted(again) == (0, 0, 2, 0, 0)
    gone = written(iums, [[B, "2500", "", "", ""]])
    assert entries(iums, A)[-1] == ("corrected", -500_000)
    assert (gone.report[-1]["outcome"], notes(gone)) == ("same", ["paid_stays"])


def test_half_paid_and_withdrawn_only_the_rest_is_cancelled_and_the_new_row_warns(iums):
    written(iums, [ROW])
    pay(iums, A, 1_000_000)
    row = written(iums, [[*ROW[:3], "علت دیگر", ROW[4]]])
    assert outcomes(row) == ["new", "withdrawn"]
    assert entries(iums, A) == [
        ("recorded", 1_500_000), ("paid", -1_000_000), ("cancelled", -500_000), ("recorded", 1_500_000),
    ]  # fmt: skip


def test_a_new_row_of_a_half_paid_debt_is_warned_of(iums):
    written(iums, [ROW])
    pay(iums, A, 1_000_000)
    assert "paid_before" in notes(looked(iums, [[*ROW[:3], "علت دیگر", ROW[4]]]))


def test_what_people_did_by_hand_stays(iums):
    written(iums, [ROW])
    due = Due.objects.get(enrolment__student_number=A, list__isnull=False)
    actor = iums.actor(LEAD)
    payments.correct_due(actor=actor, due_id=due.id, amount=1_200_000, reason="اشتباه")
    payments.reduce_due(
        actor=actor, due_id=due.id, kind=payments.EntryKind.WAIVED, amount=200_000, reason="بخشودگی"
    )  # fmt: skip
    assert looked(iums, [ROW]).counts["same"] == 1
    written(iums, [[A, "1,600,000", *ROW[2:]]])
    assert payments.owed_of(due.id) == 1_100_000


def test_wrong_rows_do_not_stop_the_others_unless_somebody_says_so(iums):
    rows = [ROW, [B, "صفر", "", "", ""]]
    row = looked(iums, rows)
    assert codes(row) == [(3, "amount", "money.format")]
    with pytest.raises(DomainError, match="list_wrong"):
        lists.begin(actor=iums.actor(LEAD), list_id=row.id, all_right=True)
    assert counted(written(iums, rows)) == (1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ([A, "0", "", "", ""], "amount", "money.too_small"),
        ([A, "-5000", "", "", ""], "amount", "amount_negative"),
        ([A, "(5,000)", "", "", ""], "amount", "amount_negative"),
        ([A, "1000000000001", "", "", ""], "amount", "money.too_large"),
        ([A, "12.5", "", "", ""], "amount", "money.format"),
        ([A, "", "", "", ""], "amount", "cell_missing"),
        ([A, "=1+1", "", "", ""], "amount", "cell_formula"),
        (["=A1", "100", "", "", ""], "student_number", "cell_formula"),
        (["999999", "100", "", "", ""], "student_number", "student_unknown"),
        (["", "100", "", "", ""], "student_number", "student_missing"),
        ([A, "100", "خوابگاه", "", ""], "subject", "subject_other_office"),
        ([A, "100", "نیست", "", ""], "subject", "subject_unknown"),
        ([A, "100", "", "", "1405/13/01"], "due_date", "date.no_such_day"),
        ([A, "100", "", "", "2026-02-30"], "due_date", "date.no_such_day"),
        ([A, "100", "", "", "فردا"], "due_date", "date.format"),
        ([A, "100", "", "ب" * 301, ""], "reason", "cell_long"),
    ],
)
def test_faults_by_column(iums, cells, column, code):
    assert codes(looked(iums, [cells])) == [(2, column, code)]


@pytest.mark.parametrize("amount", ["1000000000000", "۱٬۰۰۰٬۰۰۰٬۰۰۰٬۰۰۰", "1,000,000,000,000"])
def test_the_largest_amount_is_taken(iums, amount):
    assert looked(iums, [[A, amount, "", "", ""]]).report[0]["after"] == 10**12


@pytest.mark.parametrize(
    ("typed", "day"), [("۱۴۰۵/۹/۳۰", "2026-12-21"), ("2026-12-21", "2026-12-21"), ("2026/12/21", "2026-12-21")]
)
def test_due_dates_are_jalali_or_gregorian(iums, typed, day):
    assert looked(iums, [[A, "100", "", "", typed]]).report[0]["day"] == day


def test_twice_in_a_list_is_wrong_on_both_rows_unless_reason_or_day_differ(iums):
    row = looked(iums, [ROW, ROW, [*ROW[:4], "1405/10/30"], [*ROW[:3], "دیگر", ROW[4]]])
    assert codes(row) == [(2, "", "row_twice"), (3, "", "row_twice")]
    assert counted(row) == (2, 0, 0, 0, 2)


def test_a_student_with_a_wrong_row_keeps_every_debt(iums):
    written(iums, [ROW, [B, "2000", "", "", ""]])
    assert counted(looked(iums, [[A, "?", *ROW[2:]], [B, "2000", "", "", ""]])) == (0, 0, 1, 0, 1)


def code_of(iums, student):
    return str(iums.person(student).identifiers.get(kind="national_id").value)


def another_digit(code):
    return code[:-1] + str((int(code[-1]) + 1) % 10)


BOTH = ["شماره دانشجویی", "کد ملی", "مبلغ"]


def test_whoever_either_number_of_a_wrong_row_may_mean_keeps_every_debt(iums):
    code, other = code_of(iums, A), code_of(iums, B)
    before = [[A, "", "1000"], [B, "", "2000"]]
    written(iums, before, header=BOTH)
    for cells, fault in (
        ([A, another_digit(code), "1000"], "national_id.checksum"),
        (["999999", code, "1000"], "student_unknown"),
        (["=A1", code, "1000"], "cell_formula"),
    ):
        row = looked(iums, [cells, before[1]], header=BOTH)
        assert (codes(row)[0][2], counted(row), row.counts["kept"]) == (fault, (0, 0, 1, 0, 1), 0), cells
        gone = looked(iums, [cells], header=BOTH)
        assert [(each["number"], each["outcome"]) for each in gone.report[1:]] == [(B, "withdrawn")], cells
    row = looked(iums, [[A, other, "1000"]], header=BOTH)
    assert (codes(row)[0][2], counted(row)) == ("two_students", (0, 0, 0, 0, 1))


def test_a_person_of_two_enrolments_keeps_the_debts_of_both(iums):
    first = iums.enrolment(A)
    second = identity.Enrolment.objects.get(id=first.id)
    second.pk, second.student_number, second._state.adding = new_id(), "991020311", True
    second.save(force_insert=True)
    written(iums, [[A, "", "1000"], [second.student_number, "", "2000"]], header=BOTH)
    row = looked(iums, [["", code_of(iums, A), "1000"]], header=BOTH)
    assert (codes(row)[0][2], counted(row), row.counts["kept"]) == ("student_many", (0, 0, 0, 0, 1), 0)


@pytest.mark.parametrize("cells", [["981020305", "", "1000"], ["", "0012345678", "1000"], ["", "", "1000"]])
def test_nothing_is_withdrawn_while_the_student_of_a_row_cannot_be_told(iums, cells):
    written(iums, [[A, "", "1000"], [B, "", "2000"]], header=BOTH)
    row = written(iums, [cells, [B, "", "2500"]], header=BOTH)
    assert (counted(row), row.counts["kept"]) == ((0, 1, 0, 0, 1), 1)
    assert entries(iums, A) == [("recorded", 1_000)]
    assert counted(written(iums, [[B, "", "2500"]], header=BOTH)) == (0, 0, 1, 1, 0)


def test_a_student_who_is_not_known_any_more_when_the_list_is_written_holds_withdrawals_back(iums):
    written(iums, [ROW, [B, "2000", "", "", ""]])
    row = looked(iums, [[B, "2000", "", "", ""]])
    lists.begin(actor=iums.actor(LEAD), list_id=row.id)
    enrolled = iums.enrolment(B)
    enrolled.student_number = "7654321"
    enrolled.save(update_fields=["student_number"])
    running.run(row.id)
    row.refresh_from_db()
    assert (row.state, counted(row)) == ("applied", (0, 0, 1, 0, 1))
    assert entries(iums, A) == [("recorded", 1_500_000)]


def test_national_codes_with_lost_zeros(iums):
    code = str(iums.person(A).identifiers.get(kind="national_id").value)
    header = ["کد ملی", "مبلغ"]
    assert looked(iums, [[code, "100"]], header=header).report[0]["number"] == A
    wrong = looked(iums, [["0012345678", "100"], ["0012345679", "100"]], header=header)
    assert codes(wrong) == [(2, "national_id", "national_id.checksum"), (3, "national_id", "student_unknown")]
    both = ["شماره دانشجویی", "کد ملی", "مبلغ"]
    assert codes(looked(iums, [[B, code, "100"]], header=both)) == [(2, "national_id", "two_students")]


def zeroed(iums):
    enrolled = iums.enrolment(A)
    enrolled.student_number = "0041234"
    enrolled.save(update_fields=["student_number"])


def test_a_student_number_that_lost_its_zeros_is_offered_and_taken_only_when_somebody_says_so(iums):
    zeroed(iums)
    row = looked(iums, [["41234", "100", "", "", ""]])
    assert codes(row) == [(2, "student_number", "number_zeros")]
    assert row.report[0]["faults"][0]["params"] == {"number": "0041234"}
    lists.look_again(actor=iums.actor(LEAD), list_id=row.id, take_zeros=True)
    running.run(row.id)
    row.refresh_from_db()
    assert (counted(row), notes(row)) == ((1, 0, 0, 0, 0), ["number_padded"])
    lists.begin(actor=iums.actor(LEAD), list_id=row.id)
    running.run(row.id)
    # Without being told again the offered match is a fault, and its debt is left alone.
    assert counted(looked(iums, [["41234", "100", "", "", ""]])) == (0, 0, 0, 0, 1)


def test_a_lead_brings_lists_of_the_own_office_only(iums):
    with pytest.raises(DomainError, match="not_found"):
        looked(iums, [[A, "100", "", "", ""]], key="dormitory")
    row = looked(iums, [[A, "100", "", "", ""]], key="dormitory", login=ACCOUNTANT)
    assert not lists.visible_to(iums.actor(LEAD)).filter(id=row.id).exists()
    with pytest.raises(DomainError, match="not_found"):
        lists.begin(actor=iums.actor(LEAD), list_id=row.id)
    assert lists.visible_to(iums.actor("admin")).filter(id=row.id).exists()
    for nobody in (A, "affairs.expert", "dormitory"):
        assert not lists.visible_to(iums.actor(nobody)).exists()
        assert not lists.offered_subjects(iums.actor(nobody)).exists()


def test_lists_of_one_name_of_two_offices_are_two(iums):
    written(iums, [[A, "100", "", "", ""]], name="مهر")
    row = written(iums, [[B, "100", "", "", ""]], name="مهر", key="dormitory", login=ACCOUNTANT)
    assert counted(row) == (1, 0, 0, 0, 0)


def test_a_list_looked_at_before_another_was_written_is_not_written(iums):
    old = looked(iums, [ROW])
    written(iums, [[A, "1600000", *ROW[2:]]])
    with pytest.raises(DomainError, match="list_stale"):
        lists.begin(actor=iums.actor(LEAD), list_id=old.id)


def test_headers_are_named_by_people(iums):
    refused = looked(iums, [["x", "y"]], header=["شماره دانشجويي", "قیمت"])
    assert refused.state == "dropped"
    assert {fault["code"] for fault in refused.counts["faults"]} == {"column_unknown", "column_missing"}
    row = looked(iums, [["1", "نمونه", A, "100"]], header=["ردیف", "نام و نام خانوادگی", "Student number", "Amount"])
    assert counted(row) == (1, 0, 0, 0, 0)


def test_spreadsheets(iums):
    row = looked(iums, [], content=xlsx([HEADER, [int(A), 1500000.0, None, "کارت", None], [int(B), "=1+1"]]))
    assert (counted(row), codes(row)) == ((1, 0, 0, 0, 1), [(3, "amount", "cell_formula")])


def test_too_many_rows_are_refused(iums, monkeypatch):
    monkeypatch.setattr(lists, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="list_rows"):
        looked(iums, [ROW, ROW, ROW])
    assert not DueList.objects.exists()


def test_a_dropped_list_is_forgotten(iums):
    row = looked(iums, [ROW])
    lists.drop(actor=iums.actor(LEAD), list_id=row.id)
    row.refresh_from_db()
    assert (row.state, len(row.rows), len(row.report)) == ("dropped", 0, 0)
    with pytest.raises(DomainError, match="list_state"):
        lists.begin(actor=iums.actor(LEAD), list_id=row.id)


def jobs_of(row):
    return ProcrastinateJob.objects.filter(task_name="payments.bring_list", args__list_id=str(row.id))


def set_jobs(row, status):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s WHERE args->>'list_id' = %s", [status, str(row.id)]
        )  # fmt: skip


@pytest.mark.parametrize("step", ["looking", "writing"])
def test_a_list_whose_job_failed_is_taken_up_and_somebody_is_told(iums, step):
    row = looked(iums, [ROW])
    set_jobs(row, "succeeded")
    if step == "writing":
        lists.begin(actor=iums.actor(LEAD), list_id=row.id)
    else:
        lists.look_again(actor=iums.actor(LEAD), list_id=row.id, take_zeros=False)
    told = Incident.objects.filter(kind="due_list_stuck", subject_id=row.id)
    for status in ("todo", "doing"):
        set_jobs(row, status)
        tasks.take_up_lists(0)
        assert (jobs_of(row).exclude(status=status).count(), told.count()) == (0, 0), status
    set_jobs(row, "failed")
    tasks.take_up_lists(0)
    assert (jobs_of(row).filter(status="todo").count(), told.get().state) == (1, "open")
    tasks.bring_list(str(row.id))
    row.refresh_from_db()
    assert (row.counts["step"], row.state) == (("looked", "planned") if step == "looking" else ("writing", "applied"))
    assert told.get().state == "closed"
    set_jobs(row, "failed")
    tasks.take_up_lists(0)
    assert not jobs_of(row).filter(status="todo").exists()


class Killed(BaseException):
    pass


@pytest.mark.parametrize("at", range(8))
def test_a_killed_list_goes_on_and_comes_to_the_same(iums, monkeypatch, at):
    monkeypatch.setattr(running, "BATCH", 1)
    written(iums, [[B, "2000", "", "", ""]])
    row = looked(iums, [ROW, [A, "5000", "", "دوم", ""], [A, "?", "", "سوم", ""]])
    lists.begin(actor=iums.actor(LEAD), list_id=row.id)
    left = [at]

    def killing(execute, sql, params, many, context):
        if "payments_posting" in sql and sql.startswith("INSERT"):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(killing):
            running.run(row.id)
    except Killed:
        running.run(row.id)
    row.refresh_from_db()
    assert (row.state, counted(row)) == ("applied", (2, 0, 0, 1, 1))
    assert sorted(entries(iums, A)) == [("recorded", 5_000), ("recorded", 1_500_000)]
    assert entries(iums, B) == [("recorded", 2_000), ("cancelled", -2_000)]
    assert Posting.objects.filter(institution_id=iums.id, kind="due").count() == DueEntry.objects.count()
