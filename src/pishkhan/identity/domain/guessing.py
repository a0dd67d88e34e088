"""How often a password may be guessed: seldom from one place, and together less often than the directory bears.

A stranger who guesses must neither get in nor lock the owner out. So guesses are counted per person and network, and
per person over all networks: those the person has logged in from before have a share of their own that strangers
cannot use up. What a whole network fails is counted too, but it shuts nobody out: who is known there comes in all the
same, and who is not solves a riddle first (decision 13).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
UNCOUNTED = 10**9
"""Who is let past the count of the network is counted aside, so that known and unknown cost the same."""
FAMILIAR = timedelta(days=90)
"""How long a network is remembered as one the person uses."""
TOO_MANY, RIDDLE = "too_many_login_attempts", "login_riddle"
"""Why a guess is not looked at: a pause, or a riddle to be solved first."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody at a network says to be `who`: a person's id, or an index of a name nobody or several people have.
    `familiar`: the person has logged in from there before. `past_network`: a full network does not keep them out."""

    institution_id: UUID
    who: str
    person_id: UUID | None
    network: str
    familiar: bool = False
    past_network: bool = False

    @property
    def place(self) -> str:
        return f"familiar:{self.who}:{self.network}"


def attempt(*, institution_id: UUID, typed: str, address: str) -> Attempt:
    """Who is meant, however the identifier was spelled or whichever was used; two people are nobody (X1)."""
    people = people_by_identifier(institution_id=institution_id, typed=typed)
    one = people[0] if len(people) == 1 else None
    who = str(one.id) if one else blind_index("login", f"{institution_id}:{fold_any(typed)}")
    tried = Attempt(institution_id, who, one.id if one else None, tries.network(address))
    known = tries.is_marked(tried.place)
    return replace(tried, familiar=known, past_network=known)


def attempt_of(*, institution_id: UUID, person_id: UUID, address: str) -> Attempt:
    """Somebody who is logged in confirms that it is them: no crowd at their network keeps them out."""
    tried = Attempt(institution_id, str(person_id), person_id, tries.network(address), past_network=True)
    return replace(tried, familiar=tries.is_marked(tried.place))


def with_riddle(tried: Attempt) -> Attempt:
    """The same by who has solved a riddle, which a script that fills a network cannot do two hundred times a minute."""
    return replace(tried, past_network=True)


def begin(tried: Attempt) -> datetime | None:
    """Count a guess before it is looked at. None: go on; else nothing may be looked at before then."""
    return tries.take(limits(tried))


def is_full(institution_id: UUID, address: str) -> bool:
    """Whether so much has failed at a network that a riddle stands before the password there."""
    return tries.is_spent(_whole(institution_id, tries.network(address)))


def succeeded(tried: Attempt) -> None:
    """It was right: it counts no more, and the network is the person's from now on."""
    tries.give_back(limits(tried))
    tries.mark(tried.place, FAMILIAR)


def not_counted(tried: Attempt) -> None:
    """Nobody could look at it, or it was right and the account is shut all the same."""
    tries.give_back(limits(tried))


def limits(tried: Attempt) -> list[Limit]:
    """What a guess is counted against. With a directory the two shares of a person stay below its lockout together."""
    most = directory.most_failures(tried.institution_id)
    here, familiar, strange, window = HERE, STRANGE, STRANGE, WINDOW
    if most is not None:
        familiar, strange = shares(most)
        here, window = familiar, DIRECTORY_WINDOW
    kind, share = ("familiar", familiar) if tried.familiar else ("strange", strange)
    whole = _whole(tried.institution_id, tried.network)
    if tried.past_network:
        whole = Limit(f"past-{whole.subject}", UNCOUNTED, NETWORK_WINDOW)
    at_place = Limit(f"here:{tried.who}:{tried.network}", here, window)
    return [whole, at_place, Limit(f"{kind}:{tried.who}", share, window)]


def shares(most: int) -> tuple[int, int]:
    """What known networks and all others may fail, of so many failures a directory bears. Two each where there is room,
    also at the cost of one of those that were left to other doors: a slip of the finger shuts nobody out."""
    familiar = max(min(2, most), min(HERE, most // 2))
    return familiar, max(2 if most > 2 else 1, most - familiar)


def _whole(institution_id: UUID, network: str) -> Limit:
    return Limit(f"network:{institution_id}:{network}", NETWORK, NETWORK_WINDOW)
