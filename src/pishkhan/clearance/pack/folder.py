"""The files of a pack: what must be there, what may be, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from pishkhan.clearance.pack import located
from pishkhan.clearance.pack.problems import PackProblem, PackRefused
from pishkhan.clearance.pack.spot import Spot

MAX_BYTES = 2_000_000
NEEDED = ("pack.json", "units.json", "options.json", "catalogue.json", "texts.json")
OPTIONAL = ("people.json", "registration.json", "payments.json")
MAY = (*NEEDED, *OPTIONAL)
_INSIDE = re.compile(r"forms/[a-z0-9-]+\.json|processes/[a-z0-9-]+\.bpmn|decisions/[a-z0-9-]+\.dmn")


class Folder:
    """A pack's folder. Faults found while reading gather in `problems`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[PackProblem] = []
        if not path.is_dir():
            raise PackRefused([PackProblem(str(path.name), 1, "folder_missing")])
        self.files = sorted(
            found.relative_to(path).as_posix()
            for found in path.rglob("*")
            if (found.is_file() or found.is_symlink()) and not found.name.startswith(".")
        )
        for file in self.files:
            if (file not in MAY and not _INSIDE.fullmatch(file)) or (path / file).is_symlink():
                self.report(file, 1, "file_unknown")
        for file in NEEDED:
            if file not in self.files:
                self.report(file, 1, "file_missing")

    def report(self, file: str, line: int, code: str, **params: str) -> None:
        """Note a fault."""
        self.problems.append(PackProblem(file, line, code, params))

    def inside(self, room: str) -> list[str]:
        """The well-named files of a room such as `forms`."""
        return [file for file in self.files if file.startswith(f"{room}/") and _INSIDE.fullmatch(file)]

    def bytes(self, file: str) -> bytes:
        """A file's content; empty, and reported, when it is too large."""
        path = self.path / file
        if path.is_symlink() or path.stat().st_size > MAX_BYTES:
            self.report(file, 1, "file_large", limit=str(MAX_BYTES // 1_000_000))
            return b""
        return path.read_bytes()

    def json(self, file: str) -> Spot | None:
        """A JSON file whose top is an object; None, and reported, when it is not."""
        if file not in self.files:
            return None
        try:
            document = located.read(self.bytes(file).decode("utf-8"))
        except UnicodeDecodeError:
            self.report(file, 1, "not_utf8")
            return None
        except located.Broken as broken:
            self.report(file, broken.line, broken.code, **broken.params)
            return None
        if not isinstance(document.value, dict):
            self.report(file, 1, "shape", name=file, wanted="object")
            return None
        return Spot(file, document, self.problems)
