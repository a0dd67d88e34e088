"""The door of `identity`."""

from pishkhan.identity.domain.account_rules import rules_of as account_rules
from pishkhan.identity.domain.activation import Found, count_asking, needs_factor, person_of_grant
from pishkhan.identity.domain.activation import find as find_account
from pishkhan.identity.domain.activation import set_password as set_account_password
from pishkhan.identity.domain.agents import in_words as agent_in_words
from pishkhan.identity.domain.captchas import passed as captcha_passed
from pishkhan.identity.domain.captchas import picture as captcha_picture
from pishkhan.identity.domain.captchas import token as captcha_token
from pishkhan.identity.domain.captchas import work as captcha_work
from pishkhan.identity.domain.challenges import LIFE as CODE_LIFE
from pishkhan.identity.domain.challenges import Standing, Subject, Tried, try_code
from pishkhan.identity.domain.challenges import ask as ask_code
from pishkhan.identity.domain.challenges import standing as code_standing
from pishkhan.identity.domain.passwords import Policy, Rule
from pishkhan.identity.domain.passwords import policy_of as password_policy
from pishkhan.identity.domain.passwords import rules as password_rules
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
from pishkhan.identity.domain.session_store import idle_time
from pishkhan.identity.domain.sessions import OpenSession, end_one, end_sessions, sessions_of
from pishkhan.identity.enums import CaptchaKind
from pishkhan.identity.messages import VerificationCode
from pishkhan.identity.models import Enrolment, Person

__all__ = [
    "CODE_LIFE",
    "CaptchaKind",
    "Found",
    "Policy",
    "Rule",
    "Standing",
    "Subject",
    "Tried",
    "account_rules",
    "agent_in_words",
    "ask_code",
    "captcha_passed",
    "captcha_picture",
    "captcha_token",
    "captcha_work",
    "code_standing",
    "count_asking",
    "find_account",
    "needs_factor",
    "password_policy",
    "password_rules",
    "person_of_grant",
    "set_account_password",
    "try_code",
    "OpenSession",
    "idle_time",
    "end_one",
    "end_sessions",
    "sessions_of",
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
