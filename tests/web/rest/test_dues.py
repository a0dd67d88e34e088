"""Lists of dues by the API: the same rows, words and safety as a file's."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from pishkhan.identity.domain import tokens
from pishkhan.payments import api as payments
from pishkhan.payments.domain.lists import lists, pushing
from pishkhan.payments.models import Due, DueEntry, DueList
from pishkhan.plumbing.models import KeptAnswer
from tests.factories.jobs import run_jobs
from tests.payments.due_lists import A, B, entries

ROW = {"student_number": A, "amount": 1_500_000, "reason": "خوابگاه", "due_date": "1405/09/30"}


@pytest.fixture
def put(iums):
    """`put(rows, **body)` pushes with a token of its own; the answer and its body."""
    client = Client(SERVER_NAME="iums.localhost", raise_request_exception=False)
    _, text = tokens.make(actor=iums.actor("admin"), name="خوابگاه‌ها", scopes=["dues:write"], days=30)

    def pushed(rows, *, bearer=text, key="", **body):
        body = json.dumps({"name": "مهر", "subject": "dormitory", "rows": rows, **body})
        given = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        given |= {"Idempotency-Key": key} if key else {}
        answer = client.put("/api/v1/dues/", body, content_type="application/json", headers=given)
        return answer.status_code, answer.json()

    return pushed


def test_a_list_is_written_and_the_same_again_changes_nothing(put, iums):
    status, told = put([ROW, {**ROW, "student_number": "1"}])
    assert (status, told["state"], told["new"], told["wrong"]) == (200, "written", 1, 1)
    assert told["rows"][1]["faults"][0]["code"] == "student_unknown"
    before = DueEntry.objects.count()
    status, told = put([ROW, {**ROW, "student_number": "1"}])
    assert (status, told["state"], told["same"]) == (200, "same", 1)
    assert (DueEntry.objects.count(), DueList.objects.count()) == (before, 1)
    assert Due.objects.get(list__isnull=False).list.name == "خوابگاه‌ها: مهر"


def test_what_is_not_in_it_any_more_is_withdrawn(put, iums):
    put([ROW, {**ROW, "student_number": B}])
    _, told = put([{**ROW, "amount": "1,600,000"}])
    assert (told["changed"], told["withdrawn"]) == (1, 1)
    assert entries(iums, A) == [("recorded", 1_500_000), ("corrected", 100_000)]
    assert entries(iums, B) == [("recorded", 1_500_000), ("cancelled", -1_500_000)]
    _, told = put([])
    assert told["withdrawn"] == 1


def test_a_list_that_comes_late_with_its_key_undoes_nothing(put, iums):
    """Its first answer is given again; what it says of people is kept sealed."""
    first = put([ROW, {**ROW, "student_number": "1"}], key="monday")
    put([{**ROW, "amount": "1,600,000"}], key="tuesday")
    assert put([ROW, {**ROW, "student_number": "1"}], key="monday") == first
    assert entries(iums, A)[-1] == ("corrected", 100_000)
    assert put([ROW], key="monday")[1]["code"] == "repeat_key_reused"
    assert A not in str(list(KeptAnswer.objects.values_list("body", flat=True)))


def test_a_number_nobody_has_holds_withdrawals_back_and_the_answer_says_so(put, iums):
    put([ROW, {**ROW, "student_number": B}])
    _, told = put([ROW, {**ROW, "student_number": "1"}])
    assert (told["withdrawn"], told["kept"], told["wrong"]) == (0, 1, 1)
    assert told["message"]
    assert entries(iums, B) == [("recorded", 1_500_000)]
    _, told = put([ROW])
    assert (told["withdrawn"], told["kept"], told["message"]) == (1, 0, "")


def test_dry_keeps_nothing(put):
    status, told = put([ROW], dry_run=True)
    assert (status, told["state"], told["new"]) == (200, "tried", 1)
    assert not DueList.objects.exists()
    assert not Due.objects.filter(list__isnull=False).exists()


def test_a_long_list_is_written_by_a_job(put, monkeypatch, iums):
    monkeypatch.setattr(pushing, "AT_ONCE", 1)
    rows = [ROW, {**ROW, "student_number": B}]
    status, told = put(rows)
    assert (status, told["state"]) == (202, "writing")
    assert put(rows)[0] == 409
    run_jobs()
    assert put(rows)[1]["state"] == "same"
    assert entries(iums, A) == [("recorded", 1_500_000)]


def test_a_file_of_the_same_name_is_another_list(put, iums):
    put([ROW])
    with_name = DueList.objects.get()
    assert lists.visible_to(iums.actor("accounts")).get() == with_name
    assert not payments.due_lists.visible_to(iums.actor("affairs.lead")).exists()


@pytest.mark.parametrize("scopes", [["people:read"], ["people:write"]])
def test_another_scope_is_not_enough(put, iums, scopes):
    _, text = tokens.make(actor=iums.actor("admin"), name="دیگر", scopes=scopes, days=30)
    assert put([ROW], bearer=text)[0] == 403
    assert put([ROW], bearer="")[0] == 401
    assert put([ROW], bearer="pk_wrong")[0] == 401


def test_a_token_for_dues_brings_no_people(iums):
    _, text = tokens.make(actor=iums.actor("admin"), name="دیگر", scopes=["dues:write"], days=30)
    client = Client(SERVER_NAME="iums.localhost", headers={"Authorization": f"Bearer {text}"})
    assert client.put("/api/v1/students/", '{"rows": [{}]}', content_type="application/json").status_code == 403


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [({"subject": "none"}, 422, "subject_unknown"), ({"name": " "}, 422, "list_name"),
     ({"rows": [ROW] * 5001}, 413, "push_many"), ({"name": "ا" * 39}, 422, "body_wrong"),
     ({"rows": "x"}, 422, "body_wrong")],
)  # fmt: skip
def test_refusals(put, body, status, code):
    rows = body.pop("rows", [ROW])
    answer, told = put(rows, **body)
    assert (answer, told["code"]) == (status, code)


def test_odd_cells_are_faults(put):
    odd = [
        {**ROW, "amount": None}, {**ROW, "amount": -5}, {**ROW, "x": "1"}, {**ROW, "reason": "ب" * 3000},
        {**ROW, "amount": "=1"}, {},
    ]  # fmt: skip
    _, told = put(odd)
    codes = [[fault["code"] for fault in each["faults"]] for each in told["rows"]]
    assert codes == [
        ["cell_missing"], ["amount_negative"], ["cells_many"], ["cell_long"], ["cell_formula"],
        ["student_missing", "cell_missing"],
    ]  # fmt: skip
