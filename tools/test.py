"""./test: prepare what the checks need and run them in order."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import assets, clamd, ground, house, prepare, samba, stages, system, texts
from tools.house import PYTHON, ROOT, VAR, Trouble, door, say

USAGE = """what to run:
  (nothing)   everything: lint, types, contracts, migrations, texts, unit, integration on the embedded
              PostgreSQL and on PostgreSQL 15, a real directory (root only), a real virus scanner, browser
  fast        the same without PostgreSQL 15, the directory, the scanner and the browser
  long        the variants that take hours
  shots       pictures and accessibility of every page
  clean       ./run in a new Debian, as root and as an ordinary user (root only)
  one ARGS    pytest ARGS, on a database of its own
"""


def main() -> int:
    """Prepare with any Python, then go on in the one of .venv and check."""
    words = argparse.ArgumentParser(
        prog="./test", description=USAGE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("what", nargs="?", choices=["fast", "long", "shots", "clean", "one"])
    words.add_argument("rest", nargs=argparse.REMAINDER)
    wanted = words.parse_args()
    if wanted.rest and wanted.what != "one":
        words.error(f"{wanted.what} takes no arguments")
    if not house.is_inside():
        prepare.environment("dev")
        house.inside("tools.test")
    if wanted.what == "clean":
        from tools import clean

        return clean.main()
    return _check(wanted.what, wanted.rest)


def _check(what: str | None, rest: list[str]) -> int:
    browser = what in {None, "shots", "long"}
    assets.build(checks=browser)
    texts.compile_all()
    if browser:
        os.environ["PISHKHAN_CHROMIUM"] = _chromium()
    with ground.database() as env:
        if what == "one":
            return subprocess.run([PYTHON, "-m", "pytest", *rest], env=env, cwd=ROOT).returncode
        return stages.run(_stages(what, env), env)


def _stages(what: str | None, env: dict[str, str]) -> list[stages.Stage]:
    if what == "fast":
        return stages.FAST
    if what == "long":
        env["PISHKHAN_LONG"] = "1"
        return [stages.tests("long", "long")]
    if what == "shots":
        env["PISHKHAN_SHOTS"] = str(VAR / "shots")
        return [stages.tests("shots", stages.BROWSER, "-k", "shots")]
    older = [stages.older_server()] if _postgresql_15() else []
    directory = [stages.tests("directory", stages.DIRECTORY)] if samba.ready() else []
    scanner = [stages.tests("scanner", stages.SCANNER)] if clamd.ready() else []
    return [*stages.FAST, *older, *directory, *scanner, stages.tests("browser", stages.BROWSER)]


def _postgresql_15() -> bool:
    """Whether PostgreSQL 15 is here, or could be got."""
    if ground.DEBIAN_15.exists():
        return True
    if system.can_install() and Path("/etc/debian_version").exists():
        try:
            system.install("postgresql-15")
        except Trouble:
            say("NOT RUN: integration on PostgreSQL 15, which this release of Debian or Ubuntu does not have")
            return False
        return True
    say("NOT RUN: integration on PostgreSQL 15. To have it: sudo apt-get install -y postgresql-15")
    return False


def _chromium() -> str:
    """A Chromium for the browser checks; pdftotext and pdfsig come along. Raises Trouble."""
    if not (_found() and shutil.which("pdfsig")) and system.can_install():
        system.install("chromium", "poppler-utils")
    if not shutil.which("pdfsig"):
        raise Trouble("pdfsig is missing. Run: sudo apt-get install -y poppler-utils")
    if path := _found():
        return path
    raise Trouble(
        "Chromium is missing. Run: sudo apt-get install -y chromium, "
        "or: .venv/bin/playwright install --with-deps chromium"
    )


def _found() -> str | None:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        # Ubuntu's chromium-browser is a door to a snap, which cannot open files of ours.
        if path and "snap" not in str(Path(path).resolve()):
            return path
    asked = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    path = subprocess.run([PYTHON, "-c", asked], capture_output=True, text=True).stdout.strip()
    return path if path and Path(path).exists() else None


if __name__ == "__main__":
    sys.exit(door(main))
