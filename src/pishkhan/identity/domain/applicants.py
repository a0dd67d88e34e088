"""Who registered by themselves: the profile they complete, the office that approves it, and the day on which an
account nobody completed is deleted (E19 to E21)."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils import timezone

from pishkhan.identity.account_messages import DECIDED, ProfileDecided, ProfileReminder
from pishkhan.identity.domain import people, records
from pishkhan.identity.domain.queries.people import recipient_of
from pishkhan.identity.domain.registration_profiles import registration_profiles
from pishkhan.identity.enums import IdentifierKind, Record, Stage
from pishkhan.identity.models import Applicant, Person
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.notifications import api as notifications
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick

log = logging.getLogger(__name__)
REMIND_BEFORE = (7, 3, 1)
"""Days before an account is deleted on which its person is told."""
MAY_SEND = (Stage.REGISTERED, Stage.RETURNED)
PAGE = 25
AT_ONCE = 200
LONGEST_REASON = 2000
WHY = {
    Stage.REGISTERED: "profile_incomplete", Stage.WAITING: "profile_waiting", Stage.RETURNED: "profile_returned",
    Stage.REFUSED: "profile_refused",
}  # fmt: skip
"""Why somebody may not file anything yet."""


def closed_to(stage: str | None) -> str:
    """The reason, as a phrase code, why every service is closed to somebody at this stage; empty for the approved and
    for those the university itself brought in."""
    return WHY.get(Stage(stage), "") if stage else ""


def why_closed(person_id: UUID) -> str:
    """The same, read anew: for verbs (E21)."""
    return closed_to(Applicant.objects.filter(person_id=person_id).values_list("stage", flat=True).first())


def applicant_of(actor: Actor) -> Applicant | None:
    """One's own registration."""
    rows = Applicant.objects.select_related("profile").filter(institution_id=actor.institution_id, person_id=actor.me)
    return rows.first()


@transaction.atomic
def note_saved(*, actor: Actor) -> None:
    """A draft of the profile was saved: the account will not be deleted any more (E20)."""
    rows = Applicant.objects.filter(institution_id=actor.institution_id, person_id=actor.me, saved_at=None)
    rows.update(saved_at=timezone.now(), dies_on=None)


@transaction.atomic
def send_profile(*, actor: Actor, answers: Mapping[str, Any]) -> Applicant:
    """Send the completed profile for approval; at once approved where no office is named. `answers` were checked
    against the form. Raises DomainError profile_sent (it waits or is decided already), not_found."""
    found = Applicant.objects.select_for_update(of=("self",)).select_related("profile")
    row = found.filter(institution_id=actor.institution_id, person_id=actor.me).first()
    if row is None:
        raise DomainError("not_found")
    if row.stage not in MAY_SEND:
        raise DomainError("profile_sent")
    now = timezone.now()
    row.answers, row.stage, row.submitted_at, row.dies_on = dict(answers), Stage.WAITING, now, None
    row.saved_at = row.saved_at or now
    row.save(update_fields=["answers", "stage", "submitted_at", "dies_on", "saved_at"])
    records.note(actor=actor, person_id=row.person_id, record=Record.PROFILE_SENT)
    if not _office(row):
        _approve(row)
    return row


def _office(row: Applicant) -> str:
    return str((row.profile.definition.get("profile") or {}).get("office") or "")


def waiting(actor: Actor, *, after: UUID | None = None, most: int = PAGE) -> list[Applicant]:
    """Profiles that wait for one of the actor's offices, the longest waiting first; `after` the last of the page
    before."""
    rows = visible_to(actor).filter(stage=Stage.WAITING).select_related("person", "profile")
    if after and (last := visible_to(actor).filter(id=after).first()):
        rows = rows.filter(submitted_at__gte=last.submitted_at).exclude(id__lte=last.id, submitted_at=last.submitted_at)
    return list(rows.order_by("submitted_at", "id")[:most])


def count_waiting(actor: Actor) -> int:
    return visible_to(actor).filter(stage=Stage.WAITING).count()


def visible_to(actor: Actor) -> QuerySet[Applicant]:
    """Officers see those whose profile names one of their units, administrators all of the institution."""
    rows = Applicant.objects.filter(institution_id=actor.institution_id)
    if actor.is_administrator:
        return rows
    mine = [unit.key for unit in organisation.units_by_id(actor.units()).values()]
    return rows.filter(profile__definition__profile__office__in=mine) if mine else rows.none()


def decides(actor: Actor) -> bool:
    """Whether the actor sits where profiles are approved; from what the process remembers, for menus."""
    profiles = registration_profiles(actor.institution_id)
    offices = {(each.definition.get("profile") or {}).get("office") for each in profiles}
    units = organisation.units_of(actor.institution_id)
    mine = {units[unit].key for unit in actor.units() if unit in units}
    return bool(offices & mine) or (actor.is_administrator and bool(offices - {None}))


def one(actor: Actor, applicant_id: UUID) -> Applicant:
    """Raises DomainError not_found."""
    found = visible_to(actor).select_related("person", "profile").filter(id=applicant_id).first()
    if found is None:
        raise DomainError("not_found")
    return found


