"""Files of people, from their bytes to the tables."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from pishkhan.identity import api as identity
from pishkhan.identity.domain.bringing import files, imports, writing
from pishkhan.identity.domain.bringing.columns import Kind
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.identity.models import AccountRules, Enrolment, Identifier, MembershipRow, PeopleImport, Person
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.plumbing import audit
from pishkhan.plumbing.models import StoredFile
from tests.identity.bringing.lists import (
    HEADER,
    STAFF,
    STUDIES,
    brought,
    codes,
    counted,
    csv,
    national_id,
    notes,
    student,
    tried,
    xlsx,
)


def find(university, typed):
    return person_by_identifier(institution_id=university.id, typed=typed)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_students_come_in_from_every_csv(iums, separator, encoding):
    """X5: person and enrolment; the way the text was read is told."""
    content = csv([HEADER, student(1)], separator=separator, encoding="utf-8")
    text = content.decode()
    if encoding == "cp1256":  # which has no Persian ye, but the Arabic one
        text = text.replace("ی", "ي")
    row = brought(iums, text.encode(encoding))
    assert (row.state, counted(row)) == ("done", (1, 0, 0, 0))
    said = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1256": "Windows-1256"}
    assert row.counts["encoding"] == said[encoding]
    enrolment = Enrolment.objects.select_related("person", "faculty").get(student_number="700000001")
    assert (enrolment.person.full_name, enrolment.faculty.key) == ("نمونه آزمونی", "nursing")
    assert (enrolment.field, enrolment.degree, enrolment.entry_year) == ("nursing", "bachelor", 1401)
    assert enrolment.titles["admission_type"] == {"fa": "روزانه", "en": "Daytime"}
    assert find(iums, "۷۰۰۰۰۰۰۰۱") == find(iums, national_id(310_000_001)) == enrolment.person


def test_students_come_in_from_a_workbook(iums):
    """Numbers that a spreadsheet stripped of their zeros are mended and told of; X2."""
    rows = [HEADER, ["۷۰۰۰۰۰۰۰۲", "نمونه", "آزموني", 499370899, 9350000002, *STUDIES[:3], 1401, *STUDIES[4:]]]
    Identifier.objects.filter(person=iums.person("981020304"), kind="national_id").delete()
    row = brought(iums, xlsx(rows), name="list.xlsx")
    assert (counted(row), codes(row), notes(row)) == ((1, 0, 0, 0), [], [(2, "national_id", "padded")])
    person = find(iums, "0499370899")
    assert (person.full_name, identity.identifiers_of(person.id).mobile) == ("نمونه آزمونی", "09350000002")


def test_same_file_twice_changes_nothing(iums):
    content = csv([HEADER, *(student(n) for n in range(3))])
    brought(iums, content)
    people, lines = Person.objects.count(), len(list(audit.history(find(iums, "700000001").id)))
    again = tried(iums, content)
    assert counted(again) == (0, 0, 3, 0)
    with pytest.raises(DomainError, match="import_nothing"):
        identity.imports.begin(actor=iums.actor("admin"), import_id=again.id)
    assert (Person.objects.count(), len(list(audit.history(find(iums, "700000001").id)))) == (people, lines)


def test_dry_run_writes_nothing_and_tells_the_same_as_the_real_one(iums):
    brought(iums, csv([HEADER, student(1), student(2)]))
    changed = student(1, status="دانش‌آموخته", mobile="09351111111")
    content = csv([HEADER, changed, student(2), student(3), student(4, national_id="1")])
    before = Person.objects.count()
    row = tried(iums, content)
    assert (counted(row), row.counts["fields"], Person.objects.count()) == (
        (1, 1, 1, 1), {"mobile": 1, "status": 1}, before,
    )  # fmt: skip
    assert row.counts["rows"] == [[2, ["mobile", "status"]]]
    identity.imports.begin(actor=iums.actor("admin"), import_id=row.id)
    imports.run(row.id)
    row.refresh_from_db()
    assert (row.state, counted(row), codes(row)) == ("done", (1, 1, 1, 1), [(5, "national_id", "national_id.length")])
    assert Enrolment.objects.get(student_number="700000001").titles["status"]["fa"] == "دانش‌آموخته"
    assert not StoredFile.objects.filter(id=row.file_id).exists(), "nobody needs a second copy of everybody's data"


def test_every_fault_of_every_row_is_told(iums):
    wrong = ["", "", "=HYPERLINK(1)", "1234567890", "02188776655", "کشاورزی", "رقص", "کارشناسی", "98", STUDIES[4], ""]
    row = tried(iums, csv([HEADER, wrong, student(1), student(1), [*student(2), "زیادی"]]))
    assert codes(row) == [
        (2, "last_name", "cell_formula"), (2, "national_id", "national_id.checksum"), (2, "mobile", "mobile.format"),
        (2, "faculty", "faculty_unknown"), (2, "field", "word_unknown"), (2, "entry_year", "year_wrong"),
        (2, "student_number", "cell_missing"), (2, "admission_type", "cell_missing"), (2, "first_name", "cell_missing"),
        (4, "", "row_twice"), (5, "", "cells_many"),
    ]  # fmt: skip
    assert counted(row) == (1, 0, 0, 3)


def test_unknown_missing_and_doubled_columns_are_refused_by_name(iums):
    row = tried(iums, csv([[*HEADER[1:], "نام", "رنگ"], student(1)]))
    assert row.state == "refused"
    assert codes(row) == [
        (1, "first_name", "column_twice"), (1, "", "column_unknown"), (1, "student_number", "column_missing"),
    ]  # fmt: skip
    assert row.faults[1]["params"] == {"name": "رنگ"}


def test_formula_of_a_workbook_is_text(iums):
    rows = [HEADER, student(1, last='=CMD("x")')]
    assert codes(tried(iums, xlsx(rows), name="list.xlsx")) == [(2, "last_name", "cell_formula")]


def test_row_of_two_people_is_refused(iums):
    brought(iums, csv([HEADER, student(1), student(2)]))
    row = tried(iums, csv([HEADER, student(1, national_id=national_id(310_000_002)), student(9, mobile="09350000001")]))
    assert codes(row) == [(2, "", "two_people"), (3, "mobile", "mobile_taken")]


def test_another_national_id_for_a_known_student_number_is_refused(iums):
    """A number given anew must not hand one person's account to another."""
    brought(iums, csv([HEADER, student(1)]))
    row = tried(iums, csv([HEADER, student(1, national_id=national_id(310_000_077))]))
    assert codes(row) == [(2, "national_id", "national_id_differs")]


