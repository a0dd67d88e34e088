"""Who acts: desks follow from roles, and nobody is anybody elsewhere."""

from __future__ import annotations

import pytest

from pishkhan.identity import api as identity
from pishkhan.kernel.ids import new_id
from pishkhan.plumbing.actor import Actor, Membership, Role, Via, system
from pishkhan.workflow import api as workflow
from tests.factories import walks

UNIT, OTHER = new_id(), new_id()


def holding(role: Role) -> Actor:
    return Actor(institution_id=new_id(), person_id=new_id(), memberships=(Membership(UNIT, role),))


@pytest.mark.parametrize(
    ("role", "desks"),
    [
        (Role.EXPERT, {Role.EXPERT}),
        (Role.LEAD, {Role.EXPERT, Role.LEAD}),
        (Role.DEPUTY, {Role.DEPUTY}),
        (Role.MANAGER, {Role.EXPERT, Role.LEAD, Role.MANAGER}),
        (Role.ADMINISTRATOR, {Role.ADMINISTRATOR}),
    ],
)
def test_desks_of_a_role(role, desks):
    """B20: a deputy's desk is the deputy's alone."""
    actor = holding(role)
    assert actor.desks() == {(UNIT, desk) for desk in desks}
    assert {desk for desk in Role if actor.sits_at(UNIT, desk)} == desks
    assert not any(actor.sits_at(OTHER, desk) or actor.sits_at(None, desk) for desk in Role)


def test_units_in_any_role_or_as_granted():
    actor = holding(Role.LEAD)
    assert (actor.units(), actor.units([Role.EXPERT]), actor.units([Role.DEPUTY])) == ({UNIT}, {UNIT}, frozenset())


def test_job_acts_as_nobody_in_one_institution():
    actor = system(UNIT)
    assert (actor.institution_id, actor.person_id, actor.via, actor.is_staff) == (UNIT, None, Via.JOB, False)
    assert actor.me.int == 0


def test_person_of_another_institution_is_nobody_here(iums, shiraz):
    """A session of one university opens nothing at another one's host."""
    clerk = iums.person("edu.lead")
    here = identity.actor_of(clerk, institution_id=iums.id)
    there = identity.actor_of(clerk, institution_id=shiraz.id)
    request = walks.file(iums, "981020304")
    walks.file(shiraz, "97204001")
    assert [task.case_id for task in workflow.ready_in(here)] == [request.case_id]
    assert (there.person_id, there.memberships) == (None, ())
    assert (list(workflow.ready_in(there)), list(workflow.visible_to(there))) == ([], [])


def test_only_a_job_works_on_everything_of_its_institution(iums, shiraz):
    request = walks.file(iums, "981020304")
    visitor = Actor(institution_id=iums.id)
    assert list(workflow.visible_to(visitor)) == []
    assert [task.case_id for task in workflow.visible_to(system(iums.id))] == [request.case_id]
    assert list(workflow.visible_to(system(shiraz.id))) == []
