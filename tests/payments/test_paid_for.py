"""A debt whose subject is closed, or that never had one, is paid for another of its office."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.payments.models import Due, Subject, Terminal

STUDENT = "981020304"


@pytest.fixture
def due(iums):
    what = Subject.objects.get(institution_id=iums.id, key="dormitory")
    Subject.objects.filter(office_id=what.office_id).exclude(id=what.id).update(is_open=False)
    return payments.record_due(
        actor=iums.actor("admin"), enrolment_id=iums.enrolment(STUDENT).id, office_id=what.office_id, amount=900_000,
        reason="اجاره‌بها", source_ref="adrift", request_id=uuid4(), origin=payments.Origin(subject=what),
    )  # fmt: skip


def another(old):
    return Subject.objects.create(
        institution_id=old.institution_id, key="another", title={"fa": "دیگر"}, centre_id=old.centre_id,
        office_id=old.office_id, terminal_id=old.terminal_id,
    )  # fmt: skip


def payable(due):
    return [each.payable for each in payments.dues_of_request(due.request_id)]


@pytest.mark.parametrize("adrift", ["none", "closed"])
def test_the_page_of_the_case_and_the_payment_say_the_same(iums, due, adrift):
    old = due.subject
    assert payable(due) == [True]
    if adrift == "none":
        Due.objects.filter(id=due.id).update(subject=None)
    Subject.objects.filter(id=old.id).update(is_open=False)
    assert payable(due) == [False]
    new = another(old)
    assert payable(due) == [True]
    actor = iums.actor(STUDENT)
    found = payments.payable(actor=actor, subject_id=new.id, due_id=due.id, amount=900_000)
    assert found[0] == new
    Terminal.objects.filter(id=old.terminal_id).update(is_open=False)
    assert payable(due) == [False]


def test_an_open_subject_stays_the_one_it_is_paid_for(iums, due):
    new = another(due.subject)
    with pytest.raises(DomainError, match="due_not_found"):
        payments.payable(actor=iums.actor(STUDENT), subject_id=new.id, due_id=due.id, amount=900_000)
    assert payments.paid_for(iums.id, [due]) == {due.id: due.subject}
