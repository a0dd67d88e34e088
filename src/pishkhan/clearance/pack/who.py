"""Who may use a request type, and when."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from pishkhan.clearance.pack.asking import Options, values_of
from pishkhan.clearance.pack.spot import Spot
from pishkhan.kernel import jalali
from pishkhan.kernel.errors import Invalid
from pishkhan.plumbing.actor import Role

AUDIENCES = ("student", "staff")
WHO = (
    "audience", "roles", "units", "statuses", "faculties", "degrees", "admission_types", "entry_years",
    "hidden_from_others",
)  # fmt: skip
WHEN = ("opens", "closes")
OF_STUDIES = ("faculties", "degrees", "admission_types")
FIRST_YEAR, LAST_YEAR = 1300, 1499

_MOMENT = re.compile(r"(\S+) (([01][0-9]|2[0-3]):[0-5][0-9])")


def check_who(spot: Spot, options: Options, units: Collection[str]) -> None:
    """Report words of the audience that nobody knows, and `roles` or `units` where staff are not asked."""
    check_list(spot, "audience", AUDIENCES)
    check_list(spot, "statuses", values_of(options, "statuses"))
    for name in OF_STUDIES:
        if spot.has(name):
            check_list(spot, name, values_of(options, name))
    for name, values in (("roles", list(Role)), ("units", units)):
        if spot.has(name):
            check_list(spot, name, values)
            if "staff" not in spot.get("audience", list, []):
                spot.refuse("staff_not_asked", name, name=name)
    spot.get("hidden_from_others", bool, False)
    if spot.has("entry_years") and (years := spot.below("entry_years")) is not None:
        years.only("from", "to")
        first, last = years.get("from", int, FIRST_YEAR), years.get("to", int, LAST_YEAR)
        if not FIRST_YEAR <= first <= last <= LAST_YEAR:
            years.refuse("span_bad", name="entry_years")


def check_list(spot: Spot, name: str, values: Any) -> None:
    for index, value in enumerate(spot.need(name, list, [])):
        if value not in values:
            spot.refuse("value_unknown", name, index, name=name, value=value)


def read_times(spot: Spot) -> tuple[datetime | None, datetime | None]:
    """When the type opens and closes, moments of Tehran; None where there is no bound."""
    opens, closes = _moment(spot, "opens"), _moment(spot, "closes")
    if opens and closes and opens >= closes:
        spot.refuse("span_bad", "closes", name="closes")
    return opens, closes


def _moment(spot: Spot, name: str) -> datetime | None:
    if not spot.has(name) or not (value := spot.text(name)):
        return None
    found = _MOMENT.fullmatch(value)
    try:
        if found:
            return datetime.combine(jalali.parse_date(found[1]), time.fromisoformat(found[2]), jalali.TEHRAN)
    except Invalid:
        pass
    spot.refuse("moment_bad", name, name=name, value=value)
    return None
