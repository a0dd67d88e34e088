"""OpenID Connect: what other systems of the university ask, and where they send people."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from allauth.core.internal import jwkkit
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params, respond_json_error
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.openid.connect.core.exceptions import LoginRequired

from pishkhan.identity import api as identity
from pishkhan.web import page_of
from pishkhan.web.account.home import actor_of
from pishkhan.web.entry import DESTINATION
from pishkhan.web.oidc.again import must_show_again
from pishkhan.web.portal import codes

LEAVING = ("client_id", "post_logout_redirect_uri", "state")
"""What goes along while somebody is asked whether to log out."""


@require_GET
def configuration(request: HttpRequest) -> JsonResponse:
    """Discovery. Every address begins with the pinned issuer, never with what the request said."""
    issuer = get_adapter().get_issuer()
    at = {name: issuer + reverse(f"oidc-{name}") for name in ("authorize", "token", "userinfo", "jwks", "revoke")}
    response = JsonResponse(
        {
            "issuer": issuer, "authorization_endpoint": at["authorize"], "token_endpoint": at["token"],
            "userinfo_endpoint": at["userinfo"], "jwks_uri": at["jwks"], "revocation_endpoint": at["revoke"],
            "end_session_endpoint": issuer + reverse("oidc-logout"),
            "response_types_supported": ["code"], "grant_types_supported": ["authorization_code"],
            "response_modes_supported": ["query"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "scopes_supported": list(identity.OIDC_SCOPES), "prompt_values_supported": ["none", "login"],
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "name", "preferred_username", "locale",
                "email", "email_verified", "student_number",
            ],
        }
    )  # fmt: skip
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_GET
def jwks(request: HttpRequest) -> JsonResponse:
    """The public halves of the institution's keys."""
    adapter = get_adapter()
    keys = [jwkkit.load_jwk_from_pem(key.pem)[0] for key in adapter.list_private_keys()]
    response = JsonResponse({"keys": keys})
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"max-age={adapter.get_jwks_cache_control()}, must-revalidate"
    return response


@never_cache
@require_GET
def authorize(request: HttpRequest) -> HttpResponse:
    """A system sends somebody here to be told who they are. Who is logged in is sent back at once; nobody is asked for
    consent, for the systems are the university's own."""
    asked = extract_params(request)
    try:
        scopes, info = identity.oidc_server().validate_authorization_request(*asked)
        _check_challenge(info)
        if (response := _must_log_in(request, info["request"])) is not None:
            return response
        person: Any = request.user
        if not identity.may_be_vouched_for(person):
            raise errors.AccessDeniedError(request=info["request"])
        given = {**info, "user": person}
        answer = identity.oidc_server().create_authorization_response(*asked, scopes=scopes, credentials=given)
    except errors.FatalClientError as error:
        return render(request, "own/stranger.html", {"code": error.error}, status=HTTPStatus.BAD_REQUEST)
    except errors.OAuth2Error as error:
        return _away(error.in_uri(error.redirect_uri or info["redirect_uri"]))
    if answer[2] == HTTPStatus.FOUND:
        identity.note_allowed_in(actor=actor_of(request), client_id=info["client_id"], agent=codes.agent(request))
    return _answered(answer)


def _check_challenge(info: dict[str, Any]) -> None:
    """Only the hashed kind: the other one protects from nothing. Raises InvalidRequestError."""
    if info["request"].code_challenge_method != "S256":
        raise errors.InvalidRequestError(description="code_challenge_method must be S256", request=info["request"])


def _must_log_in(request: HttpRequest, asked: Any) -> HttpResponse | None:
    """To the login, or to showing once more who one is when the system wants that; None when all is well. Raises
    LoginRequired where that is so and the system wants no page shown."""
    again = must_show_again(request.GET, identity.authenticated_at(request))
    if "none" in request.GET.get("prompt", "").split():
        if again:
            raise LoginRequired(request=asked)
        return None
    query = request.GET.copy()
    query.pop("prompt", None)
    if query.get("max_age") == "0":
        query.pop("max_age")
    path = f"{request.path}?{query.urlencode()}"
    if actor_of(request).person_id is None:
        return redirect(f"{reverse('account_login')}?{urlencode({DESTINATION: path})}")
    return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': path})}") if again else None


def _answered(answer: tuple[Any, Any, int]) -> HttpResponse:
    response: HttpResponse = convert_response(*answer)
    return response


def _refused(request: HttpRequest, error: errors.OAuth2Error) -> HttpResponse:
    response: HttpResponse = respond_json_error(request, error)
    return response


def _away(address: str) -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.FOUND)
    response["Location"] = address
    return response


@csrf_exempt
@require_POST
@transaction.atomic
def token(request: HttpRequest) -> HttpResponse:
    """A code against tokens, for a system that shows its secret and the other half of the challenge."""
    try:
        return _answered(identity.oidc_server().create_token_response(*extract_params(request)))
    except errors.OAuth2Error as error:
        return _refused(request, error)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """What a token allows to be told."""
    try:
        return _answered(identity.oidc_server().create_userinfo_response(*extract_params(request)))
    except errors.OAuth2Error as error:
        return _refused(request, error)


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """A system gives a token back."""
    return _answered(identity.oidc_server().create_revocation_response(*extract_params(request)))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """A system has logged somebody out and sends them here to be logged out of the whole (RP-initiated logout). With
    the token of who is logged in it is done at once; else they are asked, for a stranger's link must log nobody out.

    A system may send a form. The browser sends no cookie with it, so it goes on as an address; a form of our own says
    whose page it stood in, and is asked for its token.
    """
    if request.method == "GET":
        return _leave_by_address(request)
    if page_of.FIELD in request.POST:
        return _leave_by_our_form(request)
    told = {name: request.POST[name] for name in ("id_token_hint", *LEAVING) if name in request.POST}
    response = _away(f"{request.path}?{urlencode(told)}")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _leave_by_address(request: HttpRequest) -> HttpResponse:
    asked, person = _asked_to_leave(request, request.GET), request.user
    if person.is_authenticated:
        if asked.subject != str(person.subject):
            hidden = [(name, request.GET[name]) for name in LEAVING if name in request.GET]
            return render(request, "own/logout.html", {"hidden": hidden, "party": asked.party})
        identity.oidc_leaving.leave(request, asked)
    return _left(_away(asked.target or reverse("account_login")))


@csrf_protect
def _leave_by_our_form(request: HttpRequest) -> HttpResponse:
    asked = _asked_to_leave(request, request.POST)
    if not request.user.is_authenticated:
        return _left(_away(asked.target or reverse("account_login")))
    if request.POST[page_of.FIELD] != page_of.mark_of(request):
        return page_of.refused(request)
    identity.oidc_leaving.leave(request, asked)
    return _left(render(request, "own/onward.html", {"target": asked.target or reverse("account_login")}))


def _asked_to_leave(request: HttpRequest, given: Mapping[str, str]) -> Any:
    return identity.oidc_leaving.read(
        actor_of(request).institution_id, hint=given.get("id_token_hint", ""), client_id=given.get("client_id", ""),
        wanted=given.get("post_logout_redirect_uri", ""), state=given.get("state", ""),
    )  # fmt: skip


def _left(response: HttpResponse) -> HttpResponse:
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
