"""Words of notifications."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from pishkhan.notifications.providers.protocol import Channel, Fate, Outcome, Reason


class Category(models.TextChoices):
    """What a message is about; a person chooses per category and channel."""

    SECURITY = "security", _("Codes and security of the account")
    YOUR_MOVE = "your_move", _("Your move: corrections, visits, debts")
    PROGRESS = "progress", _("Progress of your requests and certificates")
    CONVERSATION = "conversation", _("Messages of officers and students")
    OFFICE = "office", _("Work that comes back to your desk")
    ALARM = "alarm", _("Alarms for administrators")
    DAILY = "daily", _("The daily e-mail")


class Urgency(StrEnum):
    """How long a message may wait."""

    CODE = "code"
    """Dies with its code; handed over at most once."""
    NOW = "now"
    """Goes at any hour."""
    BY_DAY = "by_day"
    """Calls and texts wait for the morning."""


class Wish(models.TextChoices):
    """How a person wants a category on a channel."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, gathered")
    NEVER = "never", _("Never")


class Surface(models.TextChoices):
    """Where the words of a message stand."""

    BELL = "bell", _("In Pishkhan")
    SMS = "sms", _("Text message")
    VOICE = "voice", _("Phone call")
    EMAIL = "email", _("E-mail")


class State(models.TextChoices):
    """Where a delivery stands. JOINED, DELIVERED, FAILED, EXPIRED and STOPPED are final."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    GATHERED = "gathered", _("Kept for the daily e-mail")
    JOINED = "joined", _("In the daily e-mail")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("Not known whether it was sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Too late")
    STOPPED = "stopped", _("Not sent")


class Alarm(StrEnum):
    """What administrators are told of at once."""

    BUDGET = "budget"
    SPENT = "spent"
    DAY_FULL = "day_full"
    PROVIDER = "provider"
    STUCK = "stuck"


OPEN = (State.WAITING, State.SENDING, State.GATHERED)
WITH_PROVIDER = (State.SENT, State.UNKNOWN)
FINAL = (State.JOINED, State.DELIVERED, State.FAILED, State.EXPIRED, State.STOPPED)


OF_ONE_MESSAGE = frozenset(
    {Reason.TEMPLATE_MISSING, Reason.TEMPLATE_FIELDS, Reason.TEXT_REFUSED, Reason.LINK_REFUSED}
)
"""Troubles of one message's template or words: that others go through mends nothing, nor is the account unfit."""


class Why(StrEnum):
    """Our own reasons for not sending, beside the providers' (`Reason`)."""

    NIGHT = "night"
    """It waits for the morning."""
    NO_ADDRESS = "no_address"
    LANDLINE = "landline"
    FOREIGN = "foreign"
    NO_PROVIDER = "no_provider"
    GAVE_UP = "gave_up"
    CODE_DIED = "code_died"
    NUMBER_LIMIT = "number_limit"
    ADDRESS_LIMIT = "address_limit"
    PERSON_LIMIT = "person_limit"
    NETWORK_LIMIT = "network_limit"
    DAY_LIMIT = "day_limit"
    """It goes tomorrow."""
    DAY_FULL = "day_full"
    """A code that tomorrow would be dead."""
    BUDGET = "budget"
    MUTED = "muted"


__all__ = [
    "FINAL", "OF_ONE_MESSAGE", "OPEN", "WITH_PROVIDER", "Alarm", "Category", "Channel", "Fate", "Outcome",
    "Reason", "State", "Surface", "Urgency", "Why", "Wish",
]  # fmt: skip
