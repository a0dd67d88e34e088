"""Search over the whole front: services by name, articles by their words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from pishkhan.kernel.text import words
from pishkhan.organisation import api as organisation
from pishkhan.web.portal import front, reading
from pishkhan.web.portal.catalogue import catalogue
from pishkhan.web.portal.snippets import snippet


@dataclass(frozen=True, slots=True)
class Hit:
    """One found article with the words around what was sought."""

    item: reading.Read
    kind: Promise
    words: SafeString


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Services whose name holds the text, and articles that hold every word of it."""
    text = request.GET.get("q", "").strip()[: organisation.front.LONGEST_QUERY]
    sought = words(text)
    found = organisation.front.search_articles(front.here(request), text)
    directorates = catalogue(request, text) if sought else []
    hits = [_hit(article, sought) for article in found.articles]
    context = {
        "q": text, "directorates": directorates, "hits": hits, "count": found.count, "more": found.more,
        "services": sum(len(group["types"]) for group in directorates), "cut": found.count > len(hits),
    }  # fmt: skip
    return render(request, "front/found.html", context)


def _hit(article: organisation.Article, sought: list[str]) -> Hit:
    item = reading.read(article)
    return Hit(item, reading.PLACES[reading.Kind(item.kind)][1], snippet(item.lines, sought))
