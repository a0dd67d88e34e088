"""A version of an article exactly as visitors would read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components import numbers
from pishkhan.web.console.access import actor_of, administrators
from pishkhan.web.portal import front, reading

Kind = organisation.ArticleKind


@administrators
@require_GET
def preview(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """The newest version, or the one asked for."""
    try:
        row = organisation.front.one_article(actor_of(request), article_id)
    except DomainError:
        raise Http404 from None
    versions = organisation.front.versions_of(actor_of(request), article_id)
    asked = request.GET.get("version", str(versions[0].number))
    version = next((each for each in versions if str(each.number) == asked), None)
    if version is None:
        raise Http404
    template, context = _page(request, row, version)
    shown = _("Version %(n)s.") % {"n": numbers.bare(version.number)}
    context |= {"preview": shown, "edit_url": reverse("console-article", args=[row.id])}
    return render(request, template, context)


def _page(
    request: HttpRequest, row: organisation.Article, version: organisation.ArticleVersion
) -> tuple[str, dict[str, Any]]:
    """The page of its kind, with this version on it."""
    if row.kind == Kind.BLOCK:
        blocks = {**organisation.front.blocks(row.institution_id), row.key: version}
        return "home.html", front.home_context(request, blocks)
    item = reading.as_if(row, version)
    if row.kind == Kind.QUESTION:
        kind = servicedesk.request_type(row.institution_id, item.about) if item.about else None
        group = (pick(kind.name), reverse("service", args=[kind.key]), [item]) if kind else ("", "", [item])
        return "front/questions.html", {"groups": [group]}
    if row.kind == Kind.CALENDAR:
        blocks = organisation.front.blocks(row.institution_id)
        title = reading.block(blocks, "calendar")["title"] or _("Calendar")
        return "front/calendar.html", {"title": title, "coming": [item], "over": [], "today": timezone.localdate()}
    if row.kind == Kind.TERMS:
        return "front/terms.html", {"items": [item]}
    if row.kind == Kind.GUIDE:
        return "help.html", {"services": [], "notices": [], "articles": [item]}
    return "front/article.html", front.item_context(item)
