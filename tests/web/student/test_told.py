"""What an office answered for the applicant reaches their page, and nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from pishkhan.clearance import api as clearance
from pishkhan.intake import api as intake
from pishkhan.web.student import case, told
from pishkhan.workflow import api as workflow

ANSWERS = {"register_number": "1405/12", "handed": "posted", "tracking": "RR123456785IR", "note": "تنها همکاران"}


@pytest.fixture
def row(iums):
    """The secretariat's station of a transcript, done."""
    version = intake.newest_version_id(institution_id=iums.id, key="step-transcript-secretariat")
    task = workflow.Task(form_version_id=version, form_data=ANSWERS, node="register")
    return clearance.ShownStation(2, "register", {"en": "Registration"}, {}, {}, "done", task=task)


def test_how_it_was_handed_over_is_read_with_its_tracking_number_and_no_remark(row):
    with translation.override("en"):
        assert told.of(row) == [
            ("Delivery", "The paper copy was posted"), ("Postal tracking number", "RR123456785IR"),
        ]  # fmt: skip
        assert told.of(replace(row, status="open")) == []


def test_who_takes_part_reads_none_of_it(row):
    with translation.override("en"):
        assert case.told_station(row, [], "", guest=False).told
        assert case.told_station(row, [], "", guest=True).told == ()
