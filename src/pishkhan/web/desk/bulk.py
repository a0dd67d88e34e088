"""One verb for the chosen rows of the inbox: choose, say what, see row by row what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

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
from pishkhan.web.desk import bulk_press, names, replies
from pishkhan.web.desk.bulk_press import Outcome, Report
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
SAID = ("body", "reply", "person", "reason")
NOBODY = UUID(int=0)
FORM_REFUSED = "form_to_fill"


def choices(actor: Actor) -> list[tuple[str, Promise]]:
    """What the actor may do with several rows."""
    leads = bool(actor.units([Role.LEAD]))
    return [(key, words) for key, words in VERBS.items() if leads or key not in FOR_LEADS]


@signed_in
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The chosen rows with what the verb wants to know, before anything is done."""
    if request.method == "GET":
        return _chosen(request)
    actor, verb = _asked(request, request.POST.get("verb", ""))
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
    return redirect(_address(actor, verb, rows, back))


def _address(actor: Actor, verb: str, rows: Sequence[Row], back: str) -> str:
    """Of the page of these rows, as they are now."""
    return f"{reverse('desk-bulk')}?press={bulk_press.choose(actor, verb, rows, back)}"


def _chosen(request: HttpRequest) -> HttpResponse:
    """Those chosen rows that are still at the reader's desks; without any, the inbox. Each look may be pressed anew."""
    press = request.GET.get("press", "")
    found = bulk_press.chosen(request.actor, press)  # type: ignore[attr-defined]
    actor, verb = _asked(request, found.verb) if found else (None, "")
    rows = servicedesk.chosen(actor, list(found.holders)) if actor and found else []
    if not actor or not found or not rows:
        return redirect(found.back if found else "desk-inbox")
    return _form(request, actor, verb, rows, found.back, press=press, key=uuid4().hex)


@signed_in
@require_POST
def perform(request: HttpRequest) -> HttpResponse:
    """Do it, each row for itself, and show the report. The same press again shows the same report."""
    actor, verb = _asked(request, request.POST.get("verb", ""))
    stamp, press, back = stamps.key_of(request), request.POST.get("press", ""), _back(request)
    ids = servicedesk.bulk.chosen([each for each in map(uuid_of, request.POST.getlist("task")) if each])
    chosen = bulk_press.chosen(actor, press)
    if verb in FOR_LEADS and chosen is None:  # whoever had the rows when they were chosen is not known any more
        messages.error(request, phrases.sentence(DomainError("page_incomplete")))
        return redirect(_address(actor, verb, servicedesk.chosen(actor, ids), back))
    if wrong := _missing(verb, request):
        return _form(request, actor, verb, servicedesk.chosen(actor, ids), back, wrong, press=press, key=stamp)
    key = bulk_press.key_of(stamp, [verb, *(request.POST.get(name, "") for name in SAID), *sorted(map(str, ids))])
    report = redirect("desk-bulk-report", key)
    if not bulk_press.begin(actor, key):
        return report
    titles, given = {row.task.id: _title(row) for row in servicedesk.chosen(actor, ids)}, dict[UUID, UUID]()

    def do(task_id: UUID) -> None:
        seen = workflow.Seen(chosen.holders[task_id]) if chosen and task_id in chosen.holders else None
        done = _do(request, actor, verb, task_id, key, seen)
        if verb in FOR_LEADS and isinstance(done, workflow.Task) and done.assignee_id:
            given[task_id] = done.assignee_id

    done = servicedesk.bulk.each(ids, do)
    names_of = identity.names(given.values())
    gone = (_("A task that is not at your desk any more"), "")
    lines = [
        Outcome(
            str(each.id), *titles.get(each.id, gone), _words(each.error), names_of.get(given.get(each.id, NOBODY), "")
        )
        for each in done
    ]  # fmt: skip
    bulk_press.keep(actor, key, Report(verb, lines, back))
    return report


@signed_in
@require_GET
def report(request: HttpRequest, press: str) -> HttpResponse:
    """Row by row what was done and what was refused. Raises Http404 for a report that is not the reader's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = bulk_press.report(actor, press)
    if found is None and not bulk_press.runs(actor, press):
        raise Http404
    lines = found.lines if found else []
    context = {
        **around(request), "lines": lines, "running": found is None, "verb": VERBS[found.verb] if found else "",
        "done": sum(not line.reason for line in lines), "refused": sum(bool(line.reason) for line in lines),
        "back": found.back if found else reverse("desk-inbox"),
    }  # fmt: skip
    return render(request, "desk/bulk_report.html", context)


def _asked(request: HttpRequest, verb: str) -> tuple[Actor, str]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
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
    request: HttpRequest, actor: Actor, verb: str, rows: Sequence[Row], back: str, wrong: str = "", *,
    press: str, key: str,
) -> HttpResponse:  # fmt: skip
    said = [phrases.sentence(DomainError(wrong))] if wrong else []
    context = {
        **around(request), "verb": verb, "words": VERBS[verb], "back": back, "press": press, "key": key,
        "count": len(rows),
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


def _do(
    request: HttpRequest, actor: Actor, verb: str, task_id: UUID, key: str, seen: workflow.Seen | None
) -> Any:  # fmt: skip
    """The ordinary verb for one row, in its own transaction. Handing out goes by who had the row when it was chosen."""
    own = servicedesk.bulk.key_of(key, task_id)
    verbs: dict[str, Callable[[], Any]] = {
        "claim": lambda: workflow.claim(actor=actor, task_id=task_id),
        "assign": lambda: workflow.assign(
            actor=actor, task_id=task_id, person_id=uuid_of(request.POST.get("person")), seen=seen
        ),
        "least": lambda: workflow.give_to_least_loaded(actor=actor, task_id=task_id, seen=seen),
        "message": lambda: _say(request, actor, task_id, Visibility.PUBLIC, own),
        "note": lambda: _say(request, actor, task_id, Visibility.INTERNAL, own),
        "send": lambda: _send(actor, task_id, own),
        "skip": lambda: clearance.mark_not_applicable(
            actor=actor, task_id=task_id, reason=request.POST.get("reason", ""), key=own
        ),
    }  # fmt: skip
    return verbs[verb]()


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
