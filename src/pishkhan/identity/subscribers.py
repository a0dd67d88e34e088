"""News from below that concerns people of a role."""

from __future__ import annotations

from pishkhan.identity.domain import logins  # noqa: F401 - heard by being read
from pishkhan.identity.domain.queries.people import administrators_of, recipient_of
from pishkhan.identity.messages import ALARMS, AlarmNotice
from pishkhan.notifications import api as notifications
from pishkhan.notifications.events import AlarmRaised
from pishkhan.plumbing.events import subscribe


@subscribe(AlarmRaised)
def tell_administrators(event: AlarmRaised) -> None:
    """Every administrator hears of it, not by text message: that may be what fails."""
    for person_id in administrators_of(event.institution_id):
        message = AlarmNotice(what=ALARMS[event.alarm], link="/console/incidents/")
        notifications.send(recipient=recipient_of(person_id), message=message)
