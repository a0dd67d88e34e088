"""What happened to an account, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

from pishkhan.identity.api import Record

HAPPENED: dict[Record, tuple[str, Promise]] = {
    Record.LOGIN: ("user", lazy("Logged in")),
    Record.LOGIN_FAILED: ("alert", lazy("A wrong password was typed")),
    Record.LOGOUT: ("logout", lazy("Logged out")),
    Record.SESSIONS_ENDED: ("logout", lazy("Sessions elsewhere were ended")),
    Record.CODE_ASKED: ("msg", lazy("A one-time code was asked for")),
    Record.CODE_WRONG: ("alert", lazy("A wrong code was typed")),
    Record.CODE_RIGHT: ("check", lazy("A one-time code was typed correctly")),
    Record.PASSWORD_SET: ("lock", lazy("A new password was made with a code")),
    Record.PASSWORD_CHANGED: ("lock", lazy("The password was changed")),
    Record.FACTOR_ADDED: ("shield", lazy("A second factor was added")),
    Record.FACTOR_REMOVED: ("shield", lazy("A second factor was removed")),
    Record.FACTOR_FAILED: ("alert", lazy("A wrong code of the second factor was typed")),
    Record.RECOVERY_CODES: ("shield", lazy("New recovery codes were made")),
    Record.REGISTERED: ("user", lazy("The account was made")),
    Record.PROFILE_SENT: ("file", lazy("The profile was sent for approval")),
    Record.PROFILE_DECIDED: ("check", lazy("An office decided on the profile")),
    Record.RESCUE_ASKED: ("phone", lazy("Another mobile number was asked for")),
    Record.RESCUE_PROPOSED: ("phone", lazy("An officer wrote down another mobile number")),
    Record.RESCUE_REFUSED: ("phone", lazy("Another mobile number was refused")),
    Record.MOBILE_CHANGED: ("phone", lazy("The mobile number was changed")),
    Record.NOT_ME: ("alert", lazy("“This wasn't me” was pressed; everything was closed")),
    Record.DATA_CHANGED: ("id", lazy("Data of the account were changed")),
    Record.OUTSIDE_NETWORK: ("globe", lazy("A page was opened from outside the allowed networks")),
    Record.ACCOUNT_CLOSED: ("lock", lazy("The account was closed")),
    Record.ACCOUNT_OPENED: ("lock", lazy("The account was opened")),
    Record.ALLOWED_IN: ("go", lazy("Let into another system")),
    Record.TOKEN_MADE: ("card", lazy("An API token was made")),
    Record.TOKEN_REVOKED: ("card", lazy("An API token was revoked")),
}
UNUSUAL = {Record.LOGIN_FAILED, Record.FACTOR_FAILED, Record.CODE_WRONG, Record.NOT_ME, Record.OUTSIDE_NETWORK}
"""Lines worth a second look."""
