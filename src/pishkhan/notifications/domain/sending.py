"""Putting a message on its way: rows first, in the caller's transaction; jobs after the commit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from pishkhan.kernel import phone, sms
from pishkhan.kernel.digits import bare
from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.text import clean_display
from pishkhan.notifications.domain import accounts, limits, quiet, wishes, wording
from pishkhan.notifications.domain.messages import Message, Recipient
from pishkhan.notifications.enums import Channel, Reason, State, Surface, Urgency, Why, Wish
from pishkhan.notifications.models import Delivery, Notice
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import jobs, sealing

LEASE = timedelta(seconds=90)
"""After this time the sweep looks at a row whose job has not been seen."""

LONGEST_ADDRESS = 254
PRIORITY = {Urgency.CODE: 20, Urgency.NOW: 10, Urgency.BY_DAY: 0}


def send(
    *, recipient: Recipient, message: Message, channels: Collection[Channel] | None = None, network: str = ""
) -> list[int]:
    """Put a message on its way, in the caller's transaction; the ids of its deliveries.

    It goes to the bell of who has an account, and by `channels`, or by every channel that the message has words for
    and the person did not mute. Codes count against the caps of their number and of the `network` they were asked
    from. Raises DomainError number_limit, address_limit, network_limit (codes only): nothing is sent, say so to who
    asked. What became of a delivery tells `fate_of`.
    """
    if recipient.person_id and Surface.BELL in message.surfaces():
        Notice.objects.create(
            institution_id=recipient.institution_id, person_id=recipient.person_id, message=message.key,
            values=_kept_here(message), link=message.link,
        )  # fmt: skip
    chosen = wishes.of(recipient.institution_id, recipient.person_id) if recipient.person_id else {}
    ways = _ways(recipient, message, channels)
    rows = [
        _row(recipient, message, channel, how, network) for channel in ways
        if (how := wishes.wish(type(message), channel, chosen)) is not Wish.NEVER
    ]  # fmt: skip
    for row in rows:
        row.save(force_insert=True)
        if row.state == State.WAITING and row.not_before is None:
            put_in_queue(row)
    return [row.pk for row in rows]


def _kept_here(message: Message) -> dict[str, Any]:
    values = message.values()
    return values | {name: type(values[name])() for name in message.outside}


def _ways(recipient: Recipient, message: Message, asked: Collection[Channel] | None) -> list[Channel]:
    """The channels to try: those asked for, else texts and e-mails; only such as the institution has an account for.

    Somebody with neither number nor address is told of in the log, not silently left out.
    """
    offered = accounts.channels_of(recipient.institution_id)
    able = [channel for channel in message.channels() if channel in offered]
    if asked is not None:
        return [channel for channel in able if channel in asked]
    usual: list[Channel] = [channel for channel in able if channel is not Channel.VOICE]
    reached = [channel for channel in usual if _address(recipient, channel)]
    return reached or usual[:1]


def _row(recipient: Recipient, message: Message, channel: Channel, how: Wish, network: str) -> Delivery:
    """The delivery as it is due, not yet saved."""
    kind, now = type(message), timezone.now()
    address, wrong = read_address(_address(recipient, channel), channel)
    index = address_index(address or _address(recipient, channel))
    if kind.secret and not wrong:
        limits.may_ask(
            institution_id=recipient.institution_id, channel=channel, address_index=index, network=network
        )
    values = message.values()
    surface = Surface(channel.value)
    text = wording.filled(recipient.institution_id, kind, surface, recipient.language, values)
    row = Delivery(
        institution_id=recipient.institution_id, person_id=recipient.person_id, message=kind.key,
        category=kind.category, channel=channel, urgency=kind.urgency, language=recipient.language, address=address,
        address_index=index, subject=text.title, body=text.body, values=values, link=message.link,
        secret=message.one_time_code() or None, parts=_parts(text.body, message) if channel is Channel.SMS else 1,
        expires_at=message.dies_at(),
    )  # fmt: skip
    if wrong:
        row.state, row.reason, row.ended_at, row.secret = State.FAILED, wrong, now, None
    elif how is Wish.DAILY:
        row.state = State.GATHERED
    else:
        row.not_before = quiet.keeps(limits.rules_of(row.institution_id), row.urgency, row.channel, now)
        row.next_at, row.reason = row.not_before or now + LEASE, Why.NIGHT if row.not_before else ""
    return row


def fate_of(*, institution_id: UUID, delivery_id: int) -> State | None:
    """Where a delivery of the institution stands, for who sent it. None: there is no such delivery.

    A code that FAILED, EXPIRED, was STOPPED or is UNKNOWN wants another way offered.
    """
    rows = Delivery.objects.filter(id=delivery_id, institution_id=institution_id)
    found = rows.values_list("state", flat=True).first()
    return State(found) if found else None


def put_in_queue(row: Delivery) -> None:
    """Have a worker hand it over after the commit; codes first, and by threads of their own."""
    from pishkhan.notifications.tasks import hand_over, hand_over_code  # tasks need the app registry

    task = hand_over_code if row.urgency == Urgency.CODE else hand_over
    jobs.defer(task, priority=PRIORITY[Urgency(row.urgency)], delivery_id=row.pk)


def _parts(body: str, message: Message) -> int:
    return sms.parts(body.replace("{code}", message.one_time_code()) if message.secret else body)


def _address(recipient: Recipient, channel: Channel) -> str:
    return recipient.email if channel is Channel.EMAIL else recipient.mobile


def read_address(given: str, channel: Channel) -> tuple[str, str]:
    """The address as it is sent to, and what is wrong with it: one of the two is empty."""
    if not given:
        return "", Why.NO_ADDRESS
    if channel is Channel.EMAIL:
        given = clean_display(given)
        try:
            if len(given) > LONGEST_ADDRESS:
                raise ValidationError("long")
            validate_email(given)
        except ValidationError:
            return "", Reason.ADDRESS_REFUSED
        return given, ""
    try:
        return phone.parse_mobile(given), ""
    except Invalid:
        return "", _what_number(given)


def _what_number(given: str) -> str:
    try:
        phone.parse_landline(given)
    except Invalid:
        typed = bare(given)
        abroad = typed.startswith(("+", "00")) and not typed.startswith(("+98", "0098"))
        return Why.FOREIGN if abroad else Reason.NUMBER_WRONG
    return Why.LANDLINE


def address_index(address: str) -> str:
    """The blind index an address is searched and counted by."""
    return sealing.blind_index("address", address.casefold()) if address else ""


def base_url(institution_id: UUID) -> str:
    """The institution's address, without a slash at the end."""
    return settings.PUBLIC_URL.format(host=organisation.host_of(institution_id)).rstrip("/")
