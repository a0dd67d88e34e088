"""Reading one component of a schema into a field; every fault is reported with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pishkhan.intake.logic.form import CHOICES, OTHER_SUFFIX, Field, FieldType, Limits, Option, Words
from pishkhan.intake.logic.problems import FormProblem, Path

KEY = re.compile(r"[a-z][a-z0-9_-]{0,59}")
RECORD = re.compile(r"(person|enrolment)\.[a-z_]{1,40}")
MAX_OPTIONS = 2000
MAX_PATTERN = 100
LONGEST = 10_000

# A group that repeats can make matching take for ever; no field needs one.
_RISKY = re.compile(r"\)[*+{]|\\[1-9]")
_KEYS = frozenset({"type", "key", "label", "description", "validate", "values", "properties", "text", "id"})
_FLAGS = frozenset({
    "locked", "frozen", "sensitive", "searchable", "other", "latin", "decimals", "notFuture", "told",
})  # fmt: skip
_WORDS = frozenset({
    "label.en", "description.en", "text.en", "number", "record", "width", "options", "notBefore", "whenPaid",
})  # fmt: skip
_PROPERTIES = _FLAGS | _WORDS | {"show", "require", "filter"}
_LIMITS: Mapping[str, tuple[type, ...]] = {
    "min": (int, float),
    "max": (int, float),
    "minLength": (int,),
    "maxLength": (int,),
}
_TEXTS = frozenset({FieldType.TEXTFIELD, FieldType.TEXTAREA, FieldType.ADDRESS})
_NUMBERS = frozenset({FieldType.NUMBER, FieldType.RIALS})
_ONLY: Mapping[str, frozenset[FieldType]] = {
    "min": _NUMBERS,
    "max": _NUMBERS,
    "minLength": _TEXTS,
    "maxLength": _TEXTS,
    "pattern": frozenset({FieldType.TEXTFIELD}),
    "latin": frozenset({FieldType.TEXTFIELD}),
    "decimals": frozenset({FieldType.NUMBER}),
    "notFuture": frozenset({FieldType.JALALI_DATE}),
    "notBefore": frozenset({FieldType.JALALI_DATE}),
    "other": frozenset({FieldType.SELECT, FieldType.RADIO}),
    "searchable": frozenset({FieldType.SELECT}),
    "whenPaid": frozenset({FieldType.SELECT, FieldType.RADIO}),
    "options": CHOICES,
    "filter": CHOICES,
}


@dataclass
class Reading:
    """What is found while a schema is read."""

    options: Mapping[str, Any]
    problems: list[FormProblem] = field(default_factory=list)

    def report(self, code: str, path: Path, **params: object) -> None:
        """Note a fault; reading goes on, so that all of them are told at once."""
        self.problems.append(FormProblem(code, path, {name: str(value)[:80] for name, value in params.items()}))


def read_component(reading: Reading, raw: Mapping[str, Any], path: Path) -> Field | None:
    """The field, or None when its type is unknown."""
    try:
        kind = FieldType(str(raw.get("type")))
    except ValueError:
        reading.report("type_unknown", (*path, "type"), type=raw.get("type"))
        return None
    properties, validate = (
        _mapping(reading, raw, "properties", path),
        _mapping(reading, raw, "validate", path),
    )
    _refuse_strange(reading, raw, properties, validate, kind, path)
    if kind is FieldType.TEXT:
        key = ".".join(str(part) for part in path)
        shown = words(reading, raw, "text", path)
        return Field(key=key, type=kind, label=Words(), text=shown, show=properties.get("show"))
    return Field(
        key=_key(reading, raw, path),
        type=kind,
        label=words(reading, raw, "label", path),
        help=words(reading, raw, "description", path, needed=False),
        number=str(properties.get("number", "")),
        required=validate.get("required") is True,
        record=_record(reading, properties, path),
        locked=flag(properties, "locked"),
        frozen=flag(properties, "frozen"),
        sensitive=flag(properties, "sensitive"),
        searchable=flag(properties, "searchable"),
        other=flag(properties, "other"),
        latin=flag(properties, "latin"),
        decimals=flag(properties, "decimals"),
        wide=properties.get("width") == "full",
        told=flag(properties, "told"),
        not_future=flag(properties, "notFuture"),
        not_before=str(properties.get("notBefore", "")),
        when_paid=str(properties.get("whenPaid", "")),
        options=_options(reading, raw, properties, kind, path),
        filters=_filters(reading, properties, path),
        limits=_limits(reading, validate, path),
        show=properties.get("show"),
        require=properties.get("require"),
    )


def flag(properties: Mapping[str, Any], name: str) -> bool:
    """A yes/no property; form-js writes them as text."""
    return properties.get(name) in (True, "true")


def words(reading: Reading, raw: Mapping[str, Any], name: str, path: Path, *, needed: bool = True) -> Words:
    """A Persian text and its English in `properties`; both or neither."""
    fa, en = raw.get(name, ""), _mapping(reading, raw, "properties", ()).get(f"{name}.en", "")
    if not isinstance(fa, str) or not isinstance(en, str):
        reading.report("text_shape", (*path, name))
        return Words()
    if (needed and not fa.strip()) or (en and not fa):
        reading.report("text_missing", (*path, name) if name in raw else path, name=name)
    elif fa and not en.strip():
        reading.report("english_missing", (*path, name), name=name)
    return Words(fa, en)


def _mapping(reading: Reading, raw: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    value = raw.get(name, {})
    if isinstance(value, Mapping):
        return value
    if path:
        reading.report("shape", (*path, name), wanted="object")
    return {}


def _key(reading: Reading, raw: Mapping[str, Any], path: Path) -> str:
    key = raw.get("key", "")
    if not isinstance(key, str) or not KEY.fullmatch(key) or key.endswith(OTHER_SUFFIX):
        reading.report("key_bad", (*path, "key") if "key" in raw else path, key=key)
        return ""
    return key


def _record(reading: Reading, properties: Mapping[str, Any], path: Path) -> str:
    record = str(properties.get("record", ""))
    if record and not RECORD.fullmatch(record):
        reading.report("record_unknown", (*path, "properties", "record"), record=record)
    if flag(properties, "locked") and not record:
        reading.report("locked_without_record", (*path, "properties", "locked"))
    return record


def _refuse_strange(
    reading: Reading,
    raw: Mapping[str, Any],
    properties: Mapping[str, Any],
    validate: Mapping[str, Any],
    kind: FieldType,
    path: Path,
) -> None:
    for name in sorted(set(raw) - _KEYS):
        reading.report("key_unknown", (*path, name), name=name)
    for name in sorted(set(properties) - _PROPERTIES):
        reading.report("property_unknown", (*path, "properties", name), name=name)
    for name in sorted(_FLAGS & set(properties)):
        if properties[name] not in (True, False, "true", "false"):
            reading.report("flag_bad", (*path, "properties", name), name=name)
    if properties.get("width", "full") != "full" or not isinstance(properties.get("number", ""), str):
        reading.report("shape", (*path, "properties"), wanted="width, number")
    for room, place in ((properties, "properties"), (validate, "validate")):
        for name in sorted(set(room) & set(_ONLY)):
            if kind not in _ONLY[name]:
                reading.report("not_for_type", (*path, place, name), name=name, type=kind.value)


def _limits(reading: Reading, validate: Mapping[str, Any], path: Path) -> Limits:
    here = (*path, "validate")
    found: dict[str, Any] = {}
    for name, value in validate.items():
        if name == "required" and isinstance(value, bool):
            continue
        if _limit_fits(name, value):
            found[name] = value
        else:
            reading.report("limit_bad", (*here, name), name=name)
    limits = Limits(
        found.get("min"),
        found.get("max"),
        found.get("minLength"),
        found.get("maxLength"),
        found.get("pattern", ""),
    )
    spans = ((limits.low, limits.high), (limits.shortest, limits.longest), (0, limits.longest))
    if any(a is not None and b is not None and a > b for a, b in spans) or (limits.longest or 0) > LONGEST:
        reading.report("limits_crossed", here)
    return limits


def _limit_fits(name: str, value: object) -> bool:
    if name == "pattern":
        return _pattern_fits(value)
    return isinstance(value, _LIMITS.get(name, ())) and not isinstance(value, bool)


def _pattern_fits(value: object) -> bool:
    if not isinstance(value, str) or len(value) > MAX_PATTERN or _RISKY.search(value):
        return False
    try:
        re.compile(value)
    except re.error:
        return False
    return True


def _filters(reading: Reading, properties: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    filters = properties.get("filter", [])
    if not isinstance(filters, list) or not all(isinstance(key, str) for key in filters):
        reading.report("shape", (*path, "properties", "filter"), wanted="list")
        return ()
    return tuple(filters)


def _options(
    reading: Reading, raw: Mapping[str, Any], properties: Mapping[str, Any], kind: FieldType, path: Path
) -> tuple[Option, ...]:
    name = properties.get("options")
    if kind not in CHOICES:
        if "values" in raw:
            reading.report("not_for_type", (*path, "values"), name="values", type=kind.value)
        return ()
    if name is not None and (not isinstance(name, str) or name not in reading.options):
        reading.report("options_unknown", (*path, "properties", "options"), options=name)
        return ()
    # A list of options is checked where it stands, in options.json; faults there are not this form's.
    quiet = Reading(reading.options)
    found = read_options(quiet, reading.options[name], ()) if name is not None else ()
    if name is None:
        found = read_options(reading, raw.get("values", []), (*path, "values"))
    if not found:
        reading.report("options_missing", path)
    if flag(properties, "other") and not any(option.value == "other" for option in found):
        reading.report("other_missing", (*path, "properties", "other"))
    return found


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def read_options(reading: Reading, raw: object, path: Path) -> tuple[Option, ...]:
    """A list of options, inline or shared."""
    if not isinstance(raw, list) or len(raw) > MAX_OPTIONS:
        reading.report("shape", path, wanted="list")
        return ()
    found: dict[str, Option] = {}
    for index, each in enumerate(raw):
        here = (*path, index)
        value = each.get("value") if isinstance(each, Mapping) else None
        if not isinstance(value, str) or not value.strip() or len(value) > 100:
            reading.report("option_value", here)
            continue
        if value in found:
            reading.report("option_twice", here, value=value)
        when = each.get("when", {})
        if not isinstance(when, Mapping) or not all(map(_texts, when.values())):
            reading.report("shape", (*here, "when"), wanted="object")
            when = {}
        label = words(reading, each, "label", here)
        found[value] = Option(value, label, {key: tuple(allowed) for key, allowed in when.items()})
    return tuple(found.values())
