"""One field of a form as the page draws it, whatever form it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pishkhan.kernel import money
from pishkhan.kernel.errors import Invalid
from pishkhan.web.components import numbers
from pishkhan.web.components.language import current

Control = Literal[
    "input",
    "textarea",
    "select",
    "tiles",
    "checkbox",
    "checklist",
    "file",
    "password",
    "static",
    "group",
    "hidden",
]

TILES = 5
"""Choices up to this many are radio tiles; longer lists are selects."""
SEARCH_FROM = 12
"""A select with at least this many options gets the filter even when its form does not ask for it."""

_CONTROLS: Mapping[str, Control] = {
    "textarea": "textarea",
    "address": "textarea",
    "select": "select",
    "checkbox": "checkbox",
    "checklist": "checklist",
    "filepicker": "file",
    "password": "password",
    "text": "static",
    "group": "group",
    "hidden": "hidden",
}
_KEYBOARDS = {
    "number": "numeric",
    "rials": "numeric",
    "national_id": "numeric",
    "postal_code": "numeric",
    "jalali_date": "numeric",
    "mobile": "tel",
    "landline": "tel",
    "email": "email",
}
_DIGITS = frozenset(_KEYBOARDS) - {"email"}


@dataclass(frozen=True)
class Option:
    """One choice; `when` narrows it to answers of other fields: {"faculty": ["nursing"]}."""

    value: str
    label: str
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def when_json(self) -> str:
        """The condition for narrow.js, empty when there is none."""
        return json.dumps(dict(self.when), ensure_ascii=False) if self.when else ""


@dataclass(frozen=True)
class Field:
    """Everything form_field.html reads. `type` is one of the form types, `password`, `email` or `hidden`.

    `locked` shows the value with its `source` and a link to `report_url`, and sends nothing. `hidden` is
    the server's answer to `show`, which conditions.js keeps up to date. `files` are (address, name, size
    in words). `lang` is the language of what is written, where it is not
    the page's. `other` is a select whose option "other" asks for words of the person's own, `other_value`.
    """

    id: str
    name: str
    label: str
    type: str = "textfield"
    number: str = ""
    help: str = ""
    value: Any = ""
    values: Sequence[str] = ()
    options: Sequence[Option] = ()
    locked: bool = False
    source: str = ""
    report_url: str = ""
    errors: Sequence[str] = ()
    required: bool = False
    optional: bool = False
    hidden: bool = False
    width: str = ""
    searchable: bool = False
    other: bool = False
    other_value: str = ""
    rows: int = 3
    latin: bool = False
    lang: str = ""
    autocomplete: str = ""
    maxlength: int | None = None
    autofocus: bool = False
    show: Any = None
    require: Any = None
    accept: str = ".pdf,.jpg,.jpeg,.png"
    max_mb: int = 10
    files: Sequence[tuple[str, str, str]] = ()
    children: Sequence[Field] = ()

    @property
    def control(self) -> Control:
        """Which element draws the field."""
        if self.type == "radio":
            return "tiles" if len(self.options) <= TILES else "select"
        return _CONTROLS.get(self.type, "input")

    @property
    def keyboard(self) -> str:
        """The inputmode: never `type="number"`, which refuses Persian digits."""
        return _KEYBOARDS.get(self.type, "")

    @property
    def ltr(self) -> bool:
        """True for digits, addresses of mail and Latin text."""
        return self.latin or self.type in _KEYBOARDS

    @property
    def full(self) -> bool:
        """True when the field takes both columns."""
        return self.width == "full" or self.control in {"textarea", "static", "group", "checklist", "file"}

    @property
    def shown(self) -> str:
        """The value as it stands in the input: digits of the page's language, amounts in groups."""
        if self.value is None or self.value == "":
            return ""
        if self.type == "rials" and self.rials is not None:
            return money.group(self.rials, current())
        return numbers.bare(self.value) if self.type in _DIGITS else str(self.value)

    @property
    def rials(self) -> int | None:
        """The amount typed, None while it is not one."""
        try:
            return money.parse_rials(str(self.value))
        except Invalid:
            return None

    @property
    def chosen(self) -> str:
        """What a locked field shows: the labels of the chosen options, else the value."""
        picked = {str(self.value), *map(str, self.values)}
        labels = [option.label for option in self.options if option.value in picked]
        return "، ".join(labels) if labels and current() == "fa" else ", ".join(labels) or self.shown

    @property
    def unset(self) -> str:
        """What the select says while nothing is chosen, where its options say so: «همهٔ خدمات» of a filter."""
        return next((option.label for option in self.options if not option.value), "")

    @property
    def drawn_options(self) -> SafeString:
        """The options of a select. A list of two hundred is drawn here: a template takes ten times as long."""
        picked = "" if self.value is None else str(self.value)
        return format_html_join(
            "", '<option value="{}"{}{}>{}</option>',
            (
                (
                    option.value, format_html(' data-when="{}"', option.when_json) if option.when_json else "",
                    " selected" if option.value == picked else "", option.label,
                )
                for option in self.options
                if option.value
            ),
        )  # fmt: skip

    @property
    def filtered(self) -> bool:
        """True when select-search.js adds a filter above the select."""
        return self.searchable or len(self.options) >= SEARCH_FROM

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for aria-describedby."""
        hint = self.help or self.locked or self.control in {"file", "password"} or self.type == "rials"
        return " ".join(filter(None, (f"{self.id}-e" if self.errors else "", f"{self.id}-h" if hint else "")))

    @property
    def show_json(self) -> str:
        """The rule for conditions.js, empty when the field is always shown."""
        return json.dumps(self.show, ensure_ascii=False) if self.show else ""

    @property
    def require_json(self) -> str:
        """The rule under which the field must be filled, for conditions.js."""
        return json.dumps(self.require, ensure_ascii=False) if self.require else ""


def view_of(source: object) -> Field:
    """Return the field to draw. Raises TypeError when the source has other names than `Field`."""
    if isinstance(source, Field):
        return source
    if isinstance(source, forms.BoundField):
        return of_bound(source)
    if isinstance(source, Mapping):
        return Field(**source)
    raise TypeError(f"not a field: {type(source).__name__}")


def of_bound(bound: forms.BoundField) -> Field:
    """Return the view of a Django form's field; the widget attribute `data-type` names our type."""
    widget = bound.field.widget
    value = bound.value()
    many = isinstance(widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
    return Field(
        id=bound.auto_id or bound.html_name,
        name=bound.html_name,
        label=str(bound.label),
        type=str(widget.attrs.get("data-type") or _type_of(widget)),
        help=str(bound.help_text),
        value="" if many or value is None or isinstance(widget, forms.PasswordInput) else value,
        values=[str(one) for one in value or ()] if many else (),
        options=[Option(str(key), str(words)) for key, words in _choices(bound.field)],
        errors=[str(error) for error in bound.errors],
        required=bound.field.required,
        optional=not bound.field.required,
        width=str(widget.attrs.get("data-width", "")),
        latin=widget.attrs.get("dir") == "ltr",
        autocomplete=str(widget.attrs.get("autocomplete", "")),
        maxlength=getattr(bound.field, "max_length", None),
        autofocus=bool(widget.attrs.get("autofocus")),
        rows=int(widget.attrs.get("rows", 3)),
    )


def _choices(source: forms.Field) -> Sequence[tuple[object, object]]:
    return [pair for pair in getattr(source, "choices", ()) if not isinstance(pair[1], list | tuple)]


def _type_of(widget: forms.Widget) -> str:
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.HiddenInput, "hidden"),
        (forms.PasswordInput, "password"),
        (forms.EmailInput, "email"),
        (forms.Textarea, "textarea"),
        (forms.CheckboxSelectMultiple, "checklist"),
        (forms.RadioSelect, "radio"),
        (forms.Select, "select"),
        (forms.CheckboxInput, "checkbox"),
        (forms.FileInput, "filepicker"),
    )
    return next((name for kind, name in kinds if isinstance(widget, kind)), "textfield")
