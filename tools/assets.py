"""What browsers and certificates load, built into var/assets; each part only when its sources changed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from tools import fonts, icons, node
from tools.house import ROOT, VAR, alone, digest, done, finish, say

OUT = VAR / "assets"
WEB = ROOT / "src" / "pishkhan" / "web"
DRAWN = WEB / "components" / "icons.json"
TOOLS = ROOT / "tools"
LOCK = ROOT / "package-lock.json"
TABLER = node.MODULES / "@tabler" / "core" / "dist" / "css"
ALTCHA = node.MODULES / "altcha"
PICKER = node.MODULES / "@majidh1" / "jalalidatepicker"


def build(*, checks: bool = False) -> bool:
    """Have var/assets up to date; says whether anything was written. Raises Trouble."""
    pages = [p for kind in ("html", "py", "js") for p in WEB.rglob(f"*.{kind}")]
    parts: dict[str, tuple[Callable[[], None], list[Path]]] = {
        "font": (lambda: fonts.build(OUT / "fonts"), [TOOLS / "fonts.py"]),
        "captcha": (_captcha, [TOOLS / "assets.py"]),
        "picker": (_picker, [TOOLS / "assets.py"]),
        "style": (_style, [*pages, TOOLS / "purge.mjs", TOOLS / "purge-safelist.txt"]),
        "icons": (lambda: icons.build(DRAWN, WEB, OUT / "icons.svg"), [*pages, DRAWN, TOOLS / "icons.py"]),
    }
    marks = {name: digest([LOCK, *sources]) for name, (_, sources) in parts.items()}
    stale = [name for name in parts if not done(OUT / f".{name}.stamp", marks[name])]
    if stale or checks:
        with alone("assets", waiting="Another run is building assets; waiting for it …"):
            node.packages(checks=checks)
            OUT.mkdir(parents=True, exist_ok=True)
            for name in stale:
                say(f"Building assets: {name} …")
                parts[name][0]()
                finish(OUT / f".{name}.stamp", marks[name])
    return bool(stale)


def _style() -> None:
    node.run(
        TOOLS / "purge.mjs", str(TOOLS / "purge-safelist.txt"),
        str(TABLER / "tabler.rtl.min.css"), str(OUT / "tabler.rtl.css"),
        str(TABLER / "tabler.min.css"), str(OUT / "tabler.css"),
    )  # fmt: skip


def _captcha() -> None:
    shutil.copy(ALTCHA / "dist" / "external" / "altcha.min.js", OUT / "altcha.js")
    shutil.copy(ALTCHA / "dist" / "external" / "altcha.css", OUT / "altcha.css")
    shutil.copy(ALTCHA / "dist" / "workers" / "pbkdf2.js", OUT / "altcha-worker.js")
    (OUT / "licences").mkdir(exist_ok=True)
    shutil.copy(ALTCHA / "LICENSE.txt", OUT / "licences" / "altcha.txt")


def _picker() -> None:
    for kind in ("js", "css"):
        shutil.copy(PICKER / "dist" / f"jalalidatepicker.min.{kind}", OUT / f"jalalidatepicker.{kind}")
    licences = OUT / "licences"
    licences.mkdir(exist_ok=True)
    shutil.copy(PICKER / "LICENSE", licences / "jalalidatepicker.txt")
    shutil.copy(node.MODULES / "vazirmatn" / "OFL.txt", licences / "vazirmatn.txt")
    shutil.copy(node.MODULES / "@tabler" / "icons" / "LICENSE", licences / "tabler-icons.txt")
    # @tabler/core ships its licence as the banner of the stylesheet only.
    banner = re.search(r"/\*!(.*?)\*/", (TABLER / "tabler.css").read_text(), re.DOTALL)
    (licences / "tabler.txt").write_text(banner[1] if banner else "MIT, https://github.com/tabler/tabler\n")


if __name__ == "__main__":
    build()
