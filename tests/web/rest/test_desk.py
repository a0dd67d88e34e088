"""The desk over the API: the same inbox, the same verbs, the same walls between offices."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from pishkhan.identity.domain import tokens
from pishkhan.identity.models import AccountRules, MembershipRow
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.servicedesk.domain.queries import inbox
from pishkhan.servicedesk.models import Comment
from pishkhan.workflow import api as workflow
from tests.factories import students, walks
from tests.web.rest.callers import CLERK, OTHER, STUDENT, Caller, code

ANSWERS = {"food_balance": "0", "food_account": "closed"}


@pytest.fixture
def clerk(iums) -> Caller:
    return Caller(iums, CLERK)


@pytest.fixture
def task(iums):
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until=CLERK)
    return walks.task_at(request, CLERK)


def at(task, *more: str) -> str:
    return "/".join([f"/desk/tasks/{task.id}", *more, ""])


def now(task) -> workflow.Task:
    return workflow.Task.objects.get(id=task.id)


def test_inbox_claim_and_send(clerk, task):
    rows = clerk.get("/desk/tasks/", tab="free").json()["rows"]
    assert [(each["task"], each["status"]) for each in rows] == [(str(task.id), "new")]
    assert clerk.post(at(task, "claim")).status_code == 200
    assert clerk.get("/desk/tasks/", tab="mine").json()["rows"][0]["mine"]
    assert clerk.get("/desk/counts/").json()["mine"] == 1
    page = clerk.get(at(task)).json()
    assert {field["key"] for group in page["form"] for field in group["fields"]} >= set(ANSWERS)
    bad = clerk.post(at(task, "send"), {"rev": page["rev"], "answers": {"food_account": "nothing"}})
    assert (*code(bad), {each["field"] for each in bad.json()["faults"]}) == (422, "form_errors", set(ANSWERS))
    good = clerk.post(at(task, "send"), {"rev": page["rev"], "answers": ANSWERS, "message": "تمام شد"}, key="k")
    assert good.status_code == 200, good.json()
    assert clerk.post(at(task, "send"), {"rev": page["rev"], "answers": ANSWERS, "message": "تمام شد"}, key="k").json()
    assert (now(task).status, Comment.objects.count()) == (workflow.TaskStatus.DONE, 1)
    late = clerk.post(at(task, "send"), {"rev": page["rev"], "answers": ANSWERS})
    assert (*code(late), late.json()["rev"]) == (409, "already_done", now(task).rev)


def test_an_older_sight_of_the_task_is_refused_with_the_present_revision(clerk, task):
    rev = clerk.get(at(task)).json()["rev"]
    clerk.post(at(task, "claim"))
    late = clerk.post(at(task, "send"), {"rev": rev, "answers": ANSWERS})
    assert (*code(late), late.json()["rev"]) == (409, "task_changed", now(task).rev)


def test_step_draft_is_the_browsers_too(clerk, task):
    assert clerk.put(at(task, "draft"), {"answers": {"food_balance": "0"}, "rev": 0}).json() == {"rev": 1}
    page = clerk.get(at(task)).json()
    assert (page["draft_rev"], page["answers"]["food_balance"]) == (1, ["0"])
    clerk.put(at(task, "draft"), {"answers": {"food_balance": "1"}, "rev": 1})
    late = clerk.put(at(task, "draft"), {"answers": {}, "rev": 1})
    assert (*code(late), late.json()["rev"]) == (409, "draft_elsewhere", 2)
    rest = {"food_account": "closed"}
    sent = clerk.post(at(task, "send"), {"rev": page["rev"], "answers": rest})
    assert sent.status_code == 200, sent.json()


def test_b18_return_visit_and_debt(iums, clerk, task):
    """B18, C7: what makes a station wait, and what stands in the way of sending."""
    correctable = clerk.get(at(task)).json()["correctable"]
    assert "landline" in correctable
    assert clerk.post(at(task, "return"), {"fields": ["landline"], "reason": "خاموش است"}).status_code == 200
    again = clerk.post(at(task, "return"), {"fields": ["landline"], "reason": "خاموش است"})
    assert code(again) == (409, "returned_already")
    assert code(clerk.post(at(task, "return"), {"fields": ["full_name"], "reason": "x"}))[0] == 422
    assert clerk.post(at(task, "visit"), {"reason": "کارت"}).status_code == 200
    assert clerk.post(at(task, "debts"), {"amount": 5000, "reason": "غذا"}).status_code == 200
    page = clerk.get(at(task)).json()
    assert {each["code"] for each in page["blocks"]} == {"visit_open", "return_open", "debt_open"}
    blocked = clerk.post(at(task, "send"), {"rev": page["rev"], "answers": ANSWERS})
    assert (*code(blocked), len(blocked.json()["faults"]) >= 1) == (409, "blocked", True)
    due = page["debts"][0]
    assert (due["owed"], page["visit"]["reason"]) == (5000, "کارت")
    assert code(clerk.post(at(task, "debts", due["id"]), {"kind": "evidence", "reason": "x"})) == (
        422, "evidence_missing",
    )  # fmt: skip
    assert clerk.post(at(task, "debts", due["id"]), {"kind": "waived", "reason": "اشتباه"}).status_code == 200
    assert clerk.post(at(task, "visit", "end"), {"outcome": "came"}).status_code == 200
    assert payments.owed_in_request(task.case.request_id, None) == 0


def test_b22_notes_stay_inside(iums, clerk, task):
    """B22: a note is never the student's to read."""
    assert clerk.post(at(task, "notes"), {"body": "میان خودمان"}).status_code == 200
    assert clerk.post(at(task, "messages"), {"body": "سلام"}).status_code == 200
    kinds = [(each["kind"], each["body"]) for each in clerk.get(at(task)).json()["messages"]]
    assert kinds == [("note", "میان خودمان"), ("pub", "سلام")]
    number = clerk.get(at(task)).json()["number"]
    student = Caller(iums, STUDENT).get(f"/requests/{number}/")
    assert [each["body"] for each in student.json()["messages"]] == ["سلام"]
    assert "میان" not in student.content.decode()


