"""Letter numbers of secretariats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from pishkhan.clearance.models import Letter
from pishkhan.kernel import jalali
from pishkhan.kernel.digits import to_latin
from pishkhan.kernel.text import clean_display, search_key
from pishkhan.workflow.api import Block, Step


def number(step: Step, *, number: str, dated: date) -> Sequence[Block]:
    """Keep the number. Two letters of one secretariat and year cannot share one, however it is spelled.

    A request that passes its secretariat once more may keep the number it has.
    """
    if step.task.office_id is None or step.actor.person_id is None:
        return [Block("letter_missing")]
    shown = clean_display(number)
    where = {
        "secretariat_id": step.task.office_id, "year": jalali.year(dated),
        "number_key": search_key(to_latin(shown)).replace(" ", ""),
    }  # fmt: skip
    try:
        with transaction.atomic():
            Letter.objects.create(
                request_id=step.case.request_id, task_id=step.task.id, number=shown, dated=dated,
                by=step.actor.person_id, **where,
            )  # fmt: skip
    except IntegrityError:
        if not Letter.objects.filter(request_id=step.case.request_id, **where).exists():
            return [Block("letter_taken", {"number": shown}, field="letter_number")]
    return []
