"""Registering by oneself (D3, D4, E5 to E18): terms, what one says of oneself, a code to the mobile, one to the e-mail.

A conversation is a row that belongs to a browser; there is no person before both codes were right. What was typed is
sealed in it, the password only as its hash; the row is emptied when the person is made, and dropped after a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from pishkhan.identity.account_messages import Welcome
from pishkhan.identity.domain import challenges, credentials, limits, passwords, records, tries
from pishkhan.identity.domain.challenges import Subject
from pishkhan.identity.domain.registration_fields import Typed
from pishkhan.identity.domain.tries import Limit
from pishkhan.identity.enums import IdentifierKind, Purpose, Record, Stage
from pishkhan.identity.models import Applicant, Identifier, Person, Registration, RegistrationProfile
from pishkhan.kernel import jalali
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import new_id
from pishkhan.kernel.text import clean_display, sort_key, words
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Channel, Recipient
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import sealing
from pishkhan.plumbing.actor import Actor

TAKEN_A_DAY = 5
"""Times a day one proved mobile is told that somebody has a number."""
PROVED = "registration_proved"
"""The origin of an e-mail whose code was right."""
LIFE = timedelta(days=1)
"""How long a registration nobody finishes is kept."""
KEPT = ("first_name", "last_name", "full_name", "nationality", "birth_date", "national_id", "passport", "fida",
        "mobile", "email")  # fmt: skip
"""Answers that are kept as typed; never a password."""


@dataclass(frozen=True, slots=True)
class Made:
    """What finishing brought: the person, and the user name to be told."""

    person: Person
    user_name: str


def begin(*, actor: Actor, profile: RegistrationProfile, flow: str) -> Registration:
    """Accept the terms: which version and when is kept (E5). Again in the same browser begins anew."""
    version = str(profile.definition["terms"]["version"])
    now = timezone.now()
    row, _ = Registration.objects.update_or_create(
        flow=challenges.flow_index(flow),
        defaults={
            "institution_id": actor.institution_id, "profile": profile, "terms_version": version, "terms_at": now,
            "network": actor.network, "expires_at": now + LIFE, "answers": {}, "password": "", "mobile_at": None,
            "email_at": None, "person_id": None,
        },
    )  # fmt: skip
    return row


def of_flow(*, institution_id: UUID, key: str, flow: str) -> Registration | None:
    """The registration a browser is in the middle of."""
    if not flow:
        return None
    rows = Registration.objects.select_related("profile").filter(
        flow=challenges.flow_index(flow), institution_id=institution_id, profile__key=key, profile__is_open=True,
        expires_at__gt=timezone.now(),
    )  # fmt: skip
    return rows.first()


def keep(row: Registration, typed: Mapping[str, str]) -> None:
    """Keep what was typed so far, right or wrong; no password. An open conversation only."""
    _write(row, {name: typed[name][:300] for name in KEPT if name in typed})


def _write(row: Registration, answers: Mapping[str, str], **fields: Any) -> None:
    """Add answers to an open conversation, and bring the row in hand up to date: two tabs may write at once."""
    with transaction.atomic():
        now = Registration.objects.select_for_update().filter(id=row.id, person_id=None).first()
        if now is None:
            return
        now.answers = {**now.answers, **answers}
        for name, value in fields.items():
            setattr(now, name, value)
        now.save(update_fields=["answers", *fields])
        row.answers = now.answers
        for name, value in fields.items():
            setattr(row, name, value)


def forget(row: Registration) -> None:
    """Throw a conversation away."""
    Registration.objects.filter(id=row.id, person_id=None).delete()


def mobile_subject(row: Registration, flow: str, mobile: str, language: str) -> Subject:
    """Whom a code to a mobile is about: the number itself, which nobody owns yet. `mobile` is a stored one."""
    return _subject(row, Purpose.REGISTER_MOBILE, flow, mobile, language)


def email_subject(row: Registration, flow: str, language: str) -> Subject:
    return _subject(row, Purpose.REGISTER_EMAIL, flow, str(row.answers.get("email", "")).casefold(), language)


def _subject(row: Registration, purpose: Purpose, flow: str, to: str, language: str) -> Subject:
    index = sealing.blind_index("code-subject", f"{row.institution_id}:{purpose}:{to}")
    return Subject(purpose, index, challenges.flow_index(flow), None, to, language)


def ask(*, actor: Actor, row: Registration, subject: Subject, channel: Channel) -> None:
    """Send a code for a registration. Raises what `challenges.ask` raises, DomainError registered (it is over)."""
    if row.person_id:
        raise DomainError("registered")
    challenges.ask(actor=actor, subject=subject, channel=channel)


def mobile_is_proved(row: Registration, mobile: str) -> bool:
    """Whether a right code came from this very number."""
    return row.mobile_at is not None and row.answers.get("proved_mobile") == mobile


def prove_mobile(*, actor: Actor, row: Registration, subject: Subject, typed: str) -> challenges.Tried:
    """Try the code of the mobile."""
    tried = challenges.try_code(actor=actor, subject=subject, typed=typed)
    if tried.right:
        _write(row, {"proved_mobile": subject.destination}, mobile_at=timezone.now())
    return tried


def prove_email(*, actor: Actor, row: Registration, subject: Subject, typed: str) -> challenges.Tried:
    """Try the code of the e-mail."""
    tried = challenges.try_code(actor=actor, subject=subject, typed=typed)
    if tried.right:
        _write(row, {"proved_email": subject.destination}, email_at=timezone.now())
    return tried


def settle(row: Registration, typed: Typed) -> None:
    """Keep answers that are all right, and the hash of the password."""
    _write(row, typed.values, password=make_password(typed.password))


def taken(row: Registration) -> str:
    """Which of the answers belongs to somebody already; empty for none. To be said only to who proved the mobile
    (E17); of the e-mail only once it is proved as well."""
    told = email_is_proved(row) or not row.profile.definition.get("email_code", True)
    kinds = [*_named(row), *([IdentifierKind.EMAIL] if told else [])]
    for kind in kinds:
        index = sealing.blind_index(kind, str(row.answers.get(kind, "")))
        if Identifier.objects.filter(institution_id=row.institution_id, kind=kind, index=index).exists():
            return str(kind)
    return ""


def _named(row: Registration) -> list[IdentifierKind]:
    asked = (IdentifierKind.NATIONAL_ID, IdentifierKind.FIDA, IdentifierKind.PASSPORT, IdentifierKind.MOBILE)
    return [kind for kind in asked if row.answers.get(kind)]


def told_taken(actor: Actor, row: Registration) -> str:
    """The same, counted: a mobile that was proved does not try out other people's numbers. Raises DomainError
    too_many."""
    kind = taken(row)
    if kind:
        here, mobile, where = row.institution_id, row.answers.get("proved_mobile"), tries.network(actor.network)
        limits.count(
            Limit(f"taken:{here}:{mobile}", TAKEN_A_DAY, limits.DAY),
            Limit(f"taken:{here}:{where}", 20 * TAKEN_A_DAY, limits.DAY),
        )
    return kind


def email_is_proved(row: Registration) -> bool:
    """Whether a right code came from the very address that stands in the answers."""
    return row.email_at is not None and row.answers.get("proved_email") == row.answers.get("email")


def wants_email_code(row: Registration) -> bool:
    return bool(row.profile.definition.get("email_code", True)) and not email_is_proved(row)


def finish(*, actor: Actor, row: Registration, agent: str = "") -> Made:
    """Make the person, once. Raises DomainError proof_missing (a code is still to be given), registered_already
    (`kind`), registered (it was finished already)."""
    try:
        with transaction.atomic():
            return _finish(actor, row, agent)
    except IntegrityError:
        # Somebody else with one of these identifiers was a moment quicker.
        raise DomainError("registered_already", kind=taken(row) or "any") from None


def _finish(actor: Actor, row: Registration, agent: str) -> Made:
    row = Registration.objects.select_for_update(of=("self",)).select_related("profile").get(id=row.id)
    if row.person_id:
        raise DomainError("registered")
    if not (mobile_is_proved(row, str(row.answers.get("mobile", ""))) and row.password) or wants_email_code(row):
        raise DomainError("proof_missing")
    if kind := taken(row):
        raise DomainError("registered_already", kind=kind)
    person = _person(row)
    definition = row.profile.definition
    complete = definition.get("profile") is None
    Applicant.objects.create(
        institution_id=row.institution_id, person=person, profile=row.profile, terms_version=row.terms_version,
        terms_at=row.terms_at, stage=Stage.APPROVED if complete else Stage.REGISTERED,
        dies_on=None if complete else jalali.months_later(timezone.localdate(), int(definition.get("months", 1))),
    )  # fmt: skip
    names = (definition["user_name"], *definition.get("either", ()))
    user_name = next((str(row.answers[name]) for name in names if row.answers.get(name)), "")
    _welcome(row, person, user_name)
    row.person_id, row.answers, row.password = person.id, {}, ""
    row.save(update_fields=["person_id", "answers", "password"])
    records.note(actor=actor, person_id=person.id, record=Record.REGISTERED, agent=agent, profile=row.profile.key)
    return Made(person, user_name)


def _person(row: Registration) -> Person:
    said = row.answers
    name = clean_display(said.get("full_name") or f"{said.get('first_name', '')} {said.get('last_name', '')}")
    person = Person(
        id=new_id(), institution_id=row.institution_id, full_name=name, sort_key=sort_key(name),
        name_words=words(name), password=row.password, language=row.profile.definition.get("language") or "fa",
        birth_date=jalali.parse_date(said["birth_date"]) if said.get("birth_date") else None,
        facts={key: said[key] for key in ("first_name", "last_name", "nationality") if said.get(key)},
        origins={
            **dict.fromkeys(("full_name", "birth_date", "mobile"), "registration"),
            "email": PROVED if email_is_proved(row) else "registration",
        },
    )  # fmt: skip
    if credentials.live_elsewhere(row.institution_id):
        person.set_unusable_password()  # the directory needs it in clear: it is made in the wizard
    person.username = person.id.hex
    person.save(force_insert=True)
    for kind in (*_named(row), IdentifierKind.EMAIL):
        value = str(said.get(kind, ""))
        index = sealing.blind_index(kind, value)
        Identifier.objects.create(
            person=person, institution_id=row.institution_id, kind=kind, value=value, index=index
        )
    return person


def _welcome(row: Registration, person: Person, user_name: str) -> None:
    """E18: by e-mail, with the user name and never the password."""
    to = Recipient(
        institution_id=row.institution_id, person_id=person.id, email=str(row.answers.get("email", "")),
        language=person.language,
    )  # fmt: skip
    place = organisation.institution(row.institution_id).name
    notifications.send(
        recipient=to, message=Welcome(user_name=user_name, place=place, link="/login/"), channels=[Channel.EMAIL]
    )


def password_context(institution_id: UUID, typed: Mapping[str, str]) -> passwords.Context:
    """What is known of somebody who is just registering."""
    said = [typed.get(name, "") for name in KEPT]
    return passwords.context(institution_id, [*said, typed.get("email", "").partition("@")[0]])


def forget_old() -> int:
    """Drop registrations that are over, finished or not."""
    return Registration.objects.filter(expires_at__lt=timezone.now()).delete()[0]
