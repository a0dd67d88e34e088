"""How long stations usually take, in words of office hours and working days (F5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, floor
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pishkhan.clearance import api as clearance
from pishkhan.organisation import api as organisation
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.numbers import bare
from pishkhan.workflow import api as workflow

HOUR = timedelta(hours=1)
LONG = 2
"""Working days from which on whole days are said instead of hours."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Words per (station, office) not done yet, and for all that is left: empty where a part of it is unknown."""

    by_place: dict[tuple[str, UUID | None], str]
    all_left: str

    def of(self, row: clearance.ShownStation) -> str:
        """The words of a line of the station list; empty for one that is done."""
        return self.by_place.get((row.node, row.task.office_id if row.task else None), "")


def ranges(
    found: servicedesk.Request, stations: Sequence[clearance.ShownStation], case: workflow.Case | None
) -> Ranges:
    """What is usual of the open and the coming stations of a request with its case."""
    left = [row for row in stations if not row.is_done]
    if case is None or not left or found.closed_at:
        return Ranges({}, "")
    known = workflow.usual_of(case.version_id)
    coming = workflow.offices_to_come(case, [row.node for row in left if row.task is None])
    day = organisation.calendar_of(found.institution_id).usual_day(timezone.localdate())
    given = {one.node: one.hours * HOUR for one in workflow.stations(case.version_id)}
    places, spans = {}, []
    for row in left:
        offices = [row.task.office_id] if row.task else coming[row.node]
        usual = _slowest([known.get((row.node, office)) for office in offices])
        places[row.node, row.task.office_id if row.task else None] = words(usual, day, given=given.get(row.node))
        spans.append(usual)
    return Ranges(places, words(_sum(spans), day, whole=True) if len(spans) > 1 and all(spans) else "")


def words(
    usual: workflow.Usual | None, day: timedelta, *, whole: bool = False, given: timedelta | None = None
) -> str:
    """«معمولاً بین ۲ و ۵ ساعت کاری»; `whole` for all stations that are left. While nothing is known, the time the
    office is `given` is said too, in working time."""
    if usual is None:
        unknown = _("Usual time: unknown yet")
        if not given:
            return unknown
        return _("%(unknown)s; deadline: %(time)s") % {"unknown": unknown, "time": _given(given, day)}
    said = _in_days(usual, day) if usual.p80 >= LONG * day else _in_hours(usual)
    if whole:
        return _("For all that is left, one after another: %(range)s") % {"range": said}
    return _("Usually %(range)s") % {"range": said}


def _given(span: timedelta, day: timedelta) -> str:
    if span >= LONG * day:
        days = round(span / day)
        return ngettext("about %(n)s working day", "about %(n)s working days", days) % {"n": bare(days)}
    hours = ceil(span / HOUR)
    return ngettext("%(n)s office hour", "%(n)s office hours", hours) % {"n": bare(hours)}


def _in_hours(usual: workflow.Usual) -> str:
    low, high = floor(usual.p50 / HOUR), ceil(usual.p80 / HOUR)
    if high <= 1:
        return _("less than one office hour")
    if low == 0 or low == high:
        return ngettext("up to %(n)s office hour", "up to %(n)s office hours", high) % {"n": bare(high)}
    return _("between %(low)s and %(high)s office hours") % {"low": bare(low), "high": bare(high)}


def _in_days(usual: workflow.Usual, day: timedelta) -> str:
    low, high = floor(usual.p50 / day), ceil(usual.p80 / day)
    if low == 0 or low == high:
        return ngettext("up to %(n)s working day", "up to %(n)s working days", high) % {"n": bare(high)}
    return _("between %(low)s and %(high)s working days") % {"low": bare(low), "high": bare(high)}


def _slowest(known: Sequence[workflow.Usual | None]) -> workflow.Usual | None:
    """Offices asked at the same time: the slowest counts, and one unknown makes it unknown."""
    spans = [usual for usual in known if usual]
    if not spans or len(spans) < len(known):
        return None
    return workflow.Usual(max(usual.p50 for usual in spans), max(usual.p80 for usual in spans))


def _sum(spans: Sequence[workflow.Usual | None]) -> workflow.Usual | None:
    known = [usual for usual in spans if usual]
    if not known or len(known) < len(spans):
        return None
    nothing = timedelta()
    return workflow.Usual(sum((u.p50 for u in known), nothing), sum((u.p80 for u in known), nothing))
