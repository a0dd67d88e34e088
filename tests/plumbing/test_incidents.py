"""Something failed: one open incident per failing thing, however often it fails."""

from __future__ import annotations

import pytest

from pishkhan.kernel.ids import new_id
from pishkhan.plumbing import incidents
from pishkhan.plumbing.actor import Actor, Membership, Role
from pishkhan.plumbing.models import Incident

pytestmark = pytest.mark.django_db

HERE = new_id()


def fail(subject_id, *, kind="sms.down", **detail):
    incidents.open_incident(
        institution_id=HERE, kind=kind, subject_kind="provider", subject_id=subject_id, detail=detail
    )


@pytest.mark.parametrize("subject", [new_id(), None])
def test_same_failure_counts_up(subject):
    fail(subject, code="1")
    fail(subject, code="2")
    fail(subject, code="3")
    (row,) = Incident.objects.all()
    assert (row.times, row.detail, row.state) == (3, {"code": "3"}, "open")


def test_other_subject_or_kind_is_another_incident():
    subject = new_id()
    fail(subject)
    fail(new_id())
    fail(subject, kind="sms.slow")
    assert [row.times for row in Incident.objects.all()] == [1, 1, 1]


def test_closed_incident_stays_and_a_new_failure_opens_another():
    subject = new_id()
    fail(subject)
    assert incidents.close_incidents(institution_id=HERE, kind="sms.down", subject_id=subject) == 1
    assert incidents.close_incidents(institution_id=HERE, kind="sms.down", subject_id=subject) == 0
    fail(subject)
    assert sorted(Incident.objects.values_list("state", "times")) == [("closed", 1), ("open", 1)]


@pytest.mark.parametrize(
    ("role", "institution", "seen"),
    [(Role.ADMINISTRATOR, HERE, 1), (Role.MANAGER, HERE, 0), (Role.ADMINISTRATOR, new_id(), 0)],
)
def test_only_administrators_of_the_institution_see_them(role, institution, seen):
    fail(new_id())
    actor = Actor(institution_id=institution, person_id=new_id(), memberships=(Membership(new_id(), role),))
    assert incidents.visible_to(actor).count() == seen
