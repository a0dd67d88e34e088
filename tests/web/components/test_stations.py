"""Design §3, station list: whose move it is first, cleared ones last and folded."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from pishkhan.web.components.stations import DueView, StationView, VisitView, rows_of

SINCE = dt.datetime(2026, 11, 22, 6, 25, tzinfo=dt.UTC)


def _page(*stations):
    with translation.override("en"):
        return render_to_string("components/stations.html", rows_of(stations))


def test_rows_are_ordered_by_whose_turn_it_is():
    made = rows_of(
        [
            StationView(1, "Education", "done"),
            StationView(2, "Welfare", "wait"),
            StationView(3, "Loans", "open"),
            StationView(4, "Dormitory", "debt"),
        ]
    )
    assert [row.station.name for row in made["moving"]] == ["Dormitory", "Loans", "Welfare"]
    assert [row.station.name for row in made["cleared"]] == ["Education"]
    assert made["segments"] == ["d", "m", "o", "w"]
    assert made["counts"] == {"move": 1, "open": 1, "wait": 1, "done": 1}


def test_rows_all_cleared_are_unfolded():
    assert rows_of([StationView(1, "Education", "done")])["unfolded"] is True


def test_rows_of_an_unknown_state_are_noticed():
    with pytest.raises(KeyError):
        rows_of([StationView(1, "Education", "lost")])


def test_debt_stands_inside_its_station():
    due = DueView("Second-term rent", 4_500_000, dt.date(2026, 12, 6), "/payments/1/")
    page = _page(StationView(7, "Dormitory", "debt", holder="Demo Expert", since=SINCE, dues=[due]))
    assert "Second-term rent" in page
    assert 'href="/payments/1/"' in page
    assert "With Demo Expert, since" in page


def test_debt_not_payable_here_has_no_button():
    assert "Pay this debt" not in _page(StationView(7, "Dormitory", "debt", dues=[DueView("Rent", 1000)]))


def test_visit_says_where_and_what_to_bring():
    visit = VisitView(place="Room 214", hours="9:00 to 13:00", bring="the modem")
    page = _page(StationView(8, "IT", "visit", visit=visit))
    assert "Room 214" in page
    assert "Bring: the modem" in page


def test_progress_is_said_in_words():
    page = _page(StationView(1, "Education", "done"), StationView(2, "Loans", "open"))
    assert 'aria-label="Stations done: 1, waiting for you: 0, in review: 1, not started: 0"' in page


def test_one_station_is_not_said_as_several():
    page = _page(StationView(1, "Education", "done"), StationView(2, "Loans", "open"))
    assert "1</bdi> station done" in page
    alone = _page(StationView(1, "Education", "done"))
    assert "of <bdi class=\"num\" dir=\"ltr\">1</bdi> station done" in alone


def test_station_that_has_not_started_shows_its_number():
    page = _page(StationView(10, "Welfare", "wait"))
    assert '<span class="pk-dot" aria-hidden="true"><bdi class="num" dir="ltr">10</bdi></span>' in page
