"""What somebody can pay: their own dues, and the tree centre → unit → subject (D6), with what of it was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property

from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk

OTHER, PART = "other", "/part"
NAMES = ("what", "centre", "unit", "subject", "amount")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Due:
    """One's own open due. `least` is what may be paid of it at least, in rials; without parts it is all. `attempt_id`
    is its payment the bank is being asked about; `here`: it can be paid here now."""

    id: UUID
    reason: str
    office: str
    owed: int
    least: int
    until: date | None
    request_id: UUID | None
    subject: payments.Subject | None
    attempt_id: UUID | None = None
    plan_id: UUID | None = None
    away_id: UUID | None = None
    """A payment of it whose payer went to the bank and has not come back."""

    @property
    def here(self) -> bool:
        row = self.subject
        return row is not None and row.is_open and row.terminal is not None and row.terminal.is_open

    @property
    def payable(self) -> bool:
        return self.here and self.attempt_id is None

    @property
    def parts(self) -> bool:
        return self.least < self.owed

    @property
    def most(self) -> int:
        """Rials of a part at most: what is left must be enough for another."""
        return self.owed - self.least if self.parts else self.owed


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page asks for, as it came. `what` is a due's id, that with /part, or `other` for the tree."""

    what: str = ""
    centre: str = ""
    unit: str = ""
    subject: str = ""
    amount: str = ""

    @property
    def due_id(self) -> UUID | None:
        return uuid_of(self.what.removesuffix(PART))

    @property
    def in_part(self) -> bool:
        return self.what.endswith(PART)

    @property
    def query(self) -> str:
        """The address's end that brings the form back as it was."""
        return urlencode({name: value for name in NAMES if (value := getattr(self, name))})


def read(given: QueryDict) -> Wish:
    """From a form or an address; `?due=` and `?centre=` are the ways in from elsewhere (D1)."""
    found = {name: str(given.get(name, ""))[:LONGEST] for name in NAMES}
    if not found["what"]:
        due = given.get("due", "")[:LONGEST]
        found["what"] = due or (OTHER if found["centre"] else "")
    return Wish(**found)


@dataclass(frozen=True)
class Offer:
    """Everything this person can pay here now. `dues` come the most pressing first."""

    dues: Sequence[Due]
    subjects: Sequence[payments.Subject] = field(default_factory=tuple)

    @cached_property
    def plans(self) -> Sequence[UUID]:
        """Instalment plans of which something is owed."""
        return list(dict.fromkeys(due.plan_id for due in self.dues if due.plan_id))

    @cached_property
    def payable(self) -> Sequence[Due]:
        return [due for due in self.dues if due.payable]

    @cached_property
    def due_of_subject(self) -> Mapping[UUID, Due]:
        """A subject of which something is owed is not paid freely: what is paid goes to its first due (D8)."""
        found: dict[UUID, Due] = {}
        for due in self.dues:
            if due.subject is not None:
                found.setdefault(due.subject.id, due)
        return found

    @cached_property
    def tree(self) -> Sequence[dict[str, Any]]:
        """Centres with units with subjects, by key and title, in Persian order; drawn for pay.js too. Titles tell which
        of equal names it is."""
        centres: dict[str, dict[str, Any]] = {}
        for row in self.subjects:
            centre = centres.setdefault(row.centre.key, _node(row.centre.key, pick(row.centre.name), "units"))
            unit = centre["units"].setdefault(row.office.key, _node(row.office.key, pick(row.office.name), "subjects"))
            unit["subjects"][row.key] = {"key": row.key, "title": pick(row.title), **self._amounts(row)}
        return [
            {**centre, "units": [{**unit, "subjects": [*unit["subjects"].values()]} for unit in units.values()]}
            for centre in centres.values()
            for units in [centre["units"]]
        ]  # fmt: skip

    def _amounts(self, row: payments.Subject) -> dict[str, int]:
        due = self.due_of_subject.get(row.id)
        if due is not None:
            return {"least": due.least, "most": due.owed, "owed": due.owed}
        least, most = payments.limits(row, None)
        return {"least": least, "most": most, "owed": 0}

    def subject(self, wish: Wish) -> payments.Subject | None:
        """The chosen one, when its whole chain holds."""
        return next(
            (
                row for row in self.subjects
                if (row.centre.key, row.office.key, row.key) == (wish.centre, wish.unit, wish.subject)
            ),
            None,
        )  # fmt: skip

    def due(self, wish: Wish) -> Due | None:
        return next((due for due in self.dues if due.id == wish.due_id), None)


