"""The everyday services of packs/iums-nursing: what a student files, and what their two offices answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from pishkhan.identity import api as identity
from pishkhan.plumbing import files
from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks
from tests.factories.packs import University

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
Typed = dict[str, list[str]]


@dataclass(frozen=True)
class Service:
    """`steps`: station → its answers, in the order of the process. `said`: words that the letter must carry."""

    key: str
    filed: Typed
    documents: tuple[str, ...]
    steps: dict[str, Typed]
    said: tuple[str, ...]


SERVICES = (
    Service(
        "study-certificate",
        {"recipient_kind": ["bank"], "recipient": ["بانک نمونه"], "term": ["first"], "copies": ["1"],
         "reason": ["وام مسکن"]},
        ("identity_file",),
        {"registration": {"registered": ["full"], "units": ["18"]},
         "issue": {"valid_until": ["1406/06/31"], "record_checked": ["on"]}},
        ("بانک نمونه", "ثبت نام کامل", "۱۸", "۱۴۰۶/۰۶/۳۱"),
    ),
    Service(
        "transcript",
        {"transcript_kind": ["official"], "terms": ["some"], "which_terms": ["نیم‌سال اول ۱۴۰۴"],
         "purpose": ["employment"], "copies": ["2"], "delivery": ["none"]},
        ("identity_file",),
        {"marks": {"passed_units": ["96"], "average": ["17.25"], "marks_final": ["on"]},
         "register": {"register_number": ["۱۲۳۴"], "handed": ["file"]}},
        ("۹۶", "۱۲۳۴", "فقط چند نیم‌سال"),
    ),
    Service(
        "military-exemption",
        {"reason": ["first"], "service_status": ["eligible"], "earlier": ["no"], "study_began": ["1403/07/01"],
         "police_office": ["نمونه"]},
        ("birth_certificate_file",),
        {"study": {"study_checked": ["in-time"], "end_expected": ["1407/06/31"]},
         "exemption": {"result": ["issued"], "reference": ["۵۵۶۶"]}},
        ("معافیت صادر شد", "۵۵۶۶", "۱۴۰۷/۰۶/۳۱"),
    ),
    Service(
        "dormitory",
        {"dormitory_kind": ["single"], "room_size": ["four"], "stay_from": ["1405/07/01"],
         "stay_until": ["1405/10/30"], "distance": ["420"], "illness": ["no"]},
        ("residence_file",),
        {"entitlement": {"entitled": ["yes"], "points": ["70"]},
         "room": {"result": ["room"], "room": ["بلوک ۲، اتاق ۱۱۰"], "fee": ["4500000"]}},
        ("اتاق تعیین شد", "بلوک", "۱۴۰۵/۰۷/۰۱"),
    ),
    Service(
        "loan",
        {"loan_kind": ["tuition"], "amount": ["200000000"], "months": ["24"],
         "sheba": ["IR062960000000100324200001"], "married": ["no"], "guarantor": ["ضامن نمونه"],
         "guarantor_id": ["0499370899"], "guarantor_mobile": ["09120000077"]},
        ("payslip_file",),
        {"need": {"need": ["high"], "guarantor_checked": ["on"]},
         "decision": {"result": ["partly"], "granted": ["150000000"]}},
        ("شهریه", "با بخشی از درخواست موافقت شد", "۱۵۰"),
    ),
    Service(
        "internal-scholarship",
        {"scholarship_kind": ["merit"], "average": ["18.5"], "rank": ["2"], "papers": ["no"],
         "professor": ["استاد نمونه"], "statement": ["برای ادامهٔ پژوهش در مراقبت‌های ویژه"]},
        ("cv_file",),
        {"record": {"average": ["18.5"], "regular": ["none"]}, "decision": {"result": ["refused"]}},
        ("استعداد درخشان", "موافقت نشد"),
    ),
    Service(
        "sms-panel-charge",
        {"owner_kind": ["society"], "owner": ["انجمن علمی نمونه"], "panel_name": ["نمونه"], "amount": ["2000000"],
         "message_kind": ["event"], "event_date": ["1405/10/15"], "purpose": ["همایش دانشجویی"]},
        ("head_letter_file",),
        {"approval": {"approved": ["approved"], "approved_amount": ["2000000"]},
         "charge": {"charged": ["charged"], "reference": ["TR-889900"]}},
        ("انجمن علمی نمونه", "پنل شارژ شد"),
    ),
)  # fmt: skip
BY_KEY = {service.key: service for service in SERVICES}


def file(university: University, service: Service, enrolment, **changes: list[str]):
    """File it with its documents, for an enrolment that may."""
    actor = identity.actor_of(enrolment.person, institution_id=university.id)
    kind = servicedesk.request_type(university.id, service.key)
    assert kind is not None
    taken = {
        field: files.take_in(institution_id=university.id, owner_id=actor.me, name=f"{field}.pdf", content=PDF)
        for field in service.documents
    }
    return servicedesk.file_request(
        actor=actor, type_id=kind.id, enrolment=enrolment, raw={**service.filed, **changes}, files=taken,
        key=uuid4().hex,
    )  # fmt: skip


def walk(university: University, service: Service, request) -> list[str]:
    """Both offices answer; the stations in the order they opened."""
    answers = {node.replace("-", "_"): typed for node, typed in service.steps.items()}
    return walks.walk(university, request, until="", **answers)
