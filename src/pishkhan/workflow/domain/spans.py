"""How long stations usually take: percentiles of the working time offices needed in the last 90 days (F5)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.remembering import remembered
from pishkhan.plumbing.rows import Statement
from pishkhan.workflow.domain.opening import office_of
from pishkhan.workflow.domain.versions import compiled
from pishkhan.workflow.models import Case, ProcessVersion, Span

log = logging.getLogger(__name__)

DAYS = 90
ENOUGH = 20
"""Tasks below which nothing is said of a station."""
REMEMBERED = 60
"""Seconds."""

_COUNT = Statement("""
    INSERT INTO workflow_span (institution_id, process_key, node, office_id, tasks, p50, p80, at)
    SELECT p.institution_id, p.key, t.node, t.office_id, count(*),
        percentile_disc(0.5) WITHIN GROUP (ORDER BY t.spent_s), percentile_disc(0.8) WITHIN GROUP (ORDER BY t.spent_s),
        %(now)s
    FROM workflow_task t JOIN workflow_case c ON c.id = t.case_id
    JOIN workflow_processversion v ON v.id = c.version_id JOIN workflow_process p ON p.id = v.process_id
    WHERE t.status = 'done' AND t.done_at >= %(since)s AND t.spent_s IS NOT NULL
    AND p.institution_id = %(institution)s
    GROUP BY p.institution_id, p.key, t.node, t.office_id
    ON CONFLICT (institution_id, process_key, node, office_id)
    DO UPDATE SET tasks = excluded.tasks, p50 = excluded.p50, p80 = excluded.p80, at = excluded.at
""")


@dataclass(frozen=True, slots=True)
class Usual:
    """Working time: half of the cases took no longer than `p50`, four of five no longer than `p80`."""

    p50: timedelta
    p80: timedelta


def count_all() -> None:
    """Count the spans of every institution anew; one that fails does not hold up the others."""
    for here in organisation.institutions():
        try:
            count(here.id)
        except Exception:
            log.exception("the spans of %s could not be counted", here.slug)


@transaction.atomic
def count(institution_id: UUID) -> int:
    """Replace the spans of an institution by those of the last days; how many there are."""
    now = timezone.now()
    counted = _COUNT.touched(institution=institution_id, now=now, since=now - timedelta(days=DAYS))
    Span.objects.filter(institution_id=institution_id, at__lt=now).delete()
    return counted


def usual_of(version_id: UUID) -> Mapping[tuple[str, UUID | None], Usual]:
    """What is known of the stations of a version's process, by (station, office); below `ENOUGH` tasks nothing is."""
    found = remembered(f"spans:{version_id}", REMEMBERED, lambda: _read(version_id))
    return found or {}


def _read(version_id: UUID) -> dict[tuple[str, UUID | None], Usual]:
    process = ProcessVersion.objects.filter(id=version_id).values("process__institution_id", "process__key").first()
    if process is None:
        return {}
    rows = Span.objects.filter(
        institution_id=process["process__institution_id"], process_key=process["process__key"], tasks__gte=ENOUGH
    )
    return {
        (row.node, row.office_id): Usual(timedelta(seconds=row.p50), timedelta(seconds=row.p80)) for row in rows
    }


def offices_to_come(case: Case, nodes: Collection[str]) -> dict[str, list[UUID | None]]:
    """The offices that stations not opened yet would go to, as their words mean today."""
    graph = compiled(case.version_id).graph
    return {node: [office_of(case, word) for word in graph.nodes[node].words("office")] for node in nodes}
