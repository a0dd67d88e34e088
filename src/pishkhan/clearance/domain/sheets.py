"""What stands on the sheets: everything in words and digits ready for print, in Persian."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from pishkhan.clearance.models import Certificate, HandOver, Letter
from pishkhan.clearance.paper import code as codes
from pishkhan.clearance.paper.sheets import (
    Answer,
    CertificateData,
    Fact,
    FormData,
    Letterhead,
    State,
    Station,
)
from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.kernel import jalali, money
from pishkhan.kernel.digits import to_persian
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from pishkhan.workflow.api import Outcome, TaskStatus

RESULTS = {
    Outcome.CLEARED: "تایید",
    Outcome.NOT_APPLICABLE: "لازم نیست",
    Outcome.ACKNOWLEDGED: "آگاهی یافت",
    Outcome.HANDED_OVER: "تحویل شد",
}
DEMO_NOTE = "نسخهٔ نمایشی؛ همهٔ داده‌ها ساختگی است"
"""The sheets are Persian documents whatever language the page was in: their fixed words are not translated."""


def letterhead(request: servicedesk.Request) -> Letterhead:
    lines = request.institution.letterhead.get("fa") or [request.institution.name["fa"], ""]
    return Letterhead(university=lines[0], directorate="، ".join(lines[1:]))


def _person(request: servicedesk.Request) -> tuple[Fact, ...]:
    enrolment, ids = request.enrolment, identity.identifiers_of(request.applicant_id)
    titles: dict[str, Any] = enrolment.titles
    facts = [
        Fact("نام و نام خانوادگی", enrolment.person.full_name),
        Fact("شماره دانشجویی", to_persian(enrolment.student_number)),
        Fact("کد ملی", to_persian(ids.national_id)),
        Fact("نام پدر", enrolment.person.father_name),
        Fact("دانشکده", pick(enrolment.faculty.name, "fa")),
        Fact("رشته و مقطع", f"{pick(titles.get('field'), 'fa')}، {pick(titles.get('degree'), 'fa')}"),
        Fact("تاریخ ثبت درخواست", to_persian(jalali.show(request.created_at))),
    ]
    if reason := _reason(request):
        facts.insert(6, Fact("دلیل تسویه حساب", reason))
    return tuple(facts)


def _reason(request: servicedesk.Request) -> str:
    from pishkhan.intake.logic import show_answer

    form = intake.form_of(request.submission.form_version_id)
    field = form.field("reason")
    return show_answer(field, request.submission.answers, "fa") if field else ""


def _stations(request: servicedesk.Request) -> tuple[Station, ...]:
    """The last walk of every finished station, in the order they ended. Private stations name nobody (B22)."""
    tasks = [t for t in workflow.tasks_of_case(request.case_id) if t.status == TaskStatus.DONE]
    latest = {(task.scope, task.node, task.office_id): task for task in tasks}
    names = identity.names((task.done_by for task in tasks), "fa")
    units = organisation.units_by_id([task.office_id for task in latest.values() if task.office_id])
    case = workflow.case_of_request(request.institution_id, request.id)
    letters = {letter.secretariat_id: letter for letter in Letter.objects.filter(request=request)}
    lost = set(HandOver.objects.filter(request=request, state=HandOver.State.LOST).values_list("task_id", flat=True))
    rows = []
    for task in sorted(latest.values(), key=lambda task: (task.done_at or task.created_at, task.id)):
        if case is None or task.done_at is None:
            continue
        station = workflow.station(case.version_id, task.node)
        result = RESULTS.get(Outcome(task.outcome), "")
        if task.office_id in letters and "letter_number" in station.guards:
            result = f"شماره {to_persian(letters[task.office_id].number)}"
        elif task.id in lost:
            result = "تایید؛ کارت گم شده است"
        instalments = task.form_data.get("instalments") == "yes"
        rows.append(
            Station(
                name=pick(units[task.office_id].name, "fa") if task.office_id in units else pick(station.title, "fa"),
                by="—" if station.neutral else names.get(task.done_by, "") if task.done_by else "",
                at=_when(task), result="مشروط به اقساط" if instalments else result, conditional=instalments,
            )
        )  # fmt: skip
    return tuple(rows)


def _when(task: workflow.Task) -> str:
    return moment(task.done_at) if task.done_at else ""


def moment(at: datetime) -> str:
    """Date and hour with the year, because sheets are read years later: ۱۴۰۵/۰۹/۰۲، ۰۹:۴۰."""
    local = at.astimezone(jalali.TEHRAN)
    return to_persian(f"{jalali.show(local.date())}، {local:%H:%M}")


def _conditions(certificate: Certificate) -> tuple[str, ...]:
    found = []
    for row in certificate.conditions:
        found.append(
            "مبلغ {amount} ریال در {count} قسط {each} ریالی، از {start} تا {end}، بازپرداخت می‌شود.".format(
                amount=money.group(row["amount"], "fa"), count=to_persian(str(row["count"])),
                each=money.group(row["each"], "fa"), start=_day(row["start"]), end=_day(row["end"]),
            )
        )  # fmt: skip
    return tuple(found)


def _day(iso: str) -> str:
    return to_persian(jalali.show(date.fromisoformat(iso))) if iso else ""


def certificate_sheet(certificate: Certificate, request: servicedesk.Request, *, base_url: str) -> CertificateData:
    letter = Letter.objects.filter(request=request).order_by("-created_at").first()
    signer = request.institution.texts.get("certificate", {}).get("signer", {})
    return CertificateData(
        letterhead=letterhead(request), number=to_persian(certificate.number),
        issued_on=to_persian(jalali.show(certificate.created_at)),
        case_number=to_persian(request.number), holder=request.enrolment.person.full_name, person=_person(request),
        stations=_stations(request), signer=pick(signer, "fa") or request.institution.name["fa"],
        signed_at=moment(timezone.now()),
        code=codes.show(certificate.code), check_url=f"{base_url}/check/{certificate.code}/",
        check_place=base_url.split("://")[-1] + "/check",
        letter_number=to_persian(letter.number) if letter else "",
        letter_date=to_persian(jalali.show(letter.dated)) if letter else "", conditions=_conditions(certificate),
        state=State.CONDITIONAL if certificate.conditions else State.VALID,
        state_words="مشروط" if certificate.conditions else "", note=DEMO_NOTE if settings.DEMO else "",
    )  # fmt: skip


def form_sheet(request: servicedesk.Request) -> FormData:
    from pishkhan.intake.logic import display

    letter = Letter.objects.filter(request=request).order_by("-created_at").first()
    form = intake.form_of(request.submission.form_version_id)
    shown = display(form, intake.answers_of(request.submission), "fa")
    answers = tuple(Answer(label=row.label, value=row.text, number=row.number) for group in shown for row in group.rows)
    return FormData(
        letterhead=letterhead(request), case_number=to_persian(request.number),
        filed_on=to_persian(jalali.show(request.created_at)),
        printed_on=to_persian(jalali.show(timezone.localdate())), holder=request.enrolment.person.full_name,
        person=_person(request), answers=answers, stations=_stations(request),
        letter_number=to_persian(letter.number) if letter else "",
        letter_date=to_persian(jalali.show(letter.dated)) if letter else "",
        note=DEMO_NOTE if settings.DEMO else "",
    )  # fmt: skip
