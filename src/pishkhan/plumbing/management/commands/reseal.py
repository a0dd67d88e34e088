"""`manage.py reseal`: seal every value anew that an older key sealed. May be stopped and repeated at any time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pishkhan.plumbing import resealing


class Command(BaseCommand):
    help = "Seal with the first key of SEALING_KEYS what an older key sealed. Then the older key may be removed."

    def handle(self, *args: Any, **options: Any) -> None:
        for column, count in resealing.reseal_all().items():
            self.stdout.write(f"{column}: {count}")
