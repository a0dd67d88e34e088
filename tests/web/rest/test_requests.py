"""One's own requests over the API: read, fill in, file, mend, withdraw."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pishkhan.clearance import api as clearance
from pishkhan.identity.models import ApiToken, Applicant, RegistrationProfile
from pishkhan.intake.models import Draft
from pishkhan.plumbing.models import KeptAnswer
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import Comment, Request
from tests.factories import students, walks
from tests.web.rest.callers import CLERK, OTHER, STUDENT, Caller, code

PDF = b"%PDF-1.7 sample"


@pytest.fixture
def mine(iums) -> Caller:
    return Caller(iums, STUDENT)


def answers(**changes):
    """What the sample student files, without what the record fills in."""
    raw = {**walks.FILED["iums-nursing"], **changes}
    locked = {"full_name"}
    return {key: values[0] if len(values) == 1 else values for key, values in raw.items() if key not in locked}


def fill(mine: Caller) -> dict:
    """The answers of the sample that the form takes."""
    open_ones = {
        field["key"] for group in mine.get("/catalogue/clearance/").json()["form"] for field in group["fields"]
        if not field["locked"] and field["type"] not in {"text", "filepicker"}
    }  # fmt: skip
    return {key: value for key, value in answers().items() if key in open_ones}


def enrolment(iums) -> str:
    return str(iums.enrolment(STUDENT).id)


def filed(iums, mine: Caller, **more):
    body = {"service": "clearance", "enrolment": enrolment(iums), "answers": fill(mine), **more}
    return mine.post("/requests/", body)


def test_who_has_several_enrolments_names_one_the_same_way_everywhere(iums, mine):
    """In the address of every call, or in the body of those that have one; the refusal says how."""
    first, second = (str(each.id) for each in students.enrolments(iums, STUDENT, 2))
    where = "/drafts/clearance/"
    unnamed = mine.put(where, {"answers": {"address": "تهران"}, "rev": 0})
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "enrolment_which")
    for n, chosen in enumerate((first, second)):
        body = {"answers": {"address": f"تهران {n}"}, "rev": 0}
        assert mine.put(f"{where}?enrolment={chosen}", body).json() == {"rev": 1}
        assert mine.put(where, {**body, "rev": 1, "enrolment": chosen}).json() == {"rev": 2}
    both = mine.put(f"{where}?enrolment={first}", {"answers": {}, "rev": 2, "enrolment": second})
    assert (both.status_code, both.json()["code"]) == (422, "enrolment_which")
    filed = mine.post(f"/requests/?enrolment={second}", {"service": "clearance", "answers": fill(mine)})
    assert (filed.status_code, filed.json()["enrolment"]) == (201, second)


def test_b5_catalogue_says_what_may_be_used(iums, mine):
    """B5: groups and services, with the reason why one is closed to the person."""
    told = mine.get("/catalogue/").json()
    services = {each["key"]: each for group in told["groups"] for each in group["services"]}
    assert (services["clearance"]["why"], services["clearance"]["name"]["en"]) == ("", "Clearance request")
    one = mine.get("/catalogue/clearance/").json()
    fields = {field["key"]: field for group in one["form"] for field in group["fields"]}
    assert fields["gender"]["options"][0]["label"]["fa"]
    assert {each["id"] for each in one["enrolments"]} >= {enrolment(iums)}
    assert code(mine.get("/catalogue/nothing/")) == (404, "not_found")


def test_draft_is_kept_read_and_filed(iums, mine):
    """A draft begun by a program is the browser's, too; what is wrong is said by field."""
    where = "/drafts/clearance/"
    begun = mine.get(where, enrolment=enrolment(iums)).json()
    assert (begun["rev"], "address" in begun["answers"], bool(begun["faults"])) == (0, True, True)
    kept = mine.put(where, {"answers": {"address": "تهران"}, "rev": 0, "enrolment": enrolment(iums)})
    assert (kept.status_code, kept.json()) == (200, {"rev": 1})
    assert mine.get("/drafts/").json()["rows"][0]["service"] == "clearance"
    again = mine.get(where, enrolment=enrolment(iums)).json()
    assert (again["rev"], again["answers"]["address"]) == (1, ["تهران"])
    bad = mine.post("/requests/", {"service": "clearance", "enrolment": enrolment(iums)})
    assert code(bad) == (422, "form_errors")
    assert all(each["message"] for each in bad.json()["faults"])
    assert not Request.objects.exists()
    good = filed(iums, mine, rev=1)
    assert (good.status_code, good.json()["status"], Draft.objects.count()) == (201, "new", 0), good.json()
    assert mine.get("/requests/").json()["rows"][0]["number"] == good.json()["number"]


def test_older_draft_is_refused_with_the_present_revision(iums, mine):
    body = {"answers": {"address": "تهران"}, "rev": 0, "enrolment": enrolment(iums)}
    mine.put("/drafts/clearance/", body)
    mine.put("/drafts/clearance/", {**body, "rev": 1})
    late = mine.put("/drafts/clearance/", {**body, "rev": 1})
    assert (*code(late), late.json()["rev"]) == (409, "draft_elsewhere", 2)
    assert code(filed(iums, mine, rev=1)) == (409, "draft_elsewhere")
    gone = mine.send("DELETE", f"/drafts/clearance/?rev=2&enrolment={enrolment(iums)}")
    assert (gone.status_code, Draft.objects.count()) == (200, 0)


