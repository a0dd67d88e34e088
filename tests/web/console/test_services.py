"""The pages of the builder: what they show, keep and refuse."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pishkhan.intake import api as intake
from pishkhan.intake.logic import building as forms
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import building
from tests.servicedesk.test_building import form_of, step, two

BASE = "/console/services/"
STUDENT = "981020304"


def client_of(iums, login):
    client = Client(SERVER_NAME="iums.localhost")
    client.force_login(iums.person(login))
    client.cookies["pk_language"] = "en"
    return client


@pytest.fixture
def console(iums):
    return client_of(iums, "admin")


@pytest.fixture
def draft(iums):
    return building.begin(actor=iums.actor("admin"), fa="گواهی نمونه", en="Sample certificate")


@pytest.fixture
def whole(iums, draft):
    """A draft without a fault."""
    made = draft.content["type"] | {
        "summary": two("Summary"), "group": {"key": "sample", "name": two("Sample")}, "next": two("Next"),
    }  # fmt: skip
    parts = {"type": made, "form": form_of(draft.content["form"]), "steps": [step("one", "it")]}
    building.keep(actor=iums.actor("admin"), draft_id=draft.id, rev=0, parts=parts)
    draft.refresh_from_db()
    return draft


def post(client, draft, path, **given):
    """As from a page that was opened just now; the answer, with the draft read anew."""
    draft.refresh_from_db()
    given.setdefault("rev", str(draft.rev))
    response = client.post(f"{BASE}{draft.id}/{path}", given)
    draft.refresh_from_db()
    return response


def page(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def paths(draft):
    home = f"{BASE}{draft.id}/"
    sheet = f"{home}sheets/form/"
    keys = [one["key"] for one in forms.listed(draft.content["form"])]
    return [
        BASE, home, sheet, f"{home}conditions/", f"{home}documents/", f"{home}route/", f"{home}preview/",
        f"{home}publish/", *(f"{sheet}{key}/" for key in keys), *(f"{sheet}{key}/when/" for key in keys),
        *(f"{home}route/{one['key']}/" for one in draft.content["steps"] or ()),
    ]  # fmt: skip


def add(client, draft, kind, label, **more):
    given = {"label_fa": f"«{label}»", "label_en": label, **more}
    return post(client, draft, "sheets/form/", add="1", type=kind, **given)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_page_of_an_empty_and_of_a_whole_draft_opens(iums, console, whole, language):
    console.cookies["pk_language"] = language
    empty = building.begin(actor=iums.actor("admin"), fa="خالی", en="Empty")
    for path in [*paths(whole), *paths(empty)]:
        assert console.get(path).status_code == 200, path


def test_services_of_the_pack_open_in_the_builder(iums, console):
    for kind in servicedesk.types(iums.id):
        console.post(f"{BASE}types/{kind.id}/change/")
        draft = next(each for each in building.drafts_of(iums.actor("admin")) if each.key == kind.key)
        for path in paths(draft):
            assert console.get(path).status_code == 200, path


def test_others_find_no_builder(iums, whole):
    for login in ("nutrition", STUDENT):
        client = client_of(iums, login)
        for path in paths(whole):
            assert client.get(path).status_code == 404
        assert client.post(f"{BASE}{whole.id}/discard/").status_code == 404
    assert building.draft_of(iums.actor("admin"), whole.id)


def test_another_university_finds_nothing(shiraz, whole, iums):
    client = Client(SERVER_NAME="shiraz.localhost")
    client.force_login(shiraz.person("admin"))
    home = f"{BASE}{whole.id}/"
    kind = servicedesk.request_type(iums.id, "clearance")
    of_type = [f"{BASE}types/{kind.id}/opening/", f"{BASE}types/{kind.id}/export/"]
    for path in [*paths(whole)[1:], f"{home}export/", *of_type]:
        assert client.get(path).status_code == 404, path
    for path in (f"{home}discard/", f"{home}publish/", f"{home}route/", f"{BASE}types/{kind.id}/change/"):
        assert client.post(path, {"rev": "1"}).status_code == 404, path


def test_list_asks_the_same_however_many_services(iums, console, whole, django_assert_num_queries):
    from django.db import connection

    console.get(BASE)
    with CaptureQueriesContext(connection) as few:
        console.get(BASE)
    for number in range(5):
        building.begin(actor=iums.actor("admin"), fa=f"خدمت {number}", en=f"Service {number}")
    with django_assert_num_queries(len(few)):
        console.get(BASE)


def test_service_is_made_page_by_page(iums, console):
    """From nothing to published without a script: five questions, a condition, a document, two offices."""
    begun = console.post(BASE, {"name_fa": "گواهی دوره", "name_en": "Course certificate"})
    draft = building.drafts_of(iums.actor("admin"))[0]
    assert begun.headers["Location"] == f"{BASE}{draft.id}/"
    about = {
        "name_fa": "گواهی دوره", "name_en": "Course certificate", "summary_fa": "خلاصه", "summary_en": "Summary",
        "group": "+", "group_name_fa": "گواهی‌ها", "group_name_en": "Certificates", "one_at_a_time": "on",
        "opens_day": "۱۴۰۵/۰۱/۰۱", "opens_hour": "۸:۳۰", "statuses": ["studying", "made-up"],
    }  # fmt: skip
    assert post(console, draft, "", **about).status_code == 302
    made = draft.content["type"]
    assert (made["group"]["key"], made["statuses"], made["opens_at"]) == (
        "certificates", ["studying"], "2026-03-21T08:30:00+03:30",
    )  # fmt: skip
    for kind, label in (
        ("textfield", "Course"), ("jalali_date", "Finished on"), ("radio", "Delivery"), ("address", "Address"),
        ("filepicker", "Marks"),
    ):  # fmt: skip
        assert add(console, draft, kind, label).status_code == 302
    options = {
        "choice_value": ["yes", "no", ""], "choice_fa": ["پست", "", "حضوری"], "choice_en": ["Post", "", "In person"],
    }  # fmt: skip
    post(console, draft, "sheets/form/delivery/", label_fa="دریافت", label_en="Delivery", required="on", **options)
    values = forms.component(draft.content["form"], "delivery")["values"]
    assert [each["value"] for each in values] == ["yes", "in-person"]
    condition = {"which": "show", "field": "delivery", "test": "is", "value": "yes", "add": "1"}
    assert post(console, draft, "sheets/form/address/when/", **condition).status_code == 302
    documents = {
        "next_fa": "بررسی می‌شود", "next_en": "It is reviewed", "document1_fa": "کارت", "document1_en": "Card",
        "document1_required": "on",
    }  # fmt: skip
    assert post(console, draft, "documents/", **documents).status_code == 302
    for title, office in (("Review", "it"), ("Approval", "@faculty")):
        given = {"title_fa": f"«{title}»", "title_en": title, "office": office, "role": "expert", "deadline": "۸"}
        assert post(console, draft, "route/", add="1", **given).status_code == 302
    assert "Everything is there" in page(console.get(f"{BASE}{draft.id}/publish/"))
    assert post(console, draft, "publish/").headers["Location"] == BASE
    kind = servicedesk.request_type(iums.id, draft.key)
    version = intake.newest_version(institution_id=iums.id, key=kind.form_key)
    assert [field.key for field in intake.form_of(version.id).fields] == [
        "course", "finished_on", "delivery", "address", "marks",
    ]  # fmt: skip
    assert (kind.open_slot, kind.rules["documents"][0]["key"]) == (draft.key, "card")


def test_refused_page_keeps_what_was_typed(console, draft):
    response = add(console, draft, "textfield", "", label_en="", label_fa="پرسش من")
    assert response.status_code == 422
    assert 'value="پرسش من"' in page(response)
    stale = post(console, draft, "", rev="7", name_fa="نام دیگر", name_en="Another")
    assert stale.status_code == 422
    assert 'value="نام دیگر"' in page(stale)
    assert "in another window" in page(stale)
    assert draft.content["type"]["name"]["en"] == "Sample certificate"


@pytest.mark.parametrize(("given", "why"), [
    ({"type": ""}, "Choose what kind of question it is."),
    ({"type": "nonsense"}, "Choose what kind of question it is."),
    ({"type": "textfield", "label_fa": ""}, "Question, in Persian: Write it in Persian."),
    ({"type": "textfield", "rev": "7"}, "changed"),
])  # fmt: skip
def test_a_refused_question_keeps_its_words(console, whole, given, why):
    typed = {"add": "1", "label_fa": "دوم", "label_en": "The second", **given}
    refused = post(console, whole, "sheets/form/", **typed)
    assert refused.status_code == 422
    assert why in page(refused)
    assert f'value="{typed["label_fa"]}"' in page(refused) or not typed["label_fa"]
    assert 'value="The second"' in page(refused)


def test_a_refused_heading_keeps_its_words(console, whole):
    refused = post(console, whole, "sheets/form/", heading="1", heading_fa="", heading_en="Where", rev="7")
    assert 'value="Where"' in page(refused)


def test_page_without_its_revision_changes_nothing(console, whole):
    response = console.post(f"{BASE}{whole.id}/sheets/form/", {"remove": "address"})
    assert response.status_code == 422
    whole.refresh_from_db()
    assert forms.component(whole.content["form"], "address")


def test_faults_lead_to_their_place(console, draft):
    shown = page(console.get(f"{BASE}{draft.id}/publish/"))
    for end in ("#f-summary_fa", "#f-group", "sheets/form/", "documents/#next", "route/"):
        assert f"{BASE}{draft.id}/{end}" in shown.replace("&#x2F;", "/")
    assert post(console, draft, "publish/").status_code == 422


def test_removing_what_others_look_at_is_refused_by_name(console, whole):
    response = post(console, whole, "sheets/form/", remove="way_of_delivery")
    assert response.status_code == 422
    assert "“«Address»”" in page(response) or "“Address”" in page(response)


def test_condition_in_a_circle_is_refused(console, whole):
    condition = {"which": "show", "field": "address", "test": "filled", "add": "1"}
    response = post(console, whole, "sheets/form/way_of_delivery/when/", **condition)
    assert response.status_code == 422
    assert "circle" in page(response)


def test_conditions_are_joined_and_taken_away(console, whole):
    more = {"which": "require", "field": "way_of_delivery", "test": "filled", "add": "1"}
    post(console, whole, "sheets/form/address/when/", **more)
    again = {"which": "require", "field": "way_of_delivery", "test": "is_not", "value": "in-person", "add": "1"}
    post(console, whole, "sheets/form/address/when/", **again)
    post(console, whole, "sheets/form/address/when/", which="require", join="any")
    rule = forms.component(whole.content["form"], "address")["properties"]["require"]
    assert rule == {
        "any": [{"field": "way_of_delivery", "filled": True}, {"not": {"field": "way_of_delivery", "is": "in-person"}}]
    }
    assert "is not “In person”" in page(console.get(f"{BASE}{whole.id}/conditions/"))
    post(console, whole, "sheets/form/address/when/", which="require", remove="0")
    post(console, whole, "sheets/form/address/when/", which="require", remove="0")
    assert "require" not in forms.component(whole.content["form"], "address")["properties"]


def test_options_move_and_may_come_from_a_list_of_the_university(console, whole):
    values = {
        "choice_value": ["by-post", "in-person"], "choice_fa": ["پستی", "حضوری"], "choice_en": ["By post", "In person"],
    }  # fmt: skip
    words = {"label_fa": "نحوه", "label_en": "Way of delivery"}
    lifted = post(console, whole, "sheets/form/way_of_delivery/", lift="1", **values, **words)
    assert lifted.headers["Location"].endswith("/way_of_delivery/")
    assert forms.component(whole.content["form"], "way_of_delivery")["values"][0]["value"] == "in-person"
    add(console, whole, "select", "Degree")
    post(console, whole, "sheets/form/degree/", label_fa="مقطع", label_en="Degree", shared="degrees")
    assert forms.component(whole.content["form"], "degree")["properties"]["options"] == "degrees"
    assert "bachelor" in {each["value"] for each in whole.content["options"]["degrees"]}
    assert building.check(whole) == []


def test_groups_and_order(console, whole):
    post(console, whole, "sheets/form/", heading="1", heading_fa="نشانی", heading_en="Where you live")
    words = {"label_fa": "نشانی", "label_en": "Address", "group": "where_you_live"}
    assert post(console, whole, "sheets/form/address/", **words).status_code == 302
    assert forms.group_of(whole.content["form"], "address") == "where_you_live"
    post(console, whole, "sheets/form/", up="where_you_live")
    assert whole.content["form"]["components"][0]["key"] == "where_you_live"


def test_two_hundred_and_first_question_is_refused(iums, console, draft):
    schema = draft.content["form"]
    schema["components"] = [
        {"type": "textfield", "key": f"f{n}", "label": "پرسش", "properties": {"label.en": "Question"}}
        for n in range(200)
    ]
    building.keep(actor=iums.actor("admin"), draft_id=draft.id, rev=0, parts={"form": schema})
    response = add(console, draft, "textfield", "Another")
    assert response.status_code == 422
    assert "at most 200 questions" in page(response)


def test_step_gets_a_form_of_its_own(console, whole):
    given = {"title_fa": "یک", "title_en": "one", "office": "it", "role": "lead", "deadline": "", "actions": ["na"]}
    opened = post(console, whole, "route/one/", form="new", **given)
    assert opened.headers["Location"] == f"{BASE}{whole.id}/sheets/one/"
    sheet = {"add": "1", "type": "textfield", "label_fa": "شماره", "label_en": "Number"}
    assert post(console, whole, "sheets/one/", **sheet).status_code == 302
    (one,) = whole.content["steps"]
    assert (one["role"], one["actions"], one["form"]["components"][0]["key"]) == ("lead", ["na"], "number")
    assert console.get(f"{BASE}{whole.id}/sheets/one/number/").status_code == 200
    assert building.check(whole) == []
    post(console, whole, "route/one/", form="none", **given)
    assert whole.content["steps"][0]["form"] is None


@pytest.mark.parametrize("hours", ["x", "0", "-1", "99999", "1.5"])
def test_deadline_is_whole_hours(console, whole, hours):
    given = {"title_fa": "دو", "title_en": "two", "office": "it", "role": "expert", "deadline": hours}
    assert post(console, whole, "route/", add="1", **given).status_code == 422


def test_preview_is_the_students_page_and_files_nothing(iums, console, whole):
    path = f"{BASE}{whole.id}/preview/"
    shown = page(console.get(path))
    assert "data-conditions" in shown
    assert "js/conditions" in shown
    assert 'name="way_of_delivery"' in shown
    refused = console.post(path, {"way_of_delivery": "by-post"})
    assert refused.status_code == 422
    assert "Write “Address”" in page(refused).replace("«Address»", "Address")
    accepted = console.post(path, {"way_of_delivery": "in-person", "address": "hidden"})
    assert "These answers would be accepted" in page(accepted)
    assert not servicedesk.Request.objects.exists()
    assert not intake.Draft.objects.exists()


def test_switch_with_times(iums, console):
    kind = servicedesk.request_type(iums.id, "clearance")
    path = f"{BASE}types/{kind.id}/opening/"
    assert console.get(path).status_code == 200
    wrong = {"is_open": "on", "opens_day": "1405/20/20"}
    assert console.post(path, wrong).status_code == 422
    crossed = {"is_open": "on", "opens_day": "1405/10/02", "closes_day": "1405/10/01"}
    assert console.post(path, crossed).status_code == 422
    assert console.post(path, {"opens_day": "1405/10/01", "opens_hour": "8:00"}).status_code == 302
    kind = servicedesk.RequestType.objects.get(id=kind.id)
    assert (kind.is_open, kind.closes_at) == (False, None)
    assert "Closed" in page(console.get(BASE))


def test_zip_goes_out_and_comes_back(iums, console, whole):
    parcel = console.get(f"{BASE}{whole.id}/export/")
    assert parcel.headers["Content-Disposition"] == 'attachment; filename="sample-certificate.zip"'
    assert "catalogue.json" in zipfile.ZipFile(io.BytesIO(parcel.content)).namelist()
    file = SimpleUploadedFile("x.zip", parcel.content)
    taken = console.post(f"{BASE}import/", {"parcel": file})
    assert (taken.status_code, len(building.drafts_of(iums.actor("admin")))) == (302, 2)
    refused = console.post(f"{BASE}import/", {"parcel": SimpleUploadedFile("x.zip", b"no zip")})
    assert refused.status_code == 422
    assert "no zip file" in page(refused)
    assert console.post(f"{BASE}import/").status_code == 422


def test_discarded(iums, console, whole):
    assert console.post(f"{BASE}{whole.id}/discard/").headers["Location"] == BASE
    assert console.get(f"{BASE}{whole.id}/").status_code == 404


def test_student_is_told_what_the_changed_form_lacks(iums, console, whole):
    """An option and a question went while a draft had them: said in words, and the rest stays."""
    admin, student = iums.actor("admin"), iums.actor(STUDENT)
    schema, _ = forms.add_field(whole.content["form"], {}, "textfield", two("Reason"))
    building.keep(actor=admin, draft_id=whole.id, rev=whole.rev, parts={"form": schema})
    kind = building.publish(actor=admin, draft_id=whole.id, rev=whole.rev + 1)
    version, enrolled = intake.newest_version(institution_id=iums.id, key=kind.form_key), iums.enrolment(STUDENT)
    intake.save_draft(
        actor=student, purpose=servicedesk.DRAFT + kind.key, subject_id=enrolled.id, version_id=version.id, rev=0,
        raw={"way_of_delivery": ["in-person"], "address": ["Tehran"], "reason": ["Work"]},
    )  # fmt: skip
    again = building.begin_from(actor=admin, type_id=kind.id)
    left = [("by-post", "پستی", "By post")]
    schema = forms.edit_field(again.content["form"], {}, "way_of_delivery", label=two("Way of delivery"), choices=left)
    schema = forms.remove(schema, {}, "reason")
    building.keep(actor=admin, draft_id=again.id, rev=0, parts={"form": schema})
    building.publish(actor=admin, draft_id=again.id, rev=1)
    from django.core.cache import caches

    caches["local"].clear()
    shown = page(client_of(iums, STUDENT).get(f"/services/{kind.key}/form/?enrolment={enrolled.id}"))
    assert "Before you had chosen “In person”, which is not offered any more." in shown
    assert "Not asked any more:" in shown
    assert "Reason" in shown
    assert "Tehran" in shown
