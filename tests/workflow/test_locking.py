"""The permission written out for the step's lock is the one every page asks."""

from __future__ import annotations

import pytest
from django.db import transaction

from pishkhan.identity import api as identity
from pishkhan.identity.models import Person
from pishkhan.plumbing.actor import Via
from pishkhan.workflow import api as workflow
from pishkhan.workflow.models import Task
from tests.factories import walks


def _lockable(actor, tasks):
    def may(task):
        try:
            with transaction.atomic():
                return workflow.locked_task(actor, task.id).id == task.id
        except workflow.NotYours:
            return False

    return {task.id for task in tasks if may(task)}


@pytest.mark.django_db
def test_everybody_locks_what_they_see_and_nothing_else(iums, shiraz):
    for university, login in ((iums, "981020304"), (shiraz, "97204001")):
        walks.file(university, login)
    tasks = list(Task.objects.all())
    given = tasks[0]
    seen_by_anybody = set()
    for person in Person.objects.order_by("id"):
        for university in (iums, shiraz):
            actor = identity.actor_of(person, institution_id=university.id)
            seen = set(workflow.workable_by(actor).values_list("id", flat=True))
            assert _lockable(actor, tasks) == seen, person.username
            seen_by_anybody |= seen
    assert given.id in seen_by_anybody


@pytest.mark.django_db
def test_task_given_to_somebody_is_lockable_in_that_office_only(shiraz):
    request = walks.file(shiraz, "97204001")
    (task, *_) = workflow.open_tasks_of_case(request.case_id)
    holder = walks.holder_of(shiraz, task)
    Task.objects.filter(id=task.id).update(assignee_id=holder.person_id, wants_role="deputy")
    assert _lockable(holder, [task]) == {task.id}
    elsewhere = next(
        actor
        for person in Person.objects.filter(institution_id=shiraz.id).order_by("id")
        if (actor := identity.actor_of(person, institution_id=shiraz.id)).memberships
        and task.office_id not in actor.units()
    )
    Task.objects.filter(id=task.id).update(assignee_id=elsewhere.person_id)
    assert _lockable(elsewhere, [task]) == set()


@pytest.mark.django_db
def test_jobs_lock_all_of_their_institution_and_nothing_beyond(iums, shiraz):
    request = walks.file(shiraz, "97204001")
    tasks = workflow.open_tasks_of_case(request.case_id)
    person = shiraz.person("40120402")  # nobody handles their own request
    job = identity.actor_of(person, institution_id=shiraz.id, via=Via.JOB)
    assert _lockable(job, tasks) == {task.id for task in tasks}
    other = identity.actor_of(iums.person("981020304"), institution_id=iums.id, via=Via.JOB)
    assert _lockable(other, tasks) == set()
