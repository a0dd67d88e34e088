"""Search: who finds which text, what is looked up and what is searched, and that nothing typed is run."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.enums import IdentifierKind
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.domain import searching
from pishkhan.servicedesk.domain.queries import search as queries
from pishkhan.servicedesk.models import Participant, SearchText, Taking
from pishkhan.workflow import api as workflow
from tests.factories import students, walks
from tests.factories.jobs import run_jobs
from tests.web.desk.test_queries import counted

LOGIN, OTHER = "981020304", "991020305"
TEXTS = {
    "public": "زردآلوی عمومی", "internal": "خرمالوی همکاران", "office": "گلابی دفتر", "answer": "مجرد",
}  # fmt: skip


@pytest.fixture
def talked(iums):
    """A request with a message, a note among colleagues and a note of one office."""
    request = walks.file(iums, LOGIN)
    walks.walk(iums, request, until="nutrition")
    for login, node, body, visibility in [
        ("nutrition", "nutrition", TEXTS["public"], servicedesk.Visibility.PUBLIC),
        ("nutrition", "nutrition", TEXTS["internal"], servicedesk.Visibility.INTERNAL),
        ("nutrition", "nutrition", TEXTS["office"], servicedesk.Visibility.OFFICE),
    ]:
        servicedesk.comment(
            actor=iums.actor(login), request_id=request.id, task_id=walks.task_at(request, node).id, body=body,
            visibility=visibility, key=uuid4().hex,
        )  # fmt: skip
    run_jobs()
    return request


def found(actor, text: str) -> list[str]:
    """Numbers of what a reader finds, by the search that is theirs."""
    hits = servicedesk.search(actor, text) if actor.is_staff else servicedesk.search_own(actor, text)
    return [hit.request.number for hit in hits.rows]


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("nutrition", {"public", "internal", "office", "answer"}),
        ("edu.lead", {"public", "internal", "answer"}),
        ("deputy.nursing", {"public", "internal", "answer"}),
        ("welfare", set()),
        ("deputy.medicine", set()),
        (LOGIN, {"public", "answer"}),
        (OTHER, set()),
        ("admin", set()),
    ],
)
def test_b22_each_reader_finds_what_they_may_read(iums, talked, login, seen):
    actor = iums.actor(login)
    at_desk = workflow.visible_to(actor).filter(case_id=talked.case_id).exists()
    assert at_desk == (login in {"nutrition", "edu.lead", "deputy.nursing"})
    assert {name for name, body in TEXTS.items() if found(actor, body) == [talked.number]} == seen


def test_another_university_finds_nothing(iums, shiraz, talked):
    for text in (*TEXTS.values(), talked.number, "0499370899", LOGIN):
        assert found(shiraz.actor("nutrition"), text) == []


def test_staff_read_of_their_own_request_what_its_student_reads(iums, talked):
    """A clerk who also studies here must not read what colleagues wrote about them."""
    clerk = iums.actor("nutrition")
    servicedesk.Request.objects.filter(id=talked.id).update(applicant_id=clerk.me)
    assert found(clerk, TEXTS["public"]) == [talked.number]
    assert found(clerk, TEXTS["internal"]) == found(clerk, TEXTS["office"]) == []


def test_who_follows_a_request_finds_it_once_they_agreed(iums, talked):
    other = iums.actor(OTHER)
    row = Participant.objects.create(request=talked, person_id=other.me, invited_by=talked.applicant_id)
    assert found(other, TEXTS["public"]) == []
    row.state, row.answered_at = Taking.ACCEPTED, timezone.now()
    row.save()
    assert found(other, TEXTS["public"]) == []
    row.answered_at = talked.created_at
    row.save()
    assert found(other, TEXTS["public"]) == [talked.number]
    assert found(other, TEXTS["internal"]) == []


def test_who_follows_a_request_reads_nothing_of_its_record(iums, talked, at):
    """A guest's page hides locked answers and those of the record; search must not say them in a snippet, nor tell
    whose identifier it is, nor that there is a debt."""
    walks.file(iums, OTHER)
    run_jobs()
    Participant.objects.create(
        request=talked, person_id=iums.actor(OTHER).me, invited_by=talked.applicant_id, state=Taking.ACCEPTED,
        answered_at=talked.created_at,
    )  # fmt: skip
    servicedesk.Request.objects.filter(id=talked.id).update(customer_status=servicedesk.CustomerStatus.DEBT)
    assert talked.number in found(iums.actor(LOGIN), TEXTS["answer"])
    assert talked.number not in found(iums.actor(OTHER), TEXTS["answer"])
    assert len(found(iums.actor(OTHER), TEXTS["answer"])) == 1
    for typed in ("0499370899", LOGIN):
        assert found(iums.actor(OTHER), typed) == []
    for login, seen in ((OTHER, False), (LOGIN, True)):
        browser = at(iums, login)
        browser.get(f"/requests/search/?q={TEXTS['public']}")
        assert talked.number in browser.text
        assert ("debt" in browser.html) == seen


def test_sensitive_answers_are_never_kept(iums, talked):
    """The national id and the certificate's place of issue lie sealed; numbers to call are no words."""
    bodies = " ".join(SearchText.objects.filter(request=talked).values_list("body", flat=True))
    assert "مجرد" in bodies
    for secret in ("0499370899", "۰۴۹۹۳۷۰۸۹۹", "09120000067", "۰۹۱۲۰۰۰۰۰۶۷", "02147701234", "خیابان نمونه"):
        assert secret not in bodies
    assert found(iums.actor("nutrition"), "خیابان نمونه") == []


