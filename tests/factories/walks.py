"""Walking a case through its offices, as people do."""

from __future__ import annotations

from uuid import uuid4

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories.packs import University

FILED = {
    "iums-nursing": {
        "card_delivery": ["delivered"], "birth_certificate": ["0"], "place_of_issue": ["tehran"],
        "marital_status": ["single"], "gender": ["male"], "study_status": ["graduated"], "faculty": ["nursing"],
        "landline": ["02147701234"], "mobile": ["09120000067"], "field": ["nursing"], "degree": ["bachelor"],
        "address": ["تهران، خیابان نمونه، پلاک ۱۲"],
    },
    "shiraz-elearning": {
        "reason": ["expulsion"], "previous_degree": ["bachelor"], "mobile": ["09120000081"],
        "card_delivery": ["delivered"],
    },
}  # fmt: skip

ANSWERS = {
    "education": {"information": ["complete"], "records_checked": ["identity", "units"]},
    "student-affairs": {"documents_checked": ["identity-card"], "card_received": ["on"]},
    "culture-deputy": {"opinion": ["approved"]},
    "secretariat": {"letter_number": ["۱۴۰۵/د/۱۲۳"], "letter_date": ["1405/09/01"]},
    "disciplinary": {"council_result": ["no-record"]},
    "nutrition": {"food_balance": ["0"], "food_account": ["closed"], "status": ["clear"]},
    "dormitory": {"has_dormitory": ["no"]},
    "it": {"services_closed": ["email"], "equipment": ["none"]},
    "loan-fund": {"loan_status": ["none"]},
    "welfare": {"debt_status": ["none"], "form_filed": ["on"]},
    "faculty": {},
    "department": {"internal_checks": ["laboratory"], "card_received": ["on"]},
    "counselling": {"status": ["clear"]},
    "student-accounting": {"status": ["clear"]},
    "dormitories": {"debt_status": ["not-resident"]},
    "second-shift-accounting": {"status": ["clear"], "debts_seen": ["on"]},
    "handover": {"documents_handed": ["diploma"], "received_by": ["دانشجوی نمونه"], "handed_on": ["1405/09/02"]},
}
"""What each step's form gets when nothing is in the way; libraries share one form."""

WITH_DORMITORY = {
    "has_dormitory": ["yes"], "room": ["بلوک ۳، اتاق ۳۱۲"], "left_on": ["1405/06/31"], "room_items": ["key"],
}  # fmt: skip


def file(university: University, login: str, *, type_key: str = "clearance", enrolment=None, **changes: list[str]):
    """File a clearance as the student with this login, for the newest enrolment unless one is given."""
    actor, enrolment = university.actor(login), enrolment or university.enrolment(login)
    kind = servicedesk.request_type(university.id, type_key)
    assert kind is not None
    raw = {**FILED[university.loaded.pack.folder.name], **changes}
    return servicedesk.file_request(actor=actor, type_id=kind.id, enrolment=enrolment, raw=raw, key=uuid4().hex)


def open_nodes(request) -> list[str]:
    return sorted(task.node for task in workflow.open_tasks_of_case(request.case_id))


def task_at(request, node: str) -> workflow.Task:
    (task,) = [t for t in workflow.open_tasks_of_case(request.case_id) if t.node == node]
    return task


def holder_of(university: University, task: workflow.Task):
    """An actor who may work on the task: its assignee, else somebody at its desk (a lead first assigns)."""
    if task.assignee_id:
        return identity.actor_of(identity.person(task.assignee_id), institution_id=university.id)
    sitting = identity.at_desk(task.office_id, task.wants_role)
    actor = identity.actor_of(sitting[0], institution_id=university.id)
    if task.wants_role != "lead":
        return actor
    experts = [p for p in identity.at_desk(task.office_id, "expert") if p.id != sitting[0].id]
    workflow.assign(actor=actor, task_id=task.id, person_id=experts[0].id)
    return identity.actor_of(experts[0], institution_id=university.id)


def send(university: University, request, node: str, **changes: list[str]):
    """Send one open station on with its usual answers."""
    task = task_at(request, node)
    actor = holder_of(university, task)
    usual = ANSWERS.get(node) or ({"status": ["no-loan"]} if node.startswith("library") else {})
    return clearance.send_on(actor=actor, task_id=task.id, raw={**usual, **changes}, key=uuid4().hex)


def walk(university: University, request, *, until: str = "", **by_node: dict[str, list[str]]) -> list[str]:
    """Send every station on, oldest first, until nothing (or the named station) is open; the nodes in order."""
    walked = []
    while tasks := workflow.open_tasks_of_case(request.case_id):
        node = tasks[0].node
        if node == until:
            break
        send(university, request, node, **by_node.get(node.replace("-", "_"), {}))
        walked.append(node)
    return walked