@pytest.mark.parametrize("field", ["nothing", "national_id"])
def test_unknown_and_locked_fields_are_named(iums, mine, field):
    refused = mine.put("/drafts/clearance/", {"answers": {field: "x"}, "rev": 0, "enrolment": enrolment(iums)})
    assert (*code(refused), refused.json()["faults"][0]["field"]) == (422, "form_errors", field)


def test_second_request_of_a_kind_names_the_first(iums, mine):
    """C3: one open clearance for an enrolment."""
    first = filed(iums, mine).json()["number"]
    second = filed(iums, mine)
    assert (*code(second), second.json()["number"]) == (409, "already_open", first)


def test_e21_nothing_is_filed_before_the_profile_is_approved(iums, mine):
    """E21: the gate of the pages holds for programs."""
    given = fill(mine)
    profile = RegistrationProfile.objects.create(institution_id=iums.id, key="x", definition={})
    Applicant.objects.create(
        institution_id=iums.id, person=iums.person(STUDENT), profile=profile, terms_version="1",
        terms_at=timezone.now(), stage="waiting",
    )  # fmt: skip
    body = {"service": "clearance", "enrolment": enrolment(iums), "answers": given}
    refused = mine.post("/requests/", body)
    assert (*code(refused), refused.json()["faults"][0]["code"]) == (403, "not_for_you", "profile_waiting")
    assert code(mine.put("/drafts/clearance/", {"answers": {}, "rev": 0})) == (403, "not_for_you")
    assert mine.get("/catalogue/clearance/").json()["why"]


def test_a_request_is_read_as_its_page_shows_it(iums, mine):
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="nutrition")
    task = walks.task_at(request, "nutrition")
    servicedesk.comment(actor=iums.actor(CLERK), request_id=request.id, body="سلام", task_id=task.id)
    servicedesk.comment(
        actor=iums.actor(CLERK), request_id=request.id, body="نهان", task_id=task.id,
        visibility=servicedesk.Visibility.INTERNAL,
    )  # fmt: skip
    told = mine.get(f"/requests/{request.number}/")
    page = told.json()
    assert (page["number"], page["service"], [each["body"] for each in page["messages"]]) == (
        request.number, "clearance", ["سلام"],
    )  # fmt: skip
    assert {each["status"] for each in page["stations"]} >= {"done", "new"} or page["stations"]
    assert page["timeline"]
    assert page["answers"]
    assert "نهان" not in told.content.decode()


def test_others_do_not_exist(iums, mine):
    request = walks.file(iums, OTHER)
    for path in ["", "messages/", "withdraw/", "reopen/", "seen/", "certificate/"]:
        where = f"/requests/{request.number}/{path}"
        asked = mine.get(where) if path in {"", "certificate/"} else mine.post(where, {"body": "x", "reason": "x"})
        assert asked.status_code == 404, path
    assert mine.get("/requests/").json() == {"rows": [], "next": None}
    theirs = str(iums.enrolment(OTHER).id)
    assert mine.get("/drafts/clearance/", enrolment=theirs).status_code == 404
    assert mine.post("/requests/", {"service": "clearance", "enrolment": theirs}).status_code == 404


def test_message_is_written_once_for_a_key(iums, mine):
    request = walks.file(iums, STUDENT)
    where = f"/requests/{request.number}/messages/"
    answered = [mine.post(where, {"body": "سلام"}, key="k1") for _ in range(3)]
    assert [(each.status_code, each.json()) for each in answered] == [(200, {"ok": True})] * 3
    assert Comment.objects.count() == 1
    assert code(mine.post(where, {"body": "دیگر"}, key="k1")) == (409, "repeat_key_reused")
    assert code(mine.post(where, {"body": "x"}, key="é")) == (422, "repeat_key_wrong")
    assert code(mine.post(where, {"body": "x"}, key="x" * 101)) == (422, "repeat_key_wrong")
    mine.post(where, {"body": "دیگر"}, key="k2")
    assert Comment.objects.count() == 2


