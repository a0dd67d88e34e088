"""What clerks keep and who stands in for whom, as pages show it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.servicedesk import api as servicedesk
from pishkhan.web.desk import bulk_press
from tests.factories.packs import University

REFUSED = "این ایستگاه فرمی دارد که باید پر شود؛ کار را باز کنید."


def prepared(university: University) -> dict[str, str]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    lead, office = university.actor("edu.lead"), organisation.unit_ids(university.id)["education"]
    views = [
        servicedesk.filters.save(actor=lead, name="دیرکردهای من", asked=servicedesk.Filter(tab="late")),
        servicedesk.filters.save(
            actor=lead, name="بی‌متولی‌های تسویه", asked=servicedesk.Filter(tab="all", type_key="clearance"),
            columns=["status", "holder", "filed", "faculty"], office_id=office,
        ),
    ]  # fmt: skip
    _away(university, "nutrition", "it")
    _away(university, "edu.expert2", "edu.expert")
    press = "a" * 32
    rows = servicedesk.inbox(lead, servicedesk.Filter()).rows
    lines = [
        bulk_press.Outcome(
            str(row.task.id), row.request.applicant.shown_name, row.request.number, given_to="کارشناس نمونهٔ آموزش"
        )
        for row in rows
    ]  # fmt: skip
    lines += [bulk_press.Outcome(line.task, line.student, line.number, REFUSED) for line in lines[:1]]
    bulk_press.keep(lead, press, bulk_press.Report("least", lines, "/desk/"))
    return {"view": str(views[1].id), "press": press, "edu_expert": str(university.person("edu.expert").id)}


def _away(university: University, who: str, deputy: str) -> None:
    """Four days away from today on."""
    today = timezone.localdate()
    identity.absences.enter(
        actor=university.actor("admin"), person_id=university.person(who).id,
        deputy_id=university.person(deputy).id, since=today, until=today + timedelta(days=4), reason="مرخصی",
    )  # fmt: skip


