"""Every error of a form has its sentence, with the field's own label."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from pishkhan.intake import logic, phrases
from pishkhan.intake.logic.fields import FAMILIES
from tests.intake.logic.making import component, form

MADE = form(component("landline", "phone"), component("jalali_date", "start"), component("jalali_date", "end"))


def test_every_code_has_a_sentence():
    rooms = Path(logic.__file__).parent.rglob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in rooms)
    raised = set(re.findall(r'Invalid\("([a-z_]+)"', source)) | {family.missing for family in FAMILIES.values()}
    translated = set(re.findall(r'"": "([a-z_]+)"|": "((?:landline|date)_[a-z_]+)"', source))
    assert (raised | {code for pair in translated for code in pair if code}) - set(phrases.SENTENCES) == set()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (logic.FieldError("phone", "landline_area"), "Write “Phone” with its area code, like 02147701234."),
        (
            logic.FieldError("phone", "too_long", {"max": 2000}),
            "“Phone” may have at most 2,000 characters. Shorten it.",
        ),
        (logic.FieldError("end", "date_before", {"other": "start"}), "“End” cannot be before “Start”."),
        (logic.FieldError("phone", "national_id"), "“Phone” is not a valid national code. Check its ten digits."),
    ],
)
def test_sentence_in_english(error, said):
    with translation.override("en"):
        assert phrases.say(error, MADE) == said


@pytest.mark.parametrize("code", sorted(phrases.SENTENCES))
def test_sentence_takes_only_what_its_error_has(code):
    error = logic.FieldError("end", code, {"min": 1, "max": 5, "other": "start"})
    with translation.override("fa"):
        assert "%(" not in phrases.say(error, MADE)
