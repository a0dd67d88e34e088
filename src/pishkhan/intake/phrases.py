"""Sentences for answers that were not accepted, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pishkhan.intake.logic import FieldError, Form
from pishkhan.kernel import digits, money

SAMPLE_LANDLINE = "02147701234"

SENTENCES: Mapping[str, Promise] = {
    "required_text": _("Write “%(label)s”."),
    "required_choice": _("Choose “%(label)s”."),
    "required_choices": _("Choose at least one item of “%(label)s”."),
    "required_tick": _("Tick “%(label)s” before you send the form."),
    "required_file": _("Attach a file for “%(label)s”."),
    "required_other": _("You chose “other” for “%(label)s”; write it in the box below."),
    "too_long": _("“%(label)s” may have at most %(max)s characters. Shorten it."),
    "too_short": _("“%(label)s” needs at least %(min)s characters. Write it in full."),
    "pattern": _("“%(label)s” is not in the form described below it."),
    "not_a_choice": _("What was sent for “%(label)s” is not in the list. Choose it again."),
    "not_beside": _("This choice of “%(label)s” does not go with your other answers. Choose another one."),
    "not_whole": _("Write “%(label)s” as a whole number, without letters or fractions."),
    "not_number": _("Write “%(label)s” as a number."),
    "rials": _("Write “%(label)s” in rials, as a whole number."),
    "too_small": _("“%(label)s” cannot be less than %(min)s."),
    "too_large": _("“%(label)s” cannot be more than %(max)s."),
    "date": _("Write “%(label)s” as year/month/day, like %(sample)s."),
    "date_no_such_day": _("There is no such day in the calendar. Check “%(label)s”."),
    "date_range": _("The year of “%(label)s” is out of range. Write it in four digits, like %(sample)s."),
    "date_future": _("“%(label)s” cannot be in the future."),
    "date_before": _("“%(label)s” cannot be before “%(other)s”."),
    "mobile": _("Write “%(label)s” with 11 digits that begin with 09."),
    "landline": _("Write “%(label)s” with its area code, like %(sample)s."),
    "landline_area": _("Write “%(label)s” with its area code, like %(sample)s."),
    "landline_mobile": _("“%(label)s” is a mobile. Write a landline with its area code, like %(sample)s."),
    "national_id": _("“%(label)s” is not a valid national code. Check its ten digits."),
    "postal_code": _("Write “%(label)s” as ten digits without a dash."),
    "record_missing": _("“%(label)s” is missing from your record. Choose “Report an error” beside it."),
    "record_invalid": _("“%(label)s” in your record cannot be read. Choose “Report an error” beside it."),
}
"""By code of a FieldError."""


def say(error: FieldError, form: Form) -> str:
    """The sentence for one error, with the field's own label."""
    lang = get_language() or "fa"
    params = {name: _shown(value, lang) for name, value in error.params.items()}
    field = form.field(error.key)
    params["label"] = field.label.in_(lang) if field else error.key
    if other := form.field(str(error.params.get("other", ""))):
        params["other"] = other.label.in_(lang)
    sample = SAMPLE_LANDLINE if error.code.startswith("landline") else "1405/09/02"
    params["sample"] = digits.to_persian(sample) if lang.startswith("fa") else sample
    return str(SENTENCES[error.code]) % params


def _shown(value: object, lang: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        return money.group(int(value), lang)
    return digits.to_persian(str(value)) if lang.startswith("fa") else str(value)
