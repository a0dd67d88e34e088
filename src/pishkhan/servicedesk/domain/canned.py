"""Texts an office says often, with places that are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from django.core.cache import caches
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pishkhan.kernel.errors import DomainError, Faults
from pishkhan.kernel.text import clean_display
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.remembering import remembered
from pishkhan.servicedesk.models import CannedReply
from pishkhan.workflow.api import NotYours

PLACES = ("name", "number", "service", "office", "deadline")
LONGEST_TITLE, LONGEST_BODY = 80, 2000
MOST = 60
"""Replies of one office, or of all of them together, that are in use."""
REMEMBERED_S = 20
ASKED = "درخواست"
"""With it names of services begin."""
_PLACE = re.compile(r"\{([^{}\s]{1,40})\}")


def unknown_places(body: str) -> list[str]:
    """Places of a text that nothing is known for."""
    return [name for name in dict.fromkeys(_PLACE.findall(body)) if name not in PLACES]


def fill(body: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; a value is put in as it is and never read again. A text that says «درخواست»
    itself does not hear it again from the name of a service."""

    def put(found: re.Match[str]) -> str:
        value = values.get(found[1], found[0])
        said = found[1] == "service" and ASKED in body[: found.start()].split()
        return value.removeprefix(f"{ASKED} ") if said else value

    return _PLACE.sub(put, body)


def language_of(body: str) -> str:
    """The language a text is written in, as far as its letters tell."""
    return "fa" if any("\u0600" <= letter <= "\u06ff" for letter in body) else "en"


def offices_of(actor: Actor) -> frozenset[UUID]:
    """Offices whose replies the actor may write: those they lead."""
    return actor.units([Role.LEAD])


def may_write(actor: Actor) -> bool:
    return actor.is_administrator or bool(offices_of(actor))


def written_by(actor: Actor) -> QuerySet[CannedReply]:
    """Replies in use that the actor may change: an administrator all, a lead those of their offices."""
    rows = CannedReply.objects.filter(institution_id=actor.institution_id, archived_at=None)
    if not actor.is_administrator:
        rows = rows.filter(office_id__in=offices_of(actor))
    return rows.order_by("title", "id")


@transaction.atomic
def put_reply(
    *, actor: Actor, title: str, body: str, office_id: UUID | None, reply_id: UUID | None = None
) -> CannedReply:
    """Write a reply of an office, or (administrators) of all of them, or change one.

    Raises NotYours, DomainError canned_many, Several of canned_title, canned_body, canned_place, canned_taken.
    """
    if not (actor.is_administrator or (office_id is not None and office_id in offices_of(actor))):
        raise NotYours
    faults = Faults()
    name, text = clean_display(title).strip(), clean_display(body).strip()
    if not name or len(name) > LONGEST_TITLE:
        faults.note("title", "canned_title", most=LONGEST_TITLE)
    if not text or len(text) > LONGEST_BODY:
        faults.note("body", "canned_body", most=LONGEST_BODY)
    elif strange := unknown_places(text):
        faults.note("body", "canned_place", place=strange[0])
    beside = CannedReply.objects.filter(
        institution_id=actor.institution_id, office_id=office_id, archived_at=None
    ).exclude(id=reply_id or UUID(int=0))
    if name and beside.filter(title=name).exists():
        faults.note("title", "canned_taken")
    faults.check()
    row = CannedReply(institution_id=actor.institution_id)
    if reply_id is not None:
        found = written_by(actor).filter(id=reply_id).first()
        if found is None:
            raise NotYours
        row = found
    if beside.count() >= MOST:
        raise DomainError("canned_many", most=MOST)
    row.title, row.body, row.office_id, row.made_by = name, text, office_id, actor.me
    row.save()
    transaction.on_commit(lambda: _forget(actor.institution_id))
    return row


def put_away(*, actor: Actor, reply_id: UUID) -> None:
    """Out of use; its row stays. Raises NotYours."""
    if not written_by(actor).filter(id=reply_id).update(archived_at=timezone.now()):
        raise NotYours
    _forget(actor.institution_id)


def _forget(institution_id: UUID) -> None:
    """This process offers a change at once, others when their seconds are over."""
    offices = [None, *organisation.units_of(institution_id)]
    caches["local"].delete_many([_name(institution_id, each) for each in offices])


def _name(institution_id: UUID, office_id: UUID | None) -> str:
    return f"canned:{institution_id}:{office_id}"


def offered(institution_id: UUID, office_id: UUID | None) -> list[CannedReply]:
    """Replies at hand in an office: its own first, then those of all. Remembered for some seconds."""

    def find() -> tuple[CannedReply, ...]:
        rows = CannedReply.objects.filter(institution_id=institution_id, archived_at=None)
        rows = rows.filter(Q(office_id=None) | Q(office_id=office_id))
        return tuple(sorted(rows, key=lambda row: (row.office_id is None, row.title)))

    return list(remembered(_name(institution_id, office_id), REMEMBERED_S, find) or ())


def offered_one(institution_id: UUID, office_id: UUID | None, reply_id: UUID | None) -> CannedReply | None:
    return next((row for row in offered(institution_id, office_id) if row.id == reply_id), None)
