"""The door of `identity`."""

from pishkhan.identity import oidc_leaving
from pishkhan.identity.domain import (
    absences,
    applicants,
    directory,
    directory_accounts,
    keeping,
    own_tokens,
    registering,
    registration_fields,
    rescues,
    tokens,
)
from pishkhan.identity.domain.account_rules import NUMBERS as ACCOUNT_LIMITS
from pishkhan.identity.domain.account_rules import read_rules as read_account_rules
from pishkhan.identity.domain.account_rules import rules_of as account_rules
from pishkhan.identity.domain.account_rules import set_rules as set_account_rules
from pishkhan.identity.domain.account_rules import set_sources
from pishkhan.identity.domain.account_rules import stamp_of as account_rules_stamp
from pishkhan.identity.domain.activation import Found, count_asking, count_checks, count_codes, person_of_grant
from pishkhan.identity.domain.activation import find as find_account
from pishkhan.identity.domain.activation import set_password as set_account_password
from pishkhan.identity.domain.agents import in_words as agent_in_words
from pishkhan.identity.domain.bringing import columns as import_columns
from pishkhan.identity.domain.bringing import faults as import_faults
from pishkhan.identity.domain.bringing import imports, pushing
from pishkhan.identity.domain.bringing.files import open_file as open_list
from pishkhan.identity.domain.captchas import passed as captcha_passed
from pishkhan.identity.domain.captchas import picture as captcha_picture
from pishkhan.identity.domain.captchas import token as captcha_token
from pishkhan.identity.domain.captchas import work as captcha_work
from pishkhan.identity.domain.challenges import LIFE as CODE_LIFE
from pishkhan.identity.domain.challenges import Standing, Subject, Tried, try_code
from pishkhan.identity.domain.challenges import ask as ask_code
from pishkhan.identity.domain.challenges import standing as code_standing
from pishkhan.identity.domain.directory import Wanted as DirectoryWanted
from pishkhan.identity.domain.directory_accounts import NOT_FOLLOWED as ACCOUNT_NOT_FOLLOWED
from pishkhan.identity.domain.directory_health import DOWN as DIRECTORY_DOWN
from pishkhan.identity.domain.factors import begin_rules, factors_of, has_factor, must_have_factor, person_here
from pishkhan.identity.domain.factors import remove_all as remove_factors
from pishkhan.identity.domain.guessing import RIDDLE as LOGIN_RIDDLE
from pishkhan.identity.domain.guessing import TOO_MANY as LOGIN_TOO_MANY
from pishkhan.identity.domain.guessing import is_full as network_is_full
from pishkhan.identity.domain.heard import PASSED as FACTOR_PASSED
from pishkhan.identity.domain.limits import count as count_visits
from pishkhan.identity.domain.not_me import raise_alarm
from pishkhan.identity.domain.not_me import read as read_not_me
from pishkhan.identity.domain.oidc import SCOPES as OIDC_SCOPES
from pishkhan.identity.domain.oidc import issuer as oidc_issuer
from pishkhan.identity.domain.oidc import may_be_vouched_for, note_allowed_in
from pishkhan.identity.domain.oidc import replace_key as replace_oidc_key
from pishkhan.identity.domain.own_password import change as change_own_password
from pishkhan.identity.domain.parties import Party
from pishkhan.identity.domain.parties import add as add_party
from pishkhan.identity.domain.parties import one as party
from pishkhan.identity.domain.parties import put as put_party
from pishkhan.identity.domain.parties import remove as remove_party
from pishkhan.identity.domain.parties import renew_secret as renew_party_secret
from pishkhan.identity.domain.parties import visible_to as parties_visible_to
from pishkhan.identity.domain.passwords import Context as PasswordContext
from pishkhan.identity.domain.passwords import Policy, Rule
from pishkhan.identity.domain.passwords import broken as broken_password_rules
from pishkhan.identity.domain.passwords import context_of as password_context_of
from pishkhan.identity.domain.passwords import policy_of as password_policy
from pishkhan.identity.domain.passwords import rules as password_rules
from pishkhan.identity.domain.people import put_enrolment, put_membership, put_person, set_password
from pishkhan.identity.domain.queries.enrolled import LOST as LOST_ZEROS
from pishkhan.identity.domain.queries.enrolled import by_national_ids as enrolments_by_national_ids
from pishkhan.identity.domain.queries.enrolled import by_numbers as enrolments_by_numbers
from pishkhan.identity.domain.queries.lookup import people_by_identifier, person_to_invite
from pishkhan.identity.domain.queries.people import (
    Identifiers,
    actor_of,
    at_desk,
    desk_is_staffed,
    enrolment,
    enrolment_by_number,
    enrolments_of,
    identifiers_of,
    name_of,
    names,
    person,
    read_with_person,
    recipient_of,
    record_of,
    record_of_person,
    search_people,
    staff_by_unit,
    staff_of,
    works_in,
)
from pishkhan.identity.domain.queries.registering import takes_registrations
from pishkhan.identity.domain.records import PAGE as RECORDS_PAGE
from pishkhan.identity.domain.records import Happened, note, recent
from pishkhan.identity.domain.registration_profiles import (
    close_other_registration_profiles,
    put_registration_profile,
    registration_profile,
    registration_profiles,
)
from pishkhan.identity.domain.session_store import idle_time
from pishkhan.identity.domain.sessions import OpenSession, end_one, end_sessions, sessions_of
from pishkhan.identity.domain.standing_in import deputies_of, private_offices_come_from
from pishkhan.identity.domain.tries import Limit
from pishkhan.identity.domain.tries import network as network_part
from pishkhan.identity.enums import CaptchaKind, Record, Scope, Stage
from pishkhan.identity.messages import VerificationCode
from pishkhan.identity.models import (
    Absence,
    AccountRules,
    ApiToken,
    Applicant,
    DirectoryAccount,
    Enrolment,
    MembershipRow,
    PeopleImport,
    Person,
    Registration,
    RegistrationProfile,
    Rescue,
)
from pishkhan.identity.oidc_server import authenticated_at
from pishkhan.identity.oidc_server import server as oidc_server
from pishkhan.identity.providers.protocol import Outcome as DirectoryOutcome

