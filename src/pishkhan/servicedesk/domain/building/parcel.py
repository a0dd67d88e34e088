"""Opening a zip from outside: names, numbers and sizes are looked at before a byte of it is believed."""

from __future__ import annotations

import io
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pishkhan.kernel.errors import DomainError

MOST_FILES, LARGEST_FILE, LARGEST, MOST_RATIO = 60, 1_000_000, 4_000_000, 100
LARGEST_ZIP = 2_000_000
DEEPEST = 40
CATALOGUE, OPTIONS = "catalogue.json", "options.json"
_NAME = re.compile(
    r"catalogue\.json|options\.json|forms/[a-z0-9-]{1,60}\.json|processes/[a-z0-9-]{1,60}\.bpmn"
    r"|decisions/[a-z0-9-]{1,60}\.dmn"
)
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class ParcelFault:
    """One reason why a zip is not taken; `file` is the name inside it, empty for the whole."""

    code: str
    file: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


class ParcelRefused(DomainError):
    """Nothing was brought in; all faults that were found."""

    def __init__(self, faults: list[ParcelFault]) -> None:
        super().__init__("parcel_refused")
        self.faults = tuple(faults)


def open_parcel(content: bytes) -> dict[str, bytes]:
    """The files by name. Raises ParcelRefused."""
    if len(content) > LARGEST_ZIP:
        raise ParcelRefused([ParcelFault("parcel_large", params={"mb": LARGEST_ZIP // 1_000_000})])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            return _read(parcel)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        raise ParcelRefused([ParcelFault("parcel_broken")]) from None


def read_json(file: str, content: bytes) -> dict[str, Any]:
    """An object whose keys do not repeat. Raises ParcelRefused."""
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise ParcelRefused([ParcelFault("parcel_json", file)]) from None
    if not isinstance(value, dict) or _deep(value, DEEPEST):
        raise ParcelRefused([ParcelFault("parcel_json", file)])
    return value


def _read(parcel: zipfile.ZipFile) -> dict[str, bytes]:
    infos = [info for info in parcel.infolist() if not (info.is_dir() and info.filename in {"forms/", "processes/"})]
    if len(infos) > MOST_FILES:
        raise ParcelRefused([ParcelFault("parcel_many", params={"most": MOST_FILES})])
    faults = [fault for info in infos if (fault := _strange(info))]
    names = [info.filename for info in infos]
    faults += [ParcelFault("parcel_twice", name[:80]) for name in sorted(set(names)) if names.count(name) > 1]
    if sum(info.file_size for info in infos) > LARGEST:
        faults.append(ParcelFault("parcel_bomb"))
    faults += [ParcelFault("parcel_missing", name) for name in (CATALOGUE,) if name not in names]
    if faults:
        raise ParcelRefused(faults)
    found: dict[str, bytes] = {}
    for info in infos:
        with parcel.open(info) as file:
            # What the header says of the size may be a lie; reading stops where it would become too much.
            found[info.filename] = file.read(LARGEST_FILE + 1)
        if len(found[info.filename]) > LARGEST_FILE or sum(map(len, found.values())) > LARGEST:
            raise ParcelRefused([ParcelFault("parcel_bomb", info.filename)])
    return found


def _strange(info: zipfile.ZipInfo) -> ParcelFault | None:
    shown = re.sub(r"[^A-Za-z0-9./_-]", "?", info.filename)[:80]
    kind = stat.S_IFMT(info.external_attr >> 16)
    if not _NAME.fullmatch(info.filename) or kind not in (0, stat.S_IFREG):
        return ParcelFault("parcel_name", shown)
    if info.flag_bits & _ENCRYPTED:
        return ParcelFault("parcel_locked", shown)
    if info.file_size > LARGEST_FILE or info.file_size > MOST_RATIO * max(info.compress_size, 100):
        return ParcelFault("parcel_bomb", shown)
    return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _deep(value: Any, left: int) -> bool:
    if left == 0:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_deep(each, left - 1) for each in inner)
