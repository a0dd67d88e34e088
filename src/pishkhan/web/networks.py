"""Pages that open only from the networks of the university (A1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import Campus, NetworkMode, Section
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.network import client_address
from pishkhan.web.page_of import person_here

NOTED = "outside_noted"
ACCOUNT_PATHS = ("/activate/", "/register/", "/login/", "/account/")
FROM_ANYWHERE = ("/account/not-me/", "/account/closed/")
"""Whose account was stolen is seldom at the university when they hear of it."""
ROOMS = {"student": Section.STUDENT, "desk": Section.DESK, "console": Section.CONSOLE, "finance": Section.DESK}


class networks:  # noqa: N801 - named like the other middleware
    """Refuses or warns who comes from elsewhere, as the institution decided for the section they ask for. Without an
    address one comes from elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_view: object) -> HttpResponse | None:
        here = request.institution  # type: ignore[attr-defined]
        section = section_of(request.path, view.__module__) if here is not None else None
        if section is None:
            return None
        campus, address = organisation.campus_of(here.id), client_address(request)
        if not campus.modes or campus.holds(address):
            return None
        mode = _mode(request, campus, section)
        if mode == NetworkMode.ENFORCE:
            return render(request, "outside.html", {"address": address}, status=403)
        if mode == NetworkMode.WARN:
            _warn(request, section, address)
        return None


@dataclass(frozen=True, slots=True)
class Outside:
    """What the page says to somebody from elsewhere who may stay for now."""

    address: str


def section_of(path: str, module: str) -> Section | None:
    """The section a view belongs to, by the room it stands in; what anybody may read belongs to none."""
    if path.startswith(FROM_ANYWHERE):
        return None
    if path.startswith(ACCOUNT_PATHS):
        return Section.ACCOUNT
    room = module.removeprefix("pishkhan.web.").partition(".")[0]
    return ROOMS.get(room)


def _mode(request: HttpRequest, campus: Campus, section: Section) -> NetworkMode:
    return mode_for(request.actor, campus, section)  # type: ignore[attr-defined]


def mode_for(actor: Actor, campus: Campus, section: Section) -> NetworkMode:
    """How strictly a section keeps to the networks for somebody."""
    if section != Section.STUDENT:
        return campus.mode(section)
    if actor.is_staff:
        return campus.mode(Section.DESK)
    if actor.person_id and campus.by_unit(section):
        return campus.mode(section, {enrolled.faculty_id for enrolled in identity.enrolments_of(actor)})
    return campus.mode(section)


def _warn(request: HttpRequest, section: Section, address: str) -> None:
    """Said on every page, noted once in a session."""
    request.outside = Outside(address)  # type: ignore[attr-defined]
    person = person_here(request)
    if person is None or request.session.get(NOTED):
        return
    request.session[NOTED] = True
    identity.note(
        actor=request.actor,  # type: ignore[attr-defined]
        person_id=person.pk, record=identity.Record.OUTSIDE_NETWORK, section=section.value,
    )  # fmt: skip
