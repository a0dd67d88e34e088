"""A dead mobile number, mended by two people (A7, F9). One officer proposes the new number and says by what it was
seen whose it is; another one confirms. The old number and the e-mail are told, and every session ends. Nobody of the
university ever chooses a password.

Who may: administrators, and who is lead or manager of any office of the institution. A number of somebody who works
here is changed by administrators alone, and nobody has a hand in their own.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from pishkhan.identity.domain import limits, mobiles, records, tries
from pishkhan.identity.domain.bringing.sources import RESCUE
from pishkhan.identity.domain.queries.lookup import fold_any, person_by_identifier
from pishkhan.identity.domain.queries.people import recipient_of
from pishkhan.identity.domain.tries import Limit
from pishkhan.identity.enums import IdentifierKind, Record, RescueSource, RescueState
from pishkhan.identity.models import Identifier, MembershipRow, Person, Rescue
from pishkhan.identity.rescue_messages import MobileIsYours
from pishkhan.kernel import phone
from pishkhan.kernel.errors import DomainError, Faults, Invalid
from pishkhan.kernel.text import clean_display
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Channel, Recipient
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.plumbing.sealing import blind_index, mac

MAY = frozenset({Role.ADMINISTRATOR, Role.LEAD, Role.MANAGER})
OPEN = (RescueState.ASKED, RescueState.PROPOSED)
PAGE = 25
LONGEST = 500
PER_NETWORK, PER_NAME = 60, 3


def may(actor: Actor) -> bool:
    """Whether the actor handles accounts: by an office of their own, standing in for somebody is not enough."""
    return any(held.role in MAY and held.of is None for held in actor.memberships)


def visible_to(actor: Actor) -> QuerySet[Rescue]:
    """Who handles accounts sees the rescues of the institution, but not one of their own number."""
    if not may(actor):
        return Rescue.objects.none()
    rows = Rescue.objects.filter(institution_id=actor.institution_id).filter(Q(person=None) | ~Q(person_id=actor.me))
    if actor.is_administrator:
        return rows
    staff = MembershipRow.objects.filter(person__institution_id=actor.institution_id).values("person_id")
    return rows.filter(Q(person=None) | ~Q(person_id__in=staff))


def page(actor: Actor, *, ended: bool = False, before: UUID | None = None) -> tuple[list[Rescue], UUID | None]:
    """Open ones or ended ones, newest first; and the id after which the next page begins."""
    rows = visible_to(actor).select_related("person")
    rows = rows.exclude(state__in=OPEN) if ended else rows.filter(state__in=OPEN)
    rows = (rows.filter(id__lt=before) if before else rows).order_by("-id")
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def count_open(actor: Actor) -> int:
    return visible_to(actor).filter(state__in=OPEN).count()


def one(actor: Actor, rescue_id: UUID) -> Rescue:
    """Raises DomainError not_found."""
    found = visible_to(actor).select_related("person").filter(id=rescue_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


def current_mobile(person_id: UUID) -> str:
    """The number that is to be changed, empty without one."""
    row = Identifier.objects.filter(person_id=person_id, kind=IdentifierKind.MOBILE).order_by("id").first()
    return row.value if row else ""


# By who is locked out -----------------------------------------------------------------------------


def ask_rescue(*, actor: Actor, typed: str, contact: str, words: str) -> None:
    """Somebody says that the number shown to them is not theirs any more. The answer, the rows and the work are the
    same whether anybody has the typed name. Raises DomainError too_many; Invalid rescue_name, rescue_contact,
    rescue_words, or Several."""
    faults = Faults()
    name, reach, said = (clean_display(text) for text in (typed, contact, words))
    if not name or len(name) > 100:
        faults.note("number", "rescue_name")
    if not _reachable(reach):
        faults.note("contact", "rescue_contact")
    if not said or len(said) > LONGEST:
        faults.note("words", "rescue_words", most=LONGEST)
    faults.check()
    here = actor.institution_id
    limits.count(
        Limit(f"rescue-network:{here}:{tries.network(actor.network)}", PER_NETWORK, limits.HOUR),
        Limit(f"rescue:{here}:{fold_any(name)}", PER_NAME, limits.DAY),
    )
    person = person_by_identifier(institution_id=here, typed=name)
    with transaction.atomic():
        Rescue.objects.create(
            institution_id=here, person=person, typed=name, source=RescueSource.PERSON, contact=reach, words=said,
            network=actor.network,
        )  # fmt: skip
        records.note(actor=actor, person_id=person.id if person else None, record=Record.RESCUE_ASKED)


def _reachable(contact: str) -> bool:
    """A mobile, a landline with its area code, or an e-mail address."""
    if notifications.read_address(contact, Channel.EMAIL)[0] or notifications.read_address(contact, Channel.SMS)[0]:
        return True
    with suppress(Invalid):
        return bool(phone.parse_landline(contact))
    return False


# By officers --------------------------------------------------------------------------------------


@transaction.atomic
def begin_by_staff(*, actor: Actor, typed: str) -> Rescue:
    """Somebody came in person or called. Raises DomainError not_found, rescue_nobody, rescue_own, rescue_staff."""
    if not may(actor):
        raise DomainError("not_found")
    person = person_by_identifier(institution_id=actor.institution_id, typed=typed)
    if person is None:
        raise DomainError("rescue_nobody")
    _check_person(actor, person.id)
    row = Rescue.objects.create(
        institution_id=actor.institution_id, person=person, source=RescueSource.STAFF, network=actor.network
    )
    records.note(actor=actor, person_id=person.id, record=Record.RESCUE_ASKED)
    return row


@transaction.atomic
def propose(*, actor: Actor, rescue_id: UUID, new_mobile: str, evidence: str) -> None:
    """Say what the number is now, and by what it was seen whose account it is. Until it is confirmed it may be
    proposed anew. Raises DomainError not_found, rescue_ended, rescue_nobody, rescue_own, rescue_staff, mobile_same,
    mobile_in_use, evidence_wrong; Invalid mobile.format; or Several."""
    row = _open(actor, rescue_id)
    if row.person_id is None:
        raise DomainError("rescue_nobody")
    _check_person(actor, row.person_id)
    faults, seen = Faults(), clean_display(evidence)
    mobile = faults.read("mobile", lambda: _free(actor, row.person_id, new_mobile))
    if not seen or len(seen) > LONGEST:
        faults.note("evidence", "evidence_wrong", most=LONGEST)
    faults.check()
    row.new_mobile, row.evidence, row.state = mobile, seen, RescueState.PROPOSED
    row.proposed_by, row.proposed_at = actor.person_id, timezone.now()
    row.save(update_fields=["new_mobile", "evidence", "state", "proposed_by", "proposed_at"])
    records.note(actor=actor, person_id=row.person_id, record=Record.RESCUE_PROPOSED)


def stamp_of(row: Rescue) -> str:
    """What the second officer looks at, for the form to carry: another number, or the same one proposed anew, has
    another stamp."""
    shown = f"{row.id}:{row.new_mobile}:{row.proposed_by}:{row.proposed_at and row.proposed_at.isoformat()}"
    return mac("rescue-stamp", shown.encode())


def confirm(*, actor: Actor, rescue_id: UUID, stamp: str) -> None:
    """The second person: the number changes, the old one is told, every session ends. `stamp`: of what was looked at.
    Raises DomainError not_found, rescue_ended, rescue_unproposed, rescue_same_officer, rescue_changed, rescue_own,
    rescue_staff, mobile_same, mobile_in_use."""
    try:
        _confirm(actor, rescue_id, stamp)
    except IntegrityError:  # somebody registered with the number at this very moment
        raise DomainError("mobile_in_use") from None


@transaction.atomic
def _confirm(actor: Actor, rescue_id: UUID, stamp: str) -> None:
    row = _open(actor, rescue_id)
    if row.state != RescueState.PROPOSED or row.person_id is None:
        raise DomainError("rescue_unproposed")
    if row.proposed_by == actor.person_id:
        raise DomainError("rescue_same_officer")
    if not hmac.compare_digest(stamp_of(row).encode(), stamp.encode()):
        raise DomainError("rescue_changed")
    _check_person(actor, row.person_id)
    mobile, before = _free(actor, row.person_id, row.new_mobile), recipient_of(row.person_id)
    person = Person.objects.select_for_update().get(id=row.person_id)
    Identifier.objects.filter(person=person, kind=IdentifierKind.MOBILE).delete()
    Identifier.objects.create(
        person=person, institution_id=row.institution_id, kind=IdentifierKind.MOBILE, value=mobile,
        index=blind_index(IdentifierKind.MOBILE, mobile),
    )  # fmt: skip
    person.origins = {**person.origins, "mobile": RESCUE}
    person.save(update_fields=["origins"])
    row.state, row.decided_by, row.decided_at = RescueState.DONE, actor.person_id, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    mobiles.replaced(actor=actor, person_id=person.id, before=before, mobile=mobile)
    _tell_new(before, mobile)


@transaction.atomic
def refuse(*, actor: Actor, rescue_id: UUID, reason: str) -> None:
    """End a rescue without a change. Raises DomainError not_found, rescue_ended, reason_missing, rescue_own."""
    row, why = _open(actor, rescue_id), clean_display(reason)[:LONGEST]
    if not why:
        raise DomainError("reason_missing")
    row.state, row.reason = RescueState.REFUSED, why
    row.decided_by, row.decided_at = actor.person_id, timezone.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    records.note(actor=actor, person_id=row.person_id, record=Record.RESCUE_REFUSED)


def _open(actor: Actor, rescue_id: UUID) -> Rescue:
    row = visible_to(actor).select_for_update().filter(id=rescue_id).first()
    if row is None:
        raise DomainError("not_found")
    if row.state not in OPEN:
        raise DomainError("rescue_ended")
    return row


def _check_person(actor: Actor, person_id: UUID) -> None:
    if person_id == actor.person_id:
        raise DomainError("rescue_own")
    if not actor.is_administrator and MembershipRow.objects.filter(person_id=person_id).exists():
        raise DomainError("rescue_staff")


def _free(actor: Actor, person_id: UUID | None, typed: str) -> str:
    """A mobile that nobody has. Raises DomainError mobile_same, mobile_in_use; Invalid."""
    mobile = phone.parse_mobile(typed)
    held = Identifier.objects.filter(
        institution_id=actor.institution_id, kind=IdentifierKind.MOBILE,
        index=blind_index(IdentifierKind.MOBILE, mobile),
    ).first()  # fmt: skip
    if held is not None:
        raise DomainError("mobile_same" if held.person_id == person_id else "mobile_in_use")
    return mobile


def _tell_new(before: Recipient, mobile: str) -> None:
    """The new number hears that it is one's own now."""
    fresh = Recipient(before.institution_id, None, mobile=phone.show_mobile(mobile), language=before.language)
    notifications.send(recipient=fresh, message=MobileIsYours(link="/activate/"), channels=[Channel.SMS])
