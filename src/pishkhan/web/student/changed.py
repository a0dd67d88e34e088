"""A form that was changed while somebody had a draft of it: what of the draft has no place any more, in words."""

from __future__ import annotations

from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.intake.logic.form import CHOICES
from pishkhan.web import service_words
from pishkhan.web.components.language import current
from pishkhan.web.student.filling import Sheet, is_open


def lost_choices(filling: Sheet) -> dict[str, str]:
    """By question: that the choice made before is not offered any more. Everything else of the draft stays."""
    if not filling.form_changed or filling.draft is None:
        return {}
    old, kept = intake.form_of(filling.draft.form_version_id), intake.raw_of(filling.draft)
    found = {}
    for asked in filling.fields:
        if asked.type not in CHOICES or not is_open(asked):
            continue
        typed = [value for value in kept.get(asked.key, ()) if value]
        chosen = typed if asked.type is logic.FieldType.CHECKLIST else typed[:1]
        before = old.field(asked.key)
        gone = [_words(before, value) for value in chosen if asked.option(value) is None]
        if gone:
            found[asked.key] = service_words.not_offered(gone)
    return found


def lost_questions(filling: Sheet) -> list[str]:
    """The labels of questions that had an answer and are not asked any more."""
    if not filling.form_changed or filling.draft is None:
        return []
    old, kept = intake.form_of(filling.draft.form_version_id), intake.raw_of(filling.draft)
    return [
        asked.label.in_(current()) for asked in old.fields
        if asked.asks and any(kept.get(asked.key, ())) and filling.form.field(asked.key) is None
    ]  # fmt: skip


def _words(asked: logic.Field | None, value: str) -> str:
    option = asked.option(value) if asked else None
    return option.label.in_(current()) if option else value
