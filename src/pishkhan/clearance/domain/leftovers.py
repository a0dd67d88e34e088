"""Drafts that nobody can send any more."""

from __future__ import annotations

from pishkhan.clearance.domain.sending import STEP_DRAFT
from pishkhan.intake import api as intake
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow


def discard_leftovers(*, at_once: int = 500) -> int:
    """Delete drafts of step forms whose task is done or taken away (by a sibling, a timer, a reopening, a migration),
    and drafts of corrections that were answered or whose station ended; so many at a time. How many went."""
    steps = intake.discard_leftovers(purpose=STEP_DRAFT, still_open=workflow.ready_among, at_once=at_once)
    return steps + intake.discard_leftovers(
        purpose=servicedesk.CORRECTION, still_open=servicedesk.answerable_among, at_once=at_once
    )
