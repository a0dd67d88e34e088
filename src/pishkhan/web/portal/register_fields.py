"""How the fields of a registration profile look, and what is said of what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web.components import numbers
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.portal import conversation

FAULTS: Mapping[str, Promise] = {
    "nationality_missing": _("Please choose the nationality"),
    "first_name_missing": _("Please enter the name"),
    "first_name_wrong": _("The name is not valid"),
    "last_name_missing": _("Please enter the last name"),
    "last_name_wrong": _("The last name is not valid"),
    "full_name_missing": _("Please enter the name and last name"),
    "full_name_wrong": _("The name and last name are not valid"),
    "national_id_wrong": _("The national code is not valid"),
    "fida_missing": _("Please enter the foreigners' code"),
    "fida_wrong": _("The foreigners' code is not valid"),
    "passport_missing": _("Please enter the passport number"),
    "passport_wrong": _("The passport number is not valid"),
    "birth_date_missing": _("Please enter the date of birth"),
    "birth_date_wrong": _("The date of birth is not valid"),
    "mobile_missing": _("Please enter the mobile number"),
    "mobile_wrong": _("The mobile number is not valid"),
    "email_missing": _("Please enter the e-mail"),
    "email_wrong": _("The e-mail is not valid"),
    "password_missing": _("Please enter the password"),
    "password_rules": _("The password does not fit the rules above"),
    "password_again_wrong": _("The password and its repetition are not the same"),
}
"""Field and what is wrong → the words of E16."""
CODE_WRONG = _("Your SMS activation code has expired or is not right")
TAKEN: Mapping[str, Promise] = {
    "national_id": _("This national code is already registered. Recover your password."),
    "fida": _("This foreigners' code is already registered. Recover your password."),
    "passport": _("This passport number is already registered. Recover your password."),
    "mobile": _("This mobile number is already registered. Recover your password."),
    "email": _("This e-mail is already registered. Recover your password."),
    "any": _("Somebody has registered with one of these already. Recover your password."),
}
TYPES = {
    "national_id": "national_id", "birth_date": "jalali_date", "mobile": "mobile", "email": "email",
    "password": "password", "password_again": "password", "nationality": "select",
}  # fmt: skip
COMPLETES = {
    "first_name": "given-name", "last_name": "family-name", "full_name": "name", "mobile": "tel", "email": "email",
    "password": "new-password", "password_again": "new-password", "birth_date": "bday",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a browser stands: the profile, and its own registration as far as it has come."""

    actor: Actor
    profile: identity.RegistrationProfile
    definition: Mapping[str, Any]
    flow: str
    row: identity.Registration | None

    @property
    def open_row(self) -> identity.Registration:
        assert self.row is not None
        return self.row

    @property
    def language(self) -> str:
        """The language the profile is in, whatever the visitor's; empty when it has both."""
        return str(self.definition.get("language") or "")

    @property
    def inline(self) -> bool:
        """Whether the mobile's code stands in the form itself (E12)."""
        return self.definition.get("layout") == "portal"

    @property
    def terms_first(self) -> bool:
        """Whether the form is hidden until the terms are accepted (E5)."""
        return bool(self.definition["terms"].get("first", True))

    def mobile(self, stored: str) -> identity.Subject:
        return identity.registering.mobile_subject(self.open_row, self.flow, stored, get_language() or "fa")

    def email(self) -> identity.Subject:
        return identity.registering.email_subject(self.open_row, self.flow, get_language() or "fa")


def around(place: Place) -> dict[str, Any]:
    """What every page of a registration shows."""
    about, language = place.definition, place.language
    context: dict[str, Any] = {
        "profile": place.profile, "about": about, "terms": about["terms"], "inline": place.inline,
        "terms_first": place.terms_first, "others": about.get("others"),
    }  # fmt: skip
    if place.flow:
        context["conversation"] = conversation.mark(place.flow)
    if language:
        context |= {"lang": language, "dir": "rtl" if language == "fa" else "ltr"}
    return context


def fields(place: Place, raw: Mapping[str, Any], wrong: Mapping[str, str]) -> list[Field]:
    """The fields in the profile's order (E7), starred where the profile says so."""
    return [_field(place, asked, raw, wrong) for asked in place.definition["fields"]]


def _field(place: Place, asked: Mapping[str, Any], raw: Mapping[str, Any], wrong: Mapping[str, str]) -> Field:
    key, secret = str(asked["key"]), str(asked["key"]).startswith("password")
    options = [Option(str(value), pick(words)) for value, words in asked.get("choices", [])]
    value = "" if secret else str(raw.get(key, ""))
    if key == "nationality" and not value and len(options) == 1:
        value = options[0].value
    if key == "mobile" and value.startswith("+98"):
        value = f"0{value[3:]}"
    label = pick(asked["label"]) + (" *" if asked.get("star") else "")
    return Field(
        id=key, name=key, label=label, type=TYPES.get(key, "textfield"),
        value=value, options=options, help=pick(asked.get("help")), errors=[wrong[key]] if key in wrong else (),
        autocomplete=COMPLETES.get(key, ""), required=bool(asked.get("star")), latin=key in {"passport", "fida"},
        width="full" if secret else "",
        maxlength=254,
    )  # fmt: skip


def user_name(stored: str) -> str:
    """A user name as people write it: mobiles with their zero, passports in capitals, digits of the page."""
    if stored.startswith("+98"):
        return numbers.bare(f"0{stored[3:]}")
    return numbers.bare(stored) if stored.isdecimal() else stored.upper() if stored.isalnum() else stored


def fault(code: str) -> str:
    return str(FAULTS[code])


def taken(kind: str) -> str:
    return str(TAKEN[kind]) if kind in TAKEN else ""


def stored_mobile(raw: Mapping[str, Any]) -> str:
    """The mobile of a form as it is stored; empty while it is not one."""
    try:
        return identity.registration_fields.read_field("mobile", str(raw.get("mobile", "")))
    except DomainError:
        return ""
