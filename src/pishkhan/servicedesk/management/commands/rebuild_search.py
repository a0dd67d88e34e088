"""`manage.py rebuild_search`: write the texts of search anew. May be stopped and repeated at any time."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from pishkhan.servicedesk.domain import searching


class Command(BaseCommand):
    help = "Write what search finds of every request anew, oldest first; --after ID goes on after that request."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for done, last in searching.rebuild(after=options["after"]):
            count += done
            self.stdout.write(f"{count} requests, the last {last}")
