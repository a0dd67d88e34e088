"""The page of one request: whose move it is, the stations, the talk, the answers, the papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from pishkhan.clearance import api as clearance
from pishkhan.clearance.paper import code as codes
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web import closed_days, files, taking, typed, usual
from pishkhan.web.components.language import current
from pishkhan.web.components.stations import DueView, StationView, VisitView
from pishkhan.web.student import following, guests, happenings, talk, told
from pishkhan.web.student.services import enrolment_title

NEUTRAL = {"na": "done", "new": "open"}
"""What a station that shows no result (B22) shows instead."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing only the student can do. `tone` and `icon` as of the badge; `url` is where it is done."""

    tone: str
    icon: str
    title: str
    lines: Sequence[str] = ()
    amount: int | None = None
    until: date | None = None
    url: str = ""
    button: str = ""
    fields: str = ""


def page(actor: Actor, found: servicedesk.Request) -> dict[str, Any]:
    """What case.html needs, besides the message being written. Who takes part in another's request is a guest: see
    `guests`."""
    guest = found.applicant_id != actor.person_id
    walk = clearance.walk_of(found)
    stations = clearance.progress(found, walk)
    visits = [] if guest else clearance.open_visits(found, walk.tasks)
    comments = servicedesk.comments(found, actor, public=True)
    returns = [] if guest else servicedesk.open_returns(found, walk.tasks)
    attachments = servicedesk.attachments(found)
    units = _unit_names([*(v.office_id for v in visits), *(c.office_id for c in comments)])
    form = intake.form_of(found.submission.form_version_id)
    conversation = talk.said(found, actor, comments, units, attachments)
    todo = [] if found.closed_at or guest else _todo(found, form, returns, stations, visits, units, comments)
    certificate = None if guest else clearance.certificate_of(found.id)
    letter = certificate.letter if certificate else None
    answered = found.submission.answers if guest else intake.answers_of(found.submission)
    answers = logic.display(guests.form(form) if guest else form, answered, current())
    known = usual.ranges(found, stations, walk.case)
    history = guests.history(clearance.timeline(found, walk), guest=guest)
    return {
        **following.around(actor, found), "all_left": known.all_left,
        "closed_days": [] if found.closed_at else closed_days.coming(found.institution_id),
        "found": found, "guest": guest, "others": taking.others(found),
        "shared": "" if guest else typed.listed(guests.told(form, answered, current())),
        "status_key": _status(found, certificate, guest=guest),
        "returns": returns, "enrolment_title": enrolment_title(found.enrolment), "todo": todo,
        "purpose": pick(found.type.rules.get("purpose")),
        "stations": [told_station(row, visits, known.of(row), guest=guest) for row in stations],
        "events": happenings.told(
            history, stations, is_open=found.closed_at is None, since=getattr(found, "seen_at", None)
        ),
        "talk": conversation, "reply_by": _reply_by(conversation), "most_files": servicedesk.AT_ONCE,
        "answers": answers,
        "locked": {asked.key for asked in form.fields if asked.locked},
        "count": sum(len(group.rows) for group in answers),
        "papers": [] if guest else [_paper(found, row) for row in attachments if not servicedesk.comment_of(row)],
        "reopen_until": None if guest else servicedesk.reopenable_until(found),
        "certificate": certificate, "letter": letter,
        "certificate_words": _letter_words(certificate) if letter else _certificate_words(certificate),
        "code": codes.show(certificate.code, current()) if certificate else "",
        "handover": None if guest else next((_office(row) for row in stations if _hands_over(row)), None),
    }  # fmt: skip


def _status(found: servicedesk.Request, certificate: clearance.Certificate | None, *, guest: bool) -> str:
    """A request that was taken up again after its letter was revoked is under way like any other."""
    if certificate and certificate.revoked_at and (found.closed_at or not certificate.letter):
        return "revoked"
    return guests.status(found, guest=guest)


def _reply_by(said: Sequence[talk.Message]) -> date | None:
    """The day by which the last word of an office wishes for an answer."""
    return said[-1].reply_by if said and said[-1].kind == "theirs" else None


def error_report(found: servicedesk.Request, key: str) -> str:
    """The beginning of a message about a locked answer that is wrong in the record (B8)."""
    form = intake.form_of(found.submission.form_version_id)
    asked = form.field(key[:60])
    if asked is None or not asked.locked:
        return ""
    return _("“%(label)s” is wrong in my record. Correct is: ") % {"label": asked.label.in_(current())}


def _unit_names(ids: Sequence[UUID | None]) -> dict[UUID, str]:
    wanted = {unit for unit in ids if unit}
    return {key: pick(unit.name) for key, unit in organisation.units_by_id(wanted).items()} if wanted else {}


def _office(row: clearance.ShownStation) -> str:
    return pick(row.office) or pick(row.title)


def _hands_over(row: clearance.ShownStation) -> bool:
    """Completion opens the task that hands the documents of the previous degree over (C1)."""
    return row.status == "open" and row.station is not None and row.station.kind == "handover"


