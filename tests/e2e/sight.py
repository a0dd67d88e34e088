"""Exports and figures of many days for the pictures; runs in the registrar's process."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.domain import searching
from pishkhan.servicedesk.models import DayFigures, Export
from tests.factories.packs import University

DAYS = 60


def prepared(iums: University) -> dict[str, str]:
    """A finished export, one that is being written, and what two months brought to the house and its offices."""
    list(searching.rebuild())
    admin = iums.actor("admin")
    row = servicedesk.exports.begin_export(
        actor=admin, kind="requests", query={}, format="xlsx", language="fa", key=uuid4().hex
    )
    assert row is not None
    servicedesk.exports.run(row.id)
    waiting = Export.objects.create(
        institution_id=iums.id, person_id=admin.person_id, kind="overdue", format="csv", state="running", done=4_500,
        total=12_000,
    )  # fmt: skip
    figures(iums)
    return {"export": str(row.id), "export_waiting": str(waiting.id)}


def figures(iums: University) -> None:
    """Figures of days, as if counted."""
    dice, today = random.Random(7), timezone.localdate()
    units = organisation.units_of(iums.id).values()
    kind = servicedesk.types(iums.id)[0].id
    faculty = next(unit.id for unit in units if unit.kind == "faculty")
    offices = [unit.id for unit in units if unit.kind != "faculty"][:8]
    made = []
    for back in range(1, DAYS):
        place = {"institution_id": iums.id, "day": today - timedelta(days=back), "type_id": kind, "faculty_id": faculty}
        filed = dice.randrange(8, 30)
        made.append(
            DayFigures(
                **place, filed=filed, closed=max(filed - dice.randrange(-6, 8), 0), sent_back=dice.randrange(5),
                first_answers=filed, first_answer_s=filed * dice.randrange(3, 9) * 3600, scores=4,
                score_sum=dice.randrange(13, 20),
            )
        )  # fmt: skip
        for weight, office in enumerate(offices, 1):
            done = dice.randrange(2, 20)
            made.append(
                DayFigures(
                    **place, office_id=office, filed=done + dice.randrange(3), tasks_done=done,
                    tasks_late=dice.randrange(2), spent_s=done * weight * 5000,
                )
            )  # fmt: skip
    days = {row.day for row in made}
    DayFigures.objects.filter(institution_id=iums.id, day__in=days).delete()
    DayFigures.objects.bulk_create(made)
