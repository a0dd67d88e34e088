"""Two lists at the same moment, really committed."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from pishkhan.identity import api as identity
from pishkhan.identity.domain.bringing import imports
from pishkhan.identity.models import Enrolment, Identifier, Person
from tests.identity.bringing.lists import HEADER, counted, csv, student, tried


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_make_nobody_twice(transactional_db, monkeypatch):
    from tests.factories.packs import load

    iums = load("iums-nursing")
    monkeypatch.setattr(imports, "BATCH", 5)
    rows = [tried(iums, csv([HEADER, *(student(n) for n in range(30))])) for _ in range(2)]
    for row in rows:
        identity.imports.begin(actor=iums.actor("admin"), import_id=row.id)
    before, start = Person.objects.count(), threading.Barrier(3)

    def work(row):
        start.wait()
        try:
            imports.run(row.id)
        finally:
            connection.close()

    # The third runs the first list once more: a job that was given to another worker too early.
    threads = [threading.Thread(target=work, args=[row]) for row in (*rows, rows[0])]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == ["done", "done"]
    first, second = (counted(row) for row in rows)
    assert [a + b for a, b in zip(first, second, strict=True)] == [30, 0, 30, 0]
    assert Person.objects.count() == before + 30
    assert Enrolment.objects.filter(student_number__startswith="7000").count() == 30
    assert Identifier.objects.filter(person__enrolments__student_number__startswith="7000").count() == 90
