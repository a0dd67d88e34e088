"""ISO 8601 durations of timers: weeks, days, hours, minutes, seconds. Months and years have no fixed
length: refused."""

from __future__ import annotations

import re
from datetime import timedelta

from pishkhan.workflow.engine.refused import refuse

_SHAPE = re.compile(
    r"P(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?:(?P<hours>\d{1,5})H)?(?:(?P<minutes>\d{1,6})M)?(?:(?P<seconds>\d{1,7})S)?)?",
    re.ASCII,
)


def parse(text: str) -> timedelta:
    """The length of `P2DT3H` and the like, above zero. Raises Refused `duration`."""
    found = _SHAPE.fullmatch(text)
    parts = {key: int(value) for key, value in found.groupdict().items() if value} if found else {}
    length = timedelta(**parts)
    if not length or text.endswith("T"):
        raise refuse("duration", value=text[:40])
    return length
