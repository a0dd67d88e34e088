"""Figures of a day equal a plain recount of its rows; whoever reads them sees theirs; a page asks few statements."""

from __future__ import annotations

import csv
import io
import random
import re
from collections import defaultdict
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.domain import figures, surveys
from pishkhan.servicedesk.domain.queries import figures as queries
from pishkhan.servicedesk.models import DayFigures, Request, Return, Survey
from pishkhan.workflow import api as workflow
from tests.factories import letters, students, walks
from tests.factories.jobs import run_jobs
from tests.web.desk.test_queries import counted

LOGINS = ("981020304", "991020305", "4001020306")
DAYS = 12


@pytest.fixture
def scene(iums):
    """Requests of three students strewn over some days by a seed, some closed, withdrawn, sent back and rated."""
    dice, now = random.Random(1405), timezone.now()
    made = []
    for login in LOGINS:
        for enrolment in students.enrolments(iums, login, 3):
            made.append(walks.file(iums, login, enrolment=enrolment))
    walks.walk(iums, made[0], until="nutrition")
    walks.walk(iums, made[1], until="nutrition", secretariat={"letter_number": ["۱۴۰۵/د/۱۲۴"]})
    run_jobs()
    for request in made:
        filed = now - timedelta(days=3 + dice.randrange(DAYS), hours=dice.randrange(20))
        ended = filed + timedelta(days=dice.randrange(4), hours=dice.randrange(20))
        fate = dice.choice(["open", "closed", "withdrawn", "closed"])
        gone = fate != "open" and ended < now
        Request.objects.filter(id=request.id).update(
            created_at=filed, closed_at=ended if gone else None,
            customer_status=fate if gone else "open",
            first_answer_at=dice.choice([None, filed + timedelta(hours=dice.randrange(30))]),
        )  # fmt: skip
        for task in workflow.tasks_of_case(request.case_id):
            done = dice.choice([None, filed + timedelta(hours=dice.randrange(1, 60))])
            workflow.Task.objects.filter(id=task.id).update(
                created_at=filed, status="done" if done else "ready", done_at=done,
                spent_s=dice.choice([None, dice.randrange(90_000)]),
                due_at=filed + timedelta(hours=dice.randrange(1, 60)),
            )  # fmt: skip
            if dice.random() < 0.4:
                back = Return.objects.create(
                    request=request, task_id=task.id, office_id=task.office_id, author_id=request.applicant_id,
                    fields=["mobile"], reason="x", reply_by=now.date(), answered_at=now,
                )  # fmt: skip
                Return.objects.filter(id=back.id).update(created_at=filed + timedelta(hours=3))
        score = dice.choice([None, 1, 3, 5])
        Survey.objects.create(
            request=request, digest=uuid4().hex, score=score, answered_at=ended if score and ended < now else None
        )
    return iums


def recount(institution_id) -> dict:
    """The same by hand: every row looked at once, added up in plain words."""
    found: dict = defaultdict(lambda: defaultdict(int))
    calendar = organisation.calendar_of(institution_id)

    def add(moment, request, office, **sums):
        day = timezone.localtime(moment).date()
        for name, value in sums.items():
            found[day, request.type_id, request.enrolment.faculty_id, office][name] += value

    for request in Request.objects.filter(institution_id=institution_id).select_related("enrolment"):
        add(request.created_at, request, None, filed=1)
        if request.closed_at and request.customer_status == "withdrawn":
            add(request.closed_at, request, None, withdrawn=1)
        elif request.closed_at:
            add(request.closed_at, request, None, closed=1)
        if moment := request.first_answer_at:
            took = int(calendar.between(request.created_at, moment).total_seconds())
            add(moment, request, None, first_answers=1, first_answer_s=took)
        tasks = workflow.tasks_of_case(request.case_id)
        for task in tasks:
            add(task.created_at, request, task.office_id, filed=1)
            if task.status == "done":
                late = int(bool(task.due_at and task.done_at > task.due_at))
                add(task.done_at, request, task.office_id, tasks_done=1, tasks_late=late, spent_s=task.spent_s or 0)
        for back in request.returns.all():
            add(back.created_at, request, None, sent_back=1)
            add(back.created_at, request, back.office_id, sent_back=1)
        survey = Survey.objects.get(request=request)
        if survey.score and survey.answered_at:
            for office in {None, *(task.office_id for task in tasks)}:
                add(survey.answered_at, request, office, scores=1, score_sum=survey.score)
    return {place: {name: n for name, n in sums.items() if n} for place, sums in found.items()}


NAMES = tuple(servicedesk.Sums.__dataclass_fields__)


def counted_rows(institution_id) -> dict:
    rows = DayFigures.objects.filter(institution_id=institution_id)
    return {
        (row.day, row.type_id, row.faculty_id, row.office_id): sums
        for row in rows
        if (sums := {name: getattr(row, name) for name in NAMES if getattr(row, name)})
    }


