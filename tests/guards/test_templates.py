"""Templates: none forgotten, every posting form with its token."""

from __future__ import annotations

import ast
import re
from pathlib import Path

WEB = Path(__file__).resolve().parents[2] / "src" / "pishkhan" / "web"
FOLDERS = list(WEB.rglob("templates"))
TEMPLATES = {path.relative_to(folder).as_posix(): path for folder in FOLDERS for path in folder.rglob("*.html")}
STATUS_PAGES = {f"{status}.html" for status in (400, 403, 404, 409, 413, 429, 500)}
"""Named by their number: `web.errors.page`, and 429 by allauth's rate limits."""
FRONT = {"503.html"}
"""Shown by the server in front while the house is being updated."""
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"<form\b[^>]*\bmethod=[\"']?post", re.IGNORECASE)


def _named_in_python() -> set[str]:
    found: set[str] = set()
    for path in WEB.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html"):
                found.add(node.value)
    return found


def _named_in_templates() -> set[str]:
    words = re.compile(r"""["']([\w./-]+\.html)["']""")
    return {name for path in TEMPLATES.values() for name in words.findall(path.read_text(encoding="utf-8"))}


def test_no_template_is_an_orphan():
    named = _named_in_python() | _named_in_templates() | STATUS_PAGES | FRONT
    assert (sorted(set(TEMPLATES) - named), len(TEMPLATES) > 50) == ([], True)


def test_every_posting_form_carries_its_token():
    forms = [
        (name, form) for name, path in TEMPLATES.items() for form in FORM.findall(path.read_text(encoding="utf-8"))
        if POSTS.match(form)
    ]  # fmt: skip
    assert ([name for name, form in forms if "{% csrf_token %}" not in form], len(forms) > 10) == ([], True)


def test_no_inline_script_style_or_handler():
    """What the content policy would not run."""
    script = r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)"
    wrong = re.compile(script + r"|<style\b|\sstyle=[\"']|\son\w+=[\"']", re.IGNORECASE)
    assert [name for name, path in TEMPLATES.items() if wrong.search(path.read_text(encoding="utf-8"))] == []
