"""Refusals around exports, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

SENTENCES: Mapping[str, Promise] = {
    "format_unknown": lazy("Choose a kind of file."),
    "exports_many": lazy("%(most)s of your files are being written already. Wait until one is ready."),
}
