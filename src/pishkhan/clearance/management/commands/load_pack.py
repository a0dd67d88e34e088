"""`pishkhan load-pack DIR`: bring an institution in, or up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pishkhan.clearance import api as clearance
from pishkhan.clearance.domain.pack_phrases import sentence


class Command(BaseCommand):
    help = "Check a pack folder whole, then load it. Loading twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
        try:
            loaded = clearance.load_pack(folder)
        except clearance.PackRefused as refused:
            lines = "\n".join(f"{folder / p.file}:{p.line}: {sentence(p)}" for p in refused.problems)
            raise CommandError(f"The pack was not loaded; nothing was changed.\n{lines}") from None
        if not loaded.changed:
            self.stdout.write("Nothing changed.")
        for line in (*loaded.changed, *loaded.kept):
            self.stdout.write(line)