def test_filing_again_with_its_key_tells_the_same_number(iums, mine):
    given = {"service": "clearance", "enrolment": enrolment(iums), "answers": fill(mine)}
    first, second = (mine.post("/requests/", given, key="file") for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert (first.status_code, Request.objects.count()) == (201, 1)


def test_what_was_refused_may_be_tried_again_with_its_key(iums, mine):
    bad = {"service": "clearance", "enrolment": enrolment(iums)}
    assert code(mine.post("/requests/", bad, key="k"))[0] == 422
    assert not KeptAnswer.objects.exists()
    assert mine.post("/requests/", {**bad, "answers": fill(mine)}, key="k").status_code == 201


def test_keys_of_two_tokens_do_not_meet(iums, mine):
    other = Caller(iums, OTHER)
    for caller, login in [(mine, STUDENT), (other, OTHER)]:
        request = walks.file(iums, login)
        assert caller.post(f"/requests/{request.number}/messages/", {"body": "سلام"}, key="k").status_code == 200
    assert Comment.objects.count() == 2


def test_b18_correction_by_a_program(iums, mine):
    """B18: only the named answers, same number."""
    request = walks.file(iums, STUDENT)
    walks.walk(iums, request, until="nutrition")
    actor, task = iums.actor(CLERK), walks.task_at(request, "nutrition")
    servicedesk.return_for_correction(actor=actor, task_id=task.id, fields=["landline"], reason="پاسخ نمی‌دهد")
    told = mine.get(f"/requests/{request.number}/").json()["returns"]
    assert [each["fields"] for each in told] == [["landline"]]
    where = f"/requests/{request.number}/returns/{told[0]['id']}/"
    asked = mine.get(where).json()
    assert [field["key"] for group in asked["form"] for field in group["fields"]] == ["landline"]
    assert code(mine.post(where + "send/", {"answers": {"address": "x"}})) == (422, "form_errors")
    wrong = mine.post(where + "send/", {"answers": {"landline": "12"}})
    assert (*code(wrong), wrong.json()["faults"][0]["field"]) == (422, "form_errors", "landline")
    assert mine.put(where, {"answers": {"landline": "02147701235"}, "rev": 0}).json() == {"rev": 1}
    sent = mine.post(where + "send/", {"rev": 1})
    assert sent.status_code == 200, sent.json()
    assert code(mine.post(where + "send/", {})) == (409, "answered_already")
    request.refresh_from_db()
    kept = servicedesk.my_request(iums.actor(STUDENT), request.number).submission
    assert kept.answers["landline"] == "+982147701235"


def test_withdrawing(iums, mine):
    request = walks.file(iums, STUDENT)
    where = f"/requests/{request.number}/withdraw/"
    assert code(mine.post(where, {"reason": " "})) == (422, "reason_missing")
    assert mine.post(where, {"reason": "دیگر لازم نیست"}).status_code == 200
    assert mine.get(f"/requests/{request.number}/").json()["status"] == "withdrawn"
    assert code(mine.post(f"/requests/{request.number}/messages/", {"body": "x"})) == (409, "case_closed")


def test_files_and_the_certificate_are_given_to_their_owner_only(iums, mine):
    request = walks.file(iums, STUDENT, enrolment=students.enrolments(iums, STUDENT, 1)[0])
    walks.walk(iums, request, secretariat={"letter_number": ["۱۴۰۵/د/۹۹۹"]})
    certificate = clearance.certificate_of(request.id)
    clearance.make_certificate(certificate.id)
    other = Caller(iums, OTHER)
    where = f"/requests/{request.number}/certificate/"
    got = mine.get(where)
    assert (got.status_code, got.content[:5], got["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    assert other.get(where).status_code == 404
    assert mine.get(f"/requests/{request.number}/").json()["certificate"]["is_ready"]


def test_upload_refuses_what_the_page_refuses(shiraz):
    caller, login = Caller(shiraz, "97204001", host="shiraz.localhost"), "97204001"
    held = str(shiraz.enrolment(login).id)
    where = f"/api/v1/drafts/clearance/files/order/?rev=0&enrolment={held}"

    def upload(name, content, to=where, **headers):
        return caller.client.post(to, {"file": SimpleUploadedFile(name, content)}, headers=headers)

    assert code(upload("a.svg", b"<svg/>"))[0] == 422
    assert code(upload("a.pdf", PDF, to=where.replace("order", "mobile")))[0] == 404
    assert upload("a.pdf", PDF, **{"Idempotency-Key": "u"}).json() == {"rev": 1}
    assert upload("a.pdf", PDF, **{"Idempotency-Key": "u"}).json() == {"rev": 1}
    assert code(upload("b.pdf", PDF, **{"Idempotency-Key": "u"})) == (409, "repeat_key_reused")
    assert caller.get("/drafts/clearance/", enrolment=held).json()["files"][0]["name"] == "a.pdf"
    assert caller.get("/drafts/clearance/files/order/", enrolment=held).content == PDF


def test_list_takes_few_statements_however_long(iums, mine, django_assert_num_queries):
    for each in students.enrolments(iums, STUDENT, 4):
        walks.file(iums, STUDENT, enrolment=each)
    mine.get("/requests/")
    with django_assert_num_queries(4):  # the token, its rate, its person, the page
        assert len(mine.get("/requests/").json()["rows"]) == 4


def test_pages_by_key(iums, mine, monkeypatch):
    from pishkhan.servicedesk.domain.queries import requests

    monkeypatch.setattr(requests, "PAGE", 2)
    for each in students.enrolments(iums, STUDENT, 5):
        walks.file(iums, STUDENT, enrolment=each)
    seen, after = [], None
    while True:
        page = mine.get("/requests/", **({"after": after} if after else {})).json()
        seen += [row["number"] for row in page["rows"]]
        after = page["next"]
        if after is None:
            break
    assert (len(seen), seen) == (5, sorted(seen, reverse=True))
    assert ApiToken.objects.count() == 1
