"""Mobiles and landlines, stored as +98…"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pishkhan.intake.logic.fields.family import Family, last, localised, translated
from pishkhan.intake.logic.form import Answers, Field
from pishkhan.kernel import phone
from pishkhan.kernel.errors import Invalid

_LANDLINE = {"": "landline", "landline.area": "landline_area", "landline.mobile": "landline_mobile"}


def _mobile(_field: Field, values: Sequence[str], _answers: Answers) -> str:
    try:
        return phone.parse_mobile(last(values))
    except Invalid as error:
        raise translated({"": "mobile"}, error) from None


def _landline(_field: Field, values: Sequence[str], _answers: Answers) -> str:
    try:
        return phone.parse_landline(last(values))
    except Invalid as error:
        raise translated(_LANDLINE, error) from None


def _show_mobile(_field: Field, answer: Any, lang: str) -> str:
    return localised(phone.show_mobile(answer), lang)


def _show_landline(_field: Field, answer: Any, lang: str) -> str:
    return localised(phone.show_landline(answer), lang)


def _typed_mobile(_field: Field, answer: Any) -> list[str]:
    return [phone.show_mobile(answer)]


def _typed_landline(_field: Field, answer: Any) -> list[str]:
    return [phone.show_landline(answer)]


MOBILE = Family(_mobile, _show_mobile, _typed_mobile, "required_text", ltr=True)
LANDLINE = Family(_landline, _show_landline, _typed_landline, "required_text", ltr=True)
