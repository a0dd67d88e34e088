"""What anybody may read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pishkhan.clearance import api as clearance
from pishkhan.clearance.paper import code as codes
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments


def chooser(request: HttpRequest) -> HttpResponse:
    """The universities of the installation."""
    port = request.get_port()
    suffix = "" if port in {"80", "443"} else f":{port}"
    rows = []
    for institution in organisation.institutions():
        host = next((domain.host for domain in institution.domains.all()), None)
        if host:
            rows.append((f"{request.scheme}://{host}{suffix}/", institution.name, host))
    return render(request, "chooser.html", {"institutions": rows})


def check(request: HttpRequest, code: str = "") -> HttpResponse:
    """The public check of a certificate: valid, conditional or revoked, and no more than needed."""
    if not code and (typed := request.GET.get("code", "").strip()[:60]):
        return redirect("check-code", code=typed.replace("/", "-"))
    context: dict[str, Any] = {"typed": code, "asked": bool(code)}
    if code:
        institution = request.institution  # type: ignore[attr-defined]
        found = clearance.find(institution_id=institution.id, typed=code)
        if found is None and payments.find_receipt(institution_id=institution.id, typed=code):
            return redirect("receipt-check", code=code)
        context["certificate"] = found
        if found:
            context["shown_code"] = codes.show(found.code, request.LANGUAGE_CODE)
            context["holder"] = shortened(found.request.applicant.full_name)
            context["letter"] = found.letter.get("title")
            context["words"] = (_letter_words() if found.letter else _state_words())[found.state]
            context["unsettled"] = bool(found.letter) and found.state == "valid" and found.request.closed_at is None
            context["key"] = clearance.card(found.key) if found.key else None
        else:
            context["shown_code"] = code
    return render(request, "check.html", context, status=200 if not code or context["certificate"] else 404)


def _state_words() -> dict[str, str]:
    return {
        "valid": _("This certificate is valid."),
        "conditional": _("This certificate is conditional: it holds while its conditions are kept."),
        "replaced": _("A newer letter took the place of this one. Do not accept it."),
        "revoked": _("This certificate is revoked. Do not accept it."),
    }


def _letter_words() -> dict[str, str]:
    return {
        "valid": _("This letter is genuine and valid."),
        "conditional": _("This letter is genuine and valid."),
        "replaced": _("A newer letter took the place of this one. Do not accept it."),
        "revoked": _("This letter is revoked. Do not accept it."),
    }


def shortened(name: str) -> str:
    """The given name and the first letter of each further word: enough to compare, too little to collect."""
    first, *rest = name.split()
    return " ".join([first, *(f"{word[0]}." for word in rest)])