@pytest.mark.parametrize("spelling", ["زرد‌آلوی", "عمومی زردآلوی", "زردالوي عمومي", "زردآلوی، (عمومی)", "!زردآلوی"])
def test_x2_spellings_signs_and_order_do_not_matter(iums, talked, spelling):
    assert found(iums.actor("nutrition"), spelling) == [talked.number]


@pytest.mark.parametrize("part", ["زردآل", "آلوی", "زردآلوی عمو", "زردآلوی خصوصی"])
def test_parts_of_words_are_not_found_and_every_word_must_be_there(iums, talked, part):
    assert found(iums.actor("nutrition"), part) == []


@pytest.mark.parametrize("typed", ["' | 'x", "زردآلوی' | '@", "زردآلوی & !نیست", "\\", "زرد:*", "a <-> b", "#0", "@"])
def test_what_is_typed_is_never_run(iums, talked, typed):
    """No error, and no row that does not have the words."""
    assert found(iums.actor("nutrition"), typed) == []


@pytest.mark.parametrize("typed", ["0499370899", "۰۴۹۹۳۷۰۸۹۹", LOGIN, "۹۸۱۰۲۰۳۰۴"])
def test_numbers_and_identifiers_are_looked_up(iums, talked, typed):
    SearchText.objects.all().delete()
    assert found(iums.actor("nutrition"), typed) == [talked.number]
    assert found(iums.actor(OTHER), typed) == []


def test_a_mobile_is_looked_up_however_it_is_written(iums, talked):
    mobile = iums.person(LOGIN).identifiers.get(kind=IdentifierKind.MOBILE).value
    SearchText.objects.all().delete()
    assert found(iums.actor("nutrition"), mobile.replace("+98", "0")) == [talked.number]


@pytest.mark.parametrize("change", [str, lambda number: number.replace("-", ""), lambda number: f" {number} "])
def test_a_request_number_is_looked_up_with_and_without_its_dash(iums, talked, change):
    SearchText.objects.all().delete()
    assert found(iums.actor("nutrition"), change(talked.number)) == [talked.number]


