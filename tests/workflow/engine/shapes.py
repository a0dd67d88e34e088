"""The handful of drawings that several tests speak of."""

from __future__ import annotations

from tests.workflow.engine.drawing import Drawing, line


def serial(size: int = 3) -> Drawing:
    """a → b → c …"""
    return line(*(f"userTask:{name}" for name in "abcdefghijk"[:size]))


def parallel(*middle: str) -> Drawing:
    """card → all of the middle at once → last (the shape of F2)."""
    drawing = Drawing()
    drawing.process("p")
    for tag, key in (("startEvent", "s"), ("userTask", "card"), ("parallelGateway", "split")):
        drawing.node(tag, key)
    drawing.chain("s", "card", "split")
    drawing.node("parallelGateway", "join")
    for key in middle or ("a", "b", "c"):
        drawing.node("userTask", key)
        drawing.chain("split", key, "join")
    drawing.node("userTask", "last")
    drawing.node("endEvent", "e")
    drawing.chain("join", "last", "e")
    return drawing


def branching() -> Drawing:
    """a (sets v) → v == 1 ? yes : no → e; `no` is the default."""
    drawing = Drawing()
    drawing.process("p")
    drawing.node("startEvent", "s")
    drawing.node("userTask", "a", pk_sets="v")
    drawing.node("exclusiveGateway", "g", default="other")
    drawing.node("userTask", "yes")
    drawing.node("userTask", "no")
    drawing.node("endEvent", "e")
    drawing.chain("s", "a", "g")
    drawing.flow("g", "yes", "v == 1", key="one")
    drawing.flow("g", "no", key="other")
    drawing.chain("yes", "e")
    drawing.chain("no", "e")
    return drawing


def calling(sequential: bool | None = None, inner: tuple[str, ...] = ("userTask:x",)) -> Drawing:
    """before → call of `sub` → after; with `sequential` given, once per item of `offices`."""
    drawing = line("userTask:before")
    drawing.processes.clear()
    drawing.process("sub")
    keys = [drawing.node("startEvent", "ss")]
    keys += [drawing.node(*part.split(":")) for part in inner]
    keys.append(drawing.node("endEvent", "se"))
    drawing.chain(*keys)
    drawing.process("p")
    attrs = {} if sequential is None else {"pk_collection": "offices", "pk_item": "office"}
    if sequential:
        attrs["pk_sequential"] = "true"
    drawing.node("startEvent", "s")
    drawing.node("userTask", "before")
    drawing.node("callActivity", "call", calledElement="sub", **attrs)
    drawing.node("userTask", "after")
    drawing.node("endEvent", "e")
    drawing.chain("s", "before", "call", "after", "e")
    return drawing


def watched(interrupting: bool, message: bool = False) -> Drawing:
    """a (watched by `b`) → after; when `b` fires: late, which ends on its own."""
    drawing = line("userTask:a", "userTask:after")
    (drawing.message if message else drawing.timer)("a", interrupting, "b")
    drawing.node("userTask", "late")
    drawing.node("endEvent", "e2")
    drawing.chain("b", "late", "e2")
    return drawing
