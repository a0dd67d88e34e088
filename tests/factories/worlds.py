"""One of everything that has an address: a finished request, and an open one with something of each kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.test import override_settings
from django.utils import timezone

from pishkhan.clearance import api as clearance
from pishkhan.clearance.pack.reader import read_pack
from pishkhan.identity import api as identity
from pishkhan.identity.domain import captchas, not_me, parties, rescues, tokens
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain import wishes
from pishkhan.notifications.domain.receipts import hook_word
from pishkhan.notifications.models import Delivery, Notice, ProviderAccount
from pishkhan.organisation import api as organisation
from pishkhan.payments import api as payments
from pishkhan.plumbing import files, incidents
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import Participant
from pishkhan.web.desk import bulk_press
from pishkhan.workflow import api as workflow
from simulators.banks import Network
from tests.e2e import drawn
from tests.factories import students, walks
from tests.factories.jobs import run_jobs
from tests.factories.packs import PACKS, University
from tests.factories.paying import Till
from tests.identity.bringing.lists import HEADER, csv, tried

NODE = CLERK = "nutrition"
"""The station of the open request and its clerk's login, the same in both packs."""
STUDENTS = {"iums-nursing": "981020304", "shiraz-elearning": "97204001"}


@dataclass
class World:
    university: University
    student: str
    clerk: str
    open: servicedesk.Request
    closed: servicedesk.Request
    values: dict[str, list[str]] = field(default_factory=dict)
    """What stands in addresses, by the argument's name."""


def build(university: University) -> World:
    student = STUDENTS[university.loaded.pack.folder.name]
    notifications.put_demo(university.id)
    closed = walks.file(university, student, enrolment=students.enrolments(university, student, 1)[0])
    walks.walk(university, closed, secretariat={"letter_number": ["۱۴۰۵/د/۹۹۹"]})
    request = walks.file(university, student)
    walks.walk(university, request, until=NODE)
    task, actor = walks.task_at(request, NODE), university.actor(CLERK)
    workflow.claim(actor=actor, task_id=task.id)
    returned = servicedesk.return_for_correction(
        actor=actor, task_id=task.id, fields=["mobile"], reason="شماره پاسخ نمی‌دهد"
    )
    clearance.require_visit(actor=actor, task_id=task.id, reason="کارت تغذیه")
    due = clearance.hold_for_debt(actor=actor, task_id=task.id, amount=1_000, reason="بدهی غذا")
    servicedesk.comment(actor=university.actor(student), request_id=request.id, body="سلام")
    _attach(university, request)
    run_jobs()
    made = World(university, student, CLERK, request, closed)
    certificate = clearance.certificate_of(closed.id)
    notices = Notice.objects.filter(person_id=university.person(student).id).order_by("id")
    attachments = servicedesk.Attachment.objects.filter(request__in=[request, closed]).order_by("id")
    tasks = [*workflow.open_tasks_of_case(request.case_id), *workflow.tasks_of_case(closed.case_id)[-1:]]
    account = ProviderAccount.objects.get(institution_id=university.id)
    sent = Delivery.objects.filter(institution_id=university.id, person_id=university.person(student).id)[0]
    made.values = {
        "number": [request.number, closed.number],
        "task_id": [str(task.id) for task in tasks],
        "attachment_id": [str(row.id) for row in attachments],
        "return_id": [str(returned.id)],
        "due_id": [str(due.id) for due in payments.dues_of_request(request.id)],
        "notice_id": [str(row.id) for row in notices[:1]],
        "certificate_id": [str(certificate.id)],
        "incident_id": [str(_incident(university))],
        "migration_id": [str(_migration(university, request).id)],
        "code": [certificate.code],
        "key": ["clearance"],
        "group": ["student-requests"],
        "account_id": [str(account.id)],
        "delivery_id": [str(sent.id)],
        "word": [hook_word(account), wishes.mark(sent)],
        "message": ["visit"],
        "field": ["mobile", "full_name"],
        **_paid(university, student),
        **_networks(university),
        **_times(university, request),
        **_people(university, student),
        **_debts(university, student),
        **_systems(university, student),
        **_registering(university, student),
        **_talk(university, student, request),
        **_told(university),
        **_front(university),
        **_services(university),
        **_exported(university),
        **_clerks(university),
    }
    made.values["word"].append(servicedesk.surveys.ask(closed).rpartition("/rate/")[2].rstrip("/"))
    made.values["word"] += payments.my_payments(university.actor(student)).values_list("word", flat=True)
    made.values |= _books(university)
    assert str(due.id) in made.values["due_id"]
    return made


