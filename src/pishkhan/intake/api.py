"""The door of `intake`."""

from pishkhan.intake.domain.drafts import (
    discard_draft,
    discard_drafts,
    discard_leftovers,
    draft_of,
    drafts_of,
    raw_of,
    save_draft,
)
from pishkhan.intake.domain.forms import (
    Answers,
    NotAccepted,
    Raw,
    answers_of,
    check,
    form_of,
    newest_version,
    newest_version_id,
    publish_form,
    submit,
    typed,
)
from pishkhan.intake.models import Draft, FormVersion, Submission

__all__ = [
    "Answers",
    "Draft",
    "FormVersion",
    "NotAccepted",
    "Raw",
    "Submission",
    "answers_of",
    "check",
    "discard_draft",
    "discard_drafts",
    "discard_leftovers",
    "draft_of",
    "drafts_of",
    "form_of",
    "newest_version",
    "newest_version_id",
    "publish_form",
    "raw_of",
    "save_draft",
    "submit",
    "typed",
]