def test_other_offices_and_students_know_nothing_of_a_task(iums, task):
    loan, student = Caller(iums, "loan"), Caller(iums, OTHER)
    assert student.token.scopes == ["catalogue:read", "requests:read", "requests:write"]
    assert code(student.get(at(task))) == (403, "scope_missing")
    for path, body in [
        ([], None), (["claim"], {}), (["send"], {"rev": 0}), (["notes"], {"body": "x"}), (["visit"], {"reason": "x"}),
        (["debts"], {"amount": 1, "reason": "x"}), (["return"], {"fields": ["mobile"], "reason": "x"}),
        (["not-applicable"], {"reason": "x"}), (["assign"], {"person": None}), (["reopen"], {"reason": "x"}),
        (["visit", "end"], {"outcome": "came"}),
    ]:  # fmt: skip
        asked = loan.get(at(task)) if body is None else loan.post(at(task, *path), body)
        assert code(asked) == (404, "not_found"), path
    assert loan.put(at(task, "draft"), {"answers": {}, "rev": 0}).status_code == 404
    assert loan.get("/desk/tasks/").json()["rows"] == []


def test_reading_scope_writes_nothing(iums, task):
    reader = Caller(iums, CLERK, "desk:read")
    assert code(reader.post(at(task, "claim"))) == (403, "scope_missing")
    assert now(task).assignee_id is None


def test_a_machine_is_nobody(iums, task):
    row, text = tokens.make(actor=iums.actor("admin"), name="m", scopes=["catalogue:read"], days=3)
    row.scopes = ["desk:read", "requests:read", "catalogue:read"]
    row.save()
    caller = Caller(iums, CLERK)
    caller.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    assert code(caller.get(at(task))) == (403, "token_of_machine")
    assert code(caller.get("/requests/")) == (403, "token_of_machine")
    assert caller.get("/catalogue/").status_code == 200


def test_a14_who_must_show_a_second_factor_shows_it_first(iums, clerk, task):
    """A14: no token goes round what the pages ask for."""
    AccountRules.objects.update_or_create(institution_id=iums.id, defaults={"second_factor": "required"})
    caches["local"].clear()
    assert code(clerk.get(at(task))) == (403, "factor_needed")


def test_a1_networks_of_the_desk_hold_for_tokens(iums, clerk, task):
    """A1: what opens only from the university opens only from there."""
    organisation.CampusNetwork.objects.create(institution_id=iums.id, name="x", cidr="10.0.0.0/8")
    organisation.SectionRule.objects.create(institution_id=iums.id, section="desk", mode="enforce")
    caches["local"].clear()
    assert code(clerk.get(at(task))) == (403, "outside_network")
    caches["local"].clear()


def test_a_membership_that_ended_closes_the_inbox(iums, clerk, task):
    MembershipRow.objects.filter(person=iums.person(CLERK)).delete()
    assert code(clerk.get(at(task))) == (404, "not_found")
    assert code(clerk.get("/desk/tasks/")) == (404, "not_found")


def test_search_finds_what_one_may_see(clerk, task):
    number = clerk.get(at(task)).json()["number"]
    found = clerk.get("/desk/search/", q=number).json()["rows"]
    assert [(each["number"], each["task"]) for each in found] == [(number, str(task.id))]
    assert code(clerk.get("/desk/search/")) == (422, "body_wrong")


def test_inbox_pages_by_key_in_few_statements(iums, django_assert_num_queries, monkeypatch):
    clerk = Caller(iums, "edu.lead")
    for each in students.enrolments(iums, STUDENT, 4):
        walks.file(iums, STUDENT, enrolment=each)
    clerk.get("/desk/tasks/")
    with django_assert_num_queries(5):
        page = clerk.get("/desk/tasks/").json()
    assert (len(page["rows"]), page["next"]) == (4, None)
    defaults = inbox.inbox.__kwdefaults__
    monkeypatch.setitem(defaults, "size", 3)
    first = clerk.get("/desk/tasks/").json()
    second = clerk.get("/desk/tasks/", after=first["next"]).json()
    assert (len(first["rows"]), len(second["rows"]), second["next"]) == (3, 1, None)
    assert len({each["task"] for each in first["rows"] + second["rows"]}) == 4


def test_figures_are_for_those_who_lead(iums, clerk, task):
    """What the dashboard shows, by office; who leads nothing finds nothing."""
    assert code(clerk.get("/reports/figures/")) == (404, "not_found")
    told = Caller(iums, "admin").get("/reports/figures/", days=7).json()
    assert (told["of_house"], len(told["days"])) == (True, 7)
    assert code(Caller(iums, "edu.lead").get("/reports/figures/", days=9999)) == (422, "body_wrong")
