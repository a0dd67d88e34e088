"""The overdue view (G): a manager sees what is late in all their offices, the latest first, and who holds it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pishkhan.identity.domain import people
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import Role
from pishkhan.workflow import api as workflow
from tests.factories import walks


def test_manager_sees_late_work_of_all_their_offices(iums, at):
    units = organisation.unit_ids(iums.id)
    for key in ("nutrition", "education"):
        people.put_membership(
            person=iums.person("manager"), unit_id=units[key], role=Role.MANAGER, since=timezone.localdate()
        )
    first, second, third = (walks.file(iums, login) for login in ("981020304", "991020305", "4001020306"))
    walks.walk(iums, first, until="nutrition")
    held = walks.task_at(first, "nutrition")
    workflow.claim(actor=iums.actor("nutrition"), task_id=held.id)
    for request, node, days in ((first, "nutrition", 9), (second, "education", 3), (third, "education", -9)):
        due = timezone.now() - timedelta(days=days)
        workflow.Task.objects.filter(id=walks.task_at(request, node).id).update(due_at=due)
    desk = at(iums, "manager")
    desk.get("/desk/?tab=late")
    assert desk.text.index(first.number) < desk.text.index(second.number)
    assert third.number not in desk.text
    assert iums.person("nutrition").full_name_en in desk.text
