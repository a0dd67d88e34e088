"""Demo institutions and people, for `./run`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pishkhan.clearance import api as clearance
from pishkhan.clearance.pack.reader import read_pack
from pishkhan.notifications import api as notifications

PACKS = ("iums-nursing", "shiraz-elearning", "saorg", "uok-ghorveh")


class Command(BaseCommand):
    help = "Load the demo packs and their people, or print who can log in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print-logins", action="store_true")

    def handle(self, *args: Any, print_logins: bool = False, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo people exist in demo mode only.")
        for name in PACKS:
            folder = Path(settings.ROOT) / "packs" / name
            if print_logins:
                self._print(folder)
            else:
                loaded = clearance.load_pack(folder)
                clearance.load_people(loaded)
                notifications.put_demo(loaded.institution.id)

    def _print(self, folder: Path) -> None:
        pack = read_pack(folder)
        if pack.people is None:
            return
        name = pack.about["institution"]["name"]["en"]
        address = settings.PUBLIC_URL.format(host=pack.about["institution"]["hosts"][0])
        self.stdout.write(f"\n{name}: {address}  (password of everybody: {pack.people.password})")
        for row in pack.people.staff:
            where = ", ".join(f"{m['role']} of {m['unit']}" for m in row["memberships"])
            self.stdout.write(f"  {row['login']:<26}{where}")
        for row in pack.people.students:
            numbers = ", ".join(f"{e['student_number']} ({e['status']})" for e in row["enrolments"])
            self.stdout.write(f"  {row['login']:<26}student {numbers}")
