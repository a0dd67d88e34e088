"""What people want to hear, and where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.db import transaction

from pishkhan.notifications.domain.messages import Message, registry
from pishkhan.notifications.enums import Category, Channel, Wish
from pishkhan.notifications.models import Delivery, Preference
from pishkhan.plumbing.actor import Actor

Choice = tuple[Category, Channel]
OFFERED = (Channel.SMS, Channel.EMAIL)
"""Channels a person can choose on; a call is only made when somebody asks for one."""
SALT = "notifications.unsubscribe"


def of(institution_id: UUID, person_id: UUID) -> dict[tuple[str, str], Wish]:
    """What a person chose; everything else is as the house does it."""
    rows = Preference.objects.filter(institution_id=institution_id, person_id=person_id)
    return {(row.category, row.channel): Wish(row.wish) for row in rows}


def wish(kind: type[Message], channel: Channel, chosen: Mapping[tuple[str, str], Wish]) -> Wish:
    """How a person gets a message on a channel. What is critical or a code comes at once, whatever was chosen."""
    if not kind.mutable():
        return Wish.AT_ONCE
    ours = kind.by_email if channel is Channel.EMAIL else Wish.AT_ONCE
    return chosen.get((kind.category.value, channel.value), ours)


def usual(category: Category, channel: Channel) -> Wish | None:
    """How the house does it, where all mutable messages of a category agree."""
    kinds = [k for k in registry.values() if k.category is category and k.mutable()]
    found = {wish(kind, channel, {}) for kind in kinds if channel in kind.channels()}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Line:
    """One category as the page of preferences shows it. `wishes` has the channels on which there is a choice;
    `always` says that some of its messages come whatever is chosen."""

    category: Category
    wishes: Mapping[Channel, Wish]
    always: bool


def lines(actor: Actor, *, staff: bool) -> list[Line]:
    """What a person can choose; the office's categories for staff only."""
    chosen = of(actor.institution_id, actor.me)
    found = []
    for category in Category:
        kinds = [kind for kind in registry.values() if kind.category is category]
        if not kinds or category is Category.DAILY or (category in {Category.OFFICE, Category.ALARM} and not staff):
            continue
        mutable = [kind for kind in kinds if kind.mutable()]
        wishes = {
            channel: wish(next(kind for kind in mutable if channel in kind.channels()), channel, chosen)
            for channel in OFFERED if any(channel in kind.channels() for kind in mutable)
        }  # fmt: skip
        found.append(Line(category, wishes, len(mutable) < len(kinds)))
    return found


@transaction.atomic
def choose(*, actor: Actor, wanted: Mapping[Choice, Wish]) -> None:
    """Keep what a person chose for themselves. Gathering is for e-mail only; anything else is left as it was."""
    if actor.person_id is None:
        return
    for (category, channel), how in wanted.items():
        if channel in OFFERED and (how is not Wish.DAILY or channel is Channel.EMAIL):
            if how is usual(category, channel):
                Preference.objects.filter(person_id=actor.person_id, category=category, channel=channel).delete()
            else:
                _put(actor.institution_id, actor.person_id, category, channel, how)


def _put(institution_id: UUID, person_id: UUID, category: Category, channel: Channel, how: Wish) -> None:
    Preference.objects.update_or_create(
        person_id=person_id, category=category.value, channel=channel.value,
        defaults={"institution_id": institution_id, "wish": how},
    )  # fmt: skip


def mark(delivery: Delivery) -> str:
    """A word by which who holds an e-mail can end its category by e-mail, without logging in. It does not expire."""
    told = [str(delivery.institution_id), str(delivery.person_id), delivery.category]
    return signing.dumps(told, salt=SALT, compress=True)


def read_mark(word: str, institution_id: UUID) -> tuple[UUID, Category] | None:
    """Whose e-mails of which category; None for a word that is not ours or of another institution."""
    try:
        institution, person, category = signing.loads(word, salt=SALT)
        return (UUID(person), Category(category)) if UUID(institution) == institution_id else None
    except (signing.BadSignature, ValueError, TypeError, json.JSONDecodeError):
        return None


def unsubscribe(*, institution_id: UUID, word: str) -> Category | None:
    """End a category by e-mail for the person an e-mail was sent to (RFC 8058); the daily e-mail ends all that is
    gathered in it. None: the word is not ours."""
    found = read_mark(word, institution_id)
    if found is None:
        return None
    person_id, category = found
    for each in _daily(institution_id, person_id) if category is Category.DAILY else [category]:
        _put(institution_id, person_id, each, Channel.EMAIL, Wish.NEVER)
    return category


def _daily(institution_id: UUID, person_id: UUID) -> list[Category]:
    """The categories a person gets gathered."""
    chosen = of(institution_id, person_id)
    kinds = [kind for kind in registry.values() if kind.mutable()]
    return list({kind.category for kind in kinds if wish(kind, Channel.EMAIL, chosen) is Wish.DAILY})
