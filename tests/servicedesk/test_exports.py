"""Lists taken away: who may, whole or not at all, nothing that a spreadsheet would run."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import timedelta
from threading import current_thread
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from pishkhan.identity import api as identity
from pishkhan.identity.models import MembershipRow, Person
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import files
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk import tasks
from pishkhan.servicedesk.domain import exports
from pishkhan.servicedesk.models import Export
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.web.desk.test_queries import counted

LOGIN, OTHER = "981020304", "991020305"


def begin(actor, kind="requests", format="csv", **query) -> Export:
    return exports.begin_export(actor=actor, kind=kind, query=query, format=format, language="en", key=uuid4().hex)


def table(row: Export) -> list[list[str]]:
    row.refresh_from_db()
    assert row.state == Export.State.DONE
    return list(csv.reader(io.StringIO(files.read(row.file).decode("utf-8-sig"))))


@pytest.fixture
def filed(iums):
    made = [walks.file(iums, login) for login in (LOGIN, OTHER)]
    run_jobs()
    return made


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_requests_of_the_institution_for_its_administrator(iums, shiraz, filed, format):
    walks.file(shiraz, "97204001")
    row = begin(iums.actor("admin"), format=format)
    assert (row.state, row.done) == (Export.State.WAITING, 0)
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == (Export.State.DONE, 2, 2)
    if format == "csv":
        numbers = [line[0] for line in table(row)]
    else:
        sheet = load_workbook(io.BytesIO(files.read(row.file))).active
        numbers = [line[0] for line in sheet.iter_rows(values_only=True)]
    assert numbers == ["Number", *(each.number for each in filed)]


def test_a_lead_gets_what_was_at_their_office_only(iums, filed):
    walks.walk(iums, filed[0], until="nutrition")
    for login, expected in (("edu.lead", 2), ("affairs.lead", 1)):
        row = begin(iums.actor(login))
        run_jobs()
        assert len(table(row)) - 1 == expected, login


@pytest.mark.parametrize(
    ("login", "kind"), [("nutrition", "requests"), ("nutrition", "overdue"), (LOGIN, "inbox"), ("admin", "x")]
)
def test_who_may_not_have_a_list_does_not_get_it(iums, login, kind):
    with pytest.raises(workflow.NotYours):
        begin(iums.actor(login), kind)
    assert not Export.objects.exists()


def test_what_is_asked_narrows_and_what_is_not_asked_is_not_kept(iums, filed):
    servicedesk.Request.objects.filter(id=filed[0].id).update(created_at=timezone.now() - timedelta(days=9))
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    row = begin(iums.actor("admin"), first=day, office="x", junk="y")
    assert row.query == {"first": day}
    run_jobs()
    assert [line[0] for line in table(row)][1:] == [filed[1].number]
    other = begin(iums.actor("admin"), last=day)
    run_jobs()
    assert [line[0] for line in table(other)][1:] == [filed[0].number]


def test_inbox_search_and_overdue(iums, filed):
    actor = iums.actor("edu.lead")
    workflow.Task.objects.filter(case_id=filed[0].case_id).update(due_at=timezone.now() - timedelta(hours=5))
    rows = {kind: begin(actor, kind, **query) for kind, query in
            {"inbox": {"tab": "all"}, "found": {"q": "تسویه"}, "overdue": {}}.items()}  # fmt: skip
    run_jobs()
    assert sorted(line[0] for line in table(rows["inbox"])[1:]) == sorted(each.number for each in filed)
    assert [line[0] for line in table(rows["found"])[1:]] == [filed[1].number, filed[0].number]
    assert [line[0] for line in table(rows["overdue"])[1:]] == [filed[0].number]


def test_b22_what_stays_with_its_office_is_in_no_list_of_late_work_of_others(iums, filed):
    """The administrator sees neither on the page nor in the file what the council has; the council's lead does."""
    council = organisation.unit_ids(iums.id)["disciplinary-council"]
    tasks = workflow.Task.objects.filter(case_id__in=[row.case_id for row in filed])
    tasks.update(due_at=timezone.now() - timedelta(hours=5))
    tasks.filter(case_id=filed[0].case_id).update(office_id=council)
    identity.put_membership(
        person=iums.person("council"), unit_id=council, role=Role.LEAD, since=timezone.localdate()
    )
    lists = {login: begin(iums.actor(login), "overdue") for login in ("admin", "council")}
    run_jobs()
    seen = {login: [line[0] for line in table(row)[1:]] for login, row in lists.items()}
    assert seen == {"admin": [filed[1].number], "council": [filed[0].number]}
    on_page = workflow.overdue_at(iums.actor("council"), council)
    assert [task.case_id for task in on_page] == [filed[0].case_id]
    assert workflow.overdue_at(iums.actor("admin"), council) == []