def _clerks(university: University) -> dict[str, list[str]]:
    """Days away a month from now, a saved view, and the report of a press on many rows."""
    actor, day = university.actor(CLERK), timezone.localdate() + timedelta(days=30)
    row = identity.absences.enter(
        actor=university.actor("admin"), person_id=actor.me, deputy_id=None, since=day, until=day
    )
    view = servicedesk.filters.save(actor=actor, name="نمونه", asked=servicedesk.Filter(tab="late"))
    press = "b" * 32
    line = bulk_press.Outcome(str(row.id), "دانشجو", "1")
    bulk_press.keep(actor, press, bulk_press.Report("claim", [line], "/desk/"))
    return {"absence_id": [str(row.id)], "filter_id": [str(view.id)], "press": [press]}


def _paid(university: University, student: str) -> dict[str, list[str]]:
    """A payment with its receipt, and one whose payer is at the bank."""
    with Network() as network, override_settings(BANKS_BASE=network.url):
        till = Till(university, network, "demo")
        what = payments.open_subjects(university.id).first()
        assert what is not None
        paid = till.pay(student, 50_000, subject=what.key)
        under_way = till.begin(student, 50_000, subject=what.key)
    return {"attempt_id": [str(paid.id), str(under_way.id)], "receipt": [payments.code_of(paid)]}


def _exported(university: University) -> dict[str, list[str]]:
    """A list the administrator had written."""
    row = servicedesk.exports.begin_export(
        actor=university.actor("admin"), kind="requests", query={}, format="csv", language="fa"
    )
    assert row is not None
    servicedesk.exports.run(row.id)
    return {"export_id": [str(row.id)]}


def _books(university: University) -> dict[str, list[str]]:
    """A refund that waits, and a bank's report with a line nobody knows."""
    paid = payments.Attempt.objects.filter(institution_id=university.id, posted_at__isnull=False)[0]
    asked = payments.ask_refund(
        actor=university.actor("accounts"), attempt_id=paid.id, amount=1_000, reason="برداشت دوباره"
    )
    today = timezone.localdate()
    report = payments.BankReport.objects.create(
        institution_id=university.id, terminal=paid.terminal, file_name="report.csv", sha256="0" * 64, first=today,
        last=today,
    )  # fmt: skip
    row = payments.BankReportRow.objects.create(report=report, line=2, match="missing_here", attempt=paid, amount=1)
    return {
        "refund_id": [str(asked.id)], "terminal_id": [str(paid.terminal_id)], "subject_id": [str(paid.subject_id)],
        "report_id": [str(report.id)], "row_id": [str(row.id)],
    }  # fmt: skip


def _networks(university: University) -> dict[str, list[str]]:
    """A network nobody comes from, and a faculty's rule that changes nothing."""
    here = {"institution_id": university.id}
    network = organisation.CampusNetwork.objects.create(cidr="198.51.100.0/24", name={"fa": "شبکهٔ نمونه"}, **here)
    unit = organisation.faculties(university.id)[0]
    rule = organisation.SectionRule.objects.create(section="student", mode="off", unit_id=unit.id, **here)
    return {"network_id": [str(network.id)], "rule_id": [str(rule.id)]}


def _times(university: University, request: servicedesk.Request) -> dict[str, list[str]]:
    """A closed day that is not certain yet, and the code by which a request is followed."""
    row = organisation.Holiday.objects.create(
        institution_id=university.id, day="2026-12-23", name={"fa": "نمونه", "en": "Sample"}, confirmed=False
    )
    return {"holiday_id": [str(row.id)], "follow": [servicedesk.following.code_of(request)]}


def _services(university: University) -> dict[str, list[str]]:
    """A draft of a service with a question and a step."""
    draft = drawn.small(university)
    kind = servicedesk.request_type(university.id, "clearance")
    assert kind is not None
    return {
        "draft_id": [str(draft.id)], "type_id": [str(kind.id)], "sheet": ["form"], "item": ["name"], "step": ["review"],
    }  # fmt: skip


def _talk(university: University, student: str, request: servicedesk.Request) -> dict[str, list[str]]:
    """Somebody who was asked to take part, and a canned reply of all offices."""
    servicedesk.invite(actor=university.actor(student), request_id=request.id, typed=CLERK)
    invited = Participant.objects.get(request_id=request.id)
    reply = servicedesk.canned.put_reply(actor=university.actor("admin"), title="رسید", body="سلام", office_id=None)
    return {"participant_id": [str(invited.id)], "reply_id": [str(reply.id)]}


def _registering(university: University, student: str) -> dict[str, list[str]]:
    """A way to register, somebody who used it, a riddle."""
    [first, *_] = read_pack(PACKS / "saorg").registration
    profile = {"institution_id": university.id, "key": first.key}
    identity.put_registration_profile(**profile, position=0, definition=first.definition)
    applicant = identity.Applicant.objects.create(
        institution_id=university.id, person=university.person(student), terms_version="1", terms_at=timezone.now(),
        profile=identity.RegistrationProfile.objects.get(**profile), stage=identity.Stage.APPROVED,
    )  # fmt: skip
    return {"profile": [first.key], "applicant_id": [str(applicant.id)], "token": [captchas.token(university.id)]}


