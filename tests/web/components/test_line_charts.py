"""Lines over time read from the side where the language begins."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from pishkhan.web.components.line_charts import APART, Series, lines

DAYS = ["1", "2", "3", "4"]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_time_runs_from_where_the_language_begins(language):
    with override(language):
        chart = lines(DAYS, [Series("a", [1, 2, 3, 4])])
    xs = [float(each) for each in chart.lines[0].path.removeprefix("M").split()[::2]]
    assert xs == sorted(xs, reverse=language == "fa")
    assert (float(chart.lines[0].name_x) < xs[-1]) == (language == "fa")


def test_higher_values_stand_higher_and_the_highest_at_the_top():
    with override("en"):
        chart = lines(DAYS, [Series("a", [0, 5, 10, 5])])
    ys = [float(each) for each in chart.lines[0].path.removeprefix("M").split()[1::2]]
    assert ys[2] < ys[1] == ys[3] < ys[0]
    assert float(chart.ground) == ys[0]


@pytest.mark.parametrize("ends", [(5, 5), (0, 0), (10, 10), (4, 5)])
def test_names_of_two_lines_never_stand_in_each_other(ends):
    with override("en"):
        chart = lines(DAYS, [Series("a", [10, 1, 1, ends[0]]), Series("b", [10, 1, 1, ends[1]])])
    assert abs(float(chart.lines[0].name_y) - float(chart.lines[1].name_y)) >= APART
    assert all(0 < float(each.name_y) < chart.height for each in chart.lines)
    assert chart.lines[0].dashes != chart.lines[1].dashes


@pytest.mark.parametrize(("labels", "values"), [([], []), (["1"], [4]), (DAYS, [0, 0, 0, 0])])
def test_nothing_to_draw(labels, values):
    assert lines(labels, [Series("a", values)]) is None
