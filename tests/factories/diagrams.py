"""Small processes for tests, published through the real door."""

from __future__ import annotations

from itertools import pairwise

from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import system
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories.packs import University
from tests.workflow.engine.drawing import HEAD

STATION = 'name="{name}" pk:number="{number}" pk:office="{office}"'


def station(key: str, office: str, *, number: int = 1, inner: str = "", name: str = "", **attrs: str) -> str:
    """A user task, named like its key unless a `name` is given; further `pk:` attributes by name."""
    words = "".join(f' pk:{attr}="{value}"' for attr, value in attrs.items())
    place = STATION.format(name=name or key, number=number, office=office)
    return f'<userTask id="{key}" {place}{words}>{inner}</userTask>'


def timer(key: str, host: str, length: str, *, interrupting: bool = True, working: bool = False) -> str:
    """A boundary timer; `working` counts office hours only."""
    cancel, pk = "true" if interrupting else "false", ' pk:working="true"' if working else ""
    inner = f"<timerEventDefinition><timeDuration>{length}</timeDuration></timerEventDefinition>"
    place = f'id="{key}" name="{key}" attachedToRef="{host}" cancelActivity="{cancel}"{pk}'
    return f"<boundaryEvent {place}>{inner}</boundaryEvent>"


def gateway(key: str, *, kind: str = "parallel", default: str = "") -> str:
    word = f' default="{default}"' if default else ""
    return f'<{kind}Gateway id="{key}" name="{key}"{word}/>'


def flows(*pairs: str) -> str:
    """`a>b` becomes a sequence flow; `a>b?condition` one with a condition. Ids count up."""
    found = []
    for n, pair in enumerate(pairs):
        ends, _, condition = pair.partition("?")
        source, _, target = ends.partition(">")
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        ends = f'id="f{n}-{source}-{target}" sourceRef="{source}" targetRef="{target}"'
        found.append(f"<sequenceFlow {ends}>{inner}</sequenceFlow>")
    return "".join(found)


def process(key: str, *parts: str) -> str:
    """A whole file with `start` and `end` in it."""
    inner = '<startEvent id="start"/><endEvent id="end"/>' + "".join(parts)
    return f'{HEAD}<process id="{key}">{inner}</process></definitions>'


def serial(key: str, *parts: str, order: str) -> str:
    """A process that walks the given stations in order (`a b c`)."""
    places = ["start", *order.split(), "end"]
    return process(key, *parts, flows(*(f"{a}>{b}" for a, b in pairwise(places))))


def publish(university: University, text: str, *, dmn: tuple[str, ...] = ()) -> workflow.ProcessVersion:
    """Publish a diagram over the offices and forms of the university's pack."""
    version, _ = workflow.publish_process(
        actor=system(university.id), title={"fa": "فرایند نمونه", "en": "Demo process"}, bpmn_text=text, dmn_texts=dmn,
        offices=organisation.units_by_key(university.id), forms=university.loaded.pack.forms,
    )  # fmt: skip
    return version


def runs(university: University, version: workflow.ProcessVersion, *, type_key: str = "clearance") -> None:
    """Let new requests of a type run this version."""
    servicedesk.RequestType.objects.filter(institution_id=university.id, key=type_key).update(
        process_key=version.process.key, process_version_id=version.id
    )
