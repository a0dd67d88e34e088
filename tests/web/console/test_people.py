"""People on the console: who is found, what is shown of them, what is done to their accounts."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.domain import keeping
from pishkhan.identity.domain.bringing import imports
from pishkhan.identity.models import AccountRules, ApiToken, LoginSession, PeopleImport, Person
from pishkhan.plumbing import audit
from tests.identity.bringing import lists
from tests.identity.bringing.lists import HEADER, brought, student, tried


@pytest.fixture
def admin(iums):
    client = Client(SERVER_NAME="iums.localhost")
    client.force_login(iums.person("admin"))
    return client


def page(client, path, **given):
    answer = client.get(path, given)
    assert answer.status_code == 200, answer.status_code
    return answer


@pytest.mark.parametrize("typed", ["981020304", "۰۴۹۹۳۷۰۸۹۹", "09120000067", "student@iums.example"])
def test_person_is_found_by_any_identifier(admin, iums, typed):
    """X1, X2."""
    rows = page(admin, "/console/people/", q=typed).context["rows"]
    assert [row[0] for row in rows] == [iums.person("981020304")]


def test_people_are_found_by_words_of_their_names_and_paged(admin, iums, monkeypatch):
    brought(iums, lists.csv([HEADER, *(student(n, first="علي", last=f"نمونه‌زاده {chr(1575 + n)}") for n in range(5))]))
    monkeypatch.setattr(keeping, "PAGE", 2)
    seen, after = [], None
    while True:
        answer = page(admin, "/console/people/", q="نمونه زاده", **({"after": after} if after else {}))
        seen += [row[1] for row in answer.context["rows"]]
        after = answer.context["following"]
        if after is None:
            break
    assert (len(seen), seen) == (5, sorted(set(seen), key=seen.index))


def test_list_of_people_costs_the_same_however_long(admin, iums, django_assert_max_num_queries):
    brought(iums, lists.csv([HEADER, *(student(n) for n in range(40))]))
    page(admin, "/console/people/")
    with django_assert_max_num_queries(12):
        assert len(page(admin, "/console/people/").context["rows"]) == 25


def test_page_of_a_person_costs_the_same_however_much_is_known(admin, iums, django_assert_max_num_queries):
    brought(iums, lists.csv([HEADER, *(student(1, number=f"7999{n}") for n in range(9))]))
    person = identity.Enrolment.objects.get(student_number="79990").person_id
    page(admin, f"/console/people/{person}/")
    with django_assert_max_num_queries(20):
        page(admin, f"/console/people/{person}/")


def test_what_need_not_be_read_is_masked(admin, iums):
    text = page(admin, f"/console/people/{iums.person('981020304').id}/").content.decode()
    text = text.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert ("0499370899" in text, "09120000067" in text, "student@iums.example" in text) == (False, False, False)
    assert ("04***899" in text, "0912***0067" in text, "981020304" in text) == (True, True, True)


def test_account_is_closed_with_a_reason_and_opened_again(admin, iums):
    person = iums.person("981020304")
    LoginSession.objects.create(
        session_key="k" * 32, person=person, session_data="", expire_date=timezone.now() + timezone.timedelta(hours=1)
    )  # fmt: skip
    assert admin.post(f"/console/people/{person.id}/close/", {"reason": " "}).status_code == 422
    assert admin.post(f"/console/people/{person.id}/close/", {"reason": "اخراج"}).status_code == 302
    person.refresh_from_db()
    assert (person.is_active, LoginSession.objects.filter(person=person).exists()) == (False, False)
    line = next(line for line in audit.history(person.id, newest_first=True) if line.action == "account.account_closed")
    assert (line.reason, line.actor_id) == ("اخراج", iums.person("admin").id)
    assert "اخراج" in page(admin, f"/console/people/{person.id}/").content.decode()
    assert admin.post(f"/console/people/{person.id}/close/", {"reason": "باز"}).status_code == 422
    admin.post(f"/console/people/{person.id}/open/", {"reason": "اشتباه بود"})
    person.refresh_from_db()
    assert person.is_active


def test_nobody_closes_their_own_account(admin, iums):
    me = iums.person("admin")
    assert admin.post(f"/console/people/{me.id}/close/", {"reason": "x"}).status_code == 422
    assert Person.objects.get(id=me.id).is_active


@pytest.mark.parametrize("login", ["edu.lead", "981020304"])
def test_console_of_people_is_not_there_for_others(iums, login):
    client = Client(SERVER_NAME="iums.localhost")
    client.force_login(iums.person(login))
    for path in ("people/", "people/imports/", "tokens/", "people/imports/template/"):
        assert client.get(f"/console/{path}").status_code == 404


def upload(client, content: bytes, **given):
    file = SimpleUploadedFile("list.csv", content)
    return client.post("/console/people/imports/", {"kind": "students", "source": "آموزش", "list": file, **given})


def test_list_is_uploaded_looked_at_and_brought_in(admin, iums):
    answer = upload(admin, lists.csv([HEADER, student(1)]))
    row = PeopleImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/console/people/imports/{row.id}/")
    imports.run(row.id)
    assert page(admin, f"/console/people/imports/{row.id}/").context["good"] == 1
    assert admin.post(f"/console/people/imports/{row.id}/begin/").status_code == 302
    imports.run(row.id)
    assert page(admin, f"/console/people/imports/{row.id}/").context["row"].state == "done"
    assert admin.post(f"/console/people/imports/{row.id}/begin/").status_code == 422


@pytest.mark.parametrize(
    ("given", "place"), [({"list": ""}, "list"), ({"source": "rescue"}, "source"), ({"kind": "x"}, "kind")]
)
def test_what_is_wrong_with_the_form_stands_at_its_field(admin, given, place):
    answer = upload(admin, lists.csv([HEADER, student(1)]), **given)
    assert (answer.status_code, [name for name, _ in answer.context["errors"]]) == (422, [place])


def test_file_of_faults_starts_no_formula_and_holds_no_words_of_the_list(admin, iums):
    bad = student(1, last="=cmd|' /C calc'!A0", first="+98912", status="@SUM(1)")
    row = tried(iums, lists.csv([[*HEADER, "=HYPERLINK(1)"], bad]))
    told = tried(iums, lists.csv([HEADER, bad]))
    for each in (row, told):
        text = admin.get(f"/console/people/imports/{each.id}/faults.csv").content.decode("utf-8-sig")
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert len(cells) > 3
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
        assert "calc" not in text


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("kind", ["students", "staff"])
def test_template_is_a_list_that_can_be_read(admin, iums, language, kind):
    admin.cookies["pk_language"] = language
    content = admin.get("/console/people/imports/template/", {"kind": kind}).content
    row = tried(iums, content, kind=identity.import_columns.Kind(kind))
    assert row.state == "checked", row.faults
    assert {code for _, _, code in lists.codes(row)} == {"cell_missing"}


def test_token_is_shown_once(admin, iums):
    answer = admin.post("/console/tokens/", {"name": "ثبت‌نام", "days": "۹۰", "scopes": ["people:read"]})
    text = answer.context["fresh"]
    token = ApiToken.objects.get()
    assert (text in answer.content.decode(), token.scopes, "no-store" in answer["Cache-Control"]) == (
        True, ["people:read"], True,
    )  # fmt: skip
    again = page(admin, "/console/tokens/").content.decode()
    assert (text in again, token.digest in again) == (False, False)
    admin.post(f"/console/tokens/{token.id}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_all_that_is_missing_of_a_token_is_said_at_once(admin):
    answer = admin.post("/console/tokens/", {"name": "", "days": "0"})
    names = sorted(name for name, _ in answer.context["errors"])
    assert (answer.status_code, names) == (422, ["days", "name", "scopes"])


def test_person_of_an_institution_without_a_directory_is_not_unlocked(admin, iums):
    path = f"/console/people/{iums.person('981020304').id}/"
    assert "unlock/" not in page(admin, path).content.decode()
    assert admin.post(f"{path}unlock/").status_code == 404


@pytest.mark.parametrize("rules", [{}, {"mobile": "registry"}])
def test_mobile_of_two_officers_is_theirs_whatever_a_rule_says(admin, iums, rules):
    AccountRules.objects.update_or_create(institution_id=iums.id, defaults={"sources": rules})
    person = iums.person("981020304")
    Person.objects.filter(id=person.id).update(origins={"mobile": "rescue"})
    shown = page(admin, f"/console/people/{person.id}/").context["sources"]
    assert shown == [("تلفن همراه", "تغییر به دست دو کارشناس", False)]
