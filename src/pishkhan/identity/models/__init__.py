from pishkhan.identity.models.enrolment import Enrolment
from pishkhan.identity.models.membership import MembershipRow
from pishkhan.identity.models.person import Identifier, Person

__all__ = ["Enrolment", "Identifier", "MembershipRow", "Person"]
