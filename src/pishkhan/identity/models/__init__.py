from pishkhan.identity.models.absence import Absence
from pishkhan.identity.models.account_rules import AccountRules
from pishkhan.identity.models.bringing import ApiToken, PeopleImport
from pishkhan.identity.models.challenge import Captcha, Challenge
from pishkhan.identity.models.directory import DirectoryAccount
from pishkhan.identity.models.enrolment import Enrolment
from pishkhan.identity.models.membership import MembershipRow
from pishkhan.identity.models.oidc_key import OidcKey
from pishkhan.identity.models.person import Identifier, Person
from pishkhan.identity.models.registration import Applicant, Registration, RegistrationProfile
from pishkhan.identity.models.relying import RelyingParty
from pishkhan.identity.models.rescue import Rescue
from pishkhan.identity.models.session import LoginSession
from pishkhan.identity.models.tries import Tries

__all__ = [
    "Absence", "AccountRules", "ApiToken", "Applicant", "Captcha", "Challenge", "DirectoryAccount", "Enrolment",
    "Identifier", "LoginSession", "MembershipRow", "OidcKey", "PeopleImport", "Person", "Registration",
    "RegistrationProfile", "RelyingParty", "Rescue", "Tries",
]  # fmt: skip
