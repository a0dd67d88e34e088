"""Services made and changed in the console: drafts, their faults, publishing, what runs meanwhile (issue 6)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from pishkhan.intake import api as intake
from pishkhan.intake.logic import building as forms
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.models import AuditEntry
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import building
from pishkhan.workflow import api as workflow

STUDENT = "981020304"
TWO = [("", "پستی", "By post"), ("", "حضوری", "In person")]


def words(fa, en):
    return {"fa": fa, "en": en}


def two(text):
    return words(f"«{text}»", text)


def form_of(schema):
    """A way of delivery and an address that shows beside one of its answers."""
    schema, way = forms.add_field(schema, {}, "radio", two("Way of delivery"), choices=TWO)
    schema, address = forms.add_field(schema, {}, "textarea", two("Address"))
    seen = forms.Condition("all", (forms.Test(way, "is", "by-post"),))
    schema = forms.set_condition(schema, {}, address, "show", seen)
    return forms.edit_field(schema, {}, address, label=two("Address"), required=True)


def step(key, office, **more):
    return {
        "key": key, "title": two(key), "office": office, "role": "expert", "deadline": 8, "actions": ["return"],
        "form": None, **more,
    }  # fmt: skip


@pytest.fixture
def admin(iums):
    return iums.actor("admin")


@pytest.fixture
def whole(admin):
    """A draft with all that is needed."""
    draft = building.begin(actor=admin, fa="گواهی نمونه", en="Sample certificate")
    made = draft.content["type"] | {
        "summary": two("Summary"), "group": {"key": "sample", "name": two("Sample")}, "next": two("Next"),
        "documents": [{"key": "card", "label": two("Card"), "required": True}],
    }  # fmt: skip
    steps = [step("one", "it"), step("two", "@faculty")]
    parts = {"type": made, "form": form_of(draft.content["form"]), "steps": steps}
    building.keep(actor=admin, draft_id=draft.id, rev=0, parts=parts)
    draft.refresh_from_db()
    return draft


def refusal(what) -> DomainError:
    with pytest.raises(DomainError) as caught:
        what()
    return caught.value


def test_only_administrators_draw_up(iums, admin, whole):
    clerk = iums.actor("nutrition")
    for verb in (
        lambda: building.begin(actor=clerk, fa="خدمت", en="Service"),
        lambda: building.keep(actor=clerk, draft_id=whole.id, rev=1, parts={}),
        lambda: building.discard(actor=clerk, draft_id=whole.id),
        lambda: building.publish(actor=clerk, draft_id=whole.id, rev=1),
        lambda: building.bring_in(actor=clerk, content=b""),
    ):
        with pytest.raises(workflow.NotYours):
            verb()
    assert building.draft_of(clerk, whole.id) is None


def test_another_university_has_no_such_draft(shiraz, whole):
    other = shiraz.actor("admin")
    assert building.draft_of(other, whole.id) is None
    assert refusal(lambda: building.discard(actor=other, draft_id=whole.id)).code == "not_found"
    assert refusal(lambda: building.publish(actor=other, draft_id=whole.id, rev=1)).code == "not_found"


def test_a_new_draft_says_all_that_is_missing(admin):
    draft = building.begin(actor=admin, fa="خدمت", en="Clearance")
    assert draft.key == "clearance-2"
    assert {(fault.place, fault.code) for fault in building.check(draft)} == {
        ("about", "service_summary"), ("about", "service_group"), ("form", "service_form_empty"),
        ("documents", "service_next"), ("route", "service_steps"),
    }  # fmt: skip
    error = refusal(lambda: building.publish(actor=admin, draft_id=draft.id, rev=0))
    assert len(error.faults) == 5
    assert servicedesk.request_type(admin.institution_id, "clearance-2") is None


def test_two_pages_do_not_overwrite_each_other(admin, whole):
    error = refusal(lambda: building.keep(actor=admin, draft_id=whole.id, rev=0, parts={"steps": []}))
    assert error.code == "service_changed"
    assert len(building.draft_of(admin, whole.id).content["steps"]) == 2
    assert refusal(lambda: building.publish(actor=admin, draft_id=whole.id, rev=0)).code == "service_changed"


def test_published_service_is_filed_and_comes_to_its_first_office(iums, admin, whole):
    kind = building.publish(actor=admin, draft_id=whole.id, rev=1)
    assert (kind.key, kind.origin, kind.is_open) == ("sample-certificate", "console", True)
    assert building.draft_of(admin, whole.id) is None
    request = servicedesk.file_request(
        actor=iums.actor(STUDENT), type_id=kind.id, enrolment=iums.enrolment(STUDENT),
        raw={"way_of_delivery": ["in-person"]}, key=uuid4().hex,
    )  # fmt: skip
    (task,) = workflow.open_tasks_of_case(request.case_id)
    assert (task.node, task.office_id) == ("step_one", organisation.unit_ids(iums.id)["it"])
    lines = AuditEntry.objects.filter(stream=admin.institution_id, action__startswith="service.")
    assert set(lines.values_list("action", flat=True)) == {"service.draft_begun", "service.published"}


def test_hidden_required_field_is_not_asked(iums, admin, whole):
    kind = building.publish(actor=admin, draft_id=whole.id, rev=1)
    version = intake.newest_version(institution_id=admin.institution_id, key=kind.form_key)
    accepted = intake.check(version_id=version.id, raw={"way_of_delivery": ["in-person"]}, record={})
    assert accepted.plain == {"way_of_delivery": "in-person"}
    with pytest.raises(intake.NotAccepted):
        intake.check(version_id=version.id, raw={"way_of_delivery": ["by-post"]}, record={})


def test_change_of_a_service_keeps_what_was_typed(iums, admin, whole):
    """An option is taken away while somebody's draft has it: the draft keeps everything else."""
    kind = building.publish(actor=admin, draft_id=whole.id, rev=1)
    version = intake.newest_version(institution_id=admin.institution_id, key=kind.form_key)
    student, enrolled = iums.actor(STUDENT), iums.enrolment(STUDENT)
    saved = {"actor": student, "purpose": servicedesk.DRAFT + kind.key, "subject_id": enrolled.id}
    raw = {"way_of_delivery": ["in-person"], "address": ["تهران"]}
    intake.save_draft(**saved, version_id=version.id, raw=raw, rev=0)
    again = building.begin_from(actor=admin, type_id=kind.id)
    assert [each["key"] for each in again.content["steps"]] == ["one", "two"]
    schema, post = again.content["form"], [("by-post", "پستی", "By post")]
    schema = forms.edit_field(schema, {}, "way_of_delivery", label=two("Way of delivery"), choices=post)
    building.keep(actor=admin, draft_id=again.id, rev=0, parts={"form": schema})
    building.publish(actor=admin, draft_id=again.id, rev=1)
    assert intake.newest_version(institution_id=admin.institution_id, key=kind.form_key).number == 2
    assert intake.raw_of(intake.draft_of(student, purpose=saved["purpose"], subject_id=enrolled.id)) == raw


