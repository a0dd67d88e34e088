"""`pishkhan replace-key FILE.p12`: sign certificates with a key of the university's own."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from pishkhan.clearance import api as clearance
from pishkhan.kernel.errors import Invalid
from pishkhan.organisation import api as organisation
from pishkhan.plumbing.actor import system

PASSWORD = "PISHKHAN_P12_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    help = (
        "Sign with the key of a .p12 file from now on. What earlier keys signed stays valid. "
        f"The password is asked for, or read from {PASSWORD}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--institution", default="", help="its slug; needed where there are several")

    def handle(self, *args: Any, file: Path, institution: str = "", **options: Any) -> None:
        chosen = _institution(institution)
        try:
            with file.open("rb") as handle:
                p12 = handle.read(clearance.LARGEST_P12 + 1)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        password = os.environ.get(PASSWORD)
        if password is None:
            password = getpass.getpass(f"Password of {file.name}: ")
        try:
            card = clearance.replace_key(actor=system(chosen.id), p12=p12, password=password)
        except Invalid as error:
            with translation.override("en"):  # as everything else at the terminal
                raise CommandError(clearance.key_refusal(error)) from None
        self.stdout.write(f"{chosen.slug} now signs with {card.facts.subject}")
        self.stdout.write(f"issued by {card.facts.issuer}")
        self.stdout.write(f"in force {card.facts.since:%Y-%m-%d} to {card.facts.until:%Y-%m-%d}")
        self.stdout.write(f"SHA-256 {card.fingerprint}")


def _institution(slug: str) -> organisation.Institution:
    found = [each for each in organisation.institutions() if slug in {"", each.slug}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(each.slug for each in organisation.institutions())
    raise CommandError(f"Say which institution with --institution: {known or 'none is loaded yet'}")
