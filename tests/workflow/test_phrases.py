"""Every refusal of the engine has a sentence, and every sentence can be filled in."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pishkhan.workflow import engine
from pishkhan.workflow.engine import bpmn, dmn, profile
from pishkhan.workflow.engine.graph import NodeKind
from pishkhan.workflow.engine.refused import Problem, Refused
from pishkhan.workflow.phrases import SENTENCES, say

ROOM = Path(engine.__file__).parent
CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def _codes() -> set[str]:
    """First arguments of `Problem(…)`, `refuse(…)` and `report(…)`, and first parts of tuples that become them."""
    found: set[str] = set()
    for path in [*ROOM.glob("*.py"), ROOM.parent / "domain" / "versions.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "Problem",
                "refuse",
                "report",
            ):
                found |= {str(arg.value) for arg in node.args[:1] if isinstance(arg, ast.Constant)}
            elif path.name in ("nodes.py", "profile.py") and isinstance(node, ast.Tuple) and node.elts:
                first = node.elts[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and "_" in first.value:
                    found.add(first.value)
    return {code for code in found if CODE.fullmatch(code)}


def test_every_code_has_a_sentence():
    assert _codes() - SENTENCES.keys() == set()


def test_every_sentence_has_a_code():
    spoken = _codes() | {"duration", "script_code", "part_unsupported", "message_unknown", "boundary_event"}
    assert SENTENCES.keys() - spoken == set()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_sentence_names_only_what_it_is_given(code: str):
    wanted = set(re.findall(r"%\((\w+)\)s", str(SENTENCES[code])))
    text = say(Problem(code, "id-1", "نام", dict.fromkeys(wanted - {"name"}, "X")))
    assert "%(" not in text


def test_element_without_a_name_is_called_by_its_id():
    assert "a-1" in say(Problem("unreachable", "a-1"))


def test_problems_of_a_real_file_can_be_said():
    xml = (
        f'<definitions xmlns="{profile.BPMN}" xmlns:pk="{profile.PK}"><process id="p">'
        '<startEvent id="s"/><subProcess id="odd"/><userTask id="9" pk:role="x" pk:y="z"/>'
        '<boundaryEvent id="b" attachedToRef="s"/></process></definitions>'
    )
    with pytest.raises(Refused) as caught:
        bpmn.parse(xml.encode())
    said = [say(problem) for problem in caught.value.problems]
    assert len(said) == len(caught.value.problems) > len(NodeKind) // 2
    with pytest.raises(Refused) as caught:
        dmn.parse(b"<definitions/>")
    assert [say(problem) for problem in caught.value.problems] == [str(SENTENCES["not_dmn"])]
