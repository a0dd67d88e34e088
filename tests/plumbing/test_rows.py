"""Statements written once say the same as the models they are made from."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from pishkhan.plumbing import rows
from pishkhan.plumbing.rows import Statement
from pishkhan.workflow import api as workflow
from pishkhan.workflow.models import Task
from tests.factories import walks


@pytest.fixture
def task(shiraz):
    request = walks.file(shiraz, "97204001")
    return workflow.open_tasks_of_case(request.case_id)[0]


def _fields(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _read(task_id):
    return rows.made(Task, Statement(f"SELECT {rows.columns(Task, 't')} FROM workflow_task t WHERE t.id = %(id)s").row(
        id=task_id
    ))  # fmt: skip


@pytest.mark.django_db
def test_row_is_read_as_the_model_reads_it(task):
    Task.objects.filter(id=task.id).update(form_sealed={"note": "محرمانه"}, form_data={"a": [1, {"ب": None}]})
    assert _fields(_read(task.id)) == _fields(Task.objects.get(id=task.id))


@pytest.mark.django_db
def test_inserted_rows_are_those_the_model_would_write(task):
    fresh = [
        Task(case_id=task.case_id, node=name, office_id=task.office_id, wants_role="expert", form_sealed={"k": name})
        for name in ("one", "two")
    ]
    rows.insert(fresh)
    for row in fresh:
        assert not row._state.adding
        assert row.created_at is not None
        assert _fields(Task.objects.get(id=row.id)) == _fields(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT form_sealed FROM workflow_task WHERE id = %s", [fresh[0].id])
        assert "one" not in cursor.fetchone()[0], "a sealed value lies sealed"


@pytest.mark.django_db
def test_constraints_speak_django(task):
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([Task(case_id=task.case_id, node=task.node, office_id=task.office_id, wants_role="expert")])


@pytest.mark.django_db
def test_update_writes_the_named_fields_and_only_if_still_so(task):
    task.outcome, task.rev = "cleared", 7
    assert rows.update(task, "outcome", status="done") == 0
    assert rows.update(task, "outcome", status="ready") == 1
    kept = Task.objects.get(id=task.id)
    assert (kept.outcome, kept.rev) == ("cleared", 0)


@pytest.mark.django_db
def test_statements_are_seen_by_the_query_log_and_hooks():
    with CaptureQueriesContext(connection) as log:
        assert Statement("SELECT %(n)s::int").row(n=4) == (4,)
    assert "SELECT" in log.captured_queries[0]["sql"]
    seen = []

    def hook(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hook):
        assert Statement("SELECT 1 WHERE %(id)s::uuid IS NULL").row(id=uuid4()) is None
    assert len(seen) == 1
