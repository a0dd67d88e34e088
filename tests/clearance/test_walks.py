"""Both source processes from filing to the last office, on real rows."""

from __future__ import annotations

from tests.factories import walks


def test_b28_order_without_dormitory(iums):
    """B17-B28: the source's order; IT appears only in the dormitory branch (B24)."""
    request = walks.file(iums, "981020304")
    assert walks.walk(iums, request) == [
        "education", "student-affairs", "culture-deputy", "secretariat", "disciplinary", "nutrition", "dormitory",
        "loan-fund", "welfare", "faculty",
    ]  # fmt: skip


def test_b25_dormitory_branch_goes_through_it(iums):
    """B25: with a dormitory, information technology comes before the loan fund."""
    request = walks.file(iums, "981020304")
    walked = walks.walk(iums, request, dormitory=walks.WITH_DORMITORY)
    assert walked[6:] == ["dormitory", "it", "loan-fund", "welfare", "faculty"]


def test_c3_to_c11_serial_steps_then_handover(shiraz):
    """C3-C11, C13: strictly serial; C1: completion opens the hand-over of previous documents."""
    request = walks.file(shiraz, "97204001")
    assert walks.walk(shiraz, request) == [
        "department", "library-khwarizmi", "library-mirza", "library-mollasadra", "counselling", "nutrition",
        "student-accounting", "dormitories", "welfare", "second-shift-accounting", "handover",
    ]  # fmt: skip
