"""Keeping a draft while one types: answers in JSON with the words for the page, never with a redirect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pishkhan.kernel.errors import DomainError
from pishkhan.web.components import numbers
from pishkhan.web.phrases import sentence
from pishkhan.workflow.api import AlreadyDone, NotYours


def answer(keep: Callable[[], tuple[int, datetime]], said: str) -> JsonResponse:
    """What `keep` did: the new revision with the sentence `said` about its time, or why nothing was kept."""
    try:
        version, at = keep()
    except DomainError as error:
        return JsonResponse({"message": sentence(error)}, status=status_of(error))
    return JsonResponse({"message": words(said, at), "version": version})


def logged_out() -> JsonResponse:
    said = _("You have been logged out. Log in again in another tab, then go on here; your text is kept.")
    return JsonResponse({"message": said}, status=HTTPStatus.UNAUTHORIZED)


def words(said: str, at: datetime) -> str:
    """A sentence with the hour of a moment at its `%(time)s`."""
    local = timezone.localtime(at)
    return said % {"time": numbers.bare(f"{local.hour}:{local.minute:02d}")}


def status_of(error: DomainError) -> int:
    if isinstance(error, NotYours):
        return HTTPStatus.NOT_FOUND
    late = isinstance(error, AlreadyDone) or error.code == "draft_elsewhere"
    return HTTPStatus.CONFLICT if late else HTTPStatus.UNPROCESSABLE_ENTITY
