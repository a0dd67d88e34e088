"""Small charts, drawn by the server. In Persian time and bars run from the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pishkhan.kernel import money
from pishkhan.web.components.language import current

WIDTH, GROUND, TOP = 640, 190, 26
"""Of a chart of columns, in its own units."""
WIDEST = 48
LABELS = 8
"""Most labels under columns; more would stand in each other."""
LABEL_WIDTH, VALUE_WIDTH, ROW = 190, 130, 34
LONGEST_LABEL = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its label, and how the value is written beside it."""

    label: str
    value: int
    shown: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rectangle with its label and its value in words, each with where it stands, as SVG wants numbers."""

    x: str
    y: str
    width: str
    height: str
    label: str
    label_x: str
    label_y: str
    value: str
    value_x: str
    value_y: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    bars: Sequence[Drawn]
    grid: Sequence[tuple[str, str]]
    """Heights of lines across, with what they stand for."""
    upright: bool


def columns(bars: Sequence[Bar]) -> Chart | None:
    """Upright bars in the order of time; None when there is nothing to draw. What is below nothing is drawn as
    nothing: the table has it."""
    if not bars or (most := max(bar.value for bar in bars)) <= 0:
        return None
    step = (WIDTH - 100) / len(bars)
    every = -(-len(bars) // LABELS)
    drawn = []
    for at, bar in enumerate(bars):
        height = (GROUND - TOP) * max(bar.value, 0) / most
        left, wide = 90 + at * step, min(step * 0.7, WIDEST)
        label = bar.label if at % every == 0 else ""
        drawn.append(
            Drawn(
                _x(left + (step - wide) / 2, wide), _n(GROUND - height), _n(wide), _n(height), label,
                _x(left + step / 2), _n(GROUND + 20), "", "0", "0",
            )
        )
    grid = [(_n(GROUND - (GROUND - TOP) * part), money.group(round(most * part), current())) for part in (0.5, 1)]
    return Chart(WIDTH, GROUND + 32, drawn, grid, upright=True)


def rows(bars: Sequence[Bar]) -> Chart | None:
    """Lying bars, one below the other; None when there is nothing to draw."""
    if not bars or (most := max(bar.value for bar in bars)) <= 0:
        return None
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    drawn = []
    for at, bar in enumerate(bars):
        length, top = room * max(bar.value, 0) / most, at * ROW + 6
        label = bar.label if len(bar.label) <= LONGEST_LABEL else f"{bar.label[: LONGEST_LABEL - 1]}…"
        drawn.append(
            Drawn(
                _x(LABEL_WIDTH, length), _n(top), _n(length), _n(ROW - 12), label, _x(LABEL_WIDTH - 10), _n(top + 16),
                bar.shown, _x(LABEL_WIDTH + length + 8), _n(top + 16),
            )
        )
    return Chart(WIDTH, len(bars) * ROW + 6, drawn, (), upright=False)


def _x(left: float, width: float = 0) -> str:
    """The same place seen from the side where the language begins."""
    return _n(left if current() == "en" else WIDTH - left - width)


def _n(value: float) -> str:
    """Without the decimal comma of a language."""
    return f"{value:.1f}"
