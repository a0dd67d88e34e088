"""The two institutions, loaded from the packs that ship."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pishkhan.clearance import api as clearance
from pishkhan.clearance.domain.packs import Loaded
from pishkhan.identity import api as identity
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.plumbing.actor import Actor

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


def load(name: str) -> University:
    loaded = clearance.load_pack(PACKS / name)
    clearance.load_people(loaded)
    return University(loaded)
