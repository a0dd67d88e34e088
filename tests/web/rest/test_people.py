"""The API over HTTP, as other systems of a university see it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.domain import tokens
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.identity.models import ApiToken, Applicant, Enrolment, MembershipRow, PeopleImport, RegistrationProfile
from pishkhan.plumbing.models import AuditEntry
from tests.identity.bringing.lists import HEADER, student

KEYS = [
    "student_number", "first_name", "last_name", "national_id", "mobile", "faculty", "field", "degree", "entry_year",
    "status", "admission_type",
]  # fmt: skip
BOTH = ["people:read", "people:write"]
assert len(KEYS) == len(HEADER)


def made(university, *scopes, name="ثبت‌نام") -> str:
    _, text = identity.tokens.make(actor=university.actor("admin"), name=name, scopes=scopes or BOTH, days=30)
    return text


def machine(token: str, host: str = "iums.localhost") -> Client:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(SERVER_NAME=host, enforce_csrf_checks=True, headers=headers)


def put(client: Client, rows, where="students", key="", **more):
    headers = {"Idempotency-Key": key} if key else {}
    return client.put(
        f"/api/v1/{where}/", json.dumps({"rows": rows, **more}), content_type="application/json", headers=headers
    )


def row(which: int, /, **changes) -> dict:
    return {**dict(zip(KEYS, student(which), strict=True)), **changes}


def test_rows_come_in_and_again_change_nothing(iums):
    client = machine(made(iums))
    first = put(client, [row(1), row(2, national_id="12", mobile="۰۹۳۵۰۰۰۰۰۰۲")])
    assert first.status_code == 200, first.content.decode()
    said = first.json()
    assert (said["new"], said["changed"], said["same"], said["wrong"]) == (1, 0, 0, 1)
    wrong = said["rows"][1]
    assert (wrong["row"], wrong["outcome"], wrong["faults"][0]["column"]) == (2, "wrong", "national_id")
    assert "ده رقم" in wrong["faults"][0]["message"]
    assert put(client, [row(1)]).json()["same"] == 1
    changed = put(client, [row(1, mobile="09121110001", status="دانش‌آموخته")]).json()
    assert (changed["changed"], changed["rows"][0]["fields"]) == (1, ["mobile", "status"])
    person = person_by_identifier(institution_id=iums.id, typed="700000001")
    assert (person.origins["mobile"], PeopleImport.objects.filter(source="ثبت‌نام").count()) == ("ثبت‌نام", 2)
    line = AuditEntry.objects.filter(stream=person.id).latest("seq")
    assert (line.via, line.actor_id, line.after["fields"]) == ("token", None, ["mobile", "status"])


def test_rows_that_come_late_with_their_key_undo_nothing(iums):
    client = machine(made(iums))
    first = put(client, [row(1)], key="monday").json()
    put(client, [row(1, status="دانش‌آموخته")], key="tuesday")
    assert put(client, [row(1)], key="monday").json() == first
    assert Enrolment.objects.get(student_number="700000001").status == "graduated"
    assert put(client, [row(2)], key="monday").json()["code"] == "repeat_key_reused"


def test_dry_push_writes_nothing(iums):
    said = put(machine(made(iums)), [row(1)], dry=True).json()
    assert (said["dry"], said["new"]) == (True, 1)
    assert person_by_identifier(institution_id=iums.id, typed="700000001") is None


def test_person_is_read_by_any_identifier(iums):
    """X1: one person, many identifiers; Persian digits are read as well (X2)."""
    client = machine(made(iums, "people:read"))
    for typed in ("981020304", "۰۴۹۹۳۷۰۸۹۹", "0912 000 0067"):
        found = client.get("/api/v1/people/", {"identifier": typed})
        assert (found.status_code, found.json()["enrolments"][0]["student_number"]) == (200, "981020304")
    assert {"kind": "national_id", "value": "0499370899"} in found.json()["identifiers"]
    missing = client.get("/api/v1/people/", {"identifier": "0000"})
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert client.cookies == {}


@pytest.mark.parametrize(
    ("token", "code"),
    [("", "token_missing"), ("pk_0_0", "token_wrong"), ("x" * 9000, "token_wrong"), ("é", "token_wrong")],
)
def test_without_a_token_nothing_is_told(iums, token, code):
    answer = machine(token).get("/api/v1/people/", {"identifier": "981020304"})
    assert (answer.status_code, answer.json()["code"], answer["WWW-Authenticate"]) == (401, code, "Bearer")


def test_session_of_an_administrator_is_no_token(iums):
    client = machine("")
    client.force_login(iums.person("admin"))
    assert client.get("/api/v1/people/", {"identifier": "981020304"}).status_code == 401
    assert put(client, [row(1)]).status_code == 401


def test_token_is_good_for_its_scopes_only(iums):
    client = machine(made(iums, "people:read"))
    answer = put(client, [row(1)])
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert person_by_identifier(institution_id=iums.id, typed="700000001") is None


def test_token_of_another_institution_is_unknown(iums, shiraz):
    text = made(iums)
    assert machine(text, "shiraz.localhost").get("/api/v1/people/", {"identifier": "97204001"}).status_code == 401
    assert machine(text).get("/api/v1/people/", {"identifier": "97204001"}).status_code == 404


def test_ended_tokens_open_nothing(iums):
    text = made(iums)
    token = ApiToken.objects.get()
    ApiToken.objects.update(expires_at=timezone.now())
    assert machine(text).get("/api/v1/people/", {"identifier": "1"}).status_code == 401
    ApiToken.objects.update(expires_at=None)
    assert machine(text).get("/api/v1/people/", {"identifier": "1"}).status_code == 404
    identity.tokens.revoke(actor=iums.actor("admin"), token_id=token.id)
    assert machine(text).get("/api/v1/people/", {"identifier": "1"}).status_code == 401


def test_only_a_digest_is_kept(iums):
    text = made(iums)
    token = ApiToken.objects.get()
    stored = " ".join(str(value) for value in ApiToken.objects.values_list()[0])
    assert (text in stored, text.split("_", 2)[2] in stored, token.prefix in text) == (False, False, True)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "body_broken"), ("[]", 422, "body_wrong"), ('{"rows": 5}', 422, "body_wrong"),
        ('{"rows": [{"first_name": {"a": 1}}]}', 422, "body_wrong"), ('{"rows": []}', 422, "push_empty"),
        (json.dumps({"rows": [{}] * 501}), 413, "push_many"),
        ('{"rows": [' + " " * 3_000_000 + "]}", 413, "body_large"),
    ],
)  # fmt: skip
def test_bodies_that_are_not_rows(iums, body, status, code):
    answer = machine(made(iums)).put("/api/v1/students/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"], bool(answer.json()["message"])) == (status, code, True)


def test_unknown_columns_and_formulas_are_faults_of_the_row(iums):
    said = put(machine(made(iums)), [row(1, colour="red", last_name="=1+1"), row(2, address="x" * 3000)]).json()
    codes = [[fault["code"] for fault in each["faults"]] for each in said["rows"]]
    assert codes == [["cell_formula", "column_unknown"], ["cell_long"]]


def test_machine_makes_no_administrators(iums):
    who = {"staff_code": "p-1", "first_name": "نمونه", "last_name": "کارمند"}
    rows = [{**who, "unit": "nutrition", "role": "administrator"}]
    said = put(machine(made(iums)), rows, where="staff").json()
    assert (said["wrong"], said["rows"][0]["faults"][0]["code"]) == (1, "role_forbidden")


def test_staff_are_pushed_with_their_unit(iums):
    rows = [{"staff_code": "p-1", "first_name": "نمونه", "last_name": "کارمند", "unit": "nutrition", "role": "expert"}]
    client = machine(made(iums))
    assert put(client, rows, where="staff").json()["new"] == 1
    held = MembershipRow.objects.get(person=person_by_identifier(institution_id=iums.id, typed="p-1"))
    read = client.get("/api/v1/people/", {"identifier": "p-1"}).json()["memberships"]
    assert (held.unit.key, read[0]["role"]) == ("nutrition", "expert")


def test_who_asks_too_often_waits(iums, monkeypatch):
    monkeypatch.setattr(tokens, "PER_MINUTE", 2)
    client = machine(made(iums))
    seen = [client.get("/api/v1/people/", {"identifier": "1"}).status_code for _ in range(4)]
    assert seen == [404, 404, 429, 429]
    assert client.get("/api/v1/people/", {"identifier": "1"}).headers["Retry-After"] == "60"


def test_who_guesses_tokens_waits_and_true_tokens_still_work(iums, monkeypatch):
    monkeypatch.setattr(tokens, "GUESSES", 2)
    text = made(iums)
    seen = [machine(f"pk_0_{n}").get("/api/v1/people/", {"identifier": "1"}).status_code for n in range(4)]
    assert seen == [401, 401, 429, 429]
    assert machine(text).get("/api/v1/people/", {"identifier": "1"}).status_code == 404


def test_description_is_open_and_names_everything(iums):
    answer = Client(SERVER_NAME="iums.localhost").get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert set(answer.json()["paths"]) >= {"/api/v1/people/", "/api/v1/students/", "/api/v1/staff/", "/api/v1/dues/"}
    assert Client(SERVER_NAME="iums.localhost").get("/api/v1/docs").status_code == 404


def test_batch_of_500_takes_few_statements(iums, django_assert_max_num_queries):
    client = machine(made(iums))
    rows = [row(n) for n in range(500)]
    with django_assert_max_num_queries(500 + 60):  # one line of every new person's log
        assert put(client, rows).json()["new"] == 500
    with django_assert_max_num_queries(30):
        assert put(client, rows).json()["same"] == 500


def test_reading_is_noted_with_the_person_by_ids_alone(iums):
    client, person = machine(made(iums)), iums.person("981020304")
    assert client.get("/api/v1/people/", {"identifier": "981020304"}).status_code == 200
    line = AuditEntry.objects.filter(stream=person.id).latest("seq")
    token = ApiToken.objects.get(institution_id=iums.id)
    assert (line.action, line.via, line.subject_id) == ("people.read", "token", token.id)
    assert set(line.after) == {"network"}
    before = AuditEntry.objects.count()
    assert client.get("/api/v1/people/", {"identifier": "000000000"}).status_code == 404
    assert AuditEntry.objects.count() == before


def test_token_does_not_adopt_who_registered_by_themselves(iums):
    """Nor does it change the mobile of who works here."""
    person = iums.person("981020304")
    profile = RegistrationProfile.objects.create(institution_id=iums.id, key="mine", definition={})
    mine = Applicant.objects.create(
        institution_id=iums.id, person=person, profile=profile, terms_version="1", terms_at=timezone.now()
    )  # fmt: skip
    client, rows = machine(made(iums)), [row(1, student_number="981020304", national_id="0499370899")]
    said = put(client, rows).json()["rows"][0]
    assert (said["outcome"], [each["code"] for each in said["faults"]]) == ("wrong", ["applicant_open"])
    mine.delete()
    unit = iums.actor("affairs.lead").memberships[0].unit_id
    MembershipRow.objects.create(person=person, unit_id=unit, role="expert", since="2020-01-01")
    said = put(client, rows).json()["rows"][0]
    assert "mobile_staff" in [each["code"] for each in said["faults"] if each["note"]]
    assert identity.identifiers_of(person.id).mobile == "09120000067"
