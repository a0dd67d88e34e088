"""Faults of a pack as one English line each: the reader is the person who writes packs, at a terminal."""

from __future__ import annotations

from pishkhan.clearance.pack.problems import PackProblem


def sentence(problem: PackProblem) -> str:
    """The code as words, with its values."""
    words = problem.code.replace("_", " ").replace(".", ": ")
    values = ", ".join(f"{key} {value}" for key, value in problem.params.items())
    return f"{words} ({values})" if values else words
