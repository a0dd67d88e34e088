"""Faults of a pack as one line each, for whoever writes packs at a terminal."""

from __future__ import annotations

from pishkhan.clearance.pack.problems import PackProblem
from pishkhan.workflow import phrases
from pishkhan.workflow.engine.refused import Problem


def sentence(problem: PackProblem) -> str:
    """A diagram's fault in the words of the process check; others by their code and values."""
    params = dict(problem.params)
    kind, _, code = problem.code.partition(".")
    if kind == "process" and code in phrases.SENTENCES:
        name = params.pop("name", "") or params.pop("element", "")
        return phrases.say(Problem(code, name, name, params))
    words = problem.code.replace("_", " ").replace(".", ": ")
    values = ", ".join(f"{key} {value}" for key, value in params.items())
    return f"{words} ({values})" if values else words
