"""`pishkhan directory-off SLUG`: when the directory is lost and nobody can log in to the console."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pishkhan.identity.domain import directory
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import system


class Command(BaseCommand):
    help = "Have an institution's passwords live here again. Everybody makes a new one in the wizard."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("institution", help="the institution's short name")

    def handle(self, *args: Any, **options: Any) -> None:
        found = next((each for each in organisation.institutions() if each.slug == options["institution"]), None)
        if found is None:
            raise CommandError("There is no such institution.")
        was_on = directory.switch_off(actor=system(found.id))
        self.stdout.write("Passwords live here again." if was_on else "No directory was in use.")
