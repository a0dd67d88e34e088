"""Pages of debts: lists row by row, debts by hand, instalment plans; who sees them."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pishkhan.identity import api as identity
from pishkhan.kernel.ids import new_id
from pishkhan.payments import api as payments
from pishkhan.payments.models import Due, DueEntry, DueList, InstalmentPlan, SubjectShare
from tests.factories.jobs import run_jobs
from tests.identity.bringing.lists import csv
from tests.payments.due_lists import ACCOUNTANT, HEADER, LEAD, A, B, codes, looked, subject, written

ROW = [A, "۱٬۵۰۰٬۰۰۰", "", "کارت گمشده", "۱۴۰۵/۰۹/۳۰"]


def client_of(iums, login):
    client = Client(SERVER_NAME="iums.localhost")
    client.force_login(iums.person(login))
    return client


@pytest.fixture
def lead(iums):
    return client_of(iums, LEAD)


def brought(client, iums, rows, *, name="کارت", key="card", header=HEADER):
    given = {
        "name": name, "subject": str(subject(iums, key).id), "list": SimpleUploadedFile("l.csv", csv([header, *rows])),
    }  # fmt: skip
    answer = client.post("/finance/lists/", given)
    run_jobs()
    return answer


def hand(iums, *, amount=3_000_000, login=LEAD, key="card", student=A):
    return payments.by_hand.record(
        actor=iums.actor(login), enrolment_id=iums.enrolment(student).id, subject_id=subject(iums, key).id,
        amount=amount, reason="کارت المثنی", key=uuid4().hex,
    )  # fmt: skip


def test_a_list_is_looked_at_mended_and_written(lead, iums):
    """D8."""
    answer = brought(lead, iums, [ROW, [B, "صفر", "", "", ""]])
    page = lead.get(answer.url)
    assert [line.outcome for line in page.context["lines"]] == ["new", "wrong"]
    assert page.context["lines"][1].told == [(False, "مبلغ (ریال)", "ریال را فقط با رقم و بی اعشار بنویسید، مانند ۴۵۰۰۰۰۰ یا ۴٬۵۰۰٬۰۰۰.")]  # noqa: E501
    told = lead.get(f"{answer.url}faults.csv").content.decode()
    assert B not in told
    assert not Due.objects.filter(list__isnull=False).exists()
    stopped = lead.post(f"{answer.url}begin/", {"all_right": "1"})
    assert stopped.status_code == 422
    mended = brought(lead, iums, [ROW, [B, "2,000", "", "", ""]])
    assert lead.post(f"{mended.url}begin/").url == mended.url
    run_jobs()
    assert sorted(due.owed for due in payments.managed.newest(iums.actor(LEAD)) if due.list) == [2_000, 1_500_000]
    assert lead.get(mended.url).context["badge"][0] == "done"


def test_the_page_says_why_debts_in_no_row_stay(lead, iums):
    written(iums, [ROW])
    answer = brought(lead, iums, [["981020305", *ROW[1:]]])
    page = lead.get(answer.url)
    assert page.context["kept"] in page.content.decode()
    assert "۱" in page.context["kept"]
    assert not lead.get(brought(lead, iums, [[B, *ROW[1:]]]).url).context["kept"]


def test_rows_of_one_outcome_and_the_next_page(lead, iums, monkeypatch):
    monkeypatch.setattr("pishkhan.web.finance.lists.PAGE", 2)
    rows = [[A, "1000", "", f"بابت {n}", ""] for n in range(5)]
    answer = brought(lead, iums, [*rows, [B, "?", "", "", ""]])
    page = lead.get(answer.url, {"from": "4"})
    assert (page.context["first"], page.context["last"], page.context["following"]) == (5, 6, None)
    assert [each.number for each in lead.get(answer.url, {"only": "wrong"}).context["lines"]] == [B]
    for odd in ("-1", "x", "99999999", "²"):
        assert lead.get(answer.url, {"from": odd}).status_code == 200


@pytest.mark.parametrize(
    ("given", "place"),
    [({"name": ""}, "name"), ({"subject": ""}, "subject"), ({"list": ""}, "list"), ({"name": "ا" * 81}, "name")],
)
def test_what_is_missing_is_said_where_it_is_missing(lead, iums, given, place):
    whole = {"name": "کارت", "subject": str(subject(iums).id), "list": SimpleUploadedFile("l.csv", csv([HEADER, ROW]))}
    answer = lead.post("/finance/lists/", {**whole, **given})
    assert (answer.status_code, [name for name, _ in answer.context["errors"]]) == (422, [place])
    assert not DueList.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"one\x00two"])
def test_files_that_are_no_lists(lead, iums, content):
    given = {"name": "x", "subject": str(subject(iums).id), "list": SimpleUploadedFile("l.xlsx", content)}
    answer = lead.post("/finance/lists/", given)
    assert answer.status_code == 422
    assert answer.context["wrong"]


def test_headers_that_are_not_known(lead, iums):
    answer = brought(lead, iums, [["1", "2"]], header=["چیز", "مبلغ"])
    page = lead.get(answer.url)
    assert page.context["row"].state == "dropped"
    assert len(page.context["faults"]) == 2


def test_lost_zeros_are_put_back_by_a_button(lead, iums):
    enrolled = iums.enrolment(A)
    enrolled.student_number = "0041234"
    enrolled.save(update_fields=["student_number"])
    answer = brought(lead, iums, [["41234", "1000", "", "", ""]])
    assert "take_zeros" in lead.get(answer.url).content.decode()
    lead.post(f"{answer.url}again/", {"take_zeros": "1"})
    run_jobs()
    assert [line.outcome for line in lead.get(answer.url).context["lines"]] == ["new"]


def test_a_list_is_left(lead, iums):
    answer = brought(lead, iums, [ROW])
    lead.post(f"{answer.url}drop/")
    assert lead.get(answer.url).context["badge"][0] == "wait"
    assert lead.post(f"{answer.url}begin/").status_code == 422


def test_another_office_does_not_exist(lead, iums):
    row = written(iums, [ROW], login=ACCOUNTANT, key="dormitory")
    due = Due.objects.get(list=row)
    plan = payments.by_hand.plan_of_due(
        actor=iums.actor(ACCOUNTANT), due_id=due.id, start=due.due_date, end=due.due_date, count=1, reason="ر", key="k"
    )
    for path in (f"lists/{row.id}/", f"lists/{row.id}/faults.csv", f"dues/one/{due.id}/", f"plans/{plan.id}/"):
        assert lead.get(f"/finance/{path}").status_code == 404, path
    for path in ("begin", "again", "drop"):
        assert lead.post(f"/finance/lists/{row.id}/{path}/").status_code == 404
    for path in ("less", "correct", "plan"):
        given = {"kind": "waived", "reason": "ر", "amount": "5", "start": "1405/01/01", "end": "1405/03/01"}
        assert lead.post(f"/finance/dues/one/{due.id}/{path}/", {**given, "count": "1"}).status_code == 404, path
    assert lead.post(f"/finance/plans/{plan.id}/end/", {"reason": "ر"}).status_code == 404
    page = lead.get(f"/finance/dues/{due.enrolment_id}/")
    assert page.context["cards"] == []
    assert lead.get("/finance/lists/").context["lines"] == []
    assert client_of(iums, ACCOUNTANT).get(f"/finance/dues/one/{due.id}/").status_code == 200


@pytest.mark.parametrize("login", [A, "affairs.expert", "deputy.nursing"])
def test_nobody_else_sees_these_pages(iums, login):
    client = client_of(iums, login)
    for path in ("lists", "dues", "plans"):
        assert client.get(f"/finance/{path}/").status_code == 404
    given = {"subject": str(subject(iums).id), "amount": "1000", "reason": "ر", "key": "k"}
    assert client.post(f"/finance/dues/{iums.enrolment(A).id}/", given).status_code == 404


@pytest.mark.parametrize("typed", [A, "۹۸۱۰۲۰۳۰۴", "۰۴۹۹۳۷۰۸۹۹", "499370899"])
def test_a_student_is_found_by_number_or_national_code(lead, iums, typed):
    answer = lead.get("/finance/dues/", {"q": typed})
    assert answer.url == f"/finance/dues/{iums.enrolment(A).id}/"


def test_a_debt_by_hand_is_recorded_once_however_often_it_is_sent(lead, iums):
    path = f"/finance/dues/{iums.enrolment(A).id}/"
    given = {
        "subject": str(subject(iums).id), "amount": "۳٬۰۰۰٬۰۰۰", "reason": "كارت المثني", "due_date": "۱۴۰۵/۰۹/۳۰",
        "evidence": "نامهٔ ۱۲", "key": "k1",
    }  # fmt: skip
    before = Due.objects.count()
    first, second = lead.post(path, given), lead.post(path, given)
    assert first.url == second.url
    assert Due.objects.count() == before + 1
    due = Due.objects.latest("created_at")
    assert (due.reason, due.evidence, payments.owed_of(due.id)) == ("کارت المثنی", "نامهٔ ۱۲", 3_000_000)
    card = lead.get(first.url).context["card"]
    assert [(each.kind, each.amount, each.by) for each in card.entries] == [
        ("ثبت شد", 3_000_000, iums.person(LEAD).shown_name)
    ]


@pytest.mark.parametrize(
    ("changes", "place"),
    [({"amount": "0"}, "amount"), ({"amount": "۱۲٫۵"}, "amount"), ({"amount": "1000000000001"}, "amount"),
     ({"reason": " "}, "reason"), ({"due_date": "1405/13/01"}, "due_date"), ({"subject": ""}, "subject")],
)  # fmt: skip
def test_wrong_debts_are_not_recorded(lead, iums, changes, place):
    given = {"subject": str(subject(iums).id), "amount": "1000", "reason": "ر", "key": "k", **changes}
    before = Due.objects.count()
    answer = lead.post(f"/finance/dues/{iums.enrolment(A).id}/", given)
    assert (answer.status_code, [name for name, _ in answer.context["errors"]]) == (422, [place])
    assert Due.objects.count() == before


def owed_on(page):
    """What its forms send along as owed."""
    return set(re.findall(r'name="owed" value="(\d+)"', page.content.decode()))


def test_waive_correct_and_cancel_with_a_reason(lead, iums):
    due = hand(iums)
    path = f"/finance/dues/one/{due.id}/"

    def sent(what, **given):
        return lead.post(f"{path}{what}/", {"owed": owed_on(lead.get(path)), **given})

    assert sent("less", kind="waived", amount="1,000,000", reason="").status_code == 422
    sent("less", kind="waived", amount="1,000,000", reason="بخشودگی")
    sent("correct", amount="2500000", reason="اشتباه")
    assert sent("less", kind="cancelled", amount="9,000,000", reason="ر").status_code == 422
    sent("less", kind="cancelled", reason="اشتباه ثبت شده بود")
    assert [(entry.kind, entry.amount) for entry in DueEntry.objects.filter(due=due).order_by("id")] == [
        ("recorded", 3_000_000), ("waived", -1_000_000), ("corrected", 500_000), ("cancelled", -2_500_000),
    ]  # fmt: skip
    assert lead.post(f"{path}less/", {"kind": "waived", "reason": "دوباره"}).status_code == 422
    for kind in ("paid", "refunded", "instalments", "", "x"):
        assert lead.post(f"{path}less/", {"kind": kind, "reason": "ر"}).status_code == 404


@pytest.mark.parametrize("what", ["less", "correct"])
def test_what_was_decided_on_another_amount_is_not_entered(lead, iums, what):
    """Pressed twice, or somebody paid while the form was open."""
    due = hand(iums)
    path = f"/finance/dues/one/{due.id}/"
    given = {"kind": "waived", "amount": "1,000,000", "reason": "ر", "owed": owed_on(lead.get(path))}
    assert lead.post(f"{path}{what}/", given).status_code == 302
    after = DueEntry.objects.filter(due=due).count()
    again = lead.post(f"{path}{what}/", given)
    assert again.status_code == 422
    assert payments_words(again) == [f"{what}-amount"]
    assert owed_on(again) == {str(payments.owed_of(due.id))}
    assert lead.post(f"{path}{what}/", {**given, "owed": ""}).status_code == 422
    assert DueEntry.objects.filter(due=due).count() == after


def payments_words(page):
    return [name for name, _ in page.context["errors"]]


@pytest.fixture
def owing_lead(iums):
    """The lead studies here too."""
    row = identity.Enrolment.objects.get(id=iums.enrolment(A).id)
    row.pk, row.person, row.student_number, row._state.adding = new_id(), iums.person(LEAD), "991020399", True
    row.save(force_insert=True)
    return row


def test_nobody_handles_their_own_money(lead, iums, owing_lead):
    what = subject(iums)
    due = payments.record_due(
        actor=iums.actor("admin"), enrolment_id=owing_lead.id, office_id=what.office_id, amount=3_000_000,
        reason="کارت", source_ref="own", origin=payments.Origin(subject=what),
    )  # fmt: skip
    path = f"/finance/dues/one/{due.id}/"
    page = lead.get(path)
    assert (page.status_code, page.context["own"], owed_on(page)) == (200, True, set())
    given = {
        "kind": "waived", "amount": "1000", "reason": "ر", "owed": "3000000", "count": "2", "start": "1405/10/01",
        "end": "1405/12/01", "key": "k", "subject": str(what.id),
    }  # fmt: skip
    for verb in ("less", "correct", "plan"):
        assert lead.post(f"{path}{verb}/", given).status_code == 422, verb
    assert lead.post(f"/finance/dues/{owing_lead.id}/", given).status_code == 422
    assert DueEntry.objects.filter(due__enrolment=owing_lead).count() == 1
    plan = payments.by_hand.plan_of_due(
        actor=iums.actor(ACCOUNTANT), due_id=due.id, start=date(2026, 12, 22), end=date(2027, 2, 20), count=2,
        reason="ر", key="k",
    )  # fmt: skip
    for how in ("break", "cancel"):
        ended = lead.post(f"/finance/plans/{plan.id}/end/", {"how": how, "reason": "ر"})
        assert (ended.status_code, payments_words(ended)) == (422, ["reason"])
    plan.refresh_from_db()
    assert plan.state == "running"
    assert "finance/own.html" in [each.name for each in lead.get(f"/finance/plans/{plan.id}/").templates]


def split(what, fixed=400_000):
    payments.Subject.objects.filter(id=what.id).update(least_part=500_000, parts=True)
    for at, amount in enumerate((fixed, None)):
        SubjectShare.objects.create(subject=what, position=at, iban=f"IR{at:024}", amount=amount)


def test_what_a_split_leaves_nothing_of_is_not_recorded(lead, iums):
    what = subject(iums)
    due = hand(iums)
    split(what)
    path = f"/finance/dues/{iums.enrolment(A).id}/"
    given = {"subject": str(what.id), "amount": "400000", "reason": "ر", "key": "k"}
    before = DueEntry.objects.count()
    answer = lead.post(path, given)
    assert (answer.status_code, payments_words(answer)) == (422, ["amount"])
    assert "۴۰۰٬۰۰۰" in answer.content.decode()
    one = f"/finance/dues/one/{due.id}/"
    assert lead.post(f"{one}correct/", {**given, "owed": "3000000"}).status_code == 422
    rest = {"kind": "waived", "amount": "2,600,000", "reason": "ر", "owed": "3000000"}
    assert lead.post(f"{one}less/", rest).status_code == 422
    assert DueEntry.objects.count() == before
    row = looked(iums, [[A, "400000", "", "", ""], [B, "400001", "", "", ""]])
    assert codes(row) == [(2, "amount", "due_below_shares")]
    assert lead.post(path, {**given, "amount": "400001"}).status_code == 302
    assert lead.get(f"/finance/lists/{row.id}/").status_code == 200


def test_a_plan_is_agreed_seen_and_ended(lead, iums):
    due = hand(iums)
    path = f"/finance/dues/one/{due.id}/plan/"
    given = {"count": "۳", "start": "1405/10/01", "end": "1405/12/01", "reason": "توافق", "key": "k2"}
    wrong = lead.post(path, {**given, "count": "9"})
    assert (wrong.status_code, wrong.context["errors"][0][0]) == (422, "plan-count")
    answer = lead.post(path, given)
    plan = InstalmentPlan.objects.get()
    assert answer.url == f"/finance/plans/{plan.id}/"
    assert lead.post(path, given).status_code in (302, 422)
    assert InstalmentPlan.objects.count() == 1
    page = lead.get(answer.url)
    assert [part.owed for part, _badge in page.context["parts"]] == [1_000_000] * 3
    assert payments.owed_of(due.id) == 0
    assert lead.get("/finance/plans/", {"only": "running"}).context["lines"][0][0] == plan
    part = page.context["parts"][0][0]
    assert lead.post(f"/finance/dues/one/{part.id}/plan/", given).status_code == 422
    assert lead.post(f"{answer.url}end/", {"how": "break", "reason": ""}).status_code == 422
    lead.post(f"{answer.url}end/", {"how": "cancel", "reason": "اشتباه بود"})
    plan.refresh_from_db()
    assert (plan.state, payments.owed_of(due.id)) == ("cancelled", 3_000_000)
    assert [what for what, *_ in lead.get(answer.url).context["log"]] == ["قرار گذاشته شد", "اداره لغو کرد"]
