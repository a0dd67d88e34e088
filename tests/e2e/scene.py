"""Requests in every state a page can show, made at once through the real verbs; runs in the registrar's process."""

from __future__ import annotations

import time
from datetime import date
from urllib.parse import urlencode
from uuid import uuid4

from django.utils import timezone

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.identity.domain import not_me
from pishkhan.intake import api as intake
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.e2e import accounts, clerks, debts, drawn, fronts, messages, people, requests, sight, systems, times
from tests.factories import walks
from tests.factories.packs import University, load

DEADLINE = date(2026, 12, 20)
PATIENCE = 90
"""Seconds for the job that signs the certificate."""


def prepare() -> dict[str, str]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    iums, shiraz = load("iums-nursing"), load("shiraz-elearning")
    found = {**_returned(iums), **_cleared(iums), **_drafted(iums), **_waiting(shiraz), **_moved(shiraz)}
    found |= messages.sent(iums)
    found |= people.prepared(iums)
    found |= debts.prepared(iums)
    found |= accounts.prepared(iums)
    found |= requests.prepared(iums)
    found |= sight.prepared(iums)
    found |= drawn.prepared(iums)
    found |= _accounts(iums)
    found |= fronts.prepared(iums)
    found |= systems.prepared(iums)
    found |= times.prepared(iums, found)
    found |= clerks.prepared(iums)
    _nobody_there(iums)
    walks.file(iums, "941020307")
    return found


def _accounts(iums: University) -> dict[str, str]:
    """A system people log in to from here, a link of «this wasn't me», somebody whose factors are looked at."""
    wanted = identity.Party("ویکی نمونه", ["https://wiki.example/callback"], ["profile", "student"])
    party, _ = identity.add_party(actor=iums.actor("admin"), wanted=wanted)
    student, clerk = iums.person("991020305"), iums.person("nutrition")
    return {"client": str(party.id), "alarm": not_me.link(student.id), "clerk": str(clerk.id)}


def _returned(iums: University) -> dict[str, str]:
    """One request given back for correction, with a word from both sides."""
    request = walks.file(iums, "981020304")
    task = walks.task_at(request, "education")
    expert = walks.holder_of(iums, task)
    student = iums.actor("981020304")
    servicedesk.comment(actor=student, request_id=request.id, body="آیا مدرک دیگری لازم است؟", key=uuid4().hex)
    servicedesk.comment(
        actor=expert, request_id=request.id, body="تصویر کارت ملی را هم بیاورید.", task_id=task.id, key=uuid4().hex
    )
    back = servicedesk.return_for_correction(
        actor=expert, task_id=task.id, fields=["landline", "address"], reason="تلفن ثابت پاسخ نمی‌دهد.", key=uuid4().hex
    )
    assert back is not None
    return {"back": request.number, "return": str(back.id), "task_back": str(task.id)}


def _cleared(iums: University) -> dict[str, str]:
    """One request walked to its signed certificate."""
    request = walks.file(iums, "991020305")
    nutrition = ""
    while (nodes := walks.open_nodes(request)) != []:
        if nodes == ["nutrition"]:
            nutrition = str(walks.task_at(request, "nutrition").id)
        walks.send(iums, request, nodes[0], **(walks.WITH_DORMITORY if nodes[0] == "dormitory" else {}))
    until = time.monotonic() + PATIENCE
    while not (found := clearance.certificate_of(request.id)) or not found.file_id:
        assert time.monotonic() < until, "no certificate was made"
        time.sleep(0.2)
    return {"cleared": request.number, "certificate": str(found.id), "code": found.code, "task_done": nutrition}


def _drafted(iums: University) -> dict[str, str]:
    """A whole draft of one student, and a beginning of another one's."""
    kind = servicedesk.request_type(iums.id, "clearance")
    assert kind is not None
    version = intake.newest_version_id(institution_id=iums.id, key=kind.form_key)
    assert version is not None
    found = {}
    for name, login, raw in (
        ("whole", "4011020308", walks.FILED["iums-nursing"]),
        ("begun", "971020309", {"mobile": ["123"], "card_delivery": ["lost"]}),
    ):
        enrolment = iums.enrolment(login)
        intake.save_draft(
            actor=iums.actor(login), purpose=servicedesk.DRAFT + kind.key, subject_id=enrolment.id,
            version_id=version, raw=raw, rev=0,
        )  # fmt: skip
        found[name] = str(enrolment.id)
    return found


def _waiting(shiraz: University) -> dict[str, str]:
    """One request that waits for a visit, one held for a debt."""
    visit = walks.file(shiraz, "97204001")
    walks.walk(shiraz, visit, until="library-khwarizmi")
    task = walks.task_at(visit, "library-khwarizmi")
    clearance.require_visit(
        actor=walks.holder_of(shiraz, task), task_id=task.id, reason="دو کتاب در امانت است.",
        bring="کتاب‌ها و کارت دانشجویی", place="کتابخانه خوارزمی", hours="۹:۰۰ تا ۱۳:۰۰", key=uuid4().hex,
    )  # fmt: skip
    debt = walks.file(shiraz, "40120402")
    walks.walk(shiraz, debt, until="library-mirza")
    held = walks.task_at(debt, "library-mirza")
    clearance.hold_for_debt(
        actor=walks.holder_of(shiraz, held), task_id=held.id, amount=4_500_000, reason="دیرکرد بازگرداندن کتاب",
        evidence="برگه ۱۲", due_date=DEADLINE, key=uuid4().hex,
    )  # fmt: skip
    return {
        "visit": visit.number, "task_visit": str(task.id), "debt": debt.number, "task_debt": str(held.id),
    }  # fmt: skip


def _nobody_there(iums: University) -> None:
    """A case that came to a faculty without a deputy."""
    request = walks.file(iums, "991020310", faculty=["rehabilitation"], field=["physiotherapy"])
    walks.walk(iums, request, until="culture-deputy")


def _moved(shiraz: University) -> dict[str, str]:
    """Two versions to choose, and a migration that left cases behind."""
    case = workflow.Case.objects.filter(institution_id=shiraz.id).order_by("id")[0]
    new, old = [v for v in workflow.versions_of(shiraz.id) if v.process_id == case.version.process_id][:2]
    row = workflow.CaseMigration.objects.create(
        institution_id=shiraz.id, old=old, new=new, asked_by=shiraz.person("admin").id, total=14, moved=13,
        stayed={"token_unmapped": 1}, named={str(case.id): "token_unmapped"}, finished_at=timezone.now(),
    )  # fmt: skip
    other = next(version for version in (old, new) if version.id != case.version_id)
    asked = {"process": old.process.key, "from": str(case.version_id), "to": str(other.id), "preview": "1"}
    return {"migration": str(row.id), "preview": urlencode(asked)}
