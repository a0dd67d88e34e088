"""Who takes part in a request, as pages name them."""

from __future__ import annotations

from typing import Any

from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.components.language import current


def others(found: servicedesk.Request) -> list[dict[str, Any]]:
    """The id of each participation, the name in the page's language."""
    english = current() == "en"
    return [
        {"id": one["id"], "name": (english and one["name_en"]) or one["name"]} for one in getattr(found, "others", ())
    ]
