"""The pure half of `intake`: what a form is, which fields show, what an answer must be (no Django)."""

from pishkhan.intake.logic.clean import Cleaned, clean, is_required
from pishkhan.intake.logic.component import read_options
from pishkhan.intake.logic.form import (
    OTHER,
    OTHER_SUFFIX,
    Field,
    FieldType,
    Form,
    Group,
    Limits,
    Option,
    Words,
)
from pishkhan.intake.logic.problems import FieldError, FormProblem, FormRefused
from pishkhan.intake.logic.reading import (
    Mismatch,
    Row,
    ShownGroup,
    display,
    mismatches,
    prefill,
    show_answer,
    show_record,
    split_sensitive,
    typed,
    visible,
)
from pishkhan.intake.logic.rules import evaluate
from pishkhan.intake.logic.schema import parse_form

__all__ = [
    "OTHER",
    "OTHER_SUFFIX",
    "Cleaned",
    "Field",
    "FieldError",
    "FieldType",
    "Form",
    "FormProblem",
    "FormRefused",
    "Group",
    "Limits",
    "Mismatch",
    "Option",
    "Row",
    "ShownGroup",
    "Words",
    "clean",
    "display",
    "evaluate",
    "is_required",
    "mismatches",
    "parse_form",
    "prefill",
    "read_options",
    "show_answer",
    "show_record",
    "split_sensitive",
    "typed",
    "visible",
]
