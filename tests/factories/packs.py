"""The two institutions, loaded from the packs that ship."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

from pishkhan.clearance import api as clearance
from pishkhan.clearance.domain.packs import Loaded
from pishkhan.identity import api as identity
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.plumbing.actor import Actor
from tests.factories import snapshot

PACKS = Path(__file__).resolve().parents[2] / "packs"


@dataclass
class University:
    """One loaded institution and its people, by the login of the pack."""

    loaded: Loaded

    @property
    def id(self):
        return self.loaded.institution.id

    def person(self, login: str) -> identity.Person:
        found = person_by_identifier(institution_id=self.id, typed=login)
        assert found is not None, f"no {login} in the pack"
        return found

    def actor(self, login: str) -> Actor:
        return identity.actor_of(self.person(login), institution_id=self.id)

    def enrolment(self, login: str) -> identity.Enrolment:
        return identity.enrolments_of(self.actor(login))[0]


_KEPT: dict[Any, tuple[Loaded, snapshot.Rows]] = {}
"""By pack, and by what decides what it writes: the day its calendar begins, the keys things are sealed with."""


def load(name: str) -> University:
    """The institution and its people, as the pack says; from the second time on the rows of the first."""
    key = name, timezone.localdate(), str(settings.SEALING_KEYS), settings.DEMO
    if key in _KEPT and snapshot.put_back(_KEPT[key][1]):
        caches["local"].clear()
        return University(copy.deepcopy(_KEPT[key][0]))
    if key in _KEPT:
        return University(_really(name))
    loaded, rows = snapshot.taken(lambda: _really(name))
    if rows is not None:
        _KEPT[key] = copy.deepcopy(loaded), rows
    return University(loaded)


def _really(name: str) -> Loaded:
    loaded = clearance.load_pack(PACKS / name)
    clearance.load_people(loaded)
    return loaded
