"""Keeping a draft while one types: answers in JSON with the words for the page, never with a redirect."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.kernel.errors import DomainError
from pishkhan.web import stamps
from pishkhan.web.components import numbers
from pishkhan.web.phrases import sentence
from pishkhan.web.student import filling as work
from pishkhan.web.student.filling import Filling


def saved(request: HttpRequest, filling: Filling) -> JsonResponse:
    """Keep what the page holds now."""
    work.take_typed(filling, request.POST)
    try:
        version = work.save(filling, rev=stamps.number_of(request, "version"))
    except DomainError as error:
        return JsonResponse({"message": sentence(error)}, status=status_of(error))
    return JsonResponse({"message": words(), "version": version})


def logged_out() -> JsonResponse:
    said = _("You have been logged out. Log in again in another tab, then go on here; your text is kept.")
    return JsonResponse({"message": said}, status=HTTPStatus.UNAUTHORIZED)


def words() -> str:
    now = timezone.localtime()
    return _("Draft saved at %(time)s. Not yet submitted.") % {"time": numbers.bare(f"{now.hour}:{now.minute:02d}")}


def status_of(error: DomainError) -> int:
    return HTTPStatus.CONFLICT if error.code == "draft_elsewhere" else HTTPStatus.UNPROCESSABLE_ENTITY
