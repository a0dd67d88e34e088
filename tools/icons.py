"""The icon sprite: our own drawings, and @tabler/icons for a name we have not drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from tools.house import Trouble
from tools.node import MODULES

NAMED = re.compile(r"""(?:\{%\s*(?:icon|emptystate)\s+|\bicon=|\bicons\.icon\(\s*)["']([a-z0-9-]+)["']""")


def used(files: Iterable[Path]) -> dict[str, Path]:
    """Every icon named in the files, with one file that names it."""
    return {name: path for path in sorted(files) for name in NAMED.findall(path.read_text(encoding="utf-8"))}


def sprite(ours: dict[str, str], names: dict[str, Path]) -> str:
    """One <symbol> per icon, its id being its name. Raises Trouble for a name nobody has drawn."""
    drawings = dict(ours)
    for name, where in names.items():
        if name not in drawings:
            drawings[name] = _theirs(name, where)
    symbols = (f'<symbol id="{n}" viewBox="0 0 24 24">{drawings[n]}</symbol>' for n in sorted(drawings))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def build(drawn: Path, web: Path, target: Path) -> None:
    """Write the sprite of the web room's templates and programs."""
    files = (p for kind in ("html", "py") for p in web.rglob(f"*.{kind}"))
    target.write_text(sprite(json.loads(drawn.read_text()), used(files)), encoding="utf-8")


def _theirs(name: str, where: Path) -> str:
    path = MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
    if not path.is_file():
        raise Trouble(f"{where} shows the icon {name!r}; it is neither in icons.json nor in @tabler/icons.")
    inner = re.sub(r"<!--.*?-->|^.*?<svg[^>]*>|</svg>\s*$", "", path.read_text(), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "", inner)