def test_a_number_is_never_a_word(iums, talked):
    """Digits in a message do not answer for an identifier."""
    servicedesk.comment(actor=iums.actor(LOGIN), request_id=talked.id, body="کد ۱۲۳۴۵۶۷۸۹۰", key=uuid4().hex)
    run_jobs()
    assert found(iums.actor("nutrition"), "1234567890") == []
    assert found(iums.actor("nutrition"), "کد ۱۲۳۴۵۶۷۸۹۰") == [talked.number]


def test_corrected_answers_replace_the_old(iums, talked):
    returned = servicedesk.return_for_correction(
        actor=iums.actor("nutrition"), task_id=walks.task_at(talked, "nutrition").id, fields=["marital_status"],
        reason="درست نیست",
    )  # fmt: skip
    servicedesk.resubmit(actor=iums.actor(LOGIN), return_id=returned.id, raw={"marital_status": ["married"]})
    run_jobs()
    assert found(iums.actor("nutrition"), "مجرد") == []
    assert found(iums.actor("nutrition"), "متاهل") == [talked.number]


def test_a_new_name_is_found_and_the_old_is_not(iums, talked):
    SearchText.objects.filter(source=searching.ANSWERS).delete()  # where the name stays as it was filed
    old = iums.person(LOGIN).full_name
    assert found(iums.actor("nutrition"), old) == [talked.number]
    identity.put_person(
        institution_id=iums.id, full_name="شکوفه بهارستانی", full_name_en="",
        identifiers=[(IdentifierKind.STUDENT_NUMBER, LOGIN)]
    )
    run_jobs()
    assert found(iums.actor("nutrition"), "بهارستانی") == [talked.number]
    assert found(iums.actor("nutrition"), old) == []


def test_a_renamed_service_is_found_by_its_new_name(iums, talked, monkeypatch):
    """What was filed before too, however many jobs that takes; the old name finds it no more."""
    walks.file(iums, OTHER)
    run_jobs()
    monkeypatch.setattr(searching, "SOME", 1)
    clerk, name = iums.actor("edu.lead"), {"fa": "تسویهٔ آلبالویی", "en": "Cherry clearance"}
    old = talked.type.name["en"]
    assert len(found(clerk, old)) == 2
    assert found(clerk, "آلبالویی") == []
    _, changed = servicedesk.put_type(institution_id=iums.id, key=talked.type.key, name=name)
    assert changed
    assert run_jobs()
    assert len(found(clerk, "آلبالویی")) == len(found(clerk, "cherry")) == 2
    assert found(clerk, old) == []
    servicedesk.put_type(institution_id=iums.id, key=talked.type.key, name=name, position=9)
    assert run_jobs() == 0, "nothing is written anew when the name stays"


def test_keeping_a_text_twice_keeps_one_row(iums, talked):
    before = list(SearchText.objects.order_by("id").values_list("id", "words", "body"))
    searching.keep_request(talked.id)
    assert list(SearchText.objects.order_by("id").values_list("id", "words", "body")) == before


def test_rebuilding_makes_the_same_texts_and_goes_on_where_it_stopped(iums, talked, monkeypatch, capsys):
    walks.file(iums, OTHER)
    run_jobs()
    columns = ("request_id", "source", "source_id", "visibility", "office_id", "body")
    before = set(SearchText.objects.values_list(*columns))
    SearchText.objects.all().delete()
    monkeypatch.setattr(searching, "BATCH", 1)
    _count, first = next(searching.rebuild())
    assert set(SearchText.objects.values_list("request_id", flat=True)) == {talked.id} == {first}
    call_command("rebuild_search", after=first)
    assert set(SearchText.objects.values_list(*columns)) == before
    assert "1 requests" in capsys.readouterr().out


