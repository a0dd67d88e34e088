"""Screen texts: compiled for Django at start, and checked for a missing translation in ./test."""

from __future__ import annotations

import sys

from tools.house import ROOT, VAR, digest, done, finish

LOCALE = ROOT / "locale"
SOURCES = ROOT / "src" / "pishkhan"
PLACEHOLDER = r"%\(\w+\)[sd]|%[sd]|\{\w*\}"
METHODS = [("**.py", "python"), ("**/templates/**.html", "django"), ("**/templates/**.txt", "django")]


def compile_all() -> None:
    """Write a .mo beside every .po whose contents changed."""
    from babel.messages import mofile, pofile

    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        stamp = VAR / "stamps" / f"texts-{source.parts[-3]}"
        mark = digest([source])
        if done(stamp, mark) and target.exists():
            continue
        with source.open("rb") as read:
            catalogue = pofile.read_po(read, locale=source.parts[-3])
        with target.open("wb") as write:
            mofile.write_mo(write, catalogue)
        finish(stamp, mark)


if __name__ == "__main__":
    compile_all()
    sys.exit(0)
