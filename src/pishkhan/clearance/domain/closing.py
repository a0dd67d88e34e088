"""What the closing letter of a request says: the words of its type, filled in from the record and from the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from pishkhan.clearance.domain import sheets
from pishkhan.clearance.models import Certificate
from pishkhan.clearance.pack.letter import FACTS, PLACEHOLDER, names_in
from pishkhan.clearance.paper import code as codes
from pishkhan.clearance.paper.sheets import LetterData
from pishkhan.intake import api as intake
from pishkhan.intake.logic import Form, show_answer
from pishkhan.kernel import jalali
from pishkhan.kernel.digits import to_persian
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import TaskStatus

NOTHING = "—"
_LATIN = re.compile(r"[A-Za-z]")
ISOLATE, END_ISOLATE = "\u2066", "\u2069"
"""Around a code or a name in Latin letters, which reads from left to right with its own digits."""


def letter_sheet(
    certificate: Certificate, request: servicedesk.Request, *, base_url: str, at: datetime
) -> LetterData:
    """The letter as it is due now. A paragraph that asks for an answer nobody gave is left out."""
    letter, values = certificate.letter, _values(certificate, request)
    signer = request.institution.texts.get("certificate", {}).get("signer", {})
    return LetterData(
        letterhead=sheets.letterhead(request), number=to_persian(certificate.number),
        issued_on=values["date"], case_number=values["number"], title=pick(letter["title"], "fa"),
        addressee=_filled(letter["addressee"], values),
        body=tuple(_filled(line, values) for line in letter["body"] if _can_say(line, values)),
        holder=values["full_name"], signer=pick(signer, "fa") or request.institution.name["fa"],
        signed_at=sheets.moment(at), code=codes.show(certificate.code),
        check_url=f"{base_url}/check/{certificate.code}/", check_place=base_url.split("://")[-1] + "/check",
        note=sheets.DEMO_NOTE if settings.DEMO else "",
    )  # fmt: skip


def _can_say(line: str, values: Mapping[str, str]) -> bool:
    return all(values.get(name) for name in names_in(line) if name not in FACTS)


def _filled(line: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1]) or NOTHING, line)


def _values(certificate: Certificate, request: servicedesk.Request) -> dict[str, str]:
    """Every placeholder's words, in Persian. Sensitive answers lie sealed elsewhere and are not among them."""
    enrolment = request.enrolment
    found = _said(intake.form_of(request.submission.form_version_id), request.submission.answers)
    for task in workflow.tasks_of_case(request.case_id):
        if task.status == TaskStatus.DONE and task.form_version_id:
            answers = _said(intake.form_of(task.form_version_id), task.form_data)
            found |= {f"{task.node}.{key}": words for key, words in answers.items()}
    return found | {
        "full_name": enrolment.person.full_name, "student_number": to_persian(enrolment.student_number),
        "field": pick(enrolment.titles.get("field"), "fa"), "degree": pick(enrolment.titles.get("degree"), "fa"),
        "faculty": pick(enrolment.faculty.name, "fa"), "number": to_persian(request.number),
        "date": to_persian(jalali.show(certificate.created_at)),
    }  # fmt: skip


def _said(form: Form, answers: Mapping[str, object]) -> dict[str, str]:
    asked = [field for field in form.fields if field.asks and not field.sensitive and field.key in answers]
    return {field.key: _printed(show_answer(field, answers, "fa")) for field in asked}


def _printed(words: str) -> str:
    return f"{ISOLATE}{words}{END_ISOLATE}" if _LATIN.search(words) else to_persian(words)
