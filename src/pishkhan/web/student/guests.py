"""What somebody who takes part in another's request sees of it: nothing of money, papers, visits and sealed answers; of
the conversation what was written since they agreed (`servicedesk.comments`). The page tells the applicant the same
before they ask anybody (student/others.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pishkhan.clearance import api as clearance
from pishkhan.intake import logic
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import CustomerStatus

PRIVATE = {"debt", "visit"}
"""States of a station that are between the applicant and its office."""
UNTOLD = {"waiting.debt", "waited.debt", "waiting.visit", "waited.visit", "certificate.revoked"}


def status(found: servicedesk.Request, *, guest: bool) -> str:
    return CustomerStatus.OPEN.value if guest and found.customer_status in PRIVATE else str(found.customer_status)


def station(row: clearance.ShownStation) -> clearance.ShownStation:
    return replace(row, dues=[], status="open" if row.status in PRIVATE else row.status)


def history(found: Iterable[clearance.Happened], *, guest: bool) -> list[clearance.Happened]:
    return [each for each in found if not (guest and each.action in UNTOLD)]


def files(actor: Actor, found: servicedesk.Request) -> list[servicedesk.Attachment]:
    """The files a reader may have: of one's own request all, of another's those of the messages one reads."""
    rows = servicedesk.attachments(found)
    if found.applicant_id == actor.person_id:
        return rows
    read = {row.id for row in servicedesk.comments(found, actor, public=True)}
    return [row for row in rows if servicedesk.comment_of(row) in read]


def told(whole: logic.Form, given: Mapping[str, Any], language: str) -> list[str]:
    """The questions of one's request whose answers others would read, by name."""
    return [row.label for group in logic.display(form(whole), given, language) for row in group.rows]


def form(whole: logic.Form) -> logic.Form:
    """The questions whose answers a guest reads: nothing sealed, nothing out of the applicant's record, no file."""
    groups = (
        replace(group, fields=tuple(field for field in group.fields if _is_open(field))) for group in whole.groups
    )
    return replace(whole, groups=tuple(group for group in groups if group.fields))


def _is_open(field: logic.Field) -> bool:
    hidden = field.sensitive or field.locked or bool(field.record)
    return not hidden and field.type is not logic.FieldType.FILEPICKER
