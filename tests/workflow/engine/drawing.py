"""Writing small diagrams in tests: nodes and flows by call, BPMN XML at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:pk="urn:pishkhan:bpmn:1" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="defs" targetNamespace="urn:test">'
)


@dataclass
class Drawing:
    """One file. Ids count up by kind (`t1`, `g2` …); everything is written into the process last opened."""

    processes: list[tuple[str, list[str]]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def fresh(self, prefix: str) -> str:
        self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}{self._counts[prefix]}"

    def process(self, key: str) -> str:
        self.processes.append((key, []))
        return key

    def node(self, tag: str, key: str = "", inner: str = "", **attrs: str) -> str:
        """Attributes of BPMN by their name, ours with a leading `pk_`."""
        key = key or self.fresh({"userTask": "t", "startEvent": "s", "endEvent": "e"}.get(tag, "n"))
        words = {"name": key.upper(), **attrs}
        text = "".join(f" {k.replace('pk_', 'pk:')}={quoteattr(v)}" for k, v in words.items())
        self.raw(f"<{tag} id={quoteattr(key)}{text}>{inner}</{tag}>")
        return key

    def flow(self, source: str, target: str, condition: str = "", key: str = "") -> str:
        key = key or self.fresh("f")
        inner = f"<conditionExpression>{escape(condition)}</conditionExpression>" if condition else ""
        self.raw(f'<sequenceFlow id="{key}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
        return key

    def chain(self, *keys: str) -> None:
        for source, target in pairwise(keys):
            self.flow(source, target)

    def timer(self, host: str, interrupting: bool = True, key: str = "", length: str = "PT1H") -> str:
        inner = f"<timerEventDefinition><timeDuration>{length}</timeDuration></timerEventDefinition>"
        return self._boundary(host, interrupting, key or self.fresh("b"), inner)

    def message(self, host: str, interrupting: bool = True, key: str = "") -> str:
        key = key or self.fresh("b")
        self.messages.append(f'<message id="m_{key}" name="{key}"/>')
        return self._boundary(host, interrupting, key, f'<messageEventDefinition messageRef="m_{key}"/>')

    def _boundary(self, host: str, interrupting: bool, key: str, inner: str) -> str:
        cancel = "true" if interrupting else "false"
        return self.node("boundaryEvent", key, inner, attachedToRef=host, cancelActivity=cancel)

    def raw(self, text: str) -> None:
        self.processes[-1][1].append(text)

    def insert(self, process: str, text: str) -> None:
        """Write into a process that is not the last one."""
        next(lines for key, lines in self.processes if key == process).append(text)

    def xml(self) -> bytes:
        bodies = "".join(
            f'<process id="{key}" name="{key}" isExecutable="true">{"".join(lines)}</process>'
            for key, lines in self.processes
        )
        return f"{HEAD}{''.join(self.messages)}{bodies}</definitions>".encode()


def line(*tags: str) -> Drawing:
    """start → the given nodes (`userTask`, or `tag:id`) → end."""
    drawing = Drawing()
    drawing.process("p")
    keys = [drawing.node("startEvent", "s")]
    for tag in tags:
        name, _, key = tag.partition(":")
        keys.append(drawing.node(name, key))
    keys.append(drawing.node("endEvent", "end"))
    drawing.chain(*keys)
    return drawing
