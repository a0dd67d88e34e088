"""`manage.py rebuild_figures`: count the figures of every day anew. May be stopped and repeated at any time."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from pishkhan.organisation import api as organisation
from pishkhan.servicedesk.domain import figures


class Command(BaseCommand):
    help = "Count the figures of every day since the first request, or since --since YEAR-MONTH-DAY, anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        for institution in organisation.institutions():
            count = sum(1 for _day in figures.rebuild(institution.id, since=options["since"]))
            self.stdout.write(f"{institution.slug}: {count} days")