def _node(key: str, title: str, children: str) -> dict[str, Any]:
    return {"key": key, "title": title, children: {}}


def is_home(request: HttpRequest) -> bool:
    """Whether people who log in land on the payment form (D5): the pack says so, or there are no services."""
    institution = request.institution  # type: ignore[attr-defined]
    return institution.texts.get("home") == "payments" or not servicedesk.types(institution.id)


def offer(actor: Actor) -> Offer:
    """Five statements at most, however much is owed and offered."""
    shown = _dues(actor)
    own = {due.subject.id for due in shown if due.subject}
    rows = payments.open_subjects(actor.institution_id).order_by(
        "centre__sort_key", "centre_id", "office__sort_key", "office_id", "sort_key", "id"
    )
    return Offer(shown, [row for row in rows if row.free or row.id in own])


def _dues(actor: Actor) -> list[Due]:
    dues = list(payments.my_dues(actor))
    names = organisation.units_by_id({due.office_id for due in dues}) if dues else {}
    running, away = payments.being_paid(actor, [due.id for due in dues])
    subjects = payments.paid_for(actor.institution_id, dues)
    return [
        Due(
            id=due.id, reason=due.reason, owed=due.owed, until=due.due_date, request_id=due.request_id,
            office=pick(names[due.office_id].name) if due.office_id in names else "", subject=subjects[due.id],
            least=_least(subjects[due.id], due.owed), attempt_id=running.get(due.id),
            plan_id=due.plan_id, away_id=away.get(due.id),
        )
        for due in dues
    ]  # fmt: skip


def of_visitor(request: HttpRequest) -> Sequence[Due]:
    """The visitor's open dues for the page they land on; who has none, as the session says, costs nothing."""
    return _dues(request.actor) if getattr(request.user, "open_dues", 0) else []  # type: ignore[attr-defined]


def _least(subject: payments.Subject | None, owed: int) -> int:
    return payments.least_of(subject, owed) if subject is not None else owed


def started(offer: Offer, wish: Wish) -> Wish:
    """What stands on the page when it is opened: the first due, or the only way through the tree."""
    if not wish.what:
        first = offer.payable[0] if offer.payable else None
        wish = Wish(str(first.id) if first else OTHER, wish.centre, wish.unit, wish.subject, wish.amount)
    due = offer.due(wish)
    if due is not None and not wish.in_part:
        return Wish(wish.what, amount=str(due.owed))
    if wish.what != OTHER:
        return wish
    return _narrowed(offer, wish)


def _narrowed(offer: Offer, wish: Wish) -> Wish:
    """A child that is not its parent's is emptied; a level with one choice is chosen."""
    chosen: dict[str, str] = {}
    level: Sequence[dict[str, Any]] = offer.tree
    node: dict[str, Any] | None = None
    for name, children in (("centre", "units"), ("unit", "subjects"), ("subject", "")):
        wanted = getattr(wish, name)
        node = next((each for each in level if each["key"] == wanted or len(level) == 1), None)
        chosen[name] = node["key"] if node else ""
        level = node.get(children, []) if node and children else []
    amount = wish.amount or (str(node["owed"]) if node and node.get("owed") else "")
    return Wish(wish.what, amount=amount, **chosen)
