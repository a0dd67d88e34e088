"""The form of an article: what was typed, as it is drawn again, and as words of the front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.kernel import jalali
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.errors import DomainError, Faults, Several
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option

Kind = organisation.ArticleKind
NAMES = ("title_fa", "body_fa", "title_en", "body_en", "day", "until", "about", "position")
LONGEST = 60_000
"""Characters of one text as it comes in; what is shown is shorter."""
EXTRA: Mapping[str, tuple[str, ...]] = {
    Kind.NEWS: ("day",), Kind.PROCESS: ("day", "about"), Kind.CALENDAR: ("day", "until"),
    Kind.QUESTION: ("about", "position"), Kind.GUIDE: ("about", "position"), Kind.TERMS: ("position",),
    Kind.PAGE: ("position",), Kind.BLOCK: (),
}  # fmt: skip
"""What a kind has beside its words."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The inputs as text."""

    values: Mapping[str, str]

    def wording(self, kind: Kind) -> organisation.Wording:
        """Raises DomainError article_place or of a date, by the names of their inputs."""
        values, faults, extra = self.values, Faults(), EXTRA[kind]
        days: dict[str, date | None] = {"day": None, "until": None}
        for name in {"day", "until"} & set(extra):
            if text := values[name].strip():
                days[name] = faults.read(name, lambda text=text: jalali.parse_date(text))  # type: ignore[misc]
        place = to_latin(values["position"]).strip() or "0"
        if not (place.isascii() and place.isdecimal() and len(place) < 5):
            faults.note("position", "article_place", most=organisation.wordings.HIGHEST_PLACE)
        if faults.found:
            raise Several(faults.found)
        return organisation.Wording(
            title={"fa": values["title_fa"], "en": values["title_en"]},
            body={"fa": values["body_fa"].splitlines(), "en": values["body_en"].splitlines()},
            about=values["about"] if "about" in extra else "", position=int(place) if "position" in extra else 0,
            **days,
        )  # fmt: skip


def typed(request: HttpRequest) -> Typed:
    return Typed({name: request.POST.get(name, "")[:LONGEST] for name in NAMES})


def blank(kind: Kind) -> Typed:
    """A new article: news is of today."""
    today = jalali.show(timezone.localdate()) if kind in (Kind.NEWS, Kind.PROCESS) else ""
    return Typed({**dict.fromkeys(NAMES, ""), "day": today})


def kept(version: organisation.ArticleVersion) -> Typed:
    """A version as it stands in the inputs."""
    wording = organisation.wordings.wording_of(version)
    words = {f"title_{lang}": wording.title.get(lang, "") for lang in ("fa", "en")}
    words |= {f"body_{lang}": "\n".join(wording.body.get(lang, ())) for lang in ("fa", "en")}
    return Typed({
        **words, "day": jalali.show(wording.day) if wording.day else "", "about": wording.about,
        "until": jalali.show(wording.until) if wording.until else "",
        "position": str(wording.position) if wording.position else "",
    })  # fmt: skip


def seen(request: HttpRequest) -> organisation.Seen:
    """Which version the page was drawn from. Raises DomainError page_incomplete."""
    number, _dot, saves = request.POST.get("seen", "").partition(".")
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (number, saves)):
        raise DomainError("page_incomplete")
    return int(number), int(saves)


def faults(error: DomainError) -> dict[str, str]:
    """Sentences by input; what concerns the whole page stands under the empty name."""
    found = error.faults if isinstance(error, Several) else {"": error}
    return {name: phrases.sentence(each) for name, each in found.items()}


def context(request: HttpRequest, kind: Kind, typed: Typed, errors: dict[str, str]) -> dict[str, Any]:
    """Fields and what was wrong with them."""

    def field(name: str, words: str, **more: Any) -> Field:
        wrong = [errors[name]] if name in errors else ()
        return Field(id=name, name=name, label=words, value=typed.values[name], errors=wrong, **more)

    return {
        "fields": [field(name, **_about(request, name)) for name in EXTRA[kind]],
        "persian": [field("title_fa", _("Title"), width="full", maxlength=200), field("body_fa", **_body())],
        "english": [
            field("title_en", _("Title"), width="full", maxlength=200, optional=True, latin=True, lang="en"),
            field("body_en", **_body(), optional=True, latin=True, lang="en"),
        ],
        "errors": [(name, words) for name, words in errors.items() if name], "wrong": errors.get("", ""),
    }  # fmt: skip


def _body() -> dict[str, Any]:
    return {"words": _("Text"), "type": "textarea", "rows": 10, "help": _("Every line becomes a paragraph.")}


def _about(request: HttpRequest, name: str) -> dict[str, Any]:
    """Label and kind of an input beside the words."""
    if name == "about":
        place = request.institution.id  # type: ignore[attr-defined]
        options = [Option("", _("No single one"))]
        options += [Option(kind.key, pick(kind.name)) for kind in servicedesk.types(place)]
        return {"words": _("Service it is about"), "type": "select", "options": options}
    if name == "position":
        return {"words": _("Place in the list"), "type": "number", "optional": True, "help": _("Lower numbers first.")}
    label = _("Last day") if name == "until" else _("Day")
    return {"words": label, "type": "jalali_date", "optional": name == "until"}
