"""Words of identity."""

from __future__ import annotations

from django.db import models


class IdentifierKind(models.TextChoices):
    """What a person may type to say who they are (X1)."""

    STUDENT_NUMBER = "student_number"
    NATIONAL_ID = "national_id"
    MOBILE = "mobile"
    EMAIL = "email"
    STAFF_CODE = "staff_code"
    FIDA = "fida"
    PASSPORT = "passport"


class Purpose(models.TextChoices):
    """What a one-time code is for. Codes of one purpose never open another door."""

    ACCOUNT = "account"
    REGISTER_MOBILE = "register_mobile"
    REGISTER_EMAIL = "register_email"


class Stage(models.TextChoices):
    """Where somebody who registered by themselves stands (E19 to E21). Only the approved may file requests."""

    REGISTERED = "registered"
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"


class RescueState(models.TextChoices):
    """A change of mobile by two people (F9)."""

    ASKED = "asked"
    PROPOSED = "proposed"
    DONE = "done"
    REFUSED = "refused"


class RescueSource(models.TextChoices):
    """Who began a rescue."""

    PERSON = "person"
    STAFF = "staff"
    NOT_ME = "not_me"


class SecondFactor(models.TextChoices):
    """Whether staff and administrators must have a second factor, or may."""

    REQUIRED = "required"
    OFFERED = "offered"


class CaptchaKind(models.TextChoices):
    """How somebody shows that they are no machine."""

    WORK = "work"
    IMAGE = "image"


class Record(models.TextChoices):
    """Lines of a person's security log: what happened to the account."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    SESSIONS_ENDED = "sessions_ended"
    CODE_ASKED = "code_asked"
    CODE_WRONG = "code_wrong"
    CODE_RIGHT = "code_right"
    PASSWORD_SET = "password_set"  # noqa: S105 - the word for what happened
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_FAILED = "factor_failed"
    RECOVERY_CODES = "recovery_codes"
    REGISTERED = "registered"
    PROFILE_SENT = "profile_sent"
    PROFILE_DECIDED = "profile_decided"
    RESCUE_ASKED = "rescue_asked"
    RESCUE_PROPOSED = "rescue_proposed"
    RESCUE_REFUSED = "rescue_refused"
    MOBILE_CHANGED = "mobile_changed"
    NOT_ME = "not_me"
    DATA_CHANGED = "data_changed"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_OPENED = "account_opened"
    OUTSIDE_NETWORK = "outside_network"
    ALLOWED_IN = "allowed_in"
    """Let into another system of the university."""
    TOKEN_MADE = "token_made"  # noqa: S105 - the word for what happened
    TOKEN_REVOKED = "token_revoked"  # noqa: S105


class Scope(models.TextChoices):
    """What a machine's token is good for."""

    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    DUES_WRITE = "dues:write"
    REQUESTS_READ = "requests:read"
    REQUESTS_WRITE = "requests:write"
    DESK_READ = "desk:read"
    DESK_WRITE = "desk:write"
    CATALOGUE_READ = "catalogue:read"
    REPORTS_READ = "reports:read"


class Language(models.TextChoices):
    """The languages people are spoken to in."""

    FA = "fa"
    EN = "en"
