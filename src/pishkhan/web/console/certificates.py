"""Certificates: find them, take them back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pishkhan.clearance import api as clearance
from pishkhan.clearance.paper import code as codes
from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.ids import uuid_of
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.components.language import current
from pishkhan.web.console.access import actor_of, administrators, around

LONGEST = 100


@administrators
@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """Newest first, or what was searched for."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    before = uuid_of(request.GET.get("before"))
    found, following = clearance.certificates(actor_of(request), text=text, before=before)
    rows = [(each, each.request.applicant.shown_name, _badge(each)) for each in found]
    context = {**around(request, "console-certificates"), "rows": rows, "q": text, "following": following}
    return render(request, "console/certificates.html", context)


@administrators
@require_GET
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    return _page(request, certificate_id)


@administrators
@require_POST
def revoke(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Take a certificate back, with a reason; its check page says so from now on."""
    try:
        clearance.revoke(
            actor=actor_of(request), certificate_id=certificate_id, reason=request.POST.get("reason", "")
        )
    except DomainError as error:
        if error.code == "not_found":
            raise Http404 from None
        return _page(request, certificate_id, wrong=phrases.sentence(error), status=422)
    messages.success(request, _("The certificate is revoked. Its check page says so from now on."))
    return redirect("console-certificate", certificate_id)


def _page(request: HttpRequest, certificate_id: UUID, *, wrong: str = "", status: int = 200) -> HttpResponse:
    found = clearance.certificate(actor_of(request), certificate_id)
    if found is None:
        raise Http404
    reason = Field(
        id="reason", name="reason", label=_("Reason for revoking"), type="textarea", required=True, maxlength=500,
        value=request.POST.get("reason", ""), errors=[wrong] if wrong else (), help=_("Kept in the history."),
    )  # fmt: skip
    context: dict[str, Any] = {
        **around(request, "console-certificates"), "certificate": found, "badge": _badge(found), "reason": reason,
        "holder": found.request.applicant.shown_name, "code": codes.show(found.code, current()),
        "wrong": wrong if found.revoked_at else "",
        "revoked_by": identity.names([found.revoked_by]).get(found.revoked_by, "") if found.revoked_by else "",
    }  # fmt: skip
    return render(request, "console/certificate.html", context, status=status)


def _badge(certificate: clearance.Certificate) -> tuple[str, str, str]:
    """Tone, icon and words of a certificate's state."""
    if certificate.state == "revoked":
        return "debt", "alert", _("Revoked")
    if certificate.state == "replaced":
        return "wait", "undo", _("Replaced")
    if certificate.state == "conditional":
        return "turn", "shield", _("Conditional")
    return "done", "shield", _("Valid")
