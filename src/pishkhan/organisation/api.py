"""The door of `organisation`."""

from pishkhan.organisation.domain.calendar import TEHRAN, Calendar, calendar_of
from pishkhan.organisation.domain.networks import (
    parse_cidr,
    put_network,
    remove_network,
    set_section,
    set_sections,
    unset_section,
)
from pishkhan.organisation.domain.places import (
    put_domain,
    put_holiday,
    put_institution,
    put_unit,
    set_work_hours,
)
from pishkhan.organisation.domain.queries.networks import (
    Campus,
    campus_of,
    networks_of,
    section_rules_of,
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
from pishkhan.organisation.models import CampusNetwork, Institution, NetworkMode, Section, SectionRule, Unit

__all__ = [
    "Calendar",
    "Campus",
    "CampusNetwork",
    "Institution",
    "NetworkMode",
    "Section",
    "SectionRule",
    "TEHRAN",
    "Unit",
    "calendar_of",
    "campus_of",
    "faculties",
    "host_of",
    "institution",
    "institution_of_host",
    "institutions",
    "networks_of",
    "parse_cidr",
    "put_domain",
    "put_holiday",
    "put_institution",
    "put_network",
    "put_unit",
    "remove_network",
    "section_rules_of",
    "set_section",
    "set_sections",
    "set_work_hours",
    "unit_ids",
    "unit_of_kind",
    "units_by_id",
    "units_by_key",
    "units_of",
    "unset_section",
]
