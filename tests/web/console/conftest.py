"""Messages in the log of a university."""

from __future__ import annotations

import pytest

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain import slots
from pishkhan.servicedesk.messages import ReturnedNotice
from tests.factories.jobs import run_jobs


@pytest.fixture
def tell():
    """`tell(iums)` tells a student of a returned request by e-mail and hands it over; the row in the log."""
    slots.forget()

    def told(university, login="981020304", *, hand_over=True, channel=notifications.Channel.EMAIL, **changes):
        known = identity.recipient_of(university.person(login).id)
        where = {"mobile": known.mobile, "email": known.email, "language": known.language, **changes}
        recipient = notifications.Recipient(institution_id=university.id, person_id=known.person_id, **where)
        (sent,) = notifications.send(recipient=recipient, message=ReturnedNotice.example(), channels=[channel])
        if hand_over:
            run_jobs()
        return notifications.Delivery.objects.get(id=sent)

    return told


@pytest.fixture
def demo(iums):
    """A university with an account at the demo provider."""
    notifications.put_demo(iums.id)
    return iums