def test_drawing_of_somebodys_hand_is_kept(iums, admin):
    kind = servicedesk.request_type(iums.id, "sms-panel-charge")
    draft = building.begin_from(actor=admin, type_id=kind.id)
    assert draft.content["steps"] is None
    assert building.begin_from(actor=admin, type_id=kind.id).id == draft.id
    before = workflow.newest_version(institution_id=iums.id, key=kind.process_key)
    made = {**draft.content["type"], "name": words("نام تازه", "New name")}
    building.keep(actor=admin, draft_id=draft.id, rev=0, parts={"type": made})
    published = building.publish(actor=admin, draft_id=draft.id, rev=1)
    assert (published.id, published.name["en"], published.process_key) == (kind.id, "New name", kind.process_key)
    assert workflow.newest_version(institution_id=iums.id, key=kind.process_key) == before


def test_every_service_of_the_pack_can_be_taken_up_without_a_fault(iums, admin):
    for kind in servicedesk.types(iums.id):
        draft = building.begin_from(actor=admin, type_id=kind.id)
        assert building.check(draft) == []
        building.publish(actor=admin, draft_id=draft.id, rev=0)


def test_form_that_two_services_ask_is_changed_for_one(shiraz):
    admin = shiraz.actor("admin")
    one, other = (servicedesk.request_type(shiraz.id, key) for key in ("clearance", "clearance-parallel"))
    assert one.form_key == other.form_key
    before = intake.newest_version(institution_id=shiraz.id, key=other.form_key)
    draft = building.begin_from(actor=admin, type_id=one.id)
    schema, _ = forms.add_field(draft.content["form"], draft.content["options"], "textfield", two("One more"))
    building.keep(actor=admin, draft_id=draft.id, rev=0, parts={"form": schema})
    changed = building.publish(actor=admin, draft_id=draft.id, rev=1)
    assert changed.form_key != other.form_key
    assert intake.newest_version(institution_id=shiraz.id, key=other.form_key) == before


def test_opening_and_closing_reaches_the_open_draft(iums, admin, whole):
    kind = building.publish(actor=admin, draft_id=whole.id, rev=1)
    again = building.begin_from(actor=admin, type_id=kind.id)
    opens, closes = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    wanted = {"actor": admin, "type_id": kind.id, "is_open": False}
    error = refusal(lambda: building.set_opening(**wanted, opens_at=closes, closes_at=opens))
    assert error.code == "service_span"
    building.set_opening(**wanted, opens_at=opens, closes_at=closes)
    kind.refresh_from_db()
    assert (kind.is_open, kind.opens_at, kind.closes_at) == (False, opens, closes)
    published = building.publish(actor=admin, draft_id=again.id, rev=1)
    assert (published.is_open, published.opens_at) == (False, opens)


def test_discarded_draft_leaves_the_service(admin, whole):
    kind = building.publish(actor=admin, draft_id=whole.id, rev=1)
    again = building.begin_from(actor=admin, type_id=kind.id)
    building.discard(actor=admin, draft_id=again.id)
    assert building.drafts_of(admin) == []
    assert servicedesk.request_type(admin.institution_id, kind.key).is_open


def test_a_draft_does_not_grow_without_end(admin, whole):
    long = {**whole.content["type"], "purpose": words("ا" * 700_000, "a")}
    error = refusal(lambda: building.keep(actor=admin, draft_id=whole.id, rev=1, parts={"type": long}))
    assert error.code == "service_large"


def test_faults_of_steps_name_the_step(admin, whole):
    empty = forms.blank("x", "ا", "x")
    steps = [step("one", "nowhere"), step("two", "it", title=words("", "x")), step("three", "it", form=empty)]
    building.keep(actor=admin, draft_id=whole.id, rev=1, parts={"steps": steps})
    whole.refresh_from_db()
    assert [(fault.code, fault.item or fault.sheet) for fault in building.check(whole)] == [
        ("service_step_office", "one"), ("service_step_title", "two"), ("service_form_empty", "three"),
    ]  # fmt: skip
