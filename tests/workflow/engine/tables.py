"""Writing DMN tables in tests."""

from __future__ import annotations

from xml.sax.saxutils import escape


def table(key: str, inputs: list[str], outputs: list[str], rules: list[list[str]], policy: str = "UNIQUE") -> bytes:
    """A DMN file with one decision; each rule holds its input cells, then its output cells."""
    heads = "".join(f"<input><inputExpression><text>{escape(i)}</text></inputExpression></input>" for i in inputs)
    heads += "".join(f'<output name="{name}"/>' for name in outputs)
    rows = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(c)}</text></inputEntry>" for c in rule[: len(inputs)])
        + "".join(f"<outputEntry><text>{escape(c)}</text></outputEntry>" for c in rule[len(inputs) :])
        + "</rule>"
        for rule in rules
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:test">'
        f'<decision id="{key}" name="{key}"><decisionTable hitPolicy="{policy}">{heads}{rows}'
        "</decisionTable></decision></definitions>"
    ).encode()
