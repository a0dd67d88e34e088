"""What somebody posted from a task page, and why it was not done: the page comes back with all of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.payments.api import Settled
from pishkhan.web import phrases, typed
from pishkhan.workflow.api import AlreadyDone, Blocked, Changed

BLAMED = {
    "money.format": "amount", "money.too_small": "amount", "money.too_large": "amount", "amount_wrong": "amount",
    "date.format": "due_date", "date.range": "due_date", "date.no_such_day": "due_date", "fields_missing": "fields",
    "deadline_wrong": "days", "comment_empty": "reason", "comment_long": "reason", "reason_missing": "reason",
    "kind_wrong": "kind", "evidence_missing": "evidence",
}  # fmt: skip
"""Which field of a small form a refusal concerns."""

UNBLAMED = frozenset({"visit_unticked", "draft_large"})
"""Refusals that no typed field is to blame for."""

LATE = AlreadyDone | Changed | Settled
"""Somebody else was quicker."""

UNKEPT = frozenset({"csrfmiddlewaretoken", "key", "rev", "next", "version", "holder", "person", "page_of"})
WRITTEN = {
    "body": _("Your message"), "to_student": _("A word to the student with it"), "reason": _("Reason"),
    "amount": _("Amount, in rials"), "evidence": _("Document or letter it rests on"), "due_date": _("To be paid by"),
    "visit_reason": _("Why the student must come"), "visit_bring": _("What to bring"), "visit_place": _("Where"),
    "visit_hours": _("At what hours"), "note": _("Remark on the visit"),
}  # fmt: skip
"""What may be written outside the step form, by the labels of its inputs."""
CODE = re.compile(r"[a-z_-]+")


@dataclass(frozen=True, slots=True)
class Refused:
    """`section` is the form it came from; `fields` are errors of single fields, `words` of the whole."""

    section: str
    posted: QueryDict
    status: int
    words: Sequence[str] = ()
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    error: DomainError | None = None

    @property
    def late(self) -> bool:
        """Somebody else was quicker, or the page was old."""
        return isinstance(self.error, LATE)

    def typed(self, section: str, name: str, default: str = "") -> str:
        """What was typed into a field of a section."""
        return str(self.posted.get(name, default)) if section == self.section else default

    def kept(self, form: logic.Form | None) -> list[tuple[str, str]]:
        """Label and words of everything that was written, for a page that has no form any more. Without the step
        form its labels are not known, and a code of one of its options says nobody anything."""
        answers = {name: [str(value) for value in values] for name, values in self.posted.lists()}
        found = typed.in_words(form, answers) if form else []
        asked = {field.key for field in form.fields} if form else set()
        beside = [(name, str(label)) for name, label in WRITTEN.items() if name not in asked]
        found += [(label, answers[name][0]) for name, label in beside if any(answers.get(name, ()))]
        rest = [name for name in answers if name not in UNKEPT and name not in WRITTEN] if form is None else []
        return found + [("", value) for name in rest for value in answers[name] if not CODE.fullmatch(value or "-")]


def because(section: str, posted: QueryDict, error: DomainError, field_name: str = "") -> Refused:
    """The refusal of a verb, in sentences."""
    if isinstance(error, Blocked):
        words = [phrases.block_words(block) for block in error.blocks]
        fields = {block.field: [phrases.block_words(block)] for block in error.blocks if block.field}
        return Refused(section, posted, 422, words, fields, error)
    if isinstance(error, intake.NotAccepted):
        return Refused(section, posted, 422, error=error)
    if isinstance(error, Several):
        fields = {name: [phrases.sentence(fault)] for name, fault in error.faults.items()}
        return Refused(section, posted, 422, [words for said in fields.values() for words in said], fields, error)
    status = 409 if isinstance(error, LATE) else 422
    said = phrases.sentence(error)
    blamed = "" if error.code in UNBLAMED else field_name or BLAMED.get(error.code, "")
    return Refused(section, posted, status, [said], {blamed: [said]} if blamed else {}, error)
