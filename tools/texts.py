"""Screen texts: gathered from programs and templates, compiled for Django, checked for a missing Persian."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tools.house import ROOT, VAR, Trouble, digest, done, door, finish, say

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LOCALE = ROOT / "locale"
PERSIAN = LOCALE / "fa" / "LC_MESSAGES" / "django.po"
SOURCES = (ROOT / "src" / "pishkhan", ROOT / "config")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|n?gettext|pgettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def compile_all() -> None:
    """Write a .mo beside every .po whose contents changed."""
    from babel.messages import mofile

    for source in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        stamp = VAR / "stamps" / f"texts-{source.parts[-3]}"
        mark = digest([source])
        if done(stamp, mark) and target.exists():
            continue
        with target.open("wb") as write:
            mofile.write_mo(write, _read(source))
        finish(stamp, mark)


def gather() -> Catalog:
    """Every text of the programs and templates, with where it stands."""
    from babel.messages.catalog import Catalog

    found = Catalog(project="Pishkhan", charset="utf-8")
    for folder in SOURCES:
        for path in sorted(p for kind in ("py", "html", "txt") for p in folder.rglob(f"*.{kind}")):
            if "migrations" in path.parts:
                continue
            for context, msgid in _python(path) if path.suffix == ".py" else _template(path):
                found.add(msgid, locations=[(str(path.relative_to(ROOT)), 1)], context=context)
    return found


def problems() -> Iterator[str]:
    """One line for every text without a Persian one, or whose Persian has other placeholders."""
    wanted = gather()
    have = _read(PERSIAN) if PERSIAN.exists() else None
    for message in wanted:
        if not message.id:
            continue
        where = message.locations[0][0]
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        told = have.get(key, message.context) if have else None
        forms = _forms(told.string if told else "")
        if not _filled(forms):
            yield f"{where}: no Persian for {key!r}"
        elif told and told.fuzzy:
            yield f"{where}: the Persian of {key!r} is marked fuzzy"
        elif any(set(PLACEHOLDER.findall(form)) - _placeholders(message.id) for form in forms):
            yield f"{where}: the Persian of {key!r} has placeholders the English has not"


def update(tables: Iterable[Path]) -> int:
    """Bring the Persian catalogue up to date, taking new texts from tables of lines `msgid<TAB>msgstr`.

    Returns how many texts still have no Persian.
    """
    from babel.messages import pofile
    from babel.messages.catalog import Catalog

    have = _read(PERSIAN) if PERSIAN.exists() else Catalog(locale="fa", project="Pishkhan", charset="utf-8")
    lines = (line for table in tables for line in table.read_text(encoding="utf-8").splitlines())
    new = dict(line.split("\t", 1) for line in lines if "\t" in line and not line.startswith("#"))
    have.update(gather(), no_fuzzy_matching=True)
    have.obsolete.clear()
    missing = 0
    for message in have:
        if not message.id:
            continue
        keys = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        told = next((new[k.replace("\n", "\\n")].strip() for k in keys if k.replace("\n", "\\n") in new), "")
        if told and not _filled(message.string):
            text = told.replace("\\n", "\n")
            message.string = (text,) * have.num_plurals if message.pluralizable else text
        missing += not _filled(message.string)
    PERSIAN.parent.mkdir(parents=True, exist_ok=True)
    with PERSIAN.open("wb") as write:
        pofile.write_po(write, have, width=110, sort_output=True, omit_header=False, include_lineno=False)
    return missing


def _read(path: Path) -> Catalog:
    from babel.messages import pofile

    with path.open("rb") as read:
        return pofile.read_po(read, locale=path.parts[-3])


def _python(path: Path) -> Iterator[tuple[str | None, str | tuple[str, ...]]]:
    from babel.messages.extract import extract

    with path.open("rb") as read:
        for _line, message, _comments, context in extract("python", read, keywords=KEYWORDS):
            yield context, message


def _template(path: Path) -> Iterator[tuple[str | None, str | tuple[str, ...]]]:
    from django.utils.translation.template import templatize

    for name, literals in CALL.findall(templatize(path.read_text(encoding="utf-8"))):
        words = tuple(ast.literal_eval(each) for each in re.findall(LITERAL, literals, re.DOTALL))
        if name == "pgettext":
            yield words[0], words[1]
        else:
            yield None, words if name == "ngettext" else words[0]


def _forms(string: str | Sequence[str] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ())


def _filled(string: str | Sequence[str] | None) -> bool:
    return all(_forms(string)) and bool(_forms(string))


def _placeholders(msgid: str | Sequence[str]) -> set[str]:
    return set(PLACEHOLDER.findall(msgid if isinstance(msgid, str) else " ".join(msgid)))


def main() -> int:
    """`python -m tools.texts` checks; `… update TABLES` merges."""
    if sys.argv[1:2] == ["update"]:
        say(f"{update(Path(each) for each in sys.argv[2:])} texts have no Persian yet")
        return 0
    found = sorted(problems())
    for line in found[:60]:
        say(line)
    if found:
        raise Trouble(f"{len(found)} texts need a Persian translation in {PERSIAN.relative_to(ROOT)}")
    say("every text has its Persian")
    return 0


if __name__ == "__main__":
    sys.exit(door(main))
