"""JSON whose every value knows its line. The standard parser forgets positions and lets keys repeat."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

MAX_DEPTH = 40
Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_PLAIN = re.compile(r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null)(?![0-9A-Za-z.])")


class Broken(Exception):
    """The text is not JSON of ours; `code` says how, at `line`."""

    def __init__(self, code: str, line: int, **params: str) -> None:
        super().__init__(code)
        self.code, self.line, self.params = code, line, params


@dataclass
class Document:
    """A value and the line of each of its parts."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a part, or of the nearest enclosing part that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Document:
    """Parse. Raises Broken: json_syntax, json_twice (a key of one object repeats), json_deep."""
    reader = _Reader(text)
    value, end = reader.value(reader.space(0), ())
    if reader.space(end) != len(text):
        raise reader.broken("json_syntax", end)
    return Document(value, reader.lines)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Path, int] = {}
        self._known = (0, 1)

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        if len(path) > MAX_DEPTH:
            raise self.broken("json_deep", at)
        self.lines.setdefault(path, self.line(at))
        sign = self.text[at : at + 1]
        if sign == "{":
            return self._object(at + 1, path)
        if sign == "[":
            return self._array(at + 1, path)
        if sign == '"':
            return self._string(at)
        plain = _PLAIN.match(self.text, at)
        if plain is None:
            raise self.broken("json_syntax", at)
        return json.loads(plain[0]), plain.end()

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.space(at)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise self.broken("json_syntax", at)
            start = at
            key, at = self._string(at)
            if key in found:
                raise self.broken("json_twice", start, key=key[:60])
            self.lines[(*path, key)] = self.line(start)
            at = self.space(at)
            if self.text[at : at + 1] != ":":
                raise self.broken("json_syntax", at)
            found[key], at = self.value(self.space(at + 1), (*path, key))
            at = self._next(at, "}")
        return found, at + 1

    def _array(self, at: int, path: Path) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self.space(at)
        while self.text[at : at + 1] != "]":
            value, at = self.value(at, (*path, len(found)))
            found.append(value)
            at = self._next(at, "]")
        return found, at + 1

    def _next(self, at: int, closing: str) -> int:
        at = self.space(at)
        if self.text[at : at + 1] == ",":
            at = self.space(at + 1)
            if self.text[at : at + 1] != closing:
                return at
        elif self.text[at : at + 1] == closing:
            return at
        raise self.broken("json_syntax", at)

    def _string(self, at: int) -> tuple[str, int]:
        found = _STRING.match(self.text, at)
        try:
            if found is not None:
                return str(json.loads(found[0])), found.end()
        except json.JSONDecodeError:
            pass
        raise self.broken("json_syntax", at)

    def space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def line(self, at: int) -> int:
        # Positions only grow while reading, so each line break is counted once.
        place, line = self._known
        if at < place:
            return self.text.count("\n", 0, at) + 1
        self._known = (at, line + self.text.count("\n", place, at))
        return self._known[1]

    def broken(self, code: str, at: int, **params: str) -> Broken:
        return Broken(code, self.line(at), **params)