def _front(university: University) -> dict[str, list[str]]:
    """One of each kind that has a page of its own, under a key that no other institution has; a question."""
    admin, slug = university.actor("admin"), university.loaded.institution.slug
    made = {}
    for kind in ("news", "process", "page"):
        wording = organisation.Wording(
            title={"fa": "نمونه", "en": f"sample {slug}"}, body={"fa": ["متن"]}, day=timezone.localdate()
        )
        draft = organisation.articles.begin_article(actor=admin, kind=kind, wording=wording)
        article = organisation.articles.publish(actor=admin, article_id=draft.article_id, seen=(1, 0))
        made[kind] = [article.key]
    servicedesk.enquiries.ask(actor=admin, name="نمونه", address="someone@uni.example", body="پرسش")
    asked = servicedesk.enquiries.page(admin)[0][0]
    return {**made, "article_id": [str(draft.article_id)], "enquiry_id": [str(asked.id)]}


def _debts(university: University, student: str) -> dict[str, list[str]]:
    """A list of debts that was looked at, a student who owes, and instalments."""
    admin, enrolled = university.actor("admin"), university.enrolment(student)
    what = payments.due_lists.offered_subjects(admin).first()
    assert what is not None
    looked = payments.due_lists.upload(
        actor=admin, subject_id=what.id, name="نمونه", file_name="list.csv",
        content=f"student_number,amount\r\n{enrolled.student_number},1000".encode(),
    )  # fmt: skip
    plan = payments.make_plan(
        actor=admin, enrolment_id=enrolled.id, office_id=what.office_id, total=2_000, start=date(2027, 3, 21),
        end=date(2027, 5, 21), count=2, reason="نمونه", source_ref="world", subject=what,
    )  # fmt: skip
    return {"list_id": [str(looked.id)], "enrolment_id": [str(enrolled.id)], "plan_id": [str(plan.id)]}


def _systems(university: University, student: str) -> dict[str, list[str]]:
    """A system people log in to from here, a link of «this wasn't me», a passkey that nobody has."""
    wanted = parties.Party("ویکی", ["https://wiki.example/callback"], ["profile"])
    party, _ = parties.add(actor=university.actor("admin"), wanted=wanted)
    alarm = not_me.link(university.person(student).id).removeprefix("/account/not-me/").rstrip("/")
    return {"client_id": [str(party.id)], "alarm": [alarm], "pk": ["1"], "token": ["x"]}


def _told(university: University) -> dict[str, list[str]]:
    """A system that is told news, and what it did not take."""
    hook = notifications.Webhook.objects.create(
        institution_id=university.id, name="بایگانی", url="https://archive.example/news", secret="whsec_x",
        events=["request.filed"], made_by=university.id,
    )  # fmt: skip
    told = notifications.HookDelivery.objects.create(
        webhook=hook, event="ping", event_id=university.id, body={"event": "ping"}, due_at=timezone.now(),
        state="failed", tries=3, status=500, answer="no", ended_at=timezone.now(),
    )  # fmt: skip
    return {"hook_id": [str(hook.id)], "hook_delivery_id": [str(told.id)]}


def _people(university: University, student: str) -> dict[str, list[str]]:
    """A person, a list of people after its dry run, a change of mobile that is proposed, a token in force."""
    admin, person = university.actor("admin"), university.person(student)
    brought = tried(university, csv([HEADER, [*HEADER]]))
    rescue = rescues.begin_by_staff(actor=admin, typed=student)
    rescues.propose(actor=admin, rescue_id=rescue.id, new_mobile="09121110077", evidence="کارت دیده شد")
    token, _ = tokens.make(actor=admin, name="نمونه", scopes=["people:read"], days=30)
    return {
        "person_id": [str(person.id), str(university.person(CLERK).id)], "import_id": [str(brought.id)],
        "rescue_id": [str(rescue.id)], "token_id": [str(token.id)],
    }  # fmt: skip


def _incident(university: University) -> UUID:
    subject = university.id
    incidents.open_incident(
        institution_id=university.id, kind="event.sample", subject_kind="event", subject_id=subject
    )
    return incidents.Incident.objects.get(institution_id=university.id, subject_id=subject).id


def _migration(university: University, request: servicedesk.Request) -> workflow.CaseMigration:
    """A finished one, which moved nothing."""
    case = workflow.case_of_request(university.id, request.id)
    assert case is not None
    return workflow.CaseMigration.objects.create(
        institution_id=university.id, old_id=case.version_id, new_id=case.version_id, total=0,
        finished_at=timezone.now(),
    )  # fmt: skip


def _attach(university: University, request: servicedesk.Request) -> None:
    stored = files.keep(
        institution_id=university.id, owner_id=request.applicant_id, name="paper.pdf", content=b"%PDF-1.7 sample",
        media_type="application/pdf",
    )  # fmt: skip
    servicedesk.Attachment.objects.create(request=request, file=stored, field="paper")