def test_figures_equal_a_plain_recount(scene):
    list(figures.rebuild(scene.id))
    expected = recount(scene.id)
    assert len(expected) > DAYS
    assert counted_rows(scene.id) == expected


def test_counting_again_changes_nothing_and_follows_what_changed(scene):
    list(figures.rebuild(scene.id))
    before = counted_rows(scene.id)
    call_command("rebuild_figures")
    assert counted_rows(scene.id) == before
    Request.objects.filter(closed_at__isnull=False).update(closed_at=None, customer_status="open")
    list(figures.rebuild(scene.id))
    assert counted_rows(scene.id) == recount(scene.id) != before


def test_what_is_taken_back_changes_the_day_it_was_counted_on(iums):
    """Closed and rated three days ago; opened again and rated otherwise today: a recount finds nothing to change."""
    ended = timezone.now() - timedelta(days=3)
    request = letters.close(iums, letters.file(iums))
    run_jobs()
    Request.objects.filter(id=request.id).update(closed_at=ended, created_at=ended - timedelta(days=1))
    workflow.Task.objects.filter(case_id=request.case_id).update(created_at=ended, done_at=ended)
    token = surveys.ask(request).rstrip("/").rpartition("/")[2]
    surveys.answer(institution_id=iums.id, token=token, score=1)
    Survey.objects.update(answered_at=timezone.now() - timedelta(hours=23))
    list(figures.rebuild(iums.id))
    assert closed_and_scores() == (1, 1)
    surveys.answer(institution_id=iums.id, token=token, score=5)
    servicedesk.reopen(actor=iums.actor("981020304"), request_id=request.id, reason="یک صفحه کم است")
    run_jobs()
    figures.count_today()  # an hour before midnight it was rated today
    counted = counted_rows(iums.id)
    assert closed_and_scores() == (0, 5)
    list(figures.rebuild(iums.id))
    past = {place: sums for place, sums in counted_rows(iums.id).items() if place[0] < timezone.localdate()}
    assert past == {place: sums for place, sums in counted.items() if place[0] < timezone.localdate()}


def closed_and_scores() -> tuple[int, int]:
    rows = DayFigures.objects.filter(office_id=None).aggregate(closed=Sum("closed"), scores=Sum("score_sum"))
    return rows["closed"], rows["scores"]


def test_every_night_the_last_weeks_are_counted_once_more(scene):
    list(figures.rebuild(scene.id))
    workflow.Task.objects.filter(status="done").update(status="cancelled")
    figures.count_latest()
    assert counted_rows(scene.id) == recount(scene.id)


def test_the_job_fills_days_that_were_never_counted_also_across_empty_ones(scene, monkeypatch):
    monkeypatch.setattr(figures, "MOST_MISSING", 2)
    oldest = Request.objects.order_by("created_at").first()
    Request.objects.filter(id=oldest.id).update(created_at=oldest.created_at - timedelta(days=9))
    for _run in range(DAYS + 15):
        figures.count_today()
    figures.count_latest()
    assert counted_rows(scene.id) == recount(scene.id)


def test_another_university_is_counted_apart(scene, shiraz):
    walks.file(shiraz, "97204001")
    figures.count_today()
    found = servicedesk.figures(shiraz.actor("admin"), _asked())
    assert (found.now.filed, found.before.filed) == (1, 0)


def _asked(days: int = 30, **more) -> servicedesk.Asked:
    today = timezone.localdate()
    return servicedesk.Asked(first=today - timedelta(days=days - 1), last=today, **more)


def test_the_administrator_sees_requests_of_the_house_and_every_office(scene):
    list(figures.rebuild(scene.id))
    found = servicedesk.figures(scene.actor("admin"), _asked())
    rows = Request.objects.filter(institution_id=scene.id)
    assert found.of_house
    assert found.now.filed == rows.count() == sum(sums.filed for _day, sums in found.days)
    assert found.now.closed == rows.filter(customer_status="closed").count()
    assert sum(found.ages) == rows.filter(closed_at=None).count()
    assert sum(each.sums.tasks_done for each in found.offices) == workflow.Task.objects.filter(status="done").count()


def test_a_lead_sees_their_office_and_no_other(scene):
    list(figures.rebuild(scene.id))
    lead = scene.actor("edu.lead")
    (office,) = servicedesk.offices_of(lead)
    other = next(iter(scene.actor("affairs.lead").units()))
    for asked in (_asked(), _asked(office=office), _asked(office=other)):
        found = servicedesk.figures(lead, asked)
        assert [each.office_id for each in found.offices] == [office]
        assert not found.of_house
        assert found.now.filed == workflow.Task.objects.filter(office_id=office).count()
        assert sum(found.ages) == workflow.Task.objects.filter(office_id=office, status="ready").count()
    whole = servicedesk.figures(scene.actor("admin"), _asked(office=office))
    assert (whole.now, whole.ages) == (found.now, found.ages)


