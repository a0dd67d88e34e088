"""Reading people, enrolments and memberships."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONArray, NullIf
from django.utils import timezone
from django.utils.translation import get_language

from pishkhan.identity.domain import standing_in
from pishkhan.identity.domain.queries.lookup import people_by_identifier
from pishkhan.identity.enums import IdentifierKind
from pishkhan.identity.models import Applicant, Enrolment, Identifier, MembershipRow, Person
from pishkhan.kernel import jalali, phone
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.text import words
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Recipient
from pishkhan.plumbing.actor import GRANTS, Actor, Membership, Role, Via
from pishkhan.plumbing.kept import kept

FOUND_AT_MOST = 200


def _current(today: date | None = None) -> Q:
    today = today or timezone.localdate()
    return Q(since__lte=today) & (Q(until=None) | Q(until__gte=today))


def signed_in(person_id: UUID) -> Person | None:
    """The person of a session with what every page needs, in one statement: `held`, today's memberships, and
    `unread`, the number of unread notices. None when the account is closed."""
    found = _with_desks(person=person_id, today=timezone.localdate())
    return found[0] if found else None


_beside: dict[str, Callable[[], Combinable]] = {}


def read_with_person(name: str, expression: Callable[[], Combinable]) -> None:
    """Have a room above's figure of the signed-in person read in the same statement, into the attribute `name`. The
    expression may use `OuterRef("pk")` and `OuterRef("institution_id")` of the person. Called while starting."""
    _beside[name] = expression


@kept
def _with_desks(*, person: UUID, today: date) -> QuerySet[Person]:
    return Person.objects.filter(id=person, is_active=True).annotate(**beside_person(today))


def beside_person(today: date) -> dict[str, Combinable]:
    """What every page needs of its person, as annotations of a query for people."""
    held = MembershipRow.objects.filter(_current(today), person_id=OuterRef("pk")).order_by("id")
    return {
        "held": ArraySubquery(held.values(row=JSONArray("unit_id", "role"))),
        "lent": standing_in.lent_to(F("pk"), today),
        "unread": notifications.unread_of(OuterRef("pk"), OuterRef("institution_id")),
        "stage": Subquery(Applicant.objects.filter(person_id=OuterRef("pk")).order_by().values("stage")),
        **{name: expression() for name, expression in _beside.items()},
    }


def actor_of(
    person: Person, *, institution_id: UUID, network: str = "", request_id: str = "", via: Via = Via.SESSION
) -> Actor:
    """The actor a signed-in person is today, at their own desks and at those of whom they stand in for. At another
    institution than their own they are nobody."""
    if person.institution_id != institution_id:
        return Actor(institution_id=institution_id, network=network, request_id=request_id, via=via)
    if not hasattr(person, "held"):
        today = timezone.localdate()
        person = Person.objects.filter(id=person.id).annotate(**beside_person(today)).get()
    own = [Membership(UUID(str(unit)), Role(role)) for unit, role in person.held]  # type: ignore[attr-defined]
    return Actor(
        institution_id=institution_id, person_id=person.id, network=network, request_id=request_id, via=via,
        memberships=standing_in.seats(institution_id, own, person.lent),  # type: ignore[attr-defined]
    )  # fmt: skip


def recipient_of(person_id: UUID) -> Recipient:
    """Where a person can be reached."""
    person, ids = Person.objects.get(id=person_id), identifiers_of(person_id)
    return Recipient(
        institution_id=person.institution_id, person_id=person.id, mobile=ids.mobile, email=ids.email,
        language=person.language or "fa",
    )  # fmt: skip


def administrators_of(institution_id: UUID) -> list[UUID]:
    """Ids of the people who today administer the institution."""
    rows = MembershipRow.objects.filter(
        _current(), role=Role.ADMINISTRATOR, person__institution_id=institution_id, person__is_active=True
    )
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def _shown_name(language: str | None = None) -> Combinable:
    """As `Person.shown_name`, inside a statement."""
    if (language or get_language() or "fa").startswith("en"):
        return Coalesce(NullIf("full_name_en", Value("")), "full_name")
    return F("full_name")


def names(ids: Iterable[UUID | None], language: str | None = None) -> dict[UUID, str]:
    """Full names by person id, in the language given, else of the page."""
    wanted = {i for i in ids if i}
    return dict(Person.objects.filter(id__in=wanted).values_list("id", _shown_name(language))) if wanted else {}


def name_of(person_id: Combinable) -> Subquery:
    """The full name of the person an outer query names, in the language of the page, for use inside its statement."""
    return Subquery(Person.objects.filter(id=person_id).order_by().values(shown=_shown_name()))


def person(person_id: UUID) -> Person:
    return Person.objects.get(id=person_id)


def enrolments_of(actor: Actor) -> list[Enrolment]:
    """The actor's own enrolments, newest first."""
    return _enrolments(me=actor.me, institution=actor.institution_id)


@kept
def _enrolments(*, me: UUID, institution: UUID) -> QuerySet[Enrolment]:
    ids = Identifier.objects.filter(person_id=OuterRef("person_id")).order_by("id")
    rows = Enrolment.objects.filter(person_id=me, person__institution_id=institution)
    rows = rows.annotate(identifiers=ArraySubquery(ids.values(row=JSONArray("kind", "value"))))
    return rows.select_related("person", "faculty").order_by("-entry_year", "id")


