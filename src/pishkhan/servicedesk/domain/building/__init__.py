"""Making and changing services in the console, without code."""

from pishkhan.servicedesk.domain.building.content import (
    ACTIONS,
    AUDIENCES,
    MOST_DOCUMENTS,
    MOST_GUIDES,
    MOST_HOURS,
    MOST_QUESTIONS,
    MOST_STEPS,
    ROLES,
)
from pishkhan.servicedesk.domain.building.drafts import (
    begin,
    begin_from,
    discard,
    draft_of,
    drafts_of,
    keep,
    type_of,
)
from pishkhan.servicedesk.domain.building.faults import FACULTY, Fault
from pishkhan.servicedesk.domain.building.packing import pack_draft, pack_type
from pishkhan.servicedesk.domain.building.parcel import LARGEST_ZIP, ParcelFault, ParcelRefused
from pishkhan.servicedesk.domain.building.publishing import NotReady, check, publish, set_opening
from pishkhan.servicedesk.domain.building.unpacking import bring_in

__all__ = [
    "ACTIONS",
    "AUDIENCES",
    "FACULTY",
    "LARGEST_ZIP",
    "MOST_DOCUMENTS",
    "MOST_GUIDES",
    "MOST_HOURS",
    "MOST_QUESTIONS",
    "MOST_STEPS",
    "ROLES",
    "Fault",
    "NotReady",
    "ParcelFault",
    "ParcelRefused",
    "begin",
    "begin_from",
    "bring_in",
    "check",
    "discard",
    "draft_of",
    "drafts_of",
    "keep",
    "pack_draft",
    "pack_type",
    "publish",
    "set_opening",
    "type_of",
]
