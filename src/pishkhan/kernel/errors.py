"""What goes wrong by the rules, as codes; the rooms that talk to people turn codes into sentences."""

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


class DomainError(Exception):
    """A rule was broken. `code` names the rule; `params` are the values a sentence about it may need."""

    code: str
    params: dict[str, object]

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return self.code

    def __repr__(self) -> str:
        params = "".join(f", {name}={value!r}" for name, value in self.params.items())
        return f"{type(self).__name__}({self.code!r}{params})"


class Invalid(DomainError):
    """A value from outside is not what its field asks for.

    The value itself is never carried along: it may be personal, and errors reach logs.
    """


class Several(DomainError):
    """More than one rule was broken at once: the faults by the name of the input each concerns."""

    def __init__(self, faults: Mapping[str, DomainError]) -> None:
        super().__init__("several")
        self.faults = dict(faults)


class Faults:
    """Gathers what is wrong with the inputs of one form, so that all of it is said at once."""

    def __init__(self) -> None:
        self.found: dict[str, DomainError] = {}

    def read(self, name: str, reading: Callable[[], T]) -> T | None:
        """What is read, None when it is wrong."""
        try:
            return reading()
        except DomainError as error:
            self.found[name] = error
            return None

    def note(self, name: str, code: str, **params: object) -> None:
        self.found[name] = DomainError(code, **params)

    def check(self) -> None:
        """Raises the fault there is, or Several."""
        if len(self.found) == 1:
            raise next(iter(self.found.values()))
        if self.found:
            raise Several(self.found)