@transaction.atomic
def decide(*, actor: Actor, applicant_id: UUID, stage: Stage, reason: str = "") -> Applicant:
    """Approve, return or refuse a profile; the person is told, with the reason. An approved one may file from then
    on. Raises DomainError not_found, profile_decided (somebody was quicker), reason_missing."""
    if stage not in (Stage.APPROVED, Stage.RETURNED, Stage.REFUSED):
        raise DomainError("not_found")
    words = clean_display(reason)[:LONGEST_REASON]
    if stage is not Stage.APPROVED and not words:
        raise DomainError("reason_missing")
    row = visible_to(actor).select_for_update(of=("self",)).select_related("person", "profile").filter(
        id=applicant_id
    ).first()  # fmt: skip
    if row is None:
        raise DomainError("not_found")
    if row.person_id == actor.person_id:
        raise DomainError("account_own")
    if row.stage != Stage.WAITING:
        raise DomainError("profile_decided")
    row.decided_at, row.decided_by, row.reason, row.stage = timezone.now(), actor.person_id, words, stage
    if stage is Stage.APPROVED:
        _approve(row)
    row.save(update_fields=["decided_at", "decided_by", "reason", "stage"])
    records.note(actor=actor, person_id=row.person_id, record=Record.PROFILE_DECIDED, stage=stage.value)
    notifications.send(
        recipient=recipient_of(row.person_id),
        message=ProfileDecided(what=DECIDED[stage.value], reason=words, link="/profile/"),
    )
    return row


def _approve(row: Applicant) -> None:
    """The profile becomes what the university knows: facts of the person, and the enrolment services hang on (X5)."""
    row.stage, row.decided_at = Stage.APPROVED, row.decided_at or timezone.now()
    row.save(update_fields=["stage", "decided_at"])
    about: Mapping[str, Any] = row.profile.definition.get("profile") or {}
    _enrol(row, about.get("enrolment") or {})
    person, answers = row.person, row.answers
    for name in ("father_name", "birth_certificate", "address"):
        if answers.get(name):
            setattr(person, name, str(answers[name]))
    kept = ("place_of_issue", "marital_status", "gender", "landline", "province", "city")
    person.facts = {**person.facts, **{name: answers[name] for name in kept if answers.get(name)}}
    person.save(update_fields=["father_name", "birth_certificate", "address", "facts"])


def _enrol(row: Applicant, named: Mapping[str, str]) -> None:
    """The enrolment the answers describe; without a student number the national id stands for it."""
    said = {name: str(row.answers.get(key) or "") for name, key in named.items()}
    if not said:
        return
    faculties = organisation.units_by_key(row.institution_id)
    faculty = faculties.get(said.get("faculty", "")) or organisation.faculties(row.institution_id)[0]
    year = said.get("entry_year", "")
    titles = row.answers.get("_titles") or {}
    people.put_enrolment(
        person=row.person, student_number=said.get("student_number") or row.person.username[:12],
        faculty_id=faculty.id, field=said.get("field", "")[:60], degree=said.get("degree", "")[:60],
        entry_year=int(year[:4]) if year[:4].isdecimal() else 0, status=said.get("status", "")[:60],
        admission_type=said.get("admission_type", "")[:60],
        titles={name: titles.get(key, {}) for name, key in named.items() if key in titles},
        origins=dict.fromkeys(("field", "degree", "entry_year", "status", "admission_type"), "registration"),
    )  # fmt: skip
    if number := said.get("student_number"):
        people.add_identifier(person=row.person, kind=IdentifierKind.STUDENT_NUMBER, value=number)


def remind(today: datetime.date) -> int:
    """Tell those whose account is deleted in 7, 3 or 1 days, each once a day mark; how many were told."""
    told = 0
    for days in sorted(REMIND_BEFORE):
        soon = today + datetime.timedelta(days=days)
        rows = _unfinished().filter(dies_on__gt=today, dies_on__lte=soon)
        rows = rows.filter(Q(reminded=None) | Q(reminded__gt=days))
        for applicant_id in rows.order_by("id").values_list("id", flat=True).iterator(AT_ONCE):
            told += _remind(applicant_id, days)
    return told


def _unfinished() -> QuerySet[Applicant]:
    """Who registered and saved nothing of the profile. An enrolment or a role that somebody gave them meanwhile says
    that the university knows them."""
    rows = Applicant.objects.filter(stage=Stage.REGISTERED, saved_at=None)
    return rows.filter(person__enrolments=None, person__memberships=None)


@transaction.atomic
def _remind(applicant_id: UUID, days: int) -> int:
    row = _locked(applicant_id)
    if row is None or row.dies_on is None or (row.reminded is not None and row.reminded <= days):
        return 0
    row.reminded = days
    row.save(update_fields=["reminded"])
    last_day = row.dies_on - datetime.timedelta(days=1)
    message = ProfileReminder(last_day=last_day, link="/profile/")
    notifications.send(recipient=recipient_of(row.person_id), message=message)
    return 1


def _locked(applicant_id: UUID) -> Applicant | None:
    return Applicant.objects.select_for_update().filter(id=applicant_id, stage=Stage.REGISTERED, saved_at=None).first()


def purge(today: datetime.date) -> int:
    """Delete accounts whose month is over and whose profile nobody saved; their identifiers are free again. How many.
    One that cannot be deleted keeps none of the others."""
    rows = _unfinished().filter(dies_on__lte=today).order_by("id").values_list("id", flat=True)
    return sum(_purge(applicant_id, today) for applicant_id in rows.iterator(AT_ONCE))


def _purge(applicant_id: UUID, today: datetime.date) -> int:
    try:
        with transaction.atomic():
            row = _locked(applicant_id)
            if row is None or row.dies_on is None or row.dies_on > today:
                return 0
            Person.objects.filter(id=row.person_id).delete()
    except ProtectedError:
        log.warning("applicant %s is over, but something still hangs on the account", applicant_id)
        return 0
    return 1


def office_name(row: Applicant) -> str:
    """The name of the office that approves, in the language of the page; empty when none does."""
    unit = organisation.units_by_key(row.institution_id).get(_office(row))
    return pick(unit.name) if unit else ""
