"""From the files of a parcel to a draft; every fault is told, and nothing is brought in while there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pishkhan.intake import logic
from pishkhan.intake.logic import building
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk.domain.building import content as contents
from pishkhan.servicedesk.domain.building import drafts, parcel
from pishkhan.servicedesk.domain.building.parcel import ParcelFault, ParcelRefused
from pishkhan.servicedesk.models import RequestType, ServiceDraft
from pishkhan.workflow import api as workflow

_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
_LONGEST = 4_000
_LISTS = {"documents": contents.MOST_DOCUMENTS, "guides": contents.MOST_GUIDES, "faq": contents.MOST_QUESTIONS}


def bring_in(*, actor: Actor, content: bytes) -> ServiceDraft:
    """A draft from a zip of `packing`. A service that is here already gets a draft of its change, and keeps a process
    that somebody drew by hand.

    Raises NotYours, ParcelRefused with every fault, DomainError("service_draft_open"), ("service_large").
    """
    drafts.allowed(actor)
    files = parcel.open_parcel(content)
    reader = _Reader(files)
    key, found = reader.read()
    if reader.faults:
        raise ParcelRefused(reader.faults[:100])
    old = RequestType.objects.filter(institution_id=actor.institution_id, key=key).first()
    if old and contents.steps_of_type(old) is None:
        found["steps"] = None
    elif found["steps"] is None:
        raise ParcelRefused([ParcelFault("parcel_drawing")])
    key = key if old else drafts.free_key(actor.institution_id, key)
    return drafts.begin_with(actor=actor, key=key, content=found)


class _Reader:
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.faults: list[ParcelFault] = []

    def read(self) -> tuple[str, contents.Content]:
        catalogue = self._json(parcel.CATALOGUE)
        self.options = {
            name: value for name, value in self._json(parcel.OPTIONS).items() if isinstance(value, list)
        } if parcel.OPTIONS in self.files else {}  # fmt: skip
        group, kind = self._only_type(catalogue)
        made = self._type(group, kind)
        form = self._form(str(kind.get("form", "")))
        return str(kind.get("key", "")), {
            "type": made, "form": form, "options": self.options, "steps": self._steps(kind, catalogue),
        }  # fmt: skip

    def tell(self, code: str, file: str = parcel.CATALOGUE, **params: Any) -> None:
        self.faults.append(ParcelFault(code, file, {name: str(value)[:80] for name, value in params.items()}))

    def _json(self, file: str) -> dict[str, Any]:
        try:
            return parcel.read_json(file, self.files[file])
        except ParcelRefused as refused:
            self.faults += refused.faults
            return {}

    def _only_type(self, catalogue: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        groups = _objects(catalogue.get("groups"))
        kinds = [(group, kind) for group in groups for kind in _objects(group.get("types"))]
        if len(kinds) != 1:
            self.tell("parcel_types", n=len(kinds))
            return {}, {}
        for row in (*kinds[0],):
            if not _KEY.fullmatch(str(row.get("key", ""))):
                self.tell("parcel_key", name=row.get("key", ""))
        return kinds[0]

    def _type(self, group: Mapping[str, Any], kind: Mapping[str, Any]) -> dict[str, Any]:
        name = self._words(kind, "name")
        made = contents.blank_type(name["fa"], name["en"])
        made["summary"] = self._words(kind, "summary")
        made["group"] = {"key": str(group.get("key", "")), "name": self._words(group, "name")}
        made["one_at_a_time"] = bool(kind.get("open_slot"))
        for part in ("next", "purpose"):
            made[part] = self._words(kind, part)
        for part in ("audience", "statuses", "faculties"):
            made[part] = [str(each)[:60] for each in _list(kind.get(part))[:100]]
        for part, most in _LISTS.items():
            if len(_list(kind.get(part))) > most:
                self.tell("parcel_list", name=part, most=most)
        made["documents"] = [
            {"key": _slug(row, n), "label": self._words(row, "label"), "required": row.get("required") is True}
            for n, row in enumerate(_objects(kind.get("documents")), 1)
        ]
        made["guides"] = [
            {"key": _slug(row, n), "title": self._words(row, "title"), "body": self._lines(row)}
            for n, row in enumerate(_objects(kind.get("guides")), 1)
        ]
        made["faq"] = [
            {"question": self._words(row, "question"), "answer": self._words(row, "answer")}
            for row in _objects(kind.get("faq"))
        ]
        return made

    def _words(self, row: Mapping[str, Any], name: str) -> dict[str, str]:
        value = row.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(value.get(lang, ""), str) for lang in ("fa", "en")):
            self.tell("parcel_words", name=name)
            return {"fa": "", "en": ""}
        found = {lang: value.get(lang, "") for lang in ("fa", "en")}
        if any(len(text) > _LONGEST or "\x00" in text for text in found.values()):
            self.tell("parcel_words", name=name)
        return found

    def _lines(self, row: Mapping[str, Any]) -> dict[str, list[str]]:
        body = row.get("body")
        if not isinstance(body, dict):
            self.tell("parcel_words", name="body")
            return {"fa": [], "en": []}
        return {lang: [str(line)[:_LONGEST] for line in _list(body.get(lang))[:60]] for lang in ("fa", "en")}

    def _form(self, key: str) -> dict[str, Any]:
        file = f"forms/{key}.json"
        if file not in self.files:
            self.tell("parcel_form", name=key)
            return building.blank("form", "", "")
        schema = self._json(file)
        if not schema:
            return building.blank("form", "", "")
        try:
            logic.parse_form(schema, self.options)
        except logic.FormRefused as refused:
            for problem in refused.problems[:50]:
                self.tell(f"build.{problem.code}", file, at=problem.pointer, **problem.params)
            return building.blank("form", "", "")
        return building.with_keys(schema)

    def _steps(self, kind: Mapping[str, Any], catalogue: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        rows = [row for row in _objects(catalogue.get("processes")) if row.get("key") == kind.get("process")]
        versions = _list(rows[0].get("versions")) if rows else []
        file = str(versions[-1]) if versions else ""
        if file not in self.files:
            self.tell("parcel_process", name=kind.get("process", ""))
            return None
        try:
            stops = workflow.read_steps(self.files[file])
        except workflow.Refused as refused:
            for problem in refused.problems[:50]:
                self.tell("parcel_diagram", file, problem=problem.code, name=problem.element_name)
            return None
        if stops is None:
            return None
        if len(stops) > contents.MOST_STEPS:
            self.tell("service_steps_many", file, most=contents.MOST_STEPS)
        return [contents.step_of(stop, self._form(stop.form) if stop.form else None) for stop in _named(stops)]


def _named(stops: list[workflow.Stop]) -> Iterator[workflow.Stop]:
    """Steps of another hand may have any id; here each gets a key of ours."""
    taken: set[str] = set()
    for stop in stops:
        key = building.make_key(stop.key, taken, between="-", other="step")[:18].strip("-")
        while key in taken:
            key = building.make_key(key, taken, between="-", other="step")
        taken.add(key)
        yield workflow.Stop(
            key, stop.fa, stop.en, stop.office, stop.role, min(stop.deadline, contents.MOST_HOURS),
            tuple(each for each in stop.actions if each in contents.ACTIONS), stop.form,
        )  # fmt: skip


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _slug(row: Mapping[str, Any], number: int) -> str:
    key = str(row.get("key", ""))
    return key if _KEY.fullmatch(key) else f"item-{number}"


