"""options.json and forms/*.json: what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from pishkhan.clearance.pack.contents import PackForm, Unit, Words
from pishkhan.clearance.pack.folder import Folder
from pishkhan.clearance.pack.spot import Spot
from pishkhan.intake.logic import FormProblem, FormRefused, parse_form, read_options
from pishkhan.intake.logic.component import Reading

Options = Mapping[str, list[Mapping[str, Any]]]
LISTS = ("faculties", "fields", "degrees", "statuses", "admission_types")
"""Lists that enrolments take their words from; every pack has them."""


def read_option_lists(top: Spot, units: Iterable[Unit]) -> Options:
    """The lists by name. A faculty's option has the key of its unit, and every faculty has one."""
    for name in LISTS:
        if not top.has(name):
            top.refuse("list_missing", name=name)
    values: dict[str, set[str]] = {}
    for name, raw in top.value.items():
        reading = Reading({})
        found = read_options(reading, raw, (name,))
        values[name] = {option.value for option in found}
        for problem in reading.problems:
            _tell(top, problem)
    _check_faculties(top, values.get("faculties", set()), {unit.key for unit in units if unit.kind == "faculty"})
    return {name: raw for name, raw in top.value.items() if isinstance(raw, list)}


def _check_faculties(top: Spot, listed: set[str], faculties: set[str]) -> None:
    for key in sorted(listed - faculties):
        top.refuse("faculty_unknown", "faculties", value=key)
    for key in sorted(faculties - listed):
        top.refuse("faculty_unlisted", "faculties", value=key)


def values_of(options: Options, name: str) -> list[Any]:
    """The values of a list, however broken the list is."""
    return [option.get("value") for option in options.get(name, []) if isinstance(option, Mapping)]


def words_of(option: Any) -> Words:
    """The words of an option of a list; empty where the option is broken."""
    try:
        return {"fa": option["label"], "en": option["properties"]["label.en"]}
    except (KeyError, TypeError):
        return {}


def read_forms(folder: Folder, options: Options) -> dict[str, PackForm]:
    """Every form by key; the key is the file's name."""
    found = {}
    for file in folder.inside("forms"):
        top = folder.json(file)
        if top is None:
            continue
        try:
            form = parse_form(top.value, options)
        except FormRefused as refused:
            for problem in refused.problems:
                _tell(top, problem)
            continue
        if form.key != PurePosixPath(file).stem:
            top.refuse("form_name", "id", key=form.key)
        found[form.key] = PackForm(form.key, top.value, form)
    return found


def _tell(top: Spot, problem: FormProblem) -> None:
    top.refuse(f"form.{problem.code}", *problem.path, **{**problem.params, "at": problem.pointer})
