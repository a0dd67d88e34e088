"""What may be paid for, set up by those who keep the accounts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings as site
from django.db import transaction
from django.db.models import QuerySet

from pishkhan.kernel import iban
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.text import clean_display, sort_key
from pishkhan.organisation import api as organisation
from pishkhan.payments.domain.access import keeps_accounts
from pishkhan.payments.domain.dues import LARGEST_RIALS
from pishkhan.payments.enums import Checker
from pishkhan.payments.models import Subject, SubjectShare, Terminal
from pishkhan.payments.providers import protocol
from pishkhan.payments.providers.identifiers import CHECKERS, shaped
from pishkhan.payments.providers.protocol import Share
from pishkhan.payments.providers.table import GATEWAYS
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line

LONGEST_TITLE = 120
TEMPLATE = re.compile(r"[0-9]*(?:\{(?:student|order)\}[0-9]*)?")
SAMPLE = {"{student}": "9810203040", "{order}": "100000001"}
"""As long as student numbers and order numbers are."""
REST = 10_000_000
"""Rials the last row is tried with."""
MUST_HAVE = {("sadad", "identified")}
MAY_HAVE = {("sep", "government")}
ANYHOW = {"mellat", "demo"}
"""Gateways, and kinds of their terminals, by what they do with an identifier of the whole amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedShare:
    """One row of a split as typed. `amount` None: what is left."""

    iban: str
    amount: int | None
    identifier: str = ""
    government: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSubject:
    """A subject as somebody wants it; amounts in rials, an unreadable one is 0."""

    centre_id: UUID | None
    office_id: UUID | None
    title: Mapping[str, str]
    terminal_id: UUID | None
    free: bool
    least: int
    most: int
    parts: bool
    least_part: int
    identifier: str = ""
    checker: str = Checker.NONE
    shares: Sequence[WantedShare] = ()
    is_open: bool = True


def subjects_visible_to(actor: Actor) -> QuerySet[Subject]:
    """Every subject of the institution with its centre, office and terminal, for those who keep the accounts."""
    rows = Subject.objects.filter(institution_id=actor.institution_id) if keeps_accounts(actor) else None
    found: QuerySet[Subject] = Subject.objects.none() if rows is None else rows
    return found.select_related("centre", "office", "terminal").order_by("sort_key", "id")


def centres(institution_id: UUID) -> list[organisation.Unit]:
    """Units directly below the institution: «حوزه یا مرکز اصلی»."""
    units = organisation.units_of(institution_id)
    return [unit for unit in units.values() if unit.parent_id and units[unit.parent_id].parent_id is None]


def units_below(institution_id: UUID, centre_id: UUID) -> list[organisation.Unit]:
    """A centre's units, and the centre itself."""
    units = organisation.units_of(institution_id).values()
    return [unit for unit in units if centre_id in (unit.parent_id, unit.id)]


@transaction.atomic
def keep_subject(*, actor: Actor, wanted: WantedSubject, subject_id: UUID | None = None, rev: int = 0) -> Subject:
    """Add a subject, or change one that still is as its page showed it (`rev`). What was begun before goes on as it
    began.

    Raises DomainError not_found, subject_changed; faults by field: title, centre, office, terminal, least, most,
    least_part, identifier, checker, shares, shares.N.iban and so on.
    """
    row = _locked(actor, subject_id, rev) if subject_id else _new(actor)
    terminal = _checked(actor, wanted)
    row.centre_id, row.office_id = wanted.centre_id, wanted.office_id  # type: ignore[assignment]
    titles = {lang: _clean(wanted.title.get(lang, "")) for lang in ("fa", "en")}
    row.title = {lang: words for lang, words in titles.items() if words}
    row.sort_key, row.terminal = sort_key(row.title["fa"]), terminal
    for name in ("free", "least", "most", "parts", "least_part", "checker", "is_open"):
        setattr(row, name, getattr(wanted, name))
    row.identifier, row.rev = bare(wanted.identifier), row.rev + 1
    row.save()
    row.shares.all().delete()
    SubjectShare.objects.bulk_create(
        SubjectShare(
            subject=row, position=place, iban=iban.parse(each.iban), amount=each.amount,
            identifier=bare(each.identifier), government=each.government,
        )
        for place, each in enumerate(wanted.shares, 1)
    )  # fmt: skip
    after = {
        "key": row.key, "terminal": terminal.key if terminal else "", "open": row.is_open, "free": row.free,
        "least": row.least, "most": row.most, "parts": row.parts, "shares": len(wanted.shares),
    }  # fmt: skip
    line = Line("subject.changed" if subject_id else "subject.added", "subject", row.id, after=after)
    audit.record(actor=actor, stream=row.id, lines=[line])
    return row


def _new(actor: Actor) -> Subject:
    if not keeps_accounts(actor):
        raise DomainError("not_found")
    keys = set(Subject.objects.filter(institution_id=actor.institution_id).values_list("key", flat=True))
    key = next(key for key in (f"subject-{n}" for n in range(1, len(keys) + 2)) if key not in keys)
    return Subject(institution_id=actor.institution_id, key=key)


