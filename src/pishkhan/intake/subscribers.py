"""What rooms below want to know of forms."""

from __future__ import annotations

from pishkhan.identity import api as identity
from pishkhan.intake.domain.lists import lists_of

identity.lists_from(lists_of)
