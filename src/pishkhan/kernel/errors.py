"""What goes wrong by the rules, as codes; the rooms that talk to people turn codes into sentences."""


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
