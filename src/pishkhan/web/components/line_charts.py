"""Lines over time, each with its name at its end. In Persian time runs from the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pishkhan.kernel import money
from pishkhan.web.components.charts import FEW_LABELS, LABELS, SMALL, WIDTH, place
from pishkhan.web.components.language import current

GROUND, TOP, LEFT, RIGHT = 190, 26, 60, 150
"""The last place leaves room for the names of the lines."""
APART = 18
"""Least distance of two names, so that they do not stand in each other."""
STROKES = (("var(--pk-turn)", "6 4"), ("var(--pk-primary)", ""))
"""Colour and dashes: lines differ without colour, too."""


@dataclass(frozen=True, slots=True)
class Series:
    """A line: what it is called and its values in the order of time."""

    name: str
    values: Sequence[int]


@dataclass(frozen=True, slots=True)
class Line:
    path: str
    colour: str
    dashes: str
    name: str
    name_x: str
    name_y: str
    value: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """`small` as of a chart of bars."""

    width: int
    height: int
    lines: Sequence[Line]
    grid: Sequence[tuple[str, str]]
    labels: Sequence[tuple[str, str]]
    """Places along the time, with what stands below them."""
    ground: str
    small: LineChart | None = None


def lines(labels: Sequence[str], series: Sequence[Series]) -> LineChart | None:
    """At most two lines; None when there is nothing to draw. One moment alone makes no line."""
    most = max((value for each in series for value in each.values), default=0)
    if len(labels) < 2 or most <= 0:
        return None
    small = _drawn(labels, series, most, (SMALL, 36, 100), FEW_LABELS)
    return replace(_drawn(labels, series, most, (WIDTH, LEFT, RIGHT), LABELS), small=small)


def _drawn(
    labels: Sequence[str], series: Sequence[Series], most: int, room: tuple[int, int, int], few: int
) -> LineChart:
    """`room`: the whole width and what is left free at its beginning and its end."""
    full, start, end = room
    step = (full - start - end) / (len(labels) - 1)
    at = [start + number * step for number in range(len(labels))]
    drawn: list[Line] = []
    taken: list[float] = []
    for each, (colour, dashes) in zip(series, STROKES, strict=False):
        points = [(x, GROUND - (GROUND - TOP) * value / most) for x, value in zip(at, each.values, strict=True)]
        name_y = points[-1][1] + 4
        while any(abs(name_y - other) < APART for other in taken):
            name_y += -APART if name_y > GROUND - APART else APART
        taken.append(name_y)
        path = "M" + " ".join(f"{place(full, x)} {_n(y)}" for x, y in points)
        shown = money.group(money.Rials(each.values[-1]), current())
        drawn.append(Line(path, colour, dashes, each.name, place(full, full - end + 8), _n(name_y), shown))
    every = -(-len(labels) // few)
    below = [
        (place(full, x), words) for number, (x, words) in enumerate(zip(at, labels, strict=True)) if number % every == 0
    ]
    grid = [
        (_n(GROUND - (GROUND - TOP) * part), money.group(money.Rials(round(most * part)), current()))
        for part in ((0.5, 1) if most > 1 else (1,))
    ]
    return LineChart(full, GROUND + 32, drawn, grid, below, _n(GROUND))


def _n(value: float) -> str:
    return f"{value:.1f}"
