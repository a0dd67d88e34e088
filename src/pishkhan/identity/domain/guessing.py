"""How often a password may be guessed: seldom from one place, and together less often than the directory bears.

A stranger who guesses must neither get in nor lock the owner out. So guesses are counted per person and network, and
per person over all networks: those the person has logged in from before have a share of their own that strangers
cannot use up (decision 13).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pishkhan.identity.domain import directory, tries
from pishkhan.identity.domain.queries.lookup import fold_any, people_by_identifier
from pishkhan.identity.domain.tries import Limit
from pishkhan.plumbing.sealing import blind_index

HERE, STRANGE = 5, 50
"""Failures of one person from one network, and from all networks they never used, where no directory counts too."""
WINDOW = 300
DIRECTORY_WINDOW = 1800
"""Seconds; directories look back half an hour."""
NETWORK, NETWORK_WINDOW = 200, 60
"""Failures of a whole network a minute: a campus stands behind one address."""
FAMILIAR = timedelta(days=90)
"""How long a network is remembered as one the person uses."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at a network says to be `who`: a person's id, or an index of a name nobody or several people have."""

    institution_id: UUID
    who: str
    person_id: UUID | None
    network: str

    @property
    def place(self) -> str:
        return f"familiar:{self.who}:{self.network}"


def attempt(*, institution_id: UUID, typed: str, address: str) -> Attempt:
    """Who is meant, however the identifier was spelled or whichever was used; two people are nobody (X1)."""
    people = people_by_identifier(institution_id=institution_id, typed=typed)
    one = people[0] if len(people) == 1 else None
    who = str(one.id) if one else blind_index("login", f"{institution_id}:{fold_any(typed)}")
    return Attempt(institution_id, who, one.id if one else None, tries.network(address))


def attempt_of(*, institution_id: UUID, person_id: UUID, address: str) -> Attempt:
    """Somebody who is logged in confirms that it is them."""
    return Attempt(institution_id, str(person_id), person_id, tries.network(address))


def begin(tried: Attempt) -> datetime | None:
    """Count a guess before it is looked at. None: go on; else nothing may be looked at before then."""
    return tries.take(limits(tried, familiar=tries.is_marked(tried.place)))


def succeeded(tried: Attempt) -> None:
    """It was right: it counts no more, and the network is the person's from now on."""
    tries.give_back(limits(tried, familiar=tries.is_marked(tried.place)))
    tries.mark(tried.place, FAMILIAR)


def not_counted(tried: Attempt) -> None:
    """Nobody could look at it, or it was right and the account is shut all the same."""
    tries.give_back(limits(tried, familiar=tries.is_marked(tried.place)))


def limits(tried: Attempt, *, familiar: bool) -> list[Limit]:
    """What a guess is counted against. With a directory the two shares of a person stay below its lockout together."""
    most = directory.most_failures(tried.institution_id)
    here, strange, window = HERE, STRANGE, WINDOW
    if most is not None:
        here = max(1, min(HERE, most // 2))
        strange, window = max(1, most - here), DIRECTORY_WINDOW
    kind, share = ("familiar", here if most is not None else STRANGE) if familiar else ("strange", strange)
    return [
        Limit(f"network:{tried.institution_id}:{tried.network}", NETWORK, NETWORK_WINDOW),
        Limit(f"here:{tried.who}:{tried.network}", here, window),
        Limit(f"{kind}:{tried.who}", share, window),
    ]
