"""A service that is being drawn up, for pictures; runs in the registrar's process."""

from __future__ import annotations

from typing import Any

from pishkhan.intake.logic import building as forms
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import building
from tests.factories.packs import University

WAYS = [("by-post", "پستی", "By post"), ("in-person", "حضوری", "In person")]


def words(fa: str, en: str) -> dict[str, str]:
    return {"fa": fa, "en": en}


def step(key: str, title: dict[str, str], office: str) -> dict[str, Any]:
    rest: dict[str, Any] = {"role": "expert", "deadline": 16, "actions": ["return"], "form": None}
    return {"key": key, "title": title, "office": office, **rest}


def small(university: University) -> servicedesk.ServiceDraft:
    """A draft with one question and one step."""
    admin = university.actor("admin")
    draft = building.begin(actor=admin, fa="خدمت کوچک", en="Small service")
    schema, _ = forms.add_field(draft.content["form"], {}, "textfield", words("نام", "Name"))
    parts = {"form": schema, "steps": [step("review", words("بررسی", "Review"), "nutrition")]}
    building.keep(actor=admin, draft_id=draft.id, rev=0, parts=parts)
    return draft


def prepared(iums: University) -> dict[str, str]:
    """A whole draft, and an empty one that says what it lacks."""
    admin = iums.actor("admin")
    draft = building.begin(actor=admin, fa="گواهی گذراندن دوره", en="Course certificate")
    schema = draft.content["form"]
    for kind, label in (
        ("textfield", words("نام دوره", "Name of the course")), ("jalali_date", words("تاریخ پایان", "Finished on")),
        ("radio", words("نحوهٔ دریافت", "Way of delivery")), ("address", words("نشانی پستی", "Address to post to")),
        ("filepicker", words("تصویر کارنامه", "Picture of the marks")),
    ):  # fmt: skip
        schema, _ = forms.add_field(schema, {}, kind, label, choices=WAYS)
    post = forms.Condition("all", (forms.Test("way_of_delivery", "is", "by-post"),))
    schema = forms.set_condition(schema, {}, "address_to_post_to", "show", post)
    made = draft.content["type"] | {
        "summary": words("گواهی دوره‌ای که گذرانده‌اید.", "A certificate of a course you took."),
        "group": {"key": "certificates", "name": words("گواهی‌ها", "Certificates")},
        "next": words("نخست آموزش و سپس دانشکده پاسخ می‌دهد.", "Education answers first, then the faculty."),
        "documents": [{"key": "card", "label": words("کارت دانشجویی", "Student card"), "required": True}],
    }  # fmt: skip
    steps = [step("review", words("بررسی", "Review"), "it"), step("approval", words("تایید", "Approval"), "nutrition")]
    parts = {"type": made, "form": schema, "steps": steps}
    building.keep(actor=admin, draft_id=draft.id, rev=0, parts=parts)
    empty = building.begin(actor=admin, fa="خدمت خالی", en="Empty service")
    return {"service": str(draft.id), "service_empty": str(empty.id), "service_type": str(_type(iums))}


def _type(iums: University) -> object:
    kind = servicedesk.request_type(iums.id, "sms-panel-charge")
    assert kind is not None
    return kind.id
