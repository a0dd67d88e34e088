"""The door of `organisation`."""

from pishkhan.organisation.domain.calendar import TEHRAN, Calendar, calendar_of
from pishkhan.organisation.domain.places import (
    put_domain,
    put_holiday,
    put_institution,
    put_unit,
    set_work_hours,
)
from pishkhan.organisation.domain.queries.places import (
    faculties,
    host_of,
    institution,
    institution_of_host,
    institutions,
    unit_ids,
    unit_of_kind,
    units_by_id,
    units_by_key,
    units_of,
)
from pishkhan.organisation.models import Institution, Unit

__all__ = [
    "TEHRAN",
    "Calendar",
    "Institution",
    "Unit",
    "calendar_of",
    "faculties",
    "host_of",
    "institution",
    "institution_of_host",
    "institutions",
    "put_domain",
    "put_holiday",
    "put_institution",
    "put_unit",
    "set_work_hours",
    "unit_ids",
    "unit_of_kind",
    "units_by_id",
    "units_by_key",
    "units_of",
]
