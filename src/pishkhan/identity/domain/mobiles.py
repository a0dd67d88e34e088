"""What must happen whenever somebody's mobile is replaced by somebody else, be it two officers or a list: codes go to
it, so who had the old number loses every door and hears of it."""

from __future__ import annotations

from uuid import UUID

from pishkhan.identity.domain import records, sessions
from pishkhan.identity.enums import Record
from pishkhan.identity.rescue_messages import MobileChanged
from pishkhan.kernel import phone
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Recipient
from pishkhan.plumbing.actor import Actor


def replaced(*, actor: Actor, person_id: UUID, before: Recipient, mobile: str) -> None:
    """Note it, shut every door, tell the old number and address. In the transaction that writes the new number;
    `before` is the recipient as read before that."""
    records.note(actor=actor, person_id=person_id, record=Record.MOBILE_CHANGED)
    sessions.shut_doors(actor=actor, person_id=person_id)
    notifications.send(recipient=before, message=MobileChanged(mask=phone.mask_mobile(mobile), link="/help/"))
