"""The form of an account, made from what its provider asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.notifications import api as notifications
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.console import message_names as names
from pishkhan.web.console import message_templates as templates
from pishkhan.web.console.message_templates import Template, element

OURS = {"name", "channels", "resting", "per_second", "rials_per_part"}
"""Inputs every account has."""


@dataclass(frozen=True, slots=True)
class Form:
    settings: Sequence[Field]
    sending: Sequence[Field]
    templates: Sequence[Template]
    """For who reads Persian."""
    english: Sequence[Template]


def summary(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """What is to be corrected, in the order of the page: element and words with the label before them."""
    return [(each.id, f"{each.label}: {each.errors[0]}") for each in fields if each.errors]


def wanted(
    kind: type[notifications.Provider], row: notifications.ProviderAccount | None, given: QueryDict
) -> notifications.Wanted:
    """What the form asks for; what cannot be read as a number is refused where it is checked."""
    able = {channel.value for channel in kind.channels}
    return notifications.Wanted(
        provider=kind.key, name=given.get("name", ""),
        settings={each.name: given.get(f"s-{each.name}", "")[:templates.LONGEST * 5] for each in kind.settings},
        channels=frozenset(notifications.Channel(each) for each in given.getlist("channels") if each in able),
        templates={**templates.unknown(row), **templates.read(given)}, enabled="enabled" in given,
        resting=_number(given.get("resting", "")), per_second=_number(given.get("per_second", "")),
        rials_per_part=_number(given.get("rials_per_part", "").strip() or "0"),
    )  # fmt: skip


def as_it_is(row: notifications.ProviderAccount, *, enabled: bool) -> notifications.Wanted:
    """An account with nothing changed but whether it is in use."""
    return notifications.Wanted(
        provider=row.provider, name=row.name, settings=row.settings, templates=row.templates, enabled=enabled,
        channels=frozenset(notifications.Channel(each) for each in row.channels), resting=row.resting,
        per_second=row.per_second, rials_per_part=row.rials_per_part,
    )  # fmt: skip


def _number(typed: str) -> int:
    typed = to_latin(typed.strip())
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 8 else -1


def faults_of(error: DomainError) -> dict[str, str]:
    """Sentences by input; empty when the refusal concerns no input."""
    found = error.faults if isinstance(error, Several) else _single(error)
    return {_input(name): phrases.sentence(fault) for name, fault in found.items()}


def _single(error: DomainError) -> dict[str, DomainError]:
    named = str(error.params.get("field", ""))
    return {named: error} if named else {}


def _input(name: str) -> str:
    """Settings of the provider begin with s-."""
    return name if name in OURS else f"s-{name}"


def form(
    kind: type[notifications.Provider], row: notifications.ProviderAccount | None, texts: templates.Texts,
    given: QueryDict | None, faults: Mapping[str, str],
) -> Form:  # fmt: skip
    """The fields with what was typed, else with what is kept; secrets are never written back."""
    now = _kept(kind, row) if given is None else {name: given.get(name, "") for name in given}
    channels = given.getlist("channels") if given is not None else now["channels"]

    def one(name: str, label: str, **more: Any) -> Field:
        wrong = [faults[name]] if name in faults else ()
        return Field(id=element(name), name=name, label=label, errors=wrong, value=now.get(name, ""), **more)

    options = [Option(each.value, names.channel(each)) for each in notifications.Channel if each in kind.channels]
    sending = [
        one("name", _("Name of the account"), maxlength=80, help=_("How your colleagues know it.")),
        one("channels", _("Channels"), type="checklist", options=options, values=channels),
        one("resting", _("Share"), type="number", help=_("0 to 100, against the other accounts; 0: only when no "
            "other one can.")),
        one("per_second", _("Messages a second"), type="number", help=_("At most; as the provider allows.")),
        one("rials_per_part", _("Price of a part"), type="number", optional=True, help=_("Of one part of a text, a "
            "call or an e-mail, in rials; counted where the provider does not tell its own. 0: unknown.")),
        one("enabled", _("In use"), type="checkbox", width="full"),
    ]  # fmt: skip
    settings = [_setting(each, one, kept=bool(row and row.settings.get(each.name))) for each in kind.settings]
    persian, english = (templates.fields(texts, now, one, kind, language) for language in templates.LANGUAGES)
    return Form(settings, sending, persian, english)


def _setting(each: notifications.Setting, one: Any, *, kept: bool) -> Field:
    latin = not each.name.endswith("_name")
    more: dict[str, Any] = {"latin": latin, "help": _(each.hint) if each.hint else "", "optional": not each.required}
    if each.secret:
        more |= {"type": "password", "autocomplete": "new-password"}
        more["help"] = _("Kept. Leave it empty to keep it.") if kept else more["help"]
    elif each.choices:
        more |= {"type": "radio", "latin": False, "options": [Option(value, _(label)) for value, label in each.choices]}
    found: Field = one(f"s-{each.name}", _(each.label), **more)
    return found


def _kept(kind: type[notifications.Provider], row: notifications.ProviderAccount | None) -> dict[str, Any]:
    settings = row.settings if row else {}
    now: dict[str, Any] = {
        f"s-{each.name}": settings.get(each.name) or each.default for each in kind.settings if not each.secret
    }
    now |= {
        "name": row.name if row else _(kind.title), "resting": row.resting if row else 50,
        "per_second": row.per_second if row else 50, "enabled": row.enabled if row else True,
        "rials_per_part": row.rials_per_part if row else 0,
        "channels": row.channels if row else [each.value for each in kind.channels],
    }  # fmt: skip
    for place, given in templates.with_language(row.templates if row else {}).items():
        now[f"t-{place}"] = given.get("name", "")
        now |= {f"t-{place}-{ours}": theirs for theirs, ours in given.get("values", {}).items()}
    return now
