"""What every provider speaks with us: an outgoing message, the answer, the receipt, its own health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

import httpx


class Channel(StrEnum):
    """How a message leaves the house."""

    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"


class Outcome(StrEnum):
    """What the attempt to hand a message over came to."""

    OK = "ok"
    """The provider has it."""
    RETRY = "retry"
    """Not now; the same provider may take it in a while. Nothing was handed over."""
    FAIL_OVER = "fail_over"
    """This provider will not take it as things stand, another one may. Nothing was handed over."""
    PERMANENT = "permanent"
    """The message itself is at fault: no provider would carry it."""
    UNKNOWN = "unknown"
    """No answer, or one that cannot be read: the provider may or may not have it."""


class Fate(StrEnum):
    """What became of a message that a provider has."""

    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    FAILED = "failed"
    NOT_KNOWN = "not_known"
    """The provider knows no such message (any more)."""


class Reason(StrEnum):
    """Why, in our words. Vendors' codes become these in one table in each provider's file."""

    NUMBER_WRONG = "number_wrong"
    NUMBER_BLOCKED = "number_blocked"
    """The person has advertising lines blocked at the operator, or has blocked this sender."""
    ADDRESS_REFUSED = "address_refused"
    OUT_OF_HOURS = "out_of_hours"
    """Advertising lines are shut at night."""
    CREDIT_EMPTY = "credit_empty"
    KEY_WRONG = "key_wrong"
    SETTINGS_WRONG = "settings_wrong"
    """What is configured cannot be used: no address, or sending in the clear over a network."""
    ACCOUNT_OFF = "account_off"
    ACCESS_MISSING = "access_missing"
    """The account lacks the right to this kind of sending."""
    IP_REFUSED = "ip_refused"
    LINE_WRONG = "line_wrong"
    TEMPLATE_MISSING = "template_missing"
    TEMPLATE_FIELDS = "template_fields"
    """The values do not fit the provider's template."""
    TEXT_REFUSED = "text_refused"
    TEXT_LONG = "text_long"
    LINK_REFUSED = "link_refused"
    REQUEST_WRONG = "request_wrong"
    """The provider did not understand us."""
    BUSY = "busy"
    RATE = "rate"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    NOT_UNDERSTOOD = "not_understood"
    """The answer was no answer of this provider: HTML, another service, nothing."""
    VOICE_IMPOSSIBLE = "voice_impossible"
    NOT_DELIVERED = "not_delivered"
    CANCELLED = "cancelled"
    LOST = "lost"
    """The provider knows nothing of the message."""
    TEST_ONLY = "test_only"
    TROUBLE = "trouble"
    """Something went wrong at the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to one address on one channel. `to` is E.164 (+98…) or an e-mail address.

    `template` names the provider's own template, with `values` by the names the template has; empty: send `text`.
    `code` holds the digits of a one-time code. `reference` is ours, the same at every try, below 2**53.
    """

    reference: int
    channel: Channel
    to: str
    text: str = field(repr=False)
    code: str = field(default="", repr=False)
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    subject: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    unsubscribe: str = field(default="", repr=False)
    """An https address that takes a POST and ends such e-mails (RFC 8058); empty where nobody may mute it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What handing over came to. `cost` is in rials; `vendor_code` is theirs, for the log."""

    outcome: Outcome
    reason: Reason | None = None
    vendor_code: str = ""
    provider_id: str = ""
    cost: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a provider says of a message it has, asked for or pushed."""

    provider_id: str
    fate: Fate
    reason: Reason | None = None
    vendor_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the account could send now. `balance` is in rials, or in messages where the provider counts those."""

    ok: bool
    reason: Reason | None = None
    vendor_code: str = ""
    balance: int | None = None
    balance_in: str = "rials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing an account of the provider is configured with. Labels and hints are source texts for translation."""

    name: str
    label: str
    hint: str = ""
    secret: bool = False
    required: bool = True
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    aims: bool = False
    """It says where the secrets are sent: who changes it must type them again."""
    is_url: bool = False


class Mailbox(Protocol):
    """Where the demo provider keeps what it is given."""

    def put(self, message: Outgoing) -> str:
        """Keep a message; the id it is known by. Putting the same reference again gives the same id."""

    def has(self, provider_id: str) -> bool:
        """Whether it was kept."""

    def find(self, reference: int) -> str | None:
        """The id under which a message of ours was kept."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What providers reach the world with."""

    http: httpx.Client
    mailbox: Mailbox


class Provider:
    """One account at one provider. Methods are called from several threads and hold no transaction.

    Nothing here may raise for what the provider does, and nothing secret may appear in what is returned.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    channels: ClassVar[frozenset[Channel]]
    settings: ClassVar[tuple[Setting, ...]]
    stays_here: ClassVar[bool] = False
    """Its calls do not leave this process, so nobody has to watch how long they take."""
    has_templates: ClassVar[bool] = True
    """Whether the provider keeps templates of its own that a message can be sent by."""
    asks_at_most: ClassVar[int] = 0
    """Messages one `ask` takes; 0 where the provider gives no receipts by polling."""
    pushes: ClassVar[bool] = False
    """Whether the provider can call our receipt address."""

    def __init__(self, settings: Mapping[str, str], outside: Outside) -> None:
        self.given = {each.name: settings.get(each.name) or each.default for each in self.settings}
        self.outside = outside

    def carries(self, message: Outgoing) -> bool:
        """Whether this provider has a way to send this message at all."""
        return message.channel in self.channels

    def send(self, message: Outgoing) -> Answer:
        """Hand a message over."""
        raise NotImplementedError

    def find(self, message: Outgoing) -> Answer | None:
        """What became of a hand-over whose answer was lost: OK with its id, FAIL_OVER with LOST when the provider
        surely does not have it, UNKNOWN when it cannot say now. None: this provider cannot be asked."""
        return None

    def ask(self, provider_ids: Sequence[str]) -> list[Receipt]:
        """Receipts of messages handed over, as far as the provider answers; an empty list when it does not."""
        return []

    def pushed(self, fields: Mapping[str, str]) -> list[Receipt]:
        """Receipts in a call of the provider to us, through the same table as `ask`."""
        return []

    def check_config(self) -> Health:
        """Ask the provider whether the account stands; sends nothing to anybody."""
        raise NotImplementedError