def test_page_file_and_figures_tell_of_the_same_offices(iums, filed, at):
    """A faculty's manager answers for all below it, everywhere; who leads nothing for nothing, whoever asks."""
    units = organisation.unit_ids(iums.id)
    manager = iums.person("manager")
    MembershipRow.objects.filter(person=manager).delete()
    identity.put_membership(person=manager, unit_id=units["nursing"], role=Role.MANAGER, since=timezone.localdate())
    below = units["nursing-secretariat"]
    late = timezone.now() - timedelta(hours=5)
    workflow.Task.objects.filter(case_id=filed[0].case_id).update(office_id=below, due_at=late)
    actor = iums.actor("manager")
    lists = [begin(actor, kind) for kind in ("requests", "overdue")]
    run_jobs()
    assert [[line[0] for line in table(row)[1:]] for row in lists] == [[filed[0].number]] * 2
    assert [row.office_id for row in workflow.overdue(actor)] == [below]
    assert below in servicedesk.offices_of(actor)
    assert below in {each.office_id for each in servicedesk.figures(actor, _days()).offices}
    nobody = iums.actor("nutrition")
    assert list(exports._kinds["requests"].rows(nobody, {})) == list(exports._kinds["overdue"].rows(nobody, {})) == []


def _days() -> servicedesk.Asked:
    return servicedesk.Asked(first=timezone.localdate(), last=timezone.localdate())


def test_inbox_reads_page_after_page(iums, filed, monkeypatch):
    monkeypatch.setattr("pishkhan.servicedesk.domain.queries.exports.STEP", 1)
    row = begin(iums.actor("edu.lead"), "inbox")
    run_jobs()
    assert len(table(row)) == 3


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "%0A=1"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_no_cell_starts_a_formula(iums, filed, name, format):
    Person.objects.filter(id=filed[0].applicant_id).update(full_name=name, full_name_en=name)
    row = begin(iums.actor("admin"), format=format)
    run_jobs()
    row.refresh_from_db()
    if format == "csv":
        cells = [cell for line in table(row) for cell in line]
    else:
        sheet = load_workbook(io.BytesIO(files.read(row.file))).active
        assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
        cells = [str(cell.value or "") for line in sheet.iter_rows() for cell in line]
    assert f"'{name}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "%"))]


class Killed(BaseException):
    """What a worker that dies leaves behind: nothing is caught."""


def test_a_killed_worker_leaves_no_file_and_the_next_begins_anew(iums, filed, monkeypatch):
    row = begin(iums.actor("admin"))
    read = exports._kinds["requests"].rows

    def dies(actor, query):
        yield next(iter(read(actor, query)))
        raise Killed

    whole = exports._kinds["requests"]
    monkeypatch.setitem(exports._kinds, "requests", exports.Kind("requests", whole.may, dies, whole.count, whole.asks))
    with pytest.raises(Killed):
        exports.run(row.id)
    row.refresh_from_db()
    assert (row.state, row.file, exports.may_fetch(iums.actor("admin"), row)) == (Export.State.RUNNING, None, False)
    monkeypatch.setitem(exports._kinds, "requests", whole)
    exports.run(row.id)
    assert len(table(row)) == 3
    exports.run(row.id)
    assert len(table(row)) == 3


def test_two_workers_at_once_keep_one_file(iums, filed, monkeypatch):
    row = begin(iums.actor("admin"))
    lay = files.lay
    first = []

    def meanwhile(**given):
        laid = lay(**given)
        if not first:
            first.append(laid)
            exports.run(row.id)  # the other worker is quicker
        return laid

    monkeypatch.setattr(files, "lay", meanwhile)
    exports.run(row.id)
    row.refresh_from_db()
    assert (row.state, files.StoredFile.objects.filter(owner_id=row.person_id).count()) == (Export.State.DONE, 1)
    assert row.file.id != first[0].id


def test_writing_has_threads_of_its_own(iums, filed, monkeypatch):
    """More lists at once than threads; none of them takes one of the threads that other jobs share."""
    seen, ended = [], []
    monkeypatch.setattr(exports, "run", lambda export_id: seen.append(current_thread().name))
    monkeypatch.setattr(tasks, "give_back", lambda write: ended.append(write()))  # the test's own connection stays open

    async def several():
        context = SimpleNamespace(job=SimpleNamespace(attempts=0))
        await asyncio.gather(*(tasks.write_export.func(context, export_id=str(filed[0].id)) for _each in range(6)))

    asyncio.run(several())
    assert len(ended) == len(seen) == 6
    assert {name.rpartition("_")[0] for name in seen} == {"exports"}
    assert len(set(seen)) <= 2


