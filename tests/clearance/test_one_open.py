"""C3: one open clearance per enrolment, whoever files from wherever."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from pishkhan.kernel.errors import DomainError
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import forks, students, walks
from tests.factories.packs import load

LOGIN = "97204001"


def test_c3_second_filing_names_the_open_one(shiraz):
    first = walks.file(shiraz, LOGIN)
    with pytest.raises(servicedesk.AlreadyOpen) as told:
        walks.file(shiraz, LOGIN)
    assert told.value.request == first
    assert servicedesk.Request.objects.count() == 1


def test_c3_other_enrolment_of_the_same_person_may_file(shiraz):
    """X5: everything hangs on the enrolment."""
    walks.file(shiraz, LOGIN)
    (other,) = students.enrolments(shiraz, LOGIN, 1)
    assert walks.file(shiraz, LOGIN, enrolment=other).enrolment_id == other.id


def test_c3_may_file_again_once_it_is_closed(shiraz):
    first = walks.file(shiraz, LOGIN)
    walks.walk(shiraz, first)
    second = walks.file(shiraz, LOGIN)
    assert second.number > first.number


def test_c3_reason_is_mandatory_and_from_the_list(shiraz):
    for wrong in ([], ["weather"]):
        with pytest.raises(DomainError, match="form_errors"):
            walks.file(shiraz, LOGIN, reason=wrong)
    assert workflow.Case.objects.count() == 0


def test_enrolment_of_somebody_else_cannot_be_used(shiraz):
    with pytest.raises(workflow.NotYours):
        walks.file(shiraz, LOGIN, enrolment=shiraz.enrolment("39820404"))


def file_once(university, key: str) -> str:
    kind = servicedesk.request_type(university.id, "clearance")
    try:
        servicedesk.file_request(
            actor=university.actor(LOGIN), type_id=kind.id, enrolment=university.enrolment(LOGIN),
            raw=walks.FILED["shiraz-elearning"], key=key,
        )  # fmt: skip
    except DomainError as refused:
        return refused.code
    return "filed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("same_key", "told"), [(False, "already_open"), (True, "already_filed")])
def test_c3_two_devices_filing_at_the_same_moment(same_key, told):
    university = load("shiraz-elearning")
    keys = [uuid4().hex] * 4 if same_key else [uuid4().hex for _ in range(4)]
    answers = forks.together([partial(file_once, university, key) for key in keys])
    assert sorted(answers) == sorted(["filed", told, told, told])
    request = servicedesk.Request.objects.get()
    assert walks.open_nodes(request) == ["department"]
    assert (workflow.Case.objects.count(), request.number[-6:]) == (1, "000001")
