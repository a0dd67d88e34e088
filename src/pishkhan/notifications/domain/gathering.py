"""The daily e-mail: what a person asked to get once a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from pishkhan.notifications.domain import sending, wishes, wording
from pishkhan.notifications.domain.messages import Message, message
from pishkhan.notifications.enums import Category, Channel, State, Surface, Urgency, Why, Wish
from pishkhan.notifications.models import Delivery

MOST = 50
"""Messages listed in one e-mail; the page has the rest."""


@message
@dataclass(frozen=True)
class DailyNotice(Message):
    """What gathered in a day, one line each below the text. It goes by e-mail only."""

    key: ClassVar[str] = "daily"
    category: ClassVar[Category] = Category.DAILY
    bell: ClassVar[bool] = False
    title: ClassVar[str] = _("%(count)s messages of today")
    body: ClassVar[str] = _("This is what happened since the last e-mail of this kind:")
    count: int
    link: str

    @classmethod
    def example(cls) -> DailyNotice:
        return cls(count=3, link="/notifications/")


def people() -> list[UUID]:
    """Who has something gathered."""
    rows = Delivery.objects.filter(state=State.GATHERED).order_by("person_id")
    return [each for each in rows.values_list("person_id", flat=True).distinct() if each]


@transaction.atomic
def send_gathered(person_id: UUID) -> int:
    """Send one e-mail with all that gathered for a person; how many messages went into it."""
    gathered = Delivery.objects.filter(person_id=person_id, state=State.GATHERED).order_by("id")
    rows = _still_wanted(list(gathered.select_for_update()))
    if not rows:
        return 0
    last, now = rows[-1], timezone.now()
    text = wording.filled(last.institution_id, DailyNotice, Surface.EMAIL, last.language, {"count": len(rows)})
    lines = [f"• {row.subject}" for row in rows[:MOST]] + (["…"] if len(rows) > MOST else [])
    digest = Delivery.objects.create(
        institution_id=last.institution_id, person_id=person_id, message=DailyNotice.key, category=Category.DAILY,
        channel=Channel.EMAIL, urgency=Urgency.BY_DAY, language=last.language, address=last.address,
        address_index=last.address_index, subject=text.title, body="\n".join([text.body, *lines]),
        values={"count": len(rows)}, link="/notifications/", next_at=now + sending.LEASE,
    )  # fmt: skip
    sending.put_in_queue(digest)
    Delivery.objects.filter(id__in=[row.pk for row in rows]).update(state=State.JOINED, digest=digest, ended_at=now)
    return len(rows)


def _still_wanted(rows: list[Delivery]) -> list[Delivery]:
    """Without those of categories that were muted since; these end here."""
    chosen = wishes.of(rows[0].institution_id, rows[0].person_id) if rows and rows[0].person_id else {}
    muted = {row.pk for row in rows if chosen.get((row.category, row.channel)) is Wish.NEVER}
    Delivery.objects.filter(id__in=muted).update(state=State.STOPPED, reason=Why.MUTED, ended_at=timezone.now())
    return [row for row in rows if row.pk not in muted]