def test_a_failure_that_stays_is_said(iums, filed):
    row = begin(iums.actor("admin"))
    exports.fail(row.id)
    exports.run(row.id)
    row.refresh_from_db()
    assert (row.state, row.file) == (Export.State.FAILED, None)


def test_what_was_typed_lies_sealed(iums, filed):
    """Clerks look for identifiers of people."""
    row = begin(iums.actor("edu.lead"), "found", q="0499370899")
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM servicedesk_export WHERE id = %s", [row.id])
        assert cursor.fetchone()[0].startswith("k2:")
    run_jobs()
    row.refresh_from_db()
    assert (row.query["q"], row.done) == ("0499370899", 1)


def test_somebody_who_lost_the_right_meanwhile_gets_nothing_written(iums, filed):
    row = begin(iums.actor("edu.lead"))
    MembershipRow.objects.filter(person=iums.person("edu.lead")).delete()
    run_jobs()
    row.refresh_from_db()
    assert row.state == Export.State.FAILED


def test_only_the_owner_fetches_and_only_while_they_sit_there(iums, filed, at):
    row = begin(iums.actor("edu.lead"))
    run_jobs()
    address = f"/desk/exports/{row.id}/file/"
    lead = at(iums, "edu.lead")
    response = lead.client.get(address)
    assert response.status_code == 200
    assert filed[0].number in b"".join(response.streaming_content).decode()
    assert response["Content-Disposition"].startswith("attachment")
    for login in ("admin", "affairs.lead", LOGIN):
        assert at(iums, login).get(address) == 404
        assert at(iums, login).get(f"/desk/exports/{row.id}/") == 404
    held = MembershipRow.objects.get(person=iums.person("edu.lead"))
    held.unit_id = MembershipRow.objects.get(person=iums.person("affairs.lead")).unit_id
    held.save()
    assert lead.get(address) == 404
    lead.get(f"/desk/exports/{row.id}/")
    assert "You no longer sit at a desk this list was written for." in lead.text


def test_so_many_at_once_and_each_press_once(iums, filed):
    actor = iums.actor("admin")
    key = uuid4().hex
    given = {"actor": actor, "kind": "requests", "query": {}, "format": "csv", "language": "fa"}
    assert exports.begin_export(**given, key=key)
    assert exports.begin_export(**given, key=key) is None
    begin(actor), begin(actor)
    with pytest.raises(DomainError, match="exports_many"):
        begin(actor)
    with pytest.raises(DomainError, match="format_unknown"):
        begin(actor, format="pdf")
    run_jobs()
    begin(actor)


def test_files_go_after_a_week_and_what_is_stuck_is_given_up(iums, filed):
    old = begin(iums.actor("admin"))
    run_jobs()
    old.refresh_from_db()
    path = old.file.path
    stuck = begin(iums.actor("admin"))
    Export.objects.filter(id=old.id).update(created_at=timezone.now() - timedelta(days=8))
    Export.objects.filter(id=stuck.id).update(created_at=timezone.now() - timedelta(hours=7))
    assert exports.forget_old() == 1
    stuck.refresh_from_db()
    assert stuck.state == Export.State.FAILED
    assert not files.StoredFile.objects.filter(path=path).exists()
    assert default_storage.exists(path)  # it goes with the commit, which a test does not make


def test_the_words_are_those_of_the_language_asked_in(iums, filed):
    row = exports.begin_export(
        actor=iums.actor("admin"), kind="requests", query={}, format="csv", language="fa", key=uuid4().hex
    )
    run_jobs()
    assert table(row)[0][0] == "شماره"


def test_the_page_asks_shows_and_gives(iums, filed, at):
    desk = at(iums, "edu.lead")
    desk.get("/desk/exports/?kind=requests")
    for unset in ("Every status", "All services"):
        assert f'<option value="">{unset}</option>' in desk.html
    assert desk.post("/desk/exports/", kind="requests", format="csv", key=uuid4().hex, first="1405/13/01") == 422
    assert "e-first" in desk.html
    desk.post("/desk/exports/", kind="requests", format="csv", key=uuid4().hex)
    assert "The file is being written." in desk.text
    assert "<progress" in desk.html
    run_jobs()
    desk.get(desk.path)
    assert "The file is ready: 2 lines." in desk.text
    desk.get("/desk/exports/")
    assert "Fetch" in desk.text
    assert at(iums, LOGIN).get("/desk/exports/") == 404


def test_statements_of_the_list_do_not_grow(iums, filed, at):
    desk = at(iums, "edu.lead")
    desk.get("/desk/exports/")
    begin(iums.actor("edu.lead"))
    one = counted(lambda: desk.get("/desk/exports/"))
    begin(iums.actor("edu.lead"), "inbox"), begin(iums.actor("edu.lead"), "overdue")
    assert counted(lambda: desk.get("/desk/exports/")) == one == 2
