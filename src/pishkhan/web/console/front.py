"""What the public front says: news, notices, questions, rules, parts of the home page, each with its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.console import front_form
from pishkhan.web.console.access import actor_of, administrators, around
from pishkhan.web.portal import reading

HERE = "console-front"
Kind = organisation.ArticleKind
Badge = tuple[str, str, str]
NEW: Mapping[str, Promise] = {
    Kind.NEWS: lazy("Write news"), Kind.PROCESS: lazy("Write a notice"), Kind.CALENDAR: lazy("Add a day"),
    Kind.QUESTION: lazy("Add a question"), Kind.GUIDE: lazy("Write a guide"), Kind.TERMS: lazy("Write rules"),
    Kind.PAGE: lazy("Write a page"),
}  # fmt: skip
BLOCKS: Mapping[str, Promise] = {
    "banner": lazy("Lines above the heading"), "hero": lazy("Heading of the home page"),
    "register": lazy("What registering is for"), "help": lazy("Words of help"),
    "calendar": lazy("Name of the calendar"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One article in the list."""

    id: UUID
    title: str
    note: str
    badge: Badge
    at: datetime | None
    by: str
    day: Any


@administrators
@require_GET
def articles(request: HttpRequest) -> HttpResponse:
    """Of one kind, newest first."""
    actor, kind = actor_of(request), _kind(request.GET.get("kind", Kind.NEWS))
    archived, before = "archived" in request.GET, uuid_of(request.GET.get("before"))
    rows, following = organisation.front.articles_page(actor, kind, archived=archived, before=before)
    names = identity.names([row.newest_by for row in rows])  # type: ignore[attr-defined]
    context = {
        **around(request, HERE), "kind": kind.value, "archived": archived, "new": NEW.get(kind, ""),
        "kinds": [(each.value, reading.PLACES[each][1]) for each in Kind], "lines": [_line(row, names) for row in rows],
        "following": following, "later": before is not None,
        "missing": _missing(rows) if kind == Kind.BLOCK and not archived and not before else [],
    }  # fmt: skip
    return render(request, "console/front.html", context)


def _kind(typed: str) -> Kind:
    if typed not in Kind.values:
        raise Http404
    return Kind(typed)


def _line(row: Any, names: Mapping[UUID, str]) -> Line:
    title = pick(row.newest_title)
    if row.kind == Kind.BLOCK:
        title = str(BLOCKS.get(row.key, row.key))
    return Line(row.id, title or row.key, row.key, badge(row, row.newest_number), row.newest_at,
                names.get(row.newest_by, ""), row.day)  # fmt: skip


def _missing(rows: Any) -> list[tuple[str, Promise]]:
    there = {row.key for row in rows}
    return [(key, words) for key, words in BLOCKS.items() if key not in there]


def badge(article: organisation.Article, newest: int) -> Badge:
    """Tone, icon and words of an article's state."""
    if article.archived_at:
        return "wait", "minus", _("Taken off") if article.published else _("Put aside")
    if article.published is None:
        return "open", "pen", _("Draft, not published yet")
    if article.published.number != newest:
        return "turn", "pen", _("Published, with a newer draft")
    return "done", "check", _("Published")