def enrolment(enrolment_id: UUID) -> Enrolment:
    """Raises Enrolment.DoesNotExist. The caller has decided that its actor may see it."""
    return Enrolment.objects.select_related("person", "faculty").get(id=enrolment_id)


def enrolment_by_number(institution_id: UUID, student_number: str) -> Enrolment:
    """Raises Enrolment.DoesNotExist. For jobs and packs: nobody asked whether they may see it."""
    rows = Enrolment.objects.select_related("person").filter(person__institution_id=institution_id)
    return rows.get(student_number=student_number)


def staff_of(unit_id: UUID, roles: Collection[Role]) -> list[Person]:
    """People who today hold one of the roles in the unit, by name."""
    ids = MembershipRow.objects.filter(_current(), unit_id=unit_id, role__in=list(roles)).values("person_id")
    return list(Person.objects.filter(id__in=ids, is_active=True).order_by("sort_key", "id"))


def staff_by_unit(unit_ids: Collection[UUID], roles: Collection[Role]) -> dict[UUID, list[Person]]:
    """`staff_of` for several units in one statement."""
    if not unit_ids:
        return {}
    held = MembershipRow.objects.filter(_current(), unit_id__in=unit_ids, role__in=list(roles), person__is_active=True)
    found: dict[UUID, list[Person]] = {unit: [] for unit in unit_ids}
    for row in held.select_related("person").order_by("person__sort_key", "person_id"):
        if row.person not in found[row.unit_id]:
            found[row.unit_id].append(row.person)
    return found


def works_in(person_id: UUID, unit_id: UUID) -> bool:
    """Whether a person has a role of their own in a unit today."""
    rows = MembershipRow.objects.filter(_current(), person_id=person_id, unit_id=unit_id, person__is_active=True)
    return rows.exists()


def at_desk(unit_id: UUID, role: str) -> list[Person]:
    """People who can today sit at the desk of a role in a unit."""
    return staff_of(unit_id, [holder for holder, granted in GRANTS.items() if Role(role) in granted])


def desk_is_staffed(unit_id: UUID, role: Role) -> bool:
    """Whether anybody can today sit at the desk of a role in a unit."""
    able = [holder for holder, granted in GRANTS.items() if role in granted]
    return MembershipRow.objects.filter(
        _current(), unit_id=unit_id, role__in=able, person__is_active=True
    ).exists()


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What a person is called, in clear. Read only where a screen shows it."""

    national_id: str = ""
    mobile: str = ""
    email: str = ""


def identifiers_of(person_id: UUID) -> Identifiers:
    return _identifiers({row.kind: row.value for row in Identifier.objects.filter(person_id=person_id).order_by("id")})


def _identifiers(found: Mapping[str, str]) -> Identifiers:
    return Identifiers(
        national_id=found.get(IdentifierKind.NATIONAL_ID, ""),
        mobile=phone.show_mobile(found[IdentifierKind.MOBILE]) if IdentifierKind.MOBILE in found else "",
        email=found.get(IdentifierKind.EMAIL, ""),
    )


def search_people(*, institution_id: UUID, text: str) -> list[UUID]:
    """Ids of people by exact identifier or by all words of a name, a few hundred at most."""
    exact = [person.id for person in people_by_identifier(institution_id=institution_id, typed=text)]
    if exact:
        return exact
    sought = words(text)
    if not sought or any(word.isdigit() for word in sought):
        numbers = Enrolment.objects.filter(student_number=to_latin(text).strip(), person__institution_id=institution_id)
        return list(numbers.order_by("id").values_list("person_id", flat=True)[:FOUND_AT_MOST])
    rows: QuerySet[Person] = Person.objects.filter(institution_id=institution_id, name_words__contains=sought)
    return list(rows.order_by("sort_key", "id").values_list("id", flat=True)[:FOUND_AT_MOST])


def record_of(enrolled: Enrolment) -> dict[str, str]:
    """What the university knows, under the names that forms prefill from (B8)."""
    person, read = enrolled.person, getattr(enrolled, "identifiers", None)
    if read is None:
        ids = identifiers_of(enrolled.person_id)
    else:
        opened = Identifier._meta.get_field("value").from_db_value
        ids = _identifiers({kind: str(opened(value, None, None)) for kind, value in read})
    record = {
        **_of_person(person, ids),
        "enrolment.student_number": enrolled.student_number,
        "enrolment.faculty": enrolled.faculty.key,
        "enrolment.field": enrolled.field,
        "enrolment.degree": enrolled.degree,
        "enrolment.status": enrolled.status,
        "enrolment.admission_type": enrolled.admission_type,
        "enrolment.entry_year": str(enrolled.entry_year),
    }
    record.update({f"enrolment.{key}": str(value) for key, value in enrolled.facts.items()})
    return record


def record_of_person(person_id: UUID) -> dict[str, str]:
    """The same for somebody who has no enrolment yet."""
    return _of_person(person(person_id), identifiers_of(person_id))


def _of_person(person: Person, ids: Identifiers) -> dict[str, str]:
    return {
        "person.full_name": person.full_name,
        "person.father_name": person.father_name,
        "person.birth_date": jalali.show(person.birth_date) if person.birth_date else "",
        "person.birth_certificate": person.birth_certificate or "",
        "person.address": person.address or "",
        "person.national_id": ids.national_id,
        "person.mobile": ids.mobile,
        "person.email": ids.email,
        **{f"person.{key}": str(value) for key, value in person.facts.items()},
    }
