"""Riddles for who may be a machine: the proof of work a browser does, and the picture for browsers without scripts."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pishkhan.identity import api as identity


@dataclass(frozen=True, slots=True)
class Riddle:
    """What components/captcha.html draws. `by_picture`: the institution wants the picture («تصویر امنیتی»)."""

    token: str
    by_picture: bool
    error: str = ""


def riddle(request: HttpRequest, error: str = "") -> Riddle:
    """A fresh riddle for a page."""
    here = request.institution  # type: ignore[attr-defined]
    by_picture = identity.account_rules(here.id).captcha == identity.CaptchaKind.IMAGE
    return Riddle(identity.captcha_token(here.id), by_picture, error)


def passed(request: HttpRequest) -> bool:
    """Whether the posted form holds a right answer; uses it up."""
    here = request.institution  # type: ignore[attr-defined]
    return identity.captcha_passed(institution_id=here.id, form=request.POST)


@never_cache
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    here = request.institution  # type: ignore[attr-defined]
    return JsonResponse(identity.captcha_work(here.id))


@never_cache
@require_GET
def picture(request: HttpRequest, token: str) -> HttpResponse:
    here = request.institution  # type: ignore[attr-defined]
    drawn = identity.captcha_picture(here.id, token)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/png")
