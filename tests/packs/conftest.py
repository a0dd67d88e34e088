"""The shipped packs, and a copy of one to break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pishkhan.clearance.pack.contents import Pack
from pishkhan.clearance.pack.reader import PackRefused, read_pack

PACKS = Path(__file__).parents[2] / "packs"
Broken = Callable[[str, str, str], list[tuple[str, int, str]]]


@pytest.fixture(scope="session")
def nursing() -> Pack:
    return read_pack(PACKS / "iums-nursing")


@pytest.fixture(scope="session")
def elearning() -> Pack:
    return read_pack(PACKS / "shiraz-elearning")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the e-learning pack."""
    return Path(shutil.copytree(PACKS / "shiraz-elearning", tmp_path / "pack"))


@pytest.fixture
def faults(folder: Path) -> Broken:
    """Replace the first `old` of a file and read: (file, line, code) of what is told."""

    def breaking(file: str, old: str, new: str) -> list[tuple[str, int, str]]:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(PackRefused) as refused:
            read_pack(folder)
        return [(problem.file, problem.line, problem.code) for problem in refused.value.problems]

    return breaking