def test_pages_by_key_newest_first_and_one_line_for_each_request(iums, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    made = []
    for login in (LOGIN, OTHER, "4001020306"):
        made.append(walks.file(iums, login))
    run_jobs()
    lead = iums.actor("edu.lead")
    first = servicedesk.search(lead, "تسویه")
    second = servicedesk.search(lead, "تسویه", before=first.next)
    assert [hit.request.number for hit in (*first.rows, *second.rows)] == [row.number for row in reversed(made)]
    assert (second.next, first.capped) == (None, False)


def test_what_the_cap_leaves_out_is_said(iums, monkeypatch):
    monkeypatch.setattr(queries, "CANDIDATES", 1)
    made = [walks.file(iums, login) for login in (LOGIN, OTHER)]
    run_jobs()
    hits = servicedesk.search(iums.actor("edu.lead"), "تسویه")
    assert ([hit.request.id for hit in hits.rows], hits.capped) == ([made[-1].id], True)


def test_older_slices_are_asked_until_enough_is_found(iums, talked, monkeypatch):
    """A text in the very first slice is found from far beyond it."""
    with_gap = SearchText.objects.order_by("-id").first()
    SearchText.objects.filter(id=with_gap.id).update(id=(1 << 12) * 1500)
    assert found(iums.actor("nutrition"), TEXTS["answer"]) == [talked.number]


@pytest.mark.parametrize(
    ("address", "login", "statements"),
    [("/desk/search/?q=نمونه", "edu.lead", 6), ("/requests/search/?q=تسویه", LOGIN, 5)],
)
def test_statements_do_not_grow_with_rows(iums, at, address, login, statements):
    enrolments = students.enrolments(iums, LOGIN, 3)
    walks.file(iums, LOGIN, enrolment=enrolments[0])
    run_jobs()
    desk = at(iums, login)
    desk.get(address)
    one = counted(lambda: desk.get(address))
    for enrolment in enrolments[1:]:
        walks.file(iums, LOGIN, enrolment=enrolment)
    run_jobs()
    assert desk.html.count("class=\"who\"") == 1
    assert counted(lambda: desk.get(address)) == one == statements
    assert desk.html.count("class=\"who\"") == 3


def test_the_page_says_what_it_does_not_find_and_marks_what_it_did(iums, talked, at):
    desk = at(iums, "nutrition")
    desk.get("/desk/search/?q=زردآلوی")
    assert "parts of words are not found" in desk.text
    assert "<mark>زردآلوی</mark> عمومی" in desk.html
    assert "Message: " in desk.text


@pytest.mark.parametrize(("login", "address"), [("nutrition", "/desk/search/"), (LOGIN, "/requests/search/")])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_excerpts_of_a_request_are_in_the_language_of_the_page(iums, talked, at, login, address, language):
    """Neither the other language's name nor the number as the index has it."""
    person = talked.applicant
    names = {"fa": person.full_name, "en": person.full_name_en}
    browser = at(iums, login)
    browser.client.cookies["pk_language"] = language
    browser.get(f"{address}?q={talked.type.name[language].split()[0]}")
    [excerpt] = re.findall(r'<span class="hint">[^:<]+: (.*<mark>.*)</span>', browser.html)
    text = re.sub(r"<[^>]+>", "", excerpt)
    assert text == ("، " if language == "fa" else ", ").join([talked.type.name[language], names[language]])
    assert "·" not in excerpt
    if language == "fa":
        assert not re.search(r"[0-9A-Za-z]", text)


def test_texts_are_never_html(iums, talked, at):
    servicedesk.comment(
        actor=iums.actor(LOGIN), request_id=talked.id, body="<script>alert(1)</script> پرتقال <mark>", key=uuid4().hex
    )
    run_jobs()
    desk = at(iums, "nutrition")
    desk.get("/desk/search/?q=پرتقال")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>پرتقال</mark> &lt;mark&gt;" in desk.html
    assert "<script>alert" not in desk.html


def test_students_have_a_search_of_their_own(iums, talked, at):
    student = at(iums, LOGIN)
    student.get("/requests/")
    assert 'action="/requests/search/"' in student.html
    student.get("/requests/search/?q=زردآلوی")
    assert (talked.number in student.text, "<mark>زردآلوی</mark>" in student.html) == (True, True)
    student.get("/requests/search/?q=خرمالوی")
    assert "Nothing found" in student.text