__all__ = [
    "Absence",
    "MembershipRow",
    "absences",
    "LOST_ZEROS",
    "enrolments_by_national_ids",
    "enrolments_by_numbers",
    "has_factor",
    "LOGIN_RIDDLE",
    "Limit",
    "LOGIN_TOO_MANY",
    "authenticated_at",
    "network_is_full",
    "network_part",
    "oidc_leaving",
    "oidc_server",
    "set_sources",
    "PasswordContext",
    "broken_password_rules",
    "count_checks",
    "count_codes",
    "count_visits",
    "password_context_of",
    "directory",
    "directory_accounts",
    "ACCOUNT_NOT_FOLLOWED",
    "DIRECTORY_DOWN",
    "DirectoryAccount",
    "DirectoryOutcome",
    "DirectoryWanted",
    "oidc_issuer",
    "person_here",
    "applicants",
    "registering",
    "registration_fields",
    "Registration",
    "RegistrationProfile",
    "Applicant",
    "Stage",
    "begin_rules",
    "factors_of",
    "must_have_factor",
    "open_list",
    "remove_factors",
    "FACTOR_PASSED",
    "raise_alarm",
    "read_not_me",
    "OIDC_SCOPES",
    "may_be_vouched_for",
    "note_allowed_in",
    "replace_oidc_key",
    "change_own_password",
    "Party",
    "add_party",
    "party",
    "put_party",
    "remove_party",
    "renew_party_secret",
    "parties_visible_to",
    "takes_registrations",
    "RECORDS_PAGE",
    "Happened",
    "recent",
    "Record",
    "ApiToken",
    "PeopleImport",
    "Rescue",
    "Scope",
    "import_columns",
    "import_faults",
    "imports",
    "keeping",
    "own_tokens",
    "pushing",
    "rescues",
    "tokens",
    "CODE_LIFE",
    "CaptchaKind",
    "Found",
    "Policy",
    "Rule",
    "Standing",
    "Subject",
    "Tried",
    "ACCOUNT_LIMITS",
    "AccountRules",
    "account_rules",
    "account_rules_stamp",
    "read_account_rules",
    "set_account_rules",
    "agent_in_words",
    "ask_code",
    "captcha_passed",
    "captcha_picture",
    "captcha_token",
    "captcha_work",
    "code_standing",
    "count_asking",
    "find_account",
    "password_policy",
    "password_rules",
    "person_of_grant",
    "set_account_password",
    "try_code",
    "OpenSession",
    "idle_time",
    "note",
    "end_one",
    "end_sessions",
    "sessions_of",
    "VerificationCode",
    "Enrolment",
    "Identifiers",
    "Person",
    "actor_of",
    "at_desk",
    "deputies_of",
    "desk_is_staffed",
    "enrolment",
    "enrolment_by_number",
    "enrolments_of",
    "identifiers_of",
    "name_of",
    "private_offices_come_from",
    "read_with_person",
    "names",
    "person",
    "person_to_invite",
    "put_enrolment",
    "put_membership",
    "put_person",
    "close_other_registration_profiles",
    "put_registration_profile",
    "registration_profile",
    "registration_profiles",
    "record_of",
    "record_of_person",
    "recipient_of",
    "people_by_identifier",
    "search_people",
    "set_password",
    "staff_by_unit",
    "staff_of",
    "works_in",
]
