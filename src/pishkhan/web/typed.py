"""What somebody typed into a form, in words: for a page on which the form is no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from pishkhan.intake import logic
from pishkhan.web.components.language import current


def listed(words: Sequence[str]) -> str:
    """Words with the commas of the page's language."""
    return ("، " if current() == "fa" else ", ").join(words)


def in_words(form: logic.Form, raw: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Label and words of every field that holds something, in the form's order; choices by their labels."""
    given = [(asked, [one for one in raw.get(asked.key, ()) if one.strip()]) for asked in form.fields if asked.asks]
    return [(asked.label.in_(current()), _shown(asked, values)) for asked, values in given if values]


def _shown(asked: logic.Field, values: Sequence[str]) -> str:
    if asked.type is logic.FieldType.CHECKBOX:
        return _("Ticked")
    if asked.other and len(values) > 1:
        return values[1]
    labels = {option.value: option.label.in_(current()) for option in asked.options}
    return listed([labels.get(one, one) for one in values])
