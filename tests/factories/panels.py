"""A request of one station and without certificate: the charge of an SMS panel."""

from __future__ import annotations

from uuid import uuid4

from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks
from tests.factories.packs import University

STUDYING = "4001020306"
"""A student who may ask for it."""
PANEL = {"panel_name": ["پنل انجمن نمونه"], "amount": ["۱٬۰۰۰٬۰۰۰"], "purpose": ["اطلاع‌رسانی به دانشجویان"]}
CHARGED = {"charged": ["charged"], "reference": ["۱۲۳۴۵"]}


def file(university: University, login: str = STUDYING) -> servicedesk.Request:
    kind = servicedesk.request_type(university.id, "sms-panel-charge")
    return servicedesk.file_request(
        actor=university.actor(login), type_id=kind.id, enrolment=university.enrolment(login), raw=PANEL,
        key=uuid4().hex,
    )  # fmt: skip


def close(university: University, request: servicedesk.Request) -> servicedesk.Request:
    """Answered by its office; the request as it is then."""
    walks.send(university, request, "charge", **CHARGED)
    return servicedesk.Request.objects.select_related("type").get(id=request.id)
