"""Which answers of a form become an enrolment, and whether they can."""

from __future__ import annotations

from collections.abc import Mapping

from pishkhan.clearance.pack.spot import Spot
from pishkhan.intake.logic import Field, FieldType, Form

CHOSEN: Mapping[str, str] = {
    "faculty": "faculties",
    "field": "fields",
    "degree": "degrees",
    "status": "statuses",
    "admission_type": "admission_types",
}
"""Part of an enrolment → the list its answers come from."""
PARTS = ("student_number", *CHOSEN, "entry_year")
YEARS = (1300, 1499)
"""Jalali."""


def read_enrolment(place: Spot, form: Form | None, lists: Mapping[str, list[str]]) -> dict[str, str]:
    """Part → key of the form's field. Every part has a field that is always answered, with fitting answers."""
    enrolment = place.below("enrolment")
    if enrolment is None:
        return {}
    enrolment.only(*PARTS)
    found = {part: enrolment.text(part) for part in PARTS}
    for part, key in found.items():
        if not key or form is None:
            continue
        field = form.field(key)
        if field is None:
            enrolment.refuse("field_missing", part, value=key)
        elif not _fits(part, field, lists):
            enrolment.refuse("field_unfit", part, name=part, value=key)
        elif not _always_answered(field, form):
            enrolment.refuse("field_optional", part, value=key)
    return found


def _always_answered(field: Field, form: Form) -> bool:
    shown = all(group.show is None for group in form.groups if field in group.fields)
    return field.required and field.show is None and shown


def _fits(part: str, field: Field, lists: Mapping[str, list[str]]) -> bool:
    if part == "student_number":
        return field.type is FieldType.TEXTFIELD
    if part == "entry_year":
        low, high = field.limits.low, field.limits.high
        bounded = low is not None and high is not None and YEARS[0] <= low <= high <= YEARS[1]
        return field.type is FieldType.NUMBER and not field.decimals and bounded
    listed = lists.get(CHOSEN[part], [])
    chosen = field.type in (FieldType.SELECT, FieldType.RADIO) and not field.other
    return chosen and bool(field.options) and all(option.value in listed for option in field.options)
