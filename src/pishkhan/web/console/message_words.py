"""Why a message did not arrive, and what to do next: one row for every reason there is."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pishkhan.notifications.api import Reason, Why

WORDS: Mapping[str, tuple[Promise, Promise]] = {
    Reason.NUMBER_WRONG: (
        lazy("The number is not a mobile number"),
        lazy("Ask the person for the right number and have it corrected in their record."),
    ),
    Reason.NUMBER_BLOCKED: (
        lazy("The person's operator blocks such texts"),
        lazy("Send over a service line or by a template, or reach the person by a call or e-mail."),
    ),
    Reason.ADDRESS_REFUSED: (
        lazy("The e-mail address was refused"),
        lazy("Ask the person for the right address and have it corrected in their record."),
    ),
    Reason.OUT_OF_HOURS: (
        lazy("Advertising lines are shut at this hour"),
        lazy("It is tried again in the morning. A service line or a template works at any hour."),
    ),
    Reason.CREDIT_EMPTY: (
        lazy("The credit at the provider is used up"),
        lazy("Top up the account in the provider's panel, then check it here."),
    ),
    Reason.KEY_WRONG: (
        lazy("The provider does not accept the key or password"),
        lazy("Copy the key anew from the provider's panel into the account, then check it."),
    ),
    Reason.SETTINGS_WRONG: (
        lazy("The account's settings cannot be used"),
        lazy("Open the account, look at its address and encryption, and check it."),
    ),
    Reason.ACCOUNT_OFF: (
        lazy("The account is switched off at the provider"),
        lazy("Call the provider; switch the account off here until it works again."),
    ),
    Reason.ACCESS_MISSING: (
        lazy("The account has no right to send in this way"),
        lazy("Ask the provider for this service, or take the channel off the account."),
    ),
    Reason.IP_REFUSED: (
        lazy("The provider does not accept this server's address"),
        lazy("Write the server's address into the list of allowed addresses in the provider's panel."),
    ),
    Reason.LINE_WRONG: (
        lazy("The sending line is not one of the account's"),
        lazy("Look up the line in the provider's panel and correct it in the account."),
    ),
    Reason.TEMPLATE_MISSING: (
        lazy("The provider does not know the template, or has not approved it"),
        lazy("Compare the template's name with the provider's panel, and wait until it is approved there."),
    ),
    Reason.TEMPLATE_FIELDS: (
        lazy("The values do not fit the provider's template"),
        lazy("Compare the template's parameters in the account with those in the provider's panel."),
    ),
    Reason.TEXT_REFUSED: (
        lazy("The provider refused the text"),
        lazy("Change the text of the message, or register it as a template."),
    ),
    Reason.TEXT_LONG: (
        lazy("The text is too long for the provider"),
        lazy("Shorten the text of the message."),
    ),
    Reason.LINK_REFUSED: (
        lazy("The provider does not carry texts with a link"),
        lazy("Take the link out of the text, or ask the provider to allow it."),
    ),
    Reason.REQUEST_WRONG: (
        lazy("The provider did not understand the request"),
        lazy("Check the account's settings; if it stays, tell support the provider's code."),
    ),
    Reason.BUSY: (
        lazy("The provider was overloaded"),
        lazy("Nothing; it is tried again by itself."),
    ),
    Reason.RATE: (
        lazy("More messages a second than the provider takes"),
        lazy("Lower “Messages a second” of the account; this message is tried again by itself."),
    ),
    Reason.UNREACHABLE: (
        lazy("The provider could not be reached"),
        lazy("It is tried again by itself. If it stays, look at the network and the address in the account."),
    ),
    Reason.NO_ANSWER: (
        lazy("The provider did not answer"),
        lazy("Nobody knows whether it was sent. Ask the person before you send it again."),
    ),
    Reason.NOT_UNDERSTOOD: (
        lazy("The provider's answer could not be read"),
        lazy("Look at the address in the account. Ask the person before you send it again."),
    ),
    Reason.VOICE_IMPOSSIBLE: (
        lazy("The provider cannot read this out by telephone"),
        lazy("Only codes are read out; take the channel “Phone call” off the account if it stays."),
    ),
    Reason.NOT_DELIVERED: (
        lazy("It did not reach the telephone"),
        lazy("The phone may be off or out of reach. Send it again later, or by another channel."),
    ),
    Reason.CANCELLED: (
        lazy("It was cancelled at the provider"),
        lazy("See in the provider's panel who cancelled it, then send it again."),
    ),
    Reason.LOST: (
        lazy("The provider knows nothing of the message"),
        lazy("Send it again."),
    ),
    Reason.TEST_ONLY: (
        lazy("The account may only send tests"),
        lazy("Have the account opened for real sending in the provider's panel."),
    ),
    Reason.TROUBLE: (
        lazy("Something went wrong at the provider"),
        lazy("It is tried again by itself. If it stays, tell the provider its code."),
    ),
    Why.NO_ADDRESS: (
        lazy("The person has no number or address here"),
        lazy("Have a mobile number or e-mail address entered in their record."),
    ),
    Why.LANDLINE: (
        lazy("The number is a landline, which takes no texts"),
        lazy("Have a mobile number entered in the person's record."),
    ),
    Why.FOREIGN: (
        lazy("The number is of another country"),
        lazy("Reach the person by e-mail; texts and calls go within Iran only."),
    ),
    Why.NO_PROVIDER: (
        lazy("No account in use carries this message"),
        lazy("Switch an account on, or give it this channel and, where it needs one, a template."),
    ),
    Why.GAVE_UP: (
        lazy("It was tried long enough without success"),
        lazy("See the tries for the reason, put it right, then send it again."),
    ),
    Why.CODE_DIED: (
        lazy("The code ran out before it could be sent"),
        lazy("Nothing; the person can ask for a new code."),
    ),
    Why.NUMBER_LIMIT: (
        lazy("This number has had its messages for today"),
        lazy("Wait until tomorrow, or raise the limit of a number."),
    ),
    Why.NIGHT: (
        lazy("It waits for the end of the quiet hours"),
        lazy("Nothing; it goes by itself. The quiet hours are among the limits."),
    ),
    Why.ADDRESS_LIMIT: (
        lazy("This e-mail address has had its messages for today"),
        lazy("Wait until tomorrow, or raise the limit of an address."),
    ),
    Why.PERSON_LIMIT: (
        lazy("This person has had their messages for today"),
        lazy("Wait until tomorrow, or raise the limit of a person."),
    ),
    Why.NETWORK_LIMIT: (
        lazy("Too many codes were asked for from one network today"),
        lazy("Wait until tomorrow, or raise the limit of a network."),
    ),
    Why.DAY_LIMIT: (
        lazy("The institution's messages of today are used up"),
        lazy("It goes tomorrow. Look in the log for what sends so many, or raise the limit of a day."),
    ),
    Why.DAY_FULL: (
        lazy("The institution's messages of today are used up, the share kept for codes as well"),
        lazy("Look in the log for what sends so many, and raise the limit of a day."),
    ),
    Why.BUDGET: (
        lazy("The money for messages of this month is used up"),
        lazy("Raise the budget of the month, then send it again."),
    ),
    Why.MUTED: (
        lazy("The person does not want such messages"),
        lazy("Nothing; the message is in the person's bell."),
    ),
}  # fmt: skip
"""Reason → what happened, what to do next."""


def what(reason: str) -> str:
    """What happened, empty for no reason; a reason no running code knows as it is stored."""
    return str(WORDS[reason][0]) if reason in WORDS else reason


def advice(reason: str) -> str:
    """What to do next, empty for no reason."""
    if not reason:
        return ""
    return str(WORDS[reason][1]) if reason in WORDS else _("Tell support this word: %(word)s.") % {"word": reason}
