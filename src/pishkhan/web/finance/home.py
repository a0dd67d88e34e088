"""Where the accounts begin: what waits for a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pishkhan.web.finance.access import accountants, around


@accountants
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "finance/home.html", around(request, "finance"))
