"""One verb for the chosen rows of the inbox: choose, say what, see row by row what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.plumbing.actor import Actor, Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.api import Row, Visibility
from pishkhan.web import phrases, stamps
from pishkhan.web.components.fields import Field, Option
from pishkhan.web.desk import names, replies
from pishkhan.web.desk.sheet import Sheet
from pishkhan.web.desk.side import around
from pishkhan.web.entry import signed_in
from pishkhan.workflow import api as workflow

VERBS: dict[str, Promise] = {
    "claim": lazy("Claim"), "assign": lazy("Assign to …"), "least": lazy("Give to the least loaded"),
    "message": lazy("Message to the student"), "note": lazy("Internal note"), "send": lazy("Confirm and send on"),
    "skip": lazy("Not applicable"),
}  # fmt: skip
FOR_LEADS = frozenset({"assign", "least"})
KEPT = 3600
"""Seconds for which a report can be looked at again."""
RUNS = 600
"""Seconds after which a press whose report never came may be repeated."""
FORM_REFUSED = "form_to_fill"


def choices(actor: Actor) -> list[tuple[str, Promise]]:
    """What the actor may do with several rows."""
    leads = bool(actor.units([Role.LEAD]))
    return [(key, words) for key, words in VERBS.items() if leads or key not in FOR_LEADS]


@signed_in
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """The chosen rows with what the verb wants to know, before anything is done."""
    actor, verb = _asked(request)
    back = _back(request)
    try:
        ids = servicedesk.bulk.chosen([each for each in map(uuid_of, request.POST.getlist("task")) if each])
    except DomainError as error:
        messages.error(request, phrases.sentence(error))
        return redirect(back)
    rows = servicedesk.chosen(actor, ids)
    if not rows:
        messages.error(request, phrases.sentence(DomainError("not_found")))
        return redirect(back)
    return _form(request, actor, verb, rows, back)


@signed_in
@require_POST
def perform(request: HttpRequest) -> HttpResponse:
    """Do it, each row for itself, and show the report. The same press again shows the same report."""
    actor, verb = _asked(request)
    key, back = stamps.key_of(request)[:32], _back(request)
    ids = servicedesk.bulk.chosen([each for each in map(uuid_of, request.POST.getlist("task")) if each])
    if wrong := _missing(verb, request):
        return _form(request, actor, verb, servicedesk.chosen(actor, ids), back, wrong)
    report = redirect("desk-bulk-report", key)
    if not cache.add(_name(actor, key, "runs"), True, RUNS):
        return report
    titles = {row.task.id: _title(row) for row in servicedesk.chosen(actor, ids)}
    done = servicedesk.bulk.each(ids, lambda task_id: _do(request, actor, verb, task_id, key))
    lines = [
        (str(each.id), *titles.get(each.id, (_("A task that is not at your desk any more"), "")), _words(each.error))
        for each in done
    ]
    keep(actor, key, verb, lines, back)
    return report


def keep(actor: Actor, key: str, verb: str, lines: Sequence[tuple[str, str, str, str]], back: str) -> None:
    """Have the report of a press ready for the page that shows it."""
    cache.set(_name(actor, key, "report"), {"verb": verb, "lines": list(lines), "back": back}, KEPT)


@signed_in
@require_GET
def report(request: HttpRequest, press: str) -> HttpResponse:
    """Row by row what was done and what was refused. Raises Http404 for a report that is not the reader's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = cache.get(_name(actor, press, "report"))
    if found is None and not cache.get(_name(actor, press, "runs")):
        raise Http404
    lines = found["lines"] if found else []
    context = {
        **around(request), "lines": lines, "running": found is None, "verb": VERBS[found["verb"]] if found else "",
        "done": sum(not line[3] for line in lines), "refused": sum(bool(line[3]) for line in lines),
        "back": found["back"] if found else reverse("desk-inbox"),
    }  # fmt: skip
    return render(request, "desk/bulk_report.html", context)


def _name(actor: Actor, key: str, what: str) -> str:
    return f"bulk-{what}:{actor.me.hex}:{key[:32]}"


def _asked(request: HttpRequest) -> tuple[Actor, str]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    verb = request.POST.get("verb", "")
    if verb not in dict(choices(actor)) or not actor.is_staff:
        raise workflow.NotYours
    return actor, verb


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if ours else reverse("desk-inbox")


def _title(row: Row) -> tuple[str, str]:
    return row.request.applicant.shown_name, row.request.number


def _words(error: DomainError | None) -> str:
    if error is None:
        return ""
    if isinstance(error, workflow.Blocked):
        return " ".join(phrases.block_words(block) for block in error.blocks)
    return phrases.sentence(DomainError(FORM_REFUSED) if isinstance(error, intake.NotAccepted) else error)


def _missing(verb: str, request: HttpRequest) -> str:
    """What the verb still wants to know, as the code of a refusal."""
    said = request.POST.get("body", "").strip() or (verb == "message" and uuid_of(request.POST.get("reply")))
    if verb in {"message", "note"} and not said:
        return "comment_empty"
    if verb in {"message", "note"} and len(request.POST.get("body", "")) > servicedesk.LONGEST:
        return "comment_long"
    if verb == "skip" and not request.POST.get("reason", "").strip():
        return "reason_missing"
    return "not_of_office" if verb == "assign" and uuid_of(request.POST.get("person")) is None else ""


