"""Where a case stands: its tokens, and the short history that lets it go back.

A token waits on a task or call activity (`at` is a node id), or has arrived at a join or at the end of a
called process (`at` is a flow id). `by` is the number of the happening that put it there; with what each
happening took, that is the causal order of the case, so going back can undo exactly what followed from a
step and nothing beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Place = tuple[str, str]


class TokenKind(StrEnum):
    """What a token does while it waits. A memory never waits: it ties a happening to what had to be over before."""

    READY = "r"
    CALL = "c"
    ARRIVED = "a"
    ENDED = "e"
    MEMORY = "m"


@dataclass(frozen=True, slots=True)
class Token:
    """`fired`: boundary timers that already went off here. `items`, `index`: the list of a multi-instance
    call and how many of its instances were opened (None for a plain call)."""

    kind: TokenKind
    scope: str
    at: str
    by: int
    fired: tuple[str, ...] = ()
    items: tuple[Any, ...] | None = None
    index: int = 0

    @property
    def place(self) -> Place:
        """(scope, node) or (scope, flow)."""
        return (self.scope, self.at)

    def to_json(self) -> list[Any]:
        """A short list; the last part is there only when something is to be said."""
        row: list[Any] = [self.kind.value, self.scope, self.at, self.by]
        if self.fired or self.items is not None:
            row.append([list(self.fired), None if self.items is None else list(self.items), self.index])
        return row

    @classmethod
    def from_json(cls, row: list[Any]) -> Token:
        """The inverse of `to_json`."""
        fired, items, index = row[4] if len(row) > 4 else ((), None, 0)
        items = None if items is None else tuple(items)
        return cls(TokenKind(row[0]), row[1], row[2], row[3], tuple(fired), items, index)


@dataclass(frozen=True, slots=True)
class Happening:
    """A task done, a boundary event fired, a join or call passed: its number, where, and the tokens it
    took."""

    number: int
    scope: str
    node: str
    took: tuple[Token, ...]

    def to_json(self) -> list[Any]:
        """A short list."""
        return [self.number, self.scope, self.node, [token.to_json() for token in self.took]]

    @classmethod
    def from_json(cls, row: list[Any]) -> Happening:
        """The inverse of `to_json`."""
        return cls(row[0], row[1], row[2], tuple(Token.from_json(token) for token in row[3]))


@dataclass(frozen=True, slots=True)
class Marking:
    """The whole state of a case beside its data. `migrated`: carried over from another version of the
    process."""

    tokens: tuple[Token, ...] = ()
    log: tuple[Happening, ...] = ()
    last: int = 0
    migrated: bool = False

    @property
    def ready(self) -> tuple[Place, ...]:
        """The open tasks, as sorted (scope, node)."""
        return tuple(sorted(token.place for token in self.tokens if token.kind is TokenKind.READY))

    @property
    def finished(self) -> bool:
        """Nothing waits any more."""
        return not self.tokens

    def steps_done(self) -> tuple[Place, ...]:
        """Places of the history, oldest first, each once: what `move.back` may be asked for if it is a
        task."""
        return tuple(dict.fromkeys((entry.scope, entry.node) for entry in self.log))

    def items(self, scope: str) -> list[Any]:
        """The list items that the multi-instance calls around a scope stand for, outermost first."""
        found = []
        parts = scope.split("/") if scope else []
        for depth, part in enumerate(parts):
            node, _, number = part.partition(":")
            call = self._call("/".join(parts[:depth]), node)
            if call is not None and call.items is not None and number:
                found.append(call.items[int(number)])
        return found

    def _call(self, scope: str, node: str) -> Token | None:
        return next((t for t in self.tokens if t.kind is TokenKind.CALL and t.place == (scope, node)), None)

    def to_json(self) -> dict[str, Any]:
        """Plain data for a jsonb column: below 0.7 kB for a dozen steps."""
        value: dict[str, Any] = {
            "tokens": [token.to_json() for token in self.tokens],
            "log": [entry.to_json() for entry in self.log],
            "last": self.last,
        }
        if self.migrated:
            value["migrated"] = True
        return value

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Marking:
        """The inverse of `to_json`."""
        return cls(
            tuple(Token.from_json(row) for row in value["tokens"]),
            tuple(Happening.from_json(row) for row in value["log"]),
            value["last"],
            value.get("migrated", False),
        )
