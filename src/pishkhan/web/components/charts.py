"""Small charts, drawn by the server. In Persian time and bars run from the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pishkhan.kernel import money
from pishkhan.web.components.language import current

WIDTH, SMALL, GROUND, TOP = 640, 320, 190, 26
"""Of a chart of columns, in its own units; of a telephone's, too."""
WIDEST = 48
LABELS, FEW_LABELS = 8, 4
"""Most labels under columns; more would stand in each other."""
LABEL_WIDTH, VALUE_WIDTH, ROW, TALL_ROW = 190, 130, 34, 44
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
    """`small` is the same drawn for a telephone: letters shrink with a drawing, so a wide one cannot be read there."""

    width: int
    height: int
    bars: Sequence[Drawn]
    grid: Sequence[tuple[str, str]]
    """Heights of lines across, with what they stand for."""
    anchor: str
    """Which end of a label stands at its place: start, middle or end."""
    small: Chart | None = None


def columns(bars: Sequence[Bar]) -> Chart | None:
    """Upright bars in the order of time; None when there is nothing to draw. What is below nothing is drawn as
    nothing: the table has it."""
    if not bars or (most := max(bar.value for bar in bars)) <= 0:
        return None
    return replace(_columns(bars, most, WIDTH, 90, LABELS), small=_columns(bars, most, SMALL, 66, FEW_LABELS))


def _columns(bars: Sequence[Bar], most: int, full: int, start: int, labels: int) -> Chart:
    step = (full - start - 10) / len(bars)
    every = -(-len(bars) // labels)
    drawn = []
    for at, bar in enumerate(bars):
        height = (GROUND - TOP) * max(bar.value, 0) / most
        left, wide = start + at * step, min(step * 0.7, WIDEST)
        label = bar.label if at % every == 0 else ""
        drawn.append(
            Drawn(
                place(full, left + (step - wide) / 2, wide), _n(GROUND - height), _n(wide), _n(height), label,
                place(full, left + step / 2), _n(GROUND + 20), "", "0", "0",
            )
        )
    grid = [(_n(GROUND - (GROUND - TOP) * part), money.group(round(most * part), current())) for part in (0.5, 1)]
    return Chart(full, GROUND + 32, drawn, grid, "middle")


def rows(bars: Sequence[Bar]) -> Chart | None:
    """Lying bars, one below the other; None when there is nothing to draw."""
    if not bars or (most := max(bar.value for bar in bars)) <= 0:
        return None
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    drawn = []
    for at, bar in enumerate(bars):
        length, top = room * max(bar.value, 0) / most, at * ROW + 6
        drawn.append(
            Drawn(
                place(WIDTH, LABEL_WIDTH, length), _n(top), _n(length), _n(ROW - 12), _cut(bar.label, LONGEST_LABEL),
                place(WIDTH, LABEL_WIDTH - 10), _n(top + 16),
                bar.shown, place(WIDTH, LABEL_WIDTH + length + 8), _n(top + 16),
            )
        )
    return Chart(WIDTH, len(bars) * ROW + 6, drawn, (), "end", small=_small_rows(bars, most))


def _small_rows(bars: Sequence[Bar], most: int) -> Chart:
    """Each label above its bar."""
    drawn = []
    for at, bar in enumerate(bars):
        length, top = (SMALL - VALUE_WIDTH) * max(bar.value, 0) / most, at * TALL_ROW
        drawn.append(
            Drawn(
                place(SMALL, 0, length), _n(top + 22), _n(length), _n(14), _cut(bar.label, 2 * LONGEST_LABEL - 8),
                place(SMALL, 0), _n(top + 15), bar.shown, place(SMALL, length + 8), _n(top + 34),
            )
        )
    return Chart(SMALL, len(bars) * TALL_ROW, drawn, (), "start")


def _cut(label: str, longest: int) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def place(full: int, left: float, width: float = 0) -> str:
    """The same place seen from the side where the language begins."""
    return _n(left if current() == "en" else full - left - width)


def _n(value: float) -> str:
    """Without the decimal comma of a language."""
    return f"{value:.1f}"
