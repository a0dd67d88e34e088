"""The door of `servicedesk`."""

from pishkhan.servicedesk.domain.catalogue import built_here, close_other_types, put_group, put_type
from pishkhan.servicedesk.domain.conversation import LONGEST, comment, holders, mark_read, say_in_step, write
from pishkhan.servicedesk.domain.filing import DRAFT, AlreadyOpen, file_request, open_request
from pishkhan.servicedesk.domain.notices import desk_page, page_of, to_student
from pishkhan.servicedesk.domain.numbers import next_number
from pishkhan.servicedesk.domain.queries.attachments import attachment_of, attachments_of
from pishkhan.servicedesk.domain.queries.catalogue import Offer, groups, offer, request_type, types, usable_by
from pishkhan.servicedesk.domain.queries.inbox import COUNT_UP_TO, Filter, Page, Row, counters, inbox
from pishkhan.servicedesk.domain.queries.requests import (
    UNFINISHED,
    Mine,
    attachments,
    comments,
    is_applicant,
    my_request,
    my_requests,
    request_of_case,
    request_of_task,
    visible_to,
)
from pishkhan.servicedesk.domain.queries.search import (
    CANDIDATES,
    Hit,
    Hits,
    applicant_of,
    numbers_of,
    search,
    search_own,
)
from pishkhan.servicedesk.domain.reopening import reopen, reopenable_until
from pishkhan.servicedesk.domain.returns import (
    CORRECTION,
    DEFAULT_DAYS,
    answerable_among,
    correctable,
    open_returns,
    resubmit,
    return_for_correction,
    returns_of,
)
from pishkhan.servicedesk.domain.withdrawing import withdraw
from pishkhan.servicedesk.enums import CustomerStatus, Visibility
from pishkhan.servicedesk.models import Attachment, Comment, Request, RequestGroup, RequestType, Return

__all__ = [
    "CANDIDATES",
    "COUNT_UP_TO",
    "DEFAULT_DAYS",
    "CORRECTION",
    "DRAFT",
    "LONGEST",
    "AlreadyOpen",
    "Attachment",
    "Comment",
    "CustomerStatus",
    "Filter",
    "Hit",
    "Hits",
    "Mine",
    "Offer",
    "Page",
    "Request",
    "RequestGroup",
    "RequestType",
    "Return",
    "Row",
    "UNFINISHED",
    "Visibility",
    "answerable_among",
    "applicant_of",
    "attachment_of",
    "attachments_of",
    "attachments",
    "built_here",
    "close_other_types",
    "comment",
    "comments",
    "correctable",
    "counters",
    "desk_page",
    "file_request",
    "groups",
    "holders",
    "inbox",
    "is_applicant",
    "mark_read",
    "my_request",
    "my_requests",
    "next_number",
    "numbers_of",
    "offer",
    "open_request",
    "open_returns",
    "page_of",
    "put_group",
    "put_type",
    "reopen",
    "reopenable_until",
    "request_of_case",
    "request_of_task",
    "request_type",
    "resubmit",
    "return_for_correction",
    "returns_of",
    "say_in_step",
    "search",
    "search_own",
    "to_student",
    "types",
    "usable_by",
    "visible_to",
    "withdraw",
    "write",
]
