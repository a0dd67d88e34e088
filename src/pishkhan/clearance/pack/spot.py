"""A place in a JSON file of a pack, from which faults are told with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pishkhan.clearance.pack.located import Document, Path
from pishkhan.clearance.pack.problems import PackProblem

SLUG = re.compile(r"[a-z][a-z0-9-]{0,59}")
LANGUAGES = ("fa", "en")


class Spot:
    """One value of a document. Asking for what is not there reports it and gives an empty answer."""

    def __init__(self, file: str, document: Document, problems: list[PackProblem], path: Path = ()) -> None:
        self.file, self.document, self.problems, self.path = file, document, problems, path
        self.value: Any = document.value
        for part in path:
            self.value = self.value[part]

    def refuse(self, code: str, *below: str | int, **params: object) -> None:
        """Report a fault here, or at a part below."""
        line = self.document.line((*self.path, *below))
        shown = {name: str(value)[:80] for name, value in params.items()}
        self.problems.append(PackProblem(self.file, line, code, shown))

    def has(self, name: str) -> bool:
        """Whether an object has this key."""
        return isinstance(self.value, Mapping) and name in self.value

    def get(self, name: str, wanted: type | tuple[type, ...], default: Any) -> Any:
        """An optional part, of the wanted type."""
        if not self.has(name):
            return default
        value = self.value[name]
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is int):
            kind = wanted.__name__ if isinstance(wanted, type) else "value"
            self.refuse("shape", name, name=name, wanted=kind)
            return default
        return value

    def need(self, name: str, wanted: type | tuple[type, ...], default: Any) -> Any:
        """A part that must be there."""
        if not self.has(name):
            self.refuse("key_missing", name=name)
            return default
        return self.get(name, wanted, default)

    def text(self, name: str, pattern: re.Pattern[str] | None = None) -> str:
        """A text that must be there and not be blank."""
        value: str = self.need(name, str, "")
        if self.has(name) and isinstance(self.value[name], str) and not value.strip():
            self.refuse("text_blank", name, name=name)
        elif value and pattern is not None and not pattern.fullmatch(value):
            self.refuse("text_bad", name, name=name, value=value)
            return ""
        return value

    def words(self, name: str) -> Mapping[str, str]:
        """A text in both languages."""
        found: Mapping[str, str] = self.need(name, dict, {})
        for lang in LANGUAGES if found or self.has(name) else ():
            value = found.get(lang)
            if not isinstance(value, str) or not value.strip():
                self.refuse("words_missing", name, name=name, lang=lang)
        return found

    def each(self, name: str, *, needed: bool = True) -> Iterator[Spot]:
        """The objects of a list."""
        ask = self.need if needed else self.get
        for index, value in enumerate(ask(name, list, [])):
            if isinstance(value, Mapping):
                yield Spot(self.file, self.document, self.problems, (*self.path, name, index))
            else:
                self.refuse("shape", name, index, name=name, wanted="object")

    def below(self, name: str) -> Spot | None:
        """The object under a key that must be there."""
        if not isinstance(self.need(name, dict, None), Mapping):
            return None
        return Spot(self.file, self.document, self.problems, (*self.path, name))

    def only(self, *names: str) -> None:
        """Report keys that nobody reads: mostly a misspelt one."""
        for name in self.value if isinstance(self.value, Mapping) else ():
            if name not in names:
                self.refuse("key_unknown", name, name=name)

    def known(self, name: str, values: Any, code: str) -> str:
        """A text that must be one of `values`."""
        value = self.text(name)
        if value and value not in values:
            self.refuse(code, name, name=name, value=value)
        return value