def test_second_degree_is_a_second_enrolment_of_the_same_person(iums):
    """X5."""
    brought(iums, csv([HEADER, student(1)]))
    row = brought(iums, csv([HEADER, student(1, number="799999999", degree="کارشناسی ارشد")]))
    person = find(iums, "700000001")
    assert (counted(row), find(iums, "799999999")) == ((0, 1, 0, 0), person)
    assert {each.degree for each in person.enrolments.all()} == {"bachelor", "master"}


def test_each_row_stands_for_itself_when_one_person_has_two_in_different_batches(iums, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 1)
    content = csv([HEADER, student(1), student(1, number="799999999")])
    assert counted(tried(iums, content)) == (1, 1, 0, 0)
    assert counted(brought(iums, content)) == (1, 1, 0, 0)


def test_new_names_of_a_batch_are_one_piece_of_news(iums):
    """However long the list, other jobs do not wait behind one for each of its people."""
    header, numbers = [*HEADER, "نام لاتین"], range(3)
    brought(iums, csv([header, *([*student(n), ""] for n in numbers)]))
    before = jobs_of("servicedesk.find_by_new_names")
    brought(iums, csv([header, *([*student(n), f"Sample {'ABC'[n]}"] for n in numbers)]))
    [news] = jobs_of("servicedesk.find_by_new_names")[len(before) :]
    renamed = {str(find(iums, f"70000000{n}").id) for n in numbers}
    assert (before, set(news["payload"]["person_ids"])) == ([], renamed)


def jobs_of(subscriber: str) -> list[dict]:
    """Arguments of the jobs that tell a subscriber something, oldest first."""
    rows = ProcrastinateJob.objects.filter(task_name="plumbing.deliver_event", args__subscriber=subscriber)
    return list(rows.order_by("id").values_list("args", flat=True))


