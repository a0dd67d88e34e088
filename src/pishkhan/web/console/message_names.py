"""What the console calls messages, what stands in them, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import gettext_noop

from pishkhan.kernel import money, phone
from pishkhan.kernel.money import Rials
from pishkhan.kernel.text import mask_email
from pishkhan.notifications.api import Channel, Message, Outcome, Said, State, registry
from pishkhan.web.components import numbers
from pishkhan.web.components.language import current

Badge = tuple[str, str, str]
"""Tone, icon and words of a state."""

CHANNELS: Mapping[str, Promise] = {
    Channel.SMS: lazy("Text message"), Channel.VOICE: lazy("Phone call"), Channel.EMAIL: lazy("E-mail"),
}  # fmt: skip

TONES: Mapping[str, tuple[str, str]] = {
    State.WAITING: ("wait", "hour"), State.SENDING: ("open", "hour"), State.GATHERED: ("wait", "inbox"),
    State.JOINED: ("done", "inbox"),
    State.SENT: ("open", "send"), State.UNKNOWN: ("turn", "alert"), State.DELIVERED: ("done", "check"),
    State.FAILED: ("debt", "alert"), State.EXPIRED: ("turn", "clock"), State.STOPPED: ("turn", "stop"),
}  # fmt: skip

OUTCOMES: Mapping[str, tuple[str, str, Promise]] = {
    Outcome.OK: ("done", "check", lazy("Taken")),
    Outcome.RETRY: ("turn", "refresh", lazy("Not now")),
    Outcome.FAIL_OVER: ("turn", "go", lazy("Refused")),
    Outcome.PERMANENT: ("debt", "alert", lazy("Refused for good")),
    Outcome.UNKNOWN: ("turn", "alert", lazy("Not known")),
    "": ("open", "hour", lazy("Under way")),
}

NAMES: Mapping[str, Promise] = {
    "verification_code": lazy("Verification code"), "daily": lazy("The daily e-mail"),
    "request_filed": lazy("Request filed"), "comment": lazy("Message of an officer"),
    "student_comment": lazy("Message of a student"), "returned": lazy("Returned for correction"),
    "corrected": lazy("Corrected by the student"), "closed": lazy("Request completed"),
    "closed_letter": lazy("Request completed, with its letter"),
    "visit": lazy("Visit needed"), "debt": lazy("Debt recorded"), "debt_reduced": lazy("Debt settled or waived"),
    "certificate": lazy("Certificate ready"), "revoked": lazy("Certificate revoked"),
    "alarm": lazy("Alarm for administrators"), "password_set": lazy("New password"),
    "welcome": lazy("Welcome after registering"), "profile_reminder": lazy("Reminder to complete a registration"),
    "profile_decided": lazy("Decision on a registration"), "mobile_changed": lazy("Mobile number changed"),
    "mobile_is_yours": lazy("Greeting to a new mobile number"), "factors_changed": lazy("Second factor changed"),
    "instalment_soon": lazy("Instalment due soon"), "instalment_late": lazy("Instalment late"),
    "plan_broken": lazy("Instalment plan over"), "payment_receipt": lazy("Payment received"),
    "payment_left": lazy("Payment not taken"), "refund": lazy("Refund decided"),
    "enquiry_answered": lazy("Answer to a question of the contact page"),
    "deadline_near": lazy("Deadline near"), "deadlines_near": lazy("Several deadlines near"),
    "deadline_over": lazy("Deadline passed"), "deadlines_over": lazy("Several deadlines passed"),
    "task_moved": lazy("Task handed to somebody else"),
    "file_removed": lazy("File with a virus removed"), "invitation": lazy("Invitation to take part"),
    "joined": lazy("Somebody takes part"), "closed_part": lazy("Request of another completed"),
    "withdrawn": lazy("Request withdrawn"), "reopened": lazy("Request taken up again"),
}  # fmt: skip
"""Message → what the console calls it: its title has places for what only one case knows."""

PLACES: Mapping[str, Promise] = {
    "code": lazy("The digits of the code"), "minutes": lazy("Minutes the code is good for"),
    "host": lazy("Address of the site"), "number": lazy("Number of the request"),
    "author": lazy("Who wrote"), "rate": lazy("Question and link: how it was"),
    "file_removed.name": lazy("Name of the file"), "reply_by": lazy("Last day to answer"),
    "office": lazy("Name of the office"),
    "reason": lazy("The reason, as it was written"), "what": lazy("What became of the debt"),
    "left": lazy("What is still owed"), "certificate": lazy("Number of the certificate"),
    "alarm.what": lazy("What failed"), "count": lazy("How many messages"), "text": lazy("The whole text"),
    "mask": lazy("The new number, masked"), "agent": lazy("Browser and device"),
    "network": lazy("Network address"), "place": lazy("Name of the site"), "user_name": lazy("User name"),
    "last_day": lazy("Last day to complete it"), "profile_decided.what": lazy("What was decided"),
    "factors_changed.what": lazy("What was changed"),
    "amount": lazy("Amount in rials"), "day": lazy("Day it is due"), "last": lazy("Last day before the plan is over"),
    "subject": lazy("What was paid for"), "reference": lazy("Number of the transfer"),
    "payment_receipt.number": lazy("Tracking number"), "payment_left.number": lazy("Tracking number"),
    "refund.number": lazy("Tracking number"), "enquiry_answered.name": lazy("Name of who asked"),
    "answer": lazy("The answer"), "asked": lazy("The question"),
    "follow": lazy("Address to follow it without logging in"), "station": lazy("Name of the station"),
    "address": lazy("Address of the page of the request"), "closed_letter.letter": lazy("Name of the letter"),
    "due": lazy("Day it should be done"), "task_moved.who": lazy("Who handed it out"),
    "deadlines_near.count": lazy("How many tasks"), "deadlines_over.count": lazy("How many tasks"),
}  # fmt: skip
"""Place → what stands there; for one message only: its key, a dot, the place."""

SETTING_WORDS = (
    gettext_noop("API key"), gettext_noop("Sending line"),
    gettext_noop("For texts sent without a template. Empty: the account's own line."),
    gettext_noop("Address of the service"), gettext_noop("Beginning with +98."), gettext_noop("User name"),
    gettext_noop("Domain"), gettext_noop("As shown in the panel of the provider."),
    gettext_noop("Password of the web service"), gettext_noop("Mail server"), gettext_noop("Port"),
    gettext_noop("Encryption"), gettext_noop("None"), gettext_noop("Sending in the clear over the network"),
    gettext_noop("Refuse"), gettext_noop("Allow"),
    gettext_noop("Only where encryption is “None” and the server is another machine."), gettext_noop("Password"),
    gettext_noop("Address of the sender"), gettext_noop("Name of the sender"), gettext_noop("Demo inbox"),
    gettext_noop("Kavenegar"), gettext_noop("IPPanel"), gettext_noop("SMS.ir"), gettext_noop("Magfa"),
    gettext_noop("SMTP"), gettext_noop("STARTTLS"), gettext_noop("TLS"),
)  # fmt: skip
"""Words that providers name their settings with, for the catalogue."""


def state(row_state: str) -> Badge:
    tone, icon = TONES[row_state]
    return tone, icon, str(State(row_state).label)


def outcome(value: str) -> Badge:
    tone, icon, words = OUTCOMES[value]
    return tone, icon, str(words)


def channel(value: str) -> str:
    return str(CHANNELS[value])


def name(key: str) -> str:
    """What a message is called; of one without a name here, its title with dots for its places."""
    if key in NAMES:
        return str(NAMES[key])
    kind = registry.get(key)
    return _(kind.title) % _Dots() if kind else key


class _Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def place(kind: type[Message], key: str) -> str:
    """What stands in a place of a message, else what kind of thing it is."""
    for known in (f"{kind.key}.{key}", key):
        if known in PLACES:
            return str(PLACES[known])
    return _sort(kind.placeholders().get(key))


def _sort(hint: Any) -> str:
    if hint is date:
        return _("A date")
    if hint is Rials:
        return _("An amount in rials")
    if hint is int:
        return _("A number")
    return _("Words of ours") if hint is Said else _("Words")


def account(name: str) -> str:
    """What an account is called: the demo's own by our name for it."""
    return _("Demo inbox") if name == "Demo" else name


def shown(address: str) -> SafeString:
    """A masked address as it stands on a page."""
    return numbers.ltr(masked(address)) if "@" in address else numbers.isolated(masked(address))


def grouped(number: int) -> str:
    """A count or an amount in groups of three, in the digits of the page."""
    return money.group(number, current())


def masked(address: str) -> str:
    """An address of which one who knows it can tell that it is the one: 0912***4567, ab***@example.ir."""
    if not address:
        return ""
    if "@" in address:
        return mask_email(address)
    return phone.mask_mobile(address)