def _form(
    request: HttpRequest, actor: Actor, verb: str, rows: Sequence[Row], back: str, wrong: str = ""
) -> HttpResponse:
    said = [phrases.sentence(DomainError(wrong))] if wrong else []
    context = {
        **around(request), "verb": verb, "words": VERBS[verb], "back": back, "key": uuid4().hex, "count": len(rows),
        "rows": [(row.task.id, *_title(row), names.of_request(row.request)) for row in rows],
        "fields": _fields(request, actor, verb, rows, said),
    }  # fmt: skip
    return render(request, "desk/bulk.html", context, status=422 if wrong else 200)


def _fields(request: HttpRequest, actor: Actor, verb: str, rows: Sequence[Row], said: Sequence[str]) -> list[Field]:
    typed = request.POST
    if verb == "assign":
        units = {row.task.office_id for row in rows if row.task.office_id} & actor.units([Role.LEAD])
        found = identity.staff_by_unit(units, (Role.EXPERT, Role.LEAD, Role.MANAGER))
        people = {one.id: one.shown_name for staff in found.values() for one in staff}
        options = [Option(str(each), name) for each, name in people.items()]
        return [Field(id="person", name="person", label=_("Assign to"), type="select", options=options, required=True,
                      value=typed.get("person", ""), errors=said)]  # fmt: skip
    if verb in {"message", "note"}:
        words = _("The students read this.") if verb == "message" else _("Only colleagues read this.")
        canned = _canned(request, actor, rows if verb == "message" else ())
        body = Field(
            id="body", name="body", label=str(VERBS[verb]), type="textarea", required=not canned, help=words, rows=5,
            maxlength=servicedesk.LONGEST, value=typed.get("body", ""), errors=said,
        )  # fmt: skip
        return [*canned, body]
    if verb == "skip":
        label = _("Why these stations are not applicable")
        return [Field(id="reason", name="reason", label=label, type="textarea", required=True, maxlength=500,
                      value=typed.get("reason", ""), errors=said, rows=2)]  # fmt: skip
    return []


def _canned(request: HttpRequest, actor: Actor, rows: Sequence[Row]) -> list[Field]:
    """The canned replies at hand in the offices of the rows; their places are filled for each row."""
    found = {
        reply.id: reply.title
        for office in dict.fromkeys(row.task.office_id for row in rows)
        for reply in servicedesk.canned.offered(actor.institution_id, office)
    }
    options = [Option(str(each), title) for each, title in found.items()]
    field = Field(
        id="reply", name="reply", label=_("Canned reply"), type="select", options=options, optional=True,
        value=request.POST.get("reply", ""), help=_("What is written below goes behind it."),
    )  # fmt: skip
    return [field] if options else []


def _do(request: HttpRequest, actor: Actor, verb: str, task_id: UUID, key: str) -> None:
    """The ordinary verb for one row, in its own transaction."""
    own = servicedesk.bulk.key_of(key, task_id)
    verbs: dict[str, Callable[[], Any]] = {
        "claim": lambda: workflow.claim(actor=actor, task_id=task_id),
        "assign": lambda: workflow.assign(
            actor=actor, task_id=task_id, person_id=uuid_of(request.POST.get("person"))
        ),
        "least": lambda: workflow.give_to_least_loaded(actor=actor, task_id=task_id),
        "message": lambda: _say(request, actor, task_id, Visibility.PUBLIC, own),
        "note": lambda: _say(request, actor, task_id, Visibility.INTERNAL, own),
        "send": lambda: _send(actor, task_id, own),
        "skip": lambda: clearance.mark_not_applicable(
            actor=actor, task_id=task_id, reason=request.POST.get("reason", ""), key=own
        ),
    }  # fmt: skip
    verbs[verb]()


def _say(request: HttpRequest, actor: Actor, task_id: UUID, visibility: Visibility, key: str) -> None:
    body, reply = request.POST.get("body", ""), uuid_of(request.POST.get("reply"))
    about = servicedesk.request_of_task(actor, task_id)
    if about is None:
        raise workflow.NotYours
    if reply and visibility == Visibility.PUBLIC:
        canned = replies.text_for(Sheet(actor, task_id), reply)
        if canned is None:
            raise DomainError("reply_elsewhere")
        body = f"{canned}\n\n{body}".strip()
    servicedesk.comment(
        actor=actor, request_id=about.id, body=body, visibility=visibility, task_id=task_id, key=key
    )


def _send(actor: Actor, task_id: UUID, key: str) -> None:
    """Only a station whose form asks for nothing that must be answered; what the reader typed there already goes
    along."""
    task = workflow.workable_by(actor).filter(id=task_id).first()
    if task is None:
        raise workflow.NotYours
    draft = None
    if task.form_version_id:
        if any(field.required or field.require for field in intake.form_of(task.form_version_id).fields):
            raise DomainError(FORM_REFUSED)
        draft = intake.draft_of(actor, purpose=clearance.STEP_DRAFT, subject_id=task_id)
    clearance.send_on(actor=actor, task_id=task_id, raw=intake.raw_of(draft) if draft else {}, key=key)
