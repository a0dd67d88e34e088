"""A service of one station, without certificate or step form, beside those of the pack."""

from __future__ import annotations

from uuid import uuid4

from pishkhan.servicedesk import api as servicedesk
from tests.factories import diagrams, walks
from tests.factories.packs import University

LOGIN = "981020304"
OTHER = "991020305"
KEY, NODE = "letter", "answer"


def offer(university: University, **rules: object) -> servicedesk.RequestType:
    """The service, open to everybody who studies or studied here."""
    group = servicedesk.groups(university.id)[0]
    diagrams.publish(
        university,
        diagrams.serial(
            KEY, diagrams.station(NODE, "it", name="پاسخ به نامه", nameEn=NODE, actions="return na hold"), order=NODE
        ),
    )
    kind, _ = servicedesk.put_type(
        institution_id=university.id, key=KEY, group=group, name={"fa": "نامهٔ نمونه", "en": "Demo letter"},
        form_key="clearance-request", process_key=KEY, rules=rules, is_open=True,
    )  # fmt: skip
    return kind


def file(university: University, login: str = LOGIN, **rules: object) -> servicedesk.Request:
    kind = offer(university, **rules)
    return servicedesk.file_request(
        actor=university.actor(login), type_id=kind.id, enrolment=university.enrolment(login),
        raw=walks.FILED["iums-nursing"], key=uuid4().hex,
    )  # fmt: skip


def close(university: University, request: servicedesk.Request) -> servicedesk.Request:
    """Answered by its office; the request as it is then."""
    walks.send(university, request, NODE)
    return servicedesk.Request.objects.select_related("type").get(id=request.id)
