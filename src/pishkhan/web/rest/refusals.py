"""Every refusal as JSON: a code for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pishkhan.kernel.errors import DomainError, Several
from pishkhan.web import phrases
from pishkhan.web.rest.shapes import Rejected
from pishkhan.workflow.api import Blocked

STATUS = {
    "token_wrong": 401, "scope_missing": 403, "token_of_machine": 403, "factor_needed": 403, "outside_network": 403,
    "not_for_you": 403, "not_lead": 403, "too_many": 429, "push_many": 413, "push_empty": 422, "draft_large": 413,
    "identifier_ambiguous": 409, "list_busy": 409, "not_found": 404, "already_done": 409, "task_changed": 409,
    "already_open": 409, "already_filed": 409, "draft_elsewhere": 409, "answered_already": 409, "return_ended": 409,
    "returned_already": 409, "case_closed": 409, "repeat_key_reused": 409, "blocked": 409, "lead_assigns": 409,
    "cannot_go_back": 409, "cannot_reopen": 409, "invitation_gone": 409, "file_quarantined": 409, "file_removed": 404,
}  # fmt: skip
API = "/api/"


def refuse_in(api: NinjaAPI) -> None:
    """Give an API our answers to what goes wrong."""

    def answer(request: HttpRequest, status: int, code: str, message: str, **more: Any) -> HttpResponse:
        response = api.create_response(request, {"code": code, "message": message, **more}, status=status)
        if status == HTTPStatus.UNAUTHORIZED:
            response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(DomainError)
    def domain(request: HttpRequest, error: DomainError) -> HttpResponse:
        status = STATUS.get(error.code, 422)
        response = answer(request, status, error.code, _said(error), **_more(error))
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            response["Retry-After"] = str(60 * int(str(error.params.get("minutes", 1))))
        return response

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(request, 401, "token_missing", _("Send a token: Authorization: Bearer pk_…"))

    @api.exception_handler(ValidationError)
    def body(request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = [".".join(str(part) for part in each["loc"]) for each in error.errors]
        words = _("What was sent is not as /api/v1/openapi.json describes it.")
        return answer(request, 422, "body_wrong", words, places=places[:20])

    @api.exception_handler(HttpError)
    def broken(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, error.status_code, "body_broken", _("What was sent is not readable JSON."))

    @api.exception_handler(RequestDataTooBig)
    @api.exception_handler(TooManyFilesSent)
    def large(request: HttpRequest, error: Exception) -> HttpResponse:
        return answer(request, 413, "body_large", _("What was sent is too large. Send fewer rows at a time."))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, 404, "not_found", _("There is nothing here for this token under this name."))


def _said(error: DomainError) -> str:
    if isinstance(error, Blocked):
        return " ".join(phrases.block_words(block) for block in error.blocks)
    if isinstance(error, Rejected):
        return _("Some answers cannot be taken like this; “faults” says which and why.")
    return phrases.sentence(error)


def _more(error: DomainError) -> dict[str, Any]:
    """What the refusal names besides its sentence."""
    more: dict[str, Any] = {}
    if isinstance(error, Rejected):
        more["faults"] = error.faults
    elif isinstance(error, Several):
        more["faults"] = [_fault(name, each.code, phrases.sentence(each)) for name, each in error.faults.items()]
    elif isinstance(error, Blocked):
        more["faults"] = [_fault(each.field, each.code, phrases.block_words(each)) for each in error.blocks]
    if isinstance(rev := getattr(error, "rev", None), int):
        more["rev"] = rev
    if (open_one := getattr(error, "request", None)) is not None:
        more["number"] = open_one.number
    if why := error.params.get("why"):
        more["faults"] = [_fault("", str(why), "")]
    return more


def _fault(field: str, code: str, message: str) -> dict[str, str]:
    return {"field": field, "code": code, "message": message}


def json_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What the house refuses of a call of the API before a view of it runs: as JSON, like everything there."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith(API):
            return response
        response.headers.setdefault("Cache-Control", "no-store, private")
        if response.status_code < HTTPStatus.BAD_REQUEST or _is_json(response):
            return response
        told = JsonResponse(_told(response.status_code), status=response.status_code)
        for name in ("Allow", "Cache-Control", "Content-Language"):
            if name in response.headers:
                told[name] = response.headers[name]
        return told

    return handle


def _is_json(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")


def _told(status: int) -> dict[str, str]:
    found = {
        400: ("unreadable", _("What was sent cannot be read.")),
        404: ("address_unknown", _("The API has no such address. /api/v1/openapi.json lists them all.")),
        405: ("method_wrong", _("This address is not asked in this way. /api/v1/openapi.json says how.")),
        413: ("body_large", _("What was sent is too large.")),
        500: ("broken", _("Something failed here; the technicians know. Try again later.")),
    }.get(status)
    code, message = found or ("refused", _("This was refused."))
    return {"code": code, "message": message}
