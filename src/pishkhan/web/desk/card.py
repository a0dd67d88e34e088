"""The student card: what the student said of it at filing beside what the office records (B10, C4)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pishkhan.web.desk.sheet import Sheet

GUARD = "card_received"


def warning(sheet: Sheet) -> str:
    """Words for the station that takes the card, where the two contradict each other or may come to; else empty."""
    if GUARD not in sheet.station.guards:
        return ""
    said, recorded = sheet.answers.get("card_delivery"), sheet.answered
    if said == "lost" and sheet.open:
        return _("At filing the student said that the card is lost. Record it as received only if you hold it.")
    if said == "lost" and recorded.get("card_received"):
        return _("At filing the student said that the card is lost; here it was recorded as received.")
    if said == "delivered" and recorded.get("card_lost"):
        return _("At filing the student said that the card was handed in; here it was recorded as lost.")
    return ""
