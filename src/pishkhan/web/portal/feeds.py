"""The front for programs: news as Atom in each language, the map of the site, and what robots leave alone."""

from __future__ import annotations

from datetime import datetime, time
from io import StringIO
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.portal import reading
from pishkhan.web.portal.front import Kind, here

MOST = 30
AGE = 300
"""Seconds a reader may keep an answer."""
STANDING = ("home", "services", "news", "processes", "calendar", "questions", "help", "terms", "contact")
NOT_FOR_ROBOTS = ("/console/", "/desk/", "/finance/", "/account/", "/requests/", "/notifications/", "/payments/",
                  "/api/", "/check/", "/receipt/", "/search/", "/activate/", "/register/", "/login/")  # fmt: skip


@require_GET
@cache_control(public=True, max_age=AGE)
def atom(request: HttpRequest, language: str) -> HttpResponse:
    """The newest news. One without words in this language comes in the language it has."""
    with translation.override(language):
        institution = request.institution  # type: ignore[attr-defined]
        feed = Atom1Feed(
            title=_("News of %(place)s") % {"place": pick(institution.name)}, description="", language=language,
            link=request.build_absolute_uri(reverse("news")), feed_url=request.build_absolute_uri(request.path),
            feed_guid=f"{institution.id.urn}:{language}",
        )  # fmt: skip
        rows, _following = organisation.front.dated(institution.id, Kind.NEWS, most=MOST)
        for row in rows:
            assert row.published is not None
            item = reading.read(row)
            feed.add_item(
                title=item.title, link=request.build_absolute_uri(item.url), description="\n".join(item.lines),
                unique_id=row.id.urn, pubdate=_moment(item), updateddate=row.published.published_at or _moment(item),
            )  # fmt: skip
        written = StringIO()
        feed.write(written, "utf-8")
    return HttpResponse(written.getvalue(), content_type="application/atom+xml; charset=utf-8",
                        headers={"Content-Language": language})  # fmt: skip


def _moment(item: reading.Read) -> datetime:
    if isinstance(item.at, datetime):
        return item.at
    return datetime.combine(item.at or timezone.localdate(), time(), organisation.TEHRAN)


@require_GET
@cache_control(public=True, max_age=AGE)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page of the front that has an address of its own."""
    place = here(request)
    paths = [reverse(name) for name in STANDING]
    paths += [reverse("service", args=[kind.key]) for kind in servicedesk.public_types(place)]
    paths += [reading.url_of(kind, key) for kind, key, _day in organisation.front.every_shown(place)]
    rows = "".join(f"<url><loc>{escape(request.build_absolute_uri(path))}</loc></url>" for path in paths)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>\n'
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@require_GET
@cache_control(public=True, max_age=AGE)
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