def test_field_belongs_to_its_source(iums):
    """Without a rule the first source keeps what it brought; a rule gives a field to another one."""
    brought(iums, csv([HEADER, student(1)]), source="registry")
    theirs = csv([HEADER, student(1, mobile="09352222222")])
    row = tried(iums, theirs, source="library")
    assert (counted(row), notes(row)) == ((0, 0, 1, 0), [(2, "mobile", "kept")])
    AccountRules.objects.update_or_create(institution_id=iums.id, defaults={"sources": {"mobile": "library"}})
    assert counted(brought(iums, theirs, source="library")) == (0, 1, 0, 0)
    row = tried(iums, csv([HEADER, student(1)]), source="registry")
    assert (notes(row), row.faults[0]["params"]) == ([(2, "mobile", "kept")], {"owner": "library"})


@pytest.mark.parametrize("rules", [{}, {"mobile": "registry"}], ids=["no rule", "a rule"])
def test_mobile_set_by_a_rescue_is_not_overwritten(iums, rules):
    AccountRules.objects.update_or_create(institution_id=iums.id, defaults={"sources": rules})
    person = iums.person("981020304")
    person.origins = {"mobile": "rescue"}
    person.save()
    mine = student(1, number="981020304", national_id="0499370899", mobile="09353333333")
    row = brought(iums, csv([HEADER, mine]))
    assert (2, "mobile", "kept") in notes(row)
    assert {"owner": "rescue"} in [fault["params"] for fault in row.faults]
    assert identity.identifiers_of(person.id).mobile == "09120000067"


def test_people_who_are_not_in_the_file_are_left_alone(iums):
    before = set(Enrolment.objects.values_list("id", "status"))
    brought(iums, csv([HEADER, student(1)]))
    assert before <= set(Enrolment.objects.values_list("id", "status"))


def test_staff_come_with_their_desk_and_leave_by_a_day(iums):
    who = ["p-1001", "نمونه", "کارمندی", national_id(320_000_001), "امور دانشجویی", "کارشناس"]
    unit = iums.actor("affairs.lead").memberships[0].unit_id
    from pishkhan.organisation.models import Unit

    who[4] = Unit.objects.get(id=unit).name["fa"]
    row = brought(iums, csv([STAFF, [*who, "1404/01/01", ""]]), kind=Kind.STAFF)
    person = find(iums, "p-1001")
    held = MembershipRow.objects.get(person=person)
    assert (counted(row), held.role, held.until) == ((1, 0, 0, 0), "expert", None)
    assert person.facts["shown_number"] == "p-1001"
    brought(iums, csv([STAFF, [*who, "", "۱۴۰۵/۰۶/۳۱"]]), kind=Kind.STAFF)
    held.refresh_from_db()
    assert (str(held.until), MembershipRow.objects.filter(person=person).count()) == ("2026-09-22", 1)
    assert codes(tried(iums, csv([STAFF, [*who, "1405/01/02", "1405/01/01"]]), kind=Kind.STAFF)) == [
        (2, "until", "until_early")
    ]


def test_killed_in_the_middle_it_goes_on_where_it_was(iums, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 2)
    content = csv([HEADER, *(student(n) for n in range(6))])
    row = tried(iums, content)
    identity.imports.begin(actor=iums.actor("admin"), import_id=row.id)
    calls, really = [], imports.bring

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return really(*args, **kwargs)

    monkeypatch.setattr(imports, "bring", dies)
    with pytest.raises(KeyboardInterrupt):
        imports.run(row.id)
    row.refresh_from_db()
    in_table = Enrolment.objects.filter(student_number__startswith="7000")
    assert (row.state, row.counts["done"], in_table.count()) == ("going", 2, 2)
    imports.run(row.id)
    row.refresh_from_db()
    assert (row.state, counted(row)) == ("done", (6, 0, 0, 0))
    imports.run(row.id)
    assert Enrolment.objects.filter(student_number__startswith="7000").count() == 6


def test_identifier_taken_in_the_middle_is_looked_at_again(iums, monkeypatch):
    """Somebody registers with the mobile between reading and writing: the batch is planned anew."""
    row = tried(iums, csv([HEADER, student(1), student(2)]))
    identity.imports.begin(actor=iums.actor("admin"), import_id=row.id)
    really, done = writing._write, []

    def late(book):
        if not done:
            done.append(1)
            from django.db import IntegrityError

            raise IntegrityError
        really(book)

    monkeypatch.setattr(writing, "_write", late)
    imports.run(row.id)
    row.refresh_from_db()
    assert (row.state, counted(row), done) == ("done", (2, 0, 0, 0), [1])


