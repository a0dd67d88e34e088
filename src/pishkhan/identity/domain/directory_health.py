"""Whether the directory works, told once to who can mend it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from pishkhan.identity.domain.queries.people import administrators_of, recipient_of
from pishkhan.identity.messages import AlarmNotice
from pishkhan.identity.models import DirectoryAccount
from pishkhan.identity.providers.protocol import Failed
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Said
from pishkhan.plumbing import incidents

DOWN = "directory_down"
"""Incident: accounts cannot be made or signed in to as things stand."""
ALARM = Said(_("The university's directory does not work"))
AGAIN = timedelta(hours=1)
"""Nobody is told twice within this time, however often it comes and goes."""


@transaction.atomic
def failed(row: DirectoryAccount, error: Failed) -> None:
    """Open an incident, or count it up."""
    told = {"trouble": error.outcome.value, "trouble_code": error.code[:60], "checked_at": timezone.now()}
    DirectoryAccount.objects.filter(id=row.id).update(**told)
    row.trouble, row.trouble_code = error.outcome.value, error.code[:60]
    lately = incidents.was_open_since(
        institution_id=row.institution_id, kind=DOWN, subject_id=row.id, since=timezone.now() - AGAIN
    )
    news = incidents.open_incident(
        institution_id=row.institution_id, kind=DOWN, subject_kind="directory", subject_id=row.id,
        detail={"reason": error.outcome.value, "code": error.code[:60]},
    )  # fmt: skip
    if news and not lately:
        for person_id in administrators_of(row.institution_id):
            notifications.send(
                recipient=recipient_of(person_id), message=AlarmNotice(what=ALARM, link="/console/incidents/")
            )


def worked(row: DirectoryAccount) -> None:
    """It works: what was open about it closes. Writes nothing when nothing was."""
    if row.trouble:
        over(row)


@transaction.atomic
def over(row: DirectoryAccount) -> None:
    """The same, whatever the row said when it was read."""
    DirectoryAccount.objects.filter(id=row.id).update(trouble="", trouble_code="")
    row.trouble = row.trouble_code = ""
    incidents.close_incidents(institution_id=row.institution_id, kind=DOWN, subject_id=row.id)
