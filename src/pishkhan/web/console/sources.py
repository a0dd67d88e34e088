"""Which source each field of a person belongs to: its name is the list's, or the token's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages as said
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing.texts import pick
from pishkhan.web import phrases
from pishkhan.web.components.fields import Field
from pishkhan.web.console.access import actor_of, administrators, around

HERE = "console-sources"
LONGEST = 40
SALT = "pishkhan.sources"
columns = identity.import_columns
FIELDS = sorted((columns.OF_PERSON | columns.OF_STUDIES) - {"first_name", "last_name"}, key=list(columns.TITLES).index)


@administrators
@require_http_methods(["GET", "POST"])
def sources(request: HttpRequest) -> HttpResponse:
    """The owners as they are; a post changes them."""
    actor, wrong = actor_of(request), ""
    now = identity.read_account_rules(actor.institution_id).sources
    given: Mapping[str, Any] = request.POST if request.method == "POST" else now
    if request.method == "POST":
        owners = {name: clean_display(request.POST.get(name, ""))[:LONGEST] for name in FIELDS}
        try:
            identity.set_sources(actor=actor, owners=owners, seen=_seen(request))
        except DomainError as error:
            wrong = phrases.sentence(error)
        else:
            said.success(request, _("The sources are kept. They hold for the next list."))
            return redirect(HERE)
    fields = [
        Field(id=f"f-{name}", name=name, label=pick(dict(zip(("fa", "en"), columns.TITLES[name], strict=True))),
              value=given.get(name, ""), optional=True, maxlength=LONGEST)
        for name in FIELDS
    ]  # fmt: skip
    context = {
        **around(request, HERE), "fields": fields, "wrong": wrong,
        "seen": request.POST.get("seen") or signing.dumps(now, salt=SALT),
    }  # fmt: skip
    return render(request, "console/sources.html", context, status=422 if wrong else 200)


def _seen(request: HttpRequest) -> dict[str, str]:
    """What the page showed. Raises DomainError page_incomplete."""
    try:
        found: dict[str, str] = signing.loads(request.POST.get("seen", ""), salt=SALT)
    except (signing.BadSignature, json.JSONDecodeError):
        raise DomainError("page_incomplete") from None
    return found
