"""The causal order of a case: what built on what. The log holds it, in the tokens that each happening took."""

from __future__ import annotations

from collections.abc import Iterable

from pishkhan.workflow.engine.marking import Happening, Marking, Token, TokenKind


def followers(log: Iterable[Happening], first: set[int]) -> set[int]:
    """The numbers of the given happenings and of all that built on them."""
    found = set(first)
    for entry in log:
        if any(token.by in found for token in entry.took):
            found.add(entry.number)
    return found


def still_open(marking: Marking, host: Token, boundary: str) -> bool:
    """Whether anything that this boundary event of a host started is still waiting, beside the host itself."""
    started = _started(marking.log, host.scope, boundary)
    return any(token.by in started for token in marking.tokens if token.place != host.place)


def memories(log: Iterable[Happening], host: Token, boundary: str) -> tuple[Token, ...]:
    """What a boundary event that leaves its host in place depends on without taking it: the host, and everything of its
    last time. It may only fire again because all that is over, so undoing any of it must undo the new time too."""
    started = sorted(_started(log, host.scope, boundary))
    return (
        Token(TokenKind.MEMORY, host.scope, host.at, host.by),
        *(Token(TokenKind.MEMORY, host.scope, boundary, number) for number in started),
    )


def _started(log: Iterable[Happening], scope: str, boundary: str) -> set[int]:
    """The latest firing and what followed; earlier ones are over, and tied to it by what it remembers."""
    entries = tuple(log)
    fired = [entry.number for entry in entries if (entry.scope, entry.node) == (scope, boundary)]
    return followers(entries, set(fired[-1:]))