def _todo(
    found: servicedesk.Request, form: logic.Form, returns: Sequence[servicedesk.Return],
    stations: Sequence[clearance.ShownStation], visits: Sequence[clearance.Visit], units: Mapping[UUID, str],
    comments: Sequence[servicedesk.Comment],
) -> list[Todo]:  # fmt: skip
    offices = {row.task.office_id: _office(row) for row in stations if row.task and row.task.office_id}
    things = [_correction(found, form, row, offices) for row in returns]
    seen: set[UUID] = set()
    for station in stations:
        for due in station.dues:
            if due.owed > 0 and due.id not in seen and not station.is_done:
                seen.add(due.id)
                things.append(
                    Todo(
                        "debt", "coin", _("Debt to %(office)s") % {"office": _office(station)}, amount=due.owed,
                        lines=[due.reason, *([due.evidence] if due.evidence else []), how_to_settle(due)],
                        until=due.due_date, url=pay_url(due), button=_("Pay") if due.payable else "",
                    )
                )  # fmt: skip
    things += [_visit(row, units) for row in visits]
    last = comments[-1] if comments else None
    if last and last.reply_by and last.author_id != found.applicant_id:
        things.append(
            Todo(
                "turn", "msg", _("Answer the message of %(name)s") % {"name": last.author.shown_name},
                until=last.reply_by, url="#talk", button=_("Answer"),
            )
        )  # fmt: skip
    return things


def pay_url(due: payments.OpenDue) -> str:
    """Where the due is paid; empty when it is not paid here."""
    return f"{reverse('payments')}?due={due.id}" if due.payable else ""


def how_to_settle(due: payments.OpenDue | None = None) -> str:
    """By the bank where the due can be paid here, else at the office."""
    if due is not None and due.payable:
        return _("Pay it here. Once the bank confirms, it is settled without a visit.")
    return _("Take the receipt, or the letter that settles it, to this office; it clears the debt here.")


def _correction(
    found: servicedesk.Request, form: logic.Form, row: servicedesk.Return, offices: Mapping[UUID, str]
) -> Todo:
    office = offices.get(row.office_id, "") if row.office_id else ""
    labels = [asked.label.in_(current()) for asked in form.fields if asked.key in row.fields]
    title = _("Correct the answers that %(office)s named") % {"office": office} if office else _("Correct your answers")
    return Todo(
        "turn", "undo", title, lines=[row.reason], until=row.reply_by, fields=typed.listed(labels),
        url=f"{servicedesk.page_of(found)}correct/{row.id}/", button=_("Correct now"),
    )  # fmt: skip


def _visit(row: clearance.Visit, units: Mapping[UUID, str]) -> Todo:
    office = units.get(row.office_id, "") if row.office_id else ""
    lines = [row.reason]
    if row.bring:
        lines.append(_("Bring: %(things)s") % {"things": row.bring})
    if row.place or row.hours:
        lines.append(" · ".join(filter(None, (row.place, row.hours))))
    return Todo("visit", "walk", _("Visit %(office)s in person") % {"office": office}, lines=lines)


def told_station(
    row: clearance.ShownStation, visits: Sequence[clearance.Visit], usually: str, *, guest: bool
) -> StationView:
    """One line of the station list as its reader may see it."""
    if guest:
        return _station(guests.station(row), visits, usually)
    return replace(_station(row, visits, usually), told=told.of(row))


def _station(row: clearance.ShownStation, visits: Sequence[clearance.Visit], usually: str) -> StationView:
    task, neutral = row.task, row.station is not None and row.station.neutral
    status = NEUTRAL.get(row.status, row.status) if neutral else row.status
    visit = next((v for v in visits if task and v.task_id == task.id), None)
    open_dues = [due for due in row.dues if due.owed > 0]
    office = _office(row) if row.office and pick(row.office) != pick(row.title) else ""
    note = _("The result is not shown here.") if neutral and row.is_done else ""
    return StationView(
        number=row.number, name=pick(row.title), status=status, holder=row.holder or office, note=note, usual=usually,
        since=None if row.is_done else row.since, done_at=row.since if row.is_done else None,
        dues=[
            DueView(d.reason, d.owed, d.due_date, pay_url=pay_url(d), note=how_to_settle(d)) for d in open_dues
        ],
        visit=VisitView(place=visit.place, hours=visit.hours, bring=visit.bring) if visit else None,
    )  # fmt: skip


def _paper(found: servicedesk.Request, row: servicedesk.Attachment) -> files.Shown:
    form = intake.form_of(found.submission.form_version_id)
    asked = form.field(row.field)
    title = pick(row.title) or (asked.label.in_(current()) if asked else row.file.name)
    return files.shown(row.file, f"{servicedesk.page_of(found)}files/{row.id}/", title)


def _letter_words(letter: clearance.Certificate | None) -> str:
    if letter is None:
        return ""
    if letter.revoked_at:
        return _("This letter is revoked. Do not use it.")
    if letter.file_id is None:
        return _("The letter is being signed. It will be here in a moment.")
    return _("This letter is signed. Anybody can check it by its code.")


def _certificate_words(certificate: clearance.Certificate | None) -> str:
    if certificate is None:
        return ""
    if certificate.revoked_at:
        return _("This certificate is revoked. Do not use it.")
    if certificate.file_id is None:
        return _("The certificate is being signed. It will be here in a moment.")
    if certificate.conditions:
        return _("This certificate is conditional: it holds while you keep the instalments printed on it.")
    return _("This certificate is valid.")
