"""A service as pack data: a zip whose files a pack's author drops in, and that comes back as a draft."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from pishkhan.intake import api as intake
from pishkhan.intake.logic import building
from pishkhan.servicedesk.domain.building import content as contents
from pishkhan.servicedesk.models import RequestType, ServiceDraft
from pishkhan.workflow import api as workflow

_OPTIONAL = ("faculties", "faq")
_DAY = (1980, 1, 1, 0, 0, 0)
"""The same service makes the same zip, byte for byte."""


def pack_draft(draft: ServiceDraft, old: RequestType | None) -> bytes:
    """A draft as it stands, ready or not; of its faults one is told when it is brought in."""
    return _pack(draft.key, draft.content, old)


def pack_type(kind: RequestType) -> bytes:
    """A service as published last."""
    return _pack(kind.key, contents.of_type(kind), kind)


def _pack(key: str, content: contents.Content, old: RequestType | None) -> bytes:
    files: dict[str, str] = {}
    form = old.form_key if old else key
    _form(files, form, content["form"])
    if content["steps"] is None and old:
        process = _drawn_by_hand(files, content, old)
    else:
        process = _drawn(files, key, content, form)
    files["options.json"] = _json(content["options"])
    files["catalogue.json"] = _json(_catalogue(key, content["type"], form, process, old))
    return _zip(files)


def _catalogue(
    key: str, made: Mapping[str, Any], form: str, process: Mapping[str, Any], old: RequestType | None
) -> dict[str, Any]:
    group = made["group"] or {"key": "services", "name": made["name"]}
    rules = {**(old.rules if old else {}), **contents.rules_of(made)}
    kind = {
        "key": key, "name": made["name"], "summary": made["summary"], "form": form, "process": process["key"],
        "certificate": old.certificate if old else False,
        **({"open_slot": (old and old.open_slot) or key} if made["one_at_a_time"] else {}),
        **{name: value for name, value in rules.items() if value or name not in _OPTIONAL},
    }  # fmt: skip
    return {
        "processes": [dict(process)],
        "groups": [{"key": group["key"], "name": group["name"], "summary": group["name"], "types": [kind]}],
    }


def _drawn(files: dict[str, str], key: str, content: contents.Content, form: str) -> dict[str, Any]:
    stops = []
    for step in content["steps"] or ():
        own = ""
        if step["form"]:
            own = contents.step_form_key(key, step["key"])
            _form(files, own, step["form"])
        stops.append(contents.stop_of(step, own))
    process = key
    name = content["type"]["name"]
    files[f"processes/{process}.bpmn"] = workflow.draw(key=process, **name, form=form, stops=stops)
    return {"key": process, "versions": [f"processes/{process}.bpmn"]}


def _drawn_by_hand(files: dict[str, str], content: contents.Content, old: RequestType) -> dict[str, Any]:
    version = workflow.newest_version(institution_id=old.institution_id, key=old.process_key)
    if version is None:
        return {"key": old.process_key, "versions": []}
    files[f"processes/{old.process_key}.bpmn"] = version.bpmn
    for number, table in enumerate(version.dmn, 1):
        files[f"decisions/{old.process_key}-{number}.dmn"] = table
    for node in workflow.graph_of(version).nodes.values():
        form = node.attrs.get("form", "")
        found = intake.newest_version(institution_id=old.institution_id, key=form) if form else None
        if found and form != old.form_key:
            files[f"forms/{form}.json"] = _json(found.schema)
            content["options"] |= found.options
    settings = version.process.settings
    return {
        "key": old.process_key, "versions": [f"processes/{old.process_key}.bpmn"],
        **{name: settings[name] for name in ("start", "sees") if settings.get(name)},
    }  # fmt: skip


def _form(files: dict[str, str], key: str, schema: Mapping[str, Any]) -> None:
    files[f"forms/{key}.json"] = _json({**building.ready(schema), "id": key})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _zip(files: Mapping[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            packed.writestr(zipfile.ZipInfo(name, _DAY), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()
