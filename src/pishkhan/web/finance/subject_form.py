"""The form of a subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from pishkhan.kernel import money
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.kernel.ids import uuid_of
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option

MOST_ROWS, SPARE = 10, 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the split: the inputs, in order."""

    number: int
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Form:
    place: Sequence[Field]
    amounts: Sequence[Field]
    identifier: Sequence[Field]
    rows: Sequence[Row]
    more: bool
    """Whether there is room for another row."""
    rows_wrong: str
    """What is wrong with the split as a whole."""


def summary(form: Form) -> list[tuple[str, str]]:
    """What is to be corrected, in the order of the page."""
    fields = [*form.place, *form.amounts, *form.identifier, *(each for row in form.rows for each in row.fields)]
    found = [(each.id, f"{each.label}: {each.errors[0]}") for each in fields if each.errors]
    return [*found, *([("h-shares", form.rows_wrong)] if form.rows_wrong else [])]


def wanted(given: QueryDict) -> payments.setting_subjects.WantedSubject:
    """What the form asks for; an amount that cannot be read is 0 and refused where it is checked."""
    return payments.setting_subjects.WantedSubject(
        centre_id=uuid_of(given.get("centre")), office_id=uuid_of(given.get("office")),
        title={"fa": given.get("title", ""), "en": given.get("title_en", "")},
        terminal_id=uuid_of(given.get("terminal")), free="free" in given, parts="parts" in given,
        least=_rials(given.get("least", "")), most=_rials(given.get("most", "")),
        least_part=_rials(given.get("least_part", "")), identifier=given.get("identifier", "")[:60],
        checker=given.get("checker", "none"), is_open="is_open" in given, shares=_shares(given),
    )  # fmt: skip


def _rials(typed: str) -> int:
    try:
        return money.parse_rials(typed)
    except DomainError:
        return 0


def _shares(given: QueryDict) -> list[payments.setting_subjects.WantedShare]:
    """Rows with an account; the others were left empty."""
    found = []
    for at in range(MOST_ROWS):
        iban, amount = given.get(f"iban-{at}", "").strip()[:40], given.get(f"amount-{at}", "").strip()
        if iban or amount:
            found.append(
                payments.setting_subjects.WantedShare(
                    iban=iban, amount=_rials(amount) if amount else None,
                    identifier=given.get(f"identifier-{at}", "").strip()[:60], government=f"government-{at}" in given,
                )
            )  # fmt: skip
    return found


def faults_of(error: DomainError) -> dict[str, str]:
    """Sentences by input; empty when the refusal concerns no input."""
    found = error.faults if isinstance(error, Several) else {}
    if not found and (named := str(error.params.get("field", ""))):
        found = {named: error}
    return {_input(name): phrases.sentence(fault) for name, fault in found.items()}


def _input(name: str) -> str:
    parts = name.split(".")
    return f"{parts[2]}-{parts[1]}" if len(parts) == 3 else name


def form(
    actor: Actor, row: payments.Subject | None, given: QueryDict | None, faults: Mapping[str, str]
) -> Form:
    """The fields with what was typed, else with what is kept."""
    now = _kept(row) if given is None else {name: given.get(name, "") for name in given}

    def one(name: str, label: str, **more: Any) -> Field:
        wrong = [faults[name]] if name in faults else ()
        return Field(id=f"f-{name}", name=name, label=label, errors=wrong, value=now.get(name, ""), **more)

    centres, offices = _places(actor)
    terminals = [
        Option(str(each.id), pick(each.name) + ("" if each.is_open else f" ({_('Switched off')})"))
        for each in payments.setting_up.terminals_visible_to(actor)
    ]  # fmt: skip
    place = [
        one("title", _("Title"), maxlength=120), one("title_en", _("Title in English"), maxlength=120, optional=True),
        one("centre", _("Centre"), type="select", options=centres),
        one("office", _("Unit"), type="select", options=offices),
        one("terminal", _("Terminal"), type="select", options=terminals, optional=True,
            help=_("Without one nothing can be paid for this subject.")),
        one("is_open", _("Open: offered to payers"), type="checkbox", width="full"),
    ]  # fmt: skip
    amounts = [
        one("free", _("An amount may be paid when no due is registered"), type="checkbox", width="full"),
        one("least", _("Least amount, in rials"), type="rials"), one("most", _("Largest amount, in rials"),
            type="rials"),
        one("parts", _("A due may be paid in parts"), type="checkbox", width="full"),
        one("least_part", _("Least part, in rials"), type="rials"),
    ]  # fmt: skip
    checkers = [
        Option("none", _("Digits only")), Option("bill", _("Check digit as on bills")),
        Option("verhoeff", _("Check digit by Verhoeff")),
    ]  # fmt: skip
    identifier = [
        one("identifier", _("Deposit identifier"), latin=True, optional=True, maxlength=60,
            help=_("Digits; {student} stands for the student number, {order} for the order number.")),
        one("checker", _("How it is checked"), type="radio", options=checkers),
    ]  # fmt: skip
    rows = [_row(at, one) for at in range(_count(now, given))]
    return Form(place, amounts, identifier, rows, len(rows) < MOST_ROWS, faults.get("shares", ""))


def _count(now: Mapping[str, Any], given: QueryDict | None) -> int:
    used = [at + 1 for at in range(MOST_ROWS) if now.get(f"iban-{at}") or now.get(f"amount-{at}")]
    shown = [at + 1 for at in range(MOST_ROWS) if f"iban-{at}" in now]
    count = max([*shown, 0]) if given is not None and "more" not in given else max([*used, *shown, 0]) + SPARE
    return min(max(count, SPARE), MOST_ROWS)


def _row(at: int, one: Any) -> Row:
    return Row(at + 1, [
        one(f"iban-{at}", _("Account (IBAN)"), latin=True, maxlength=40),
        one(f"amount-{at}", _("Amount, in rials"), type="rials", help=_("Empty in the last row: what is left.")),
        one(f"identifier-{at}", _("Deposit identifier"), latin=True, optional=True, maxlength=60),
        one(f"government-{at}", _("Account of the government"), type="checkbox"),
    ])  # fmt: skip


def _places(actor: Actor) -> tuple[list[Option], list[Option]]:
    """Centres, and every centre's units, which show only beside their centre."""
    centres = payments.setting_subjects.centres(actor.institution_id)
    found = [Option(str(each.id), pick(each.name)) for each in centres]
    offices = [
        Option(str(unit.id), pick(unit.name), when={"centre": [str(each.id)]})
        for each in centres
        for unit in payments.setting_subjects.units_below(actor.institution_id, each.id)
    ]
    return found, offices


def _kept(row: payments.Subject | None) -> dict[str, Any]:
    if row is None:
        return {
            "least": 10_000, "most": 1_000_000_000, "least_part": 10_000, "parts": "true", "is_open": "true",
            "checker": "none",
        }  # fmt: skip
    now: dict[str, Any] = {
        "title": row.title.get("fa", ""), "title_en": row.title.get("en", ""), "centre": row.centre_id,
        "office": row.office_id, "terminal": row.terminal_id or "", "least": row.least, "most": row.most,
        "least_part": row.least_part, "identifier": row.identifier, "checker": row.checker,
        "free": "true" if row.free else "", "parts": "true" if row.parts else "",
        "is_open": "true" if row.is_open else "",
    }  # fmt: skip
    for at, share in enumerate(row.shares.all()):
        now |= {
            f"iban-{at}": share.iban, f"amount-{at}": share.amount or "", f"identifier-{at}": share.identifier,
            f"government-{at}": "true" if share.government else "",
        }  # fmt: skip
    return now