def _locked(actor: Actor, subject_id: UUID, rev: int) -> Subject:
    rows = Subject.objects.select_for_update().filter(institution_id=actor.institution_id, id=subject_id)
    row = rows.first() if keeps_accounts(actor) else None
    if row is None:
        raise DomainError("not_found")
    if row.rev != rev:
        raise DomainError("subject_changed")
    return row


def _clean(words: str) -> str:
    return clean_display(words).strip()[:LONGEST_TITLE]


def _checked(actor: Actor, wanted: WantedSubject) -> Terminal | None:
    """The terminal, when all fits together."""
    faults = Faults()
    if not _clean(wanted.title.get("fa", "")):
        faults.note("title", "subject_title", field="title")
    if wanted.centre_id not in {unit.id for unit in centres(actor.institution_id)}:
        faults.note("centre", "subject_centre", field="centre")
    elif wanted.office_id not in {unit.id for unit in units_below(actor.institution_id, wanted.centre_id)}:
        faults.note("office", "subject_office", field="office")
    terminal = None
    if wanted.terminal_id:
        here = Terminal.objects.filter(institution_id=actor.institution_id, id=wanted.terminal_id)
        terminal = here.first()
        if terminal is None:
            faults.note("terminal", "subject_terminal", field="terminal")
    _amounts(wanted, faults)
    _identifier(wanted, faults)
    _shares(wanted, terminal, faults)
    faults.check()
    return terminal


def _amounts(wanted: WantedSubject, faults: Faults) -> None:
    fixed = sum(each.amount or 0 for each in wanted.shares)
    for name in ("least", "most", "least_part"):
        if not 0 < getattr(wanted, name) <= LARGEST_RIALS:
            faults.note(name, "subject_amount", field=name, most=LARGEST_RIALS)
    if wanted.most < wanted.least:
        faults.found.setdefault("most", DomainError("subject_bounds", field="most"))
    for name, counts in (("least", wanted.free), ("least_part", wanted.parts)):
        if counts and wanted.shares and getattr(wanted, name) <= fixed:
            faults.found.setdefault(name, DomainError("below_shares", field=name, fixed=fixed))


def _identifier(wanted: WantedSubject, faults: Faults) -> None:
    typed = bare(wanted.identifier)
    if wanted.checker not in Checker.values:
        faults.note("checker", "setting_wrong", field="checker")
    elif typed and wanted.shares:
        faults.note("identifier", "identifier_beside_shares", field="identifier")
    elif typed and not _may_stand(typed, wanted.checker):
        faults.note("identifier", "identifier_wrong", field="identifier")


def _may_stand(typed: str, checker: str) -> bool:
    """Digits with at most one place to fill in; a check digit can be looked at only where nothing is filled in."""
    if not TEMPLATE.fullmatch(typed):
        return False
    if "{" in typed:
        return checker == Checker.NONE and shaped(_sample(typed))
    return CHECKERS[checker](typed)


def _sample(template: str) -> str:
    for place, number in SAMPLE.items():
        template = template.replace(place, number)
    return template


def _shares(wanted: WantedSubject, terminal: Terminal | None, faults: Faults) -> None:
    for at, each in enumerate(wanted.shares):
        last = at == len(wanted.shares) - 1
        if (each.amount is None) is not last:
            faults.note(f"shares.{at}.amount", "share_rest" if last else "share_amount", field=f"shares.{at}.amount")
        if each.identifier and not TEMPLATE.fullmatch(bare(each.identifier)):
            faults.note(f"shares.{at}.identifier", "identifier_wrong", field=f"shares.{at}.identifier")
    rows = [
        Share(_parsed(each.iban), each.amount or REST, _sample(bare(each.identifier)), each.government)
        for each in wanted.shares
    ]  # fmt: skip
    if terminal is None:
        _without_terminal(rows, faults)
        return
    gateway = GATEWAYS.get(terminal.gateway)
    if gateway is None:
        return
    speaks = protocol.Terminal(settings=terminal.settings, base=site.BANKS_BASE)
    for trouble in gateway.check_config(speaks, rows):
        name = trouble.field if trouble.field.startswith("shares") else "terminal"
        faults.found.setdefault(name, DomainError(trouble.code, field=name))
    if not rows and (code := _lost(terminal, bool(wanted.identifier.strip()))):
        faults.found.setdefault("identifier", DomainError(code, field="identifier"))


def _lost(terminal: Terminal, given: bool) -> str:
    """Why a payment without a split would be refused for its identifier, or for having none; empty when it is not."""
    kind = str(terminal.settings.get("kind", ""))
    if (terminal.gateway, kind) in MUST_HAVE:
        return "" if given else "identifier_missing"
    takes = (terminal.gateway, kind) in MAY_HAVE or terminal.gateway in ANYHOW
    return "identifier_refused" if given and not takes else ""


def _parsed(typed: str) -> str:
    """As gateways compare it; what is no IBAN stays as typed and is refused by them."""
    try:
        return iban.parse(typed)
    except DomainError:
        return typed


def _without_terminal(rows: Sequence[Share], faults: Faults) -> None:
    for at, each in enumerate(rows):
        try:
            iban.parse(each.iban)
        except DomainError:
            faults.found.setdefault(f"shares.{at}.iban", DomainError("iban_wrong", field=f"shares.{at}.iban"))
