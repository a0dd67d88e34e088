"""A test code to a number or address, through the whole path."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib import messages as said
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.notifications import api as notifications
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Actor
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.components.language import current
from pishkhan.web.console import message_names as names
from pishkhan.web.console.access import actor_of, administrators, around

MINUTES = 5
"""How long the code of a test is good for, as a real one."""


@administrators
@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest) -> HttpResponse:
    """Send a test code to a number or address, as a real one goes."""
    given = request.POST
    channel, to, errors = given.get("channel", "sms"), given.get("to", ""), {}
    if request.method == "POST":
        try:
            sent = _send(actor_of(request), channel, to)
        except DomainError as error:
            errors = {str(error.params.get("field", "")): phrases.sentence(error)}
        else:
            said.success(request, _("The test is on its way. What becomes of it appears here."))
            return redirect("console-message", sent)
    options = [Option(each.value, names.channel(each)) for each in notifications.Channel]
    fields = [
        Field(id="channel", name="channel", label=_("Channel"), type="radio", value=channel, options=options,
              errors=[errors["channel"]] if "channel" in errors else (), width="full"),
        Field(id="to", name="to", label=_("Mobile number or e-mail address"), value=to, latin=True, width="full",
              errors=[errors["to"]] if "to" in errors else (), help=_("Your own, so that you see it come.")),
    ]  # fmt: skip
    context = {**around(request, "console-accounts"), "fields": fields, "errors": list(errors.items())}
    return render(request, "console/message_try.html", context, status=422 if errors else 200)


def _send(actor: Actor, channel: str, to: str) -> int:
    """The id of the delivery. Raises Invalid test_channel, test_number, test_address, test_carrier with the field;
    DomainError number_limit, network_limit."""
    if channel not in set(notifications.Channel):
        raise Invalid("test_channel", field="channel")
    _check_address(channel, to)
    typed = {"email": to.strip()} if channel == notifications.Channel.EMAIL else {"mobile": to}
    recipient = notifications.Recipient(
        institution_id=actor.institution_id, person_id=None, language=current(), **typed
    )
    code = identity.VerificationCode(
        code=f"{secrets.randbelow(10**6):06}", minutes=MINUTES, host=organisation.host_of(actor.institution_id),
        until=timezone.now() + timedelta(minutes=MINUTES),
    )  # fmt: skip
    with transaction.atomic():
        sent = notifications.send(
            recipient=recipient, message=code, channels=[notifications.Channel(channel)], network=actor.network
        )
    if not sent:
        raise Invalid("test_carrier", field="channel")
    return sent[0]


def _check_address(channel: str, to: str) -> None:
    """Raises Invalid, by what is wrong with the address."""
    _, wrong = notifications.read_address(to.strip(), notifications.Channel(channel))
    if wrong in {notifications.Why.LANDLINE, notifications.Why.FOREIGN}:
        raise Invalid(f"test_{wrong}", field="to")
    if wrong:
        raise Invalid("test_address" if channel == notifications.Channel.EMAIL else "test_number", field="to")
