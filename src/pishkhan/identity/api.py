"""The door of `identity`."""

from pishkhan.identity.domain.people import put_enrolment, put_membership, put_person, set_password
from pishkhan.identity.domain.queries.people import (
    Identifiers,
    actor_of,
    at_desk,
    desk_is_staffed,
    enrolment,
    enrolments_of,
    identifiers_of,
    name_of,
    names,
    person,
    read_with_person,
    recipient_of,
    record_of,
    search_people,
    staff_by_unit,
    staff_of,
)
from pishkhan.identity.messages import VerificationCode
from pishkhan.identity.models import Enrolment, Person

__all__ = [
    "VerificationCode",
    "Enrolment",
    "Identifiers",
    "Person",
    "actor_of",
    "at_desk",
    "desk_is_staffed",
    "enrolment",
    "enrolments_of",
    "identifiers_of",
    "name_of",
    "read_with_person",
    "names",
    "person",
    "put_enrolment",
    "put_membership",
    "put_person",
    "record_of",
    "recipient_of",
    "search_people",
    "set_password",
    "staff_by_unit",
    "staff_of",
]
