"""The door of `organisation`."""

from pishkhan.organisation.domain import articles, wordings
from pishkhan.organisation.domain.articles import Seen
from pishkhan.organisation.domain.calendar import TEHRAN, Calendar, calendar_of, read_calendar
from pishkhan.organisation.domain.holidays import bounds as year_bounds
from pishkhan.organisation.domain.holidays import (
    change_hours,
    coming,
    confirm_holiday,
    fill_year,
    holidays_of,
    hours_of,
    keep_holiday,
    remove_holiday,
)
from pishkhan.organisation.domain.holidays import changed_here as calendar_changed_here
from pishkhan.organisation.domain.holidays import tell_changed as tell_calendar_changed
from pishkhan.organisation.domain.networks import (
    parse_cidr,
    put_network,
    remove_network,
    set_section,
    set_sections,
    unset_section,
)
from pishkhan.organisation.domain.packed import Put, archive_other_articles, put_article
from pishkhan.organisation.domain.places import (
    put_domain,
    put_holiday,
    put_institution,
    put_unit,
    set_work_hours,
)
from pishkhan.organisation.domain.queries import articles as front
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
from pishkhan.organisation.domain.wordings import Wording
from pishkhan.organisation.models import (
    Article,
    ArticleKind,
    ArticleVersion,
    CampusNetwork,
    Holiday,
    Institution,
    NetworkMode,
    Origin,
    Section,
    SectionRule,
    Unit,
    WorkHours,
)

__all__ = [
    "Article",
    "ArticleKind",
    "ArticleVersion",
    "Calendar",
    "Campus",
    "CampusNetwork",
    "Institution",
    "NetworkMode",
    "Origin",
    "Put",
    "Section",
    "SectionRule",
    "Seen",
    "TEHRAN",
    "Unit",
    "Wording",
    "archive_other_articles",
    "articles",
    "calendar_changed_here",
    "calendar_of",
    "tell_calendar_changed",
    "campus_of",
    "change_hours",
    "coming",
    "confirm_holiday",
    "fill_year",
    "holidays_of",
    "hours_of",
    "keep_holiday",
    "remove_holiday",
    "year_bounds",
    "Holiday",
    "WorkHours",
    "faculties",
    "front",
    "host_of",
    "institution",
    "institution_of_host",
    "institutions",
    "networks_of",
    "parse_cidr",
    "put_article",
    "read_calendar",
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
    "wordings",
]