def test_thousand_rows_take_few_statements(iums, django_assert_max_num_queries):
    row = tried(iums, csv([HEADER, *(student(n) for n in range(1000))]))
    identity.imports.begin(actor=iums.actor("admin"), import_id=row.id)
    with django_assert_max_num_queries(1000 + 120):  # one line of every new person's log, and the batches
        imports.run(row.id)
    again = csv([HEADER, *(student(n) for n in range(1000))])
    kept = identity.imports.upload(
        actor=iums.actor("admin"), kind=Kind.STUDENTS, source="registry", name="x.csv", content=again
    )  # fmt: skip
    with django_assert_max_num_queries(40):
        imports.run(kept.id)


@pytest.mark.parametrize("who", ["edu.lead", "981020304"])
def test_only_administrators_bring_people(iums, who):
    actor = iums.actor(who)
    with pytest.raises(DomainError, match="not_found"):
        identity.imports.upload(actor=actor, kind=Kind.STUDENTS, source="registry", name="x.csv", content=b"x")
    row = tried(iums, csv([HEADER, student(1)]))
    with pytest.raises(DomainError, match="not_found"):
        identity.imports.begin(actor=actor, import_id=row.id)
    assert identity.imports.page(actor) == ([], None)


def test_import_of_another_institution_is_unknown(iums, shiraz):
    row = tried(iums, csv([HEADER, student(1)]))
    with pytest.raises(DomainError, match="not_found"):
        identity.imports.begin(actor=shiraz.actor("admin"), import_id=row.id)
    assert PeopleImport.objects.get(id=row.id).state == "checked"


@pytest.mark.parametrize("source", ["rescue", "person", "", "x" * 41])
def test_source_cannot_pretend_to_be_the_house(iums, source):
    with pytest.raises(Invalid, match="source_"):
        tried(iums, csv([HEADER, student(1)]), source=source)


def test_too_many_rows_are_refused(iums, monkeypatch):
    monkeypatch.setattr(files, "MOST_ROWS", 3)
    row = tried(iums, csv([HEADER, *(student(n) for n in range(4))]))
    assert (row.state, codes(row)) == ("refused", [(0, "", "people_rows")])


def test_file_without_rows_is_refused(iums):
    assert codes(tried(iums, csv([HEADER]))) == [(0, "", "people_empty")]


# How long a file is kept ---------------------------------------------------------------------------


def test_refused_file_is_deleted_at_once(iums):
    row = tried(iums, csv([[*HEADER, "ستون دیگر"], [*student(1), ""]]))
    assert (row.state, StoredFile.objects.filter(id=row.file_id).exists()) == ("refused", False)


@pytest.mark.parametrize(("days", "state", "kept"), [(6, "checked", True), (8, "left", False)])
def test_file_nobody_brought_in_is_deleted_after_a_week(iums, days, state, kept):
    row = tried(iums, csv([HEADER, student(1)]))
    PeopleImport.objects.filter(id=row.id).update(created_at=timezone.now() - timedelta(days=days))
    imports.forget_old()
    row.refresh_from_db()
    assert (row.state, StoredFile.objects.filter(id=row.file_id).exists()) == (state, kept)
    if not kept:
        with pytest.raises(DomainError, match="import_state"):
            identity.imports.begin(actor=iums.actor("admin"), import_id=row.id)
        client = Client(SERVER_NAME="iums.localhost")
        client.force_login(iums.person("admin"))
        shown = client.get(f"/console/people/imports/{row.id}/").content.decode()
        assert f"/console/people/imports/{row.id}/begin/" not in shown


def test_list_that_is_being_brought_in_keeps_its_file(iums):
    row = tried(iums, csv([HEADER, student(1)]))
    identity.imports.begin(actor=iums.actor("admin"), import_id=row.id)
    PeopleImport.objects.filter(id=row.id).update(created_at=timezone.now() - timedelta(days=30))
    assert (imports.forget_old(), StoredFile.objects.filter(id=row.file_id).exists()) == (0, True)
