"""The small forms of a task page beside the step form: hold, return, visit, not applicable, reopen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from pishkhan.payments.api import EntryKind, OpenDue
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components import numbers
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.desk.refused import Refused


@dataclass(frozen=True, slots=True)
class Section:
    """One form under its own heading; `open` unfolds it. `key` makes it be done once however often it is pressed."""

    name: str
    fields: Sequence[Field]
    open: bool
    errors: Sequence[tuple[str, str]]
    key: str


def section(name: str, fields: Sequence[Field], refused: Refused | None) -> Section:
    mine = refused is not None and refused.section == name
    errors = _listed(fields, refused) if refused and mine and not refused.late else []
    return Section(name, fields, mine, errors, uuid4().hex)


def in_words(form: Section) -> list[tuple[str, str]]:
    """Label and words of what was typed into a form that is not offered any more."""
    shown = ((field, {option.value: str(option.label) for option in field.options}) for field in form.fields)
    return [(field.label, labels.get(field.value, field.value)) for field, labels in shown if field.value]


def _listed(fields: Sequence[Field], refused: Refused) -> list[tuple[str, str]]:
    """The list on top: what no input is to blame for, then each input's faults in the order of the form."""
    linked = [(field.id, words) for field in fields for words in field.errors]
    return [("", words) for words in refused.words if words not in {said for _id, said in linked}] + linked


def _field(
    refused: Refused | None, where: str, name: str, label: str, kind: str = "textfield", *, value: str = "",
    **more: Any,
) -> Field:  # fmt: skip
    blamed = refused.fields.get(name, ()) if refused and refused.section == where else ()
    typed = refused.typed(where, name, value) if refused else value
    return Field(id=f"{where}-{name}", name=name, label=label, type=kind, value=typed, errors=blamed, **more)


def hold(refused: Refused | None) -> Section:
    fields = [
        _field(refused, "hold", "amount", _("Amount, in rials"), "rials", required=True),
        _field(refused, "hold", "reason", _("What the debt is for"), required=True, maxlength=300,
               help=_("The student reads this.")),
        _field(refused, "hold", "evidence", _("Document or letter it rests on"), optional=True, maxlength=500),
        _field(refused, "hold", "due_date", _("To be paid by"), "jalali_date", optional=True),
    ]  # fmt: skip
    return section("hold", fields, refused)


def back(request: servicedesk.Request, refused: Refused | None) -> Section:
    """Which answers to correct, why, and in how many days (B18)."""
    lang = current()
    named = [
        Option(each.key, (f"{numbers.bare(each.number)}. " if each.number else "") + each.label.in_(lang))
        for each in servicedesk.correctable(request.submission)
    ]
    ticked = refused.posted.getlist("fields") if refused and refused.section == "return" else []
    wrong = refused.fields.get("fields", ()) if refused and refused.section == "return" else ()
    fields = [
        Field(id="return-fields", name="fields", label=_("Answers to correct"), type="checklist", options=named,
              values=ticked, errors=wrong),
        _field(refused, "return", "reason", _("What is wrong, and what to do"), "textarea", required=True,
               maxlength=servicedesk.LONGEST, help=_("The student reads this.")),
        _field(refused, "return", "days", _("Days the student has"), "number", required=True,
               value=str(servicedesk.DEFAULT_DAYS)),
    ]  # fmt: skip
    return section("return", fields, refused)


def visit(refused: Refused | None, typed: Mapping[str, str]) -> Section:
    """What the student is told about a visit; its fields stand inside the step form (C7), and `typed` is in them."""
    where = "visit" if refused and refused.section == "visit" else "send"
    fields = [
        _field(refused, where, "visit_reason", _("Why the student must come"), "textarea", rows=2, maxlength=500,
               value=typed.get("visit_reason", "")),
        _field(refused, where, "visit_bring", _("What to bring"), optional=True, maxlength=300,
               value=typed.get("visit_bring", "")),
        _field(refused, where, "visit_place", _("Where"), optional=True, maxlength=300,
               value=typed.get("visit_place", "")),
        _field(refused, where, "visit_hours", _("At what hours"), optional=True, maxlength=120,
               value=typed.get("visit_hours", "")),
    ]  # fmt: skip
    return section("visit", fields, refused)


def skip(refused: Refused | None) -> Section:
    label = _("Why this station is not applicable")
    return section("na", [_field(refused, "na", "reason", label, "textarea", required=True, rows=2)], refused)


def reopen(refused: Refused | None) -> Section:
    label = _("Why the station is taken up again")
    return section("reopen", [_field(refused, "reopen", "reason", label, "textarea", required=True, rows=2)], refused)


@dataclass(frozen=True, slots=True)
class DebtBox:
    """A debt of this office in this case, with the form that makes it less."""

    due: OpenDue
    form: Section


def debt(due: OpenDue, refused: Refused | None) -> DebtBox:
    name = f"debt-{due.id}"
    kinds = [
        Option(EntryKind.EVIDENCE.value, _("Settled, by evidence")), Option(EntryKind.WAIVED.value, _("Waived")),
        Option(EntryKind.CANCELLED.value, _("Recorded by mistake")),
    ]  # fmt: skip
    fields = [
        _field(refused, name, "kind", _("What becomes of it"), "radio", options=kinds, required=True),
        _field(refused, name, "reason", _("Reason"), required=True, maxlength=300),
        _field(refused, name, "evidence", _("Receipt or letter"), optional=True, maxlength=500,
               help=_("Needed when the debt was settled.")),
    ]  # fmt: skip
    return DebtBox(due, section(name, fields, refused))