@administrators
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A page for an article that is not there yet; it is made by the first saving."""
    kind, key = _kind(request.GET.get("kind", "")), request.GET.get("key", "")
    if (key in BLOCKS) != (kind == Kind.BLOCK):
        raise Http404
    typed = front_form.typed(request) if request.method == "POST" else None
    if typed is None:
        return _draw_new(request, kind, key, front_form.blank(kind), {})
    try:
        made = organisation.articles.begin_article(
            actor=actor_of(request), kind=kind, wording=typed.wording(kind), key=key
        )
    except DomainError as error:
        return _draw_new(request, kind, key, typed, front_form.faults(error))
    return _after(request, made.article_id, (made.number, made.rev))


def _draw_new(
    request: HttpRequest, kind: Kind, key: str, typed: front_form.Typed, errors: dict[str, str]
) -> HttpResponse:
    context = {
        **around(request, HERE), "kind": kind.value, "article": None, "seen": "",
        "heading": str(BLOCKS[key]) if key else str(NEW[kind]), **front_form.context(request, kind, typed, errors),
    }  # fmt: skip
    return render(request, "console/front_article.html", context, status=422 if errors else 200)


@administrators
@require_http_methods(["GET", "POST"])
def article(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """The words under the pen; a post keeps them, and may publish them."""
    try:
        row = organisation.front.one_article(actor_of(request), article_id)
    except DomainError:
        raise Http404 from None
    if request.method != "POST":
        return _draw(request, row, None, {})
    typed = front_form.typed(request)
    try:
        kept = organisation.articles.save_draft(
            actor=actor_of(request), article_id=row.id, seen=front_form.seen(request),
            wording=typed.wording(Kind(row.kind)),
        )  # fmt: skip
    except DomainError as error:
        return _draw(request, row, typed, front_form.faults(error))
    return _after(request, row.id, (kept.number, kept.rev))


def _after(request: HttpRequest, article_id: UUID, seen: organisation.Seen) -> HttpResponse:
    """What the pressed button wants done with the kept draft."""
    wanted = request.POST.get("do")
    if wanted == "preview":
        return redirect("console-article-preview", article_id)
    if wanted == "publish":
        try:
            organisation.articles.publish(actor=actor_of(request), article_id=article_id, seen=seen)
        except DomainError as error:
            row = organisation.front.one_article(actor_of(request), article_id)
            return _draw(request, row, None, front_form.faults(error))
        said.success(request, _("Published. Visitors read it from now on."))
    else:
        said.success(request, _("The draft is kept. Visitors do not see it yet."))
    return redirect("console-article", article_id)


def _draw(
    request: HttpRequest, row: organisation.Article, typed: front_form.Typed | None, errors: dict[str, str]
) -> HttpResponse:
    versions = organisation.front.versions_of(actor_of(request), row.id)
    newest, names = versions[0], identity.names([each.author_id for each in versions])
    kind = Kind(row.kind)
    context = {
        **around(request, HERE), "kind": row.kind, "article": row, "badge": badge(row, newest.number),
        "heading": str(BLOCKS.get(row.key, row.key)) if kind == Kind.BLOCK else pick(newest.title) or row.key,
        "seen": request.POST.get("seen") if typed else f"{newest.number}.{newest.rev}",
        "versions": [
            (each, names.get(each.author_id, "") if each.author_id else "", each.id == row.published_id)
            for each in versions
        ],
        "kind_words": reading.PLACES[kind][1], "url": reading.url_of(row.kind, row.key),
        **front_form.context(request, kind, typed or front_form.kept(newest), errors),
    }  # fmt: skip
    return render(request, "console/front_article.html", context, status=422 if errors else 200)


@administrators
@require_POST
def change(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Take it off the front, put it back, or take an earlier wording up again."""
    actor, wanted, verbs = actor_of(request), request.POST.get("do", ""), organisation.articles
    try:
        if wanted == "again":
            number = request.POST.get("number", "")
            if not (number.isascii() and number.isdecimal() and len(number) < 6):
                raise Http404
            verbs.take_up(actor=actor, article_id=article_id, seen=front_form.seen(request), number=int(number))
            said.success(request, _("The earlier words are a draft now. Look at them, then publish."))
        elif wanted == "archive":
            verbs.archive(actor=actor, article_id=article_id)
            shown = organisation.front.one_article(actor, article_id).published is not None
            said.success(request, _("Taken off. Visitors do not find it any more.") if shown else
                         _("The draft is put aside."))  # fmt: skip
        elif wanted == "restore":
            verbs.restore(actor=actor, article_id=article_id)
            shown = organisation.front.one_article(actor, article_id).published is not None
            said.success(request, _("It is on the front again, as it was.") if shown else
                         _("The draft is in the list again."))  # fmt: skip
        else:
            raise Http404
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        said.error(request, phrases.sentence(error))
    return redirect("console-article", article_id)