def test_who_leads_nothing_sees_nothing(scene, at):
    list(figures.rebuild(scene.id))
    found = servicedesk.figures(scene.actor("nutrition"), _asked())
    assert (found.now.filed, found.offices, sum(found.ages)) == (0, [], 0)
    for login in ("nutrition", LOGINS[0]):
        assert at(scene, login).get("/desk/figures/") == 404
        assert at(scene, login).get("/desk/figures/file/?file=csv") == 404


def test_faculty_and_service_narrow(scene):
    list(figures.rebuild(scene.id))
    admin = scene.actor("admin")
    request = Request.objects.order_by("id").select_related("enrolment").first()
    whole = servicedesk.figures(admin, _asked(faculty=request.enrolment.faculty_id, type_id=request.type_id))
    of_faculty = Request.objects.filter(enrolment__faculty_id=request.enrolment.faculty_id, type_id=request.type_id)
    assert whole.now.filed == of_faculty.count()
    assert sum(whole.ages) == of_faculty.filter(closed_at=None).count()
    assert servicedesk.figures(admin, _asked(faculty=uuid4())).now.filed == 0
    assert sum(servicedesk.figures(admin, _asked(type_id=uuid4())).ages) == 0


def test_open_requests_of_a_faculty_are_counted_from_the_index_alone(scene):
    """Whatever the count reads of a request lies in the index of open ones: over a million requests the table itself
    is half a second."""
    asked = _asked(faculty=uuid4(), type_id=uuid4())
    rows = queries._open_requests(scene.actor("admin"), asked).order_by().values("created_at")
    read = set(re.findall(r'"servicedesk_request"."(\w+)"', str(rows.query)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('request_open'::regclass)")
        held = set(re.findall(r"\w+", cursor.fetchone()[0]))
    assert "enrolment_id" in read
    assert read <= held


def test_days_are_against_as_many_before_them(scene):
    list(figures.rebuild(scene.id))
    found = servicedesk.figures(scene.actor("admin"), _asked(4))
    first = timezone.localdate() - timedelta(days=3)
    of_day = [timezone.localtime(row.created_at).date() for row in Request.objects.filter(institution_id=scene.id)]
    assert found.now.filed == sum(day >= first for day in of_day)
    assert found.before.filed == sum(first - timedelta(days=4) <= day < first for day in of_day)


@pytest.mark.parametrize("days", ["7", "30", "90", "term", "x"])
def test_the_page_in_few_statements_with_its_data_as_tables(scene, at, days):
    list(figures.rebuild(scene.id))
    desk = at(scene, "admin")
    desk.get("/desk/figures/")
    assert counted(lambda: desk.get(f"/desk/figures/?days={days}")) == 5
    assert desk.html.count("pk-kpi\"") == 4
    assert desk.html.count("<details") >= 4
    assert "The data as a table" in desk.text


def test_a_lead_without_any_figures_sees_a_whole_page(iums, at):
    desk = at(iums, "edu.lead")
    assert desk.get("/desk/figures/?days=90&office=x&faculty=y&type=z") == 200
    assert "No task was done in these days." in desk.text
    assert "0 are open now." in desk.text


def test_work_that_took_no_working_time_was_done_all_the_same(iums, at):
    """The sentence beside the chart does not deny what the figures above it count."""
    request = walks.file(iums, LOGINS[0])
    walks.walk(iums, request, until="student-affairs")
    workflow.Task.objects.filter(case_id=request.case_id).update(spent_s=0)
    figures.count_today()
    desk = at(iums, "edu.lead")
    desk.get("/desk/figures/")
    assert "Tasks done 1" in desk.text
    assert "No task was done in these days." not in desk.text
    assert "No task that was done in these days took any working time." in desk.text


def test_the_page_says_how_old_its_figures_are(iums, at):
    desk = at(iums, "edu.lead")
    desk.get("/desk/figures/")
    assert "Counted every five minutes" in desk.text
    figures.count_today()
    desk.get("/desk/figures/")
    assert re.search(r"Counted at \d+:\d\d ?, and again every five minutes; what is open is as of now", desk.text)


def test_a_manager_sees_all_offices_below(iums, at):
    offices = servicedesk.offices_of(iums.actor("manager"))
    units = organisation.units_of(iums.id)
    (own,) = iums.actor("manager").units()
    assert set(offices) == {own, *(unit.id for unit in units.values() if unit.parent_id == own)}
    assert len(offices) > 3
    desk = at(iums, "manager")
    desk.get("/desk/figures/")
    assert all(f'<option value="{office}"' in desk.html for office in offices)


def test_the_table_can_be_taken_away(scene, at):
    list(figures.rebuild(scene.id))
    desk = at(scene, "admin")
    response = desk.client.get("/desk/figures/file/?days=7&file=csv")
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(table) == 1 + 7 + len(servicedesk.figures(scene.actor("admin"), _asked(7)).offices)
    assert desk.client.get("/desk/figures/file/?file=xlsx").content.startswith(b"PK")
