"""«پرداخت‌ها»: what may be paid, the question before, and every refusal."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest

from pishkhan.kernel.errors import DomainError
from pishkhan.payments import api as payments
from pishkhan.payments.models import Attempt
from tests.web.student.conftest import OTHER, STUDENT, Browser, hidden, text

TREE = {"what": "other", "centre": "deputy-students", "unit": "student-affairs", "subject": "card"}
FORM = "/payments/"


def asked(student, **given):
    """«پرداخت مبلغ نهایی»: the question, or the form with what is wrong."""
    return student.post(FORM, {"key": uuid4().hex, **given})


def confirmed(student, **given):
    """… and «بله، انجام شود»."""
    question = asked(student, **given)
    assert question.status_code == 200, text(question)
    page = question.content.decode()
    sure = re.search(r'name="sure" value="(\d+)"', page)[1]
    return student.post(FORM, {**hidden(question), "sure": sure})


def attempts():
    return Attempt.objects.count()


def tree_of(response):
    page = response.content.decode()
    return json.loads(re.search(r'<script id="pay-tree" type="application/json">(.*?)</script>', page)[1])


def selected(response, name):
    """The value a list of the page holds."""
    page = response.content.decode()
    inside = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)[0]
    found = re.search(r'<option value="([^"]*)" selected', inside)
    return found[1] if found else ""


def offered(response, name):
    page = response.content.decode()
    inside = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)[0]
    return [value for value in re.findall(r'<option value="([^"]*)"', inside) if value]


def checked(response):
    return re.findall(r'name="what" value="([^"]*)"[^>]*checked', response.content.decode())


def amount(response):
    return re.search(r'name="amount" value="([^"]*)"', response.content.decode())[1]


@pytest.fixture
def payer(till):
    payments.Subject.objects.filter(institution_id=till.university.id, key="card").update(most=10**9)
    return Browser(till.university, STUDENT)


@pytest.fixture
def kurd(kurdistan):
    return Browser(kurdistan.university, "40031101")


def test_form_follows_login_where_there_is_nothing_else(kurdistan):
    """D5: titled «داشبورد», headed «فرم پرداخت»."""
    browser = Browser(kurdistan.university, "40031101", lang="fa")
    assert browser.get("/enter/").headers["Location"] == FORM
    page = browser.get(FORM).content.decode()
    assert re.search(r"<title>\s*داشبورد", page)
    assert re.search(r"<h1>فرم پرداخت</h1>", page)


def test_elsewhere_it_is_in_the_navigation_and_dues_stand_where_one_lands(till, payer):
    till.due(STUDENT, amount=4_500_000)
    assert payer.get("/enter/").headers["Location"] == "/requests/"
    landed = payer.get("/requests/").content.decode()
    assert '<a href="/payments/">Payments</a>' in landed
    assert "Your open debts" in landed
    assert "4,500,000" in landed
    assert re.search(r"<title>\s*Payments", payer.get(FORM).content.decode())


def test_nothing_is_offered_to_whom_nothing_is_open(till, payer):
    payments.Subject.objects.filter(institution_id=till.university.id).update(is_open=False)
    assert 'href="/payments/"' not in payer.get("/requests/").content.decode()
    assert "There is nothing to pay" in text(payer.get(FORM))


def test_centre_of_the_faculty_comes_with_the_link(kurdistan):
    """D1: a deep link preselects the centre."""
    kurd = Browser(kurdistan.university, "40031101")
    page = kurd.get(FORM, centre="ghorveh")
    assert (selected(page, "centre"), checked(page)) == ("ghorveh", ["other"])


def test_lists_follow_one_another_in_the_order_of_the_source(kurdistan):
    """D6: حوزه → واحد → موضوع → مبلغ, and the button."""
    kurd = Browser(kurdistan.university, "40031101", lang="fa")
    page = kurd.get(FORM, what="other", centre="ghorveh", unit="student-affairs")
    words = page.content.decode()
    labels = ["حوزه یا مرکز اصلی", "واحد زیرمجموعه", "موضوع پرداخت وجه", "مبلغ نهایی پرداخت (ریال)"]
    places = [words.index(f">{label}<") for label in labels]
    assert places == sorted(places)
    assert "پرداخت مبلغ نهایی" in words[places[-1] :]
    assert set(offered(page, "unit")) == {"ghorveh", "student-affairs"}
    assert set(offered(page, "subject")) == {"dormitory", "meals"}


def test_without_scripts_a_plain_button_brings_the_next_list(kurdistan):
    """D6: what was typed stays."""
    kurd = Browser(kurdistan.university, "40031101")
    sent = kurd.post(FORM, {"what": "other", "centre": "ghorveh", "unit": "student-affairs", "subject": "",
                            "amount": "۱۲۳۰۰۰", "step": "subjects"})  # fmt: skip
    page = kurd.client.get(sent.headers["Location"])
    assert (selected(page, "unit"), amount(page)) == ("student-affairs", "123,000")
    cleared = kurd.post(FORM, {"what": "other", "centre": "ghorveh", "unit": "student-affairs", "subject": "meals",
                               "amount": "123000", "step": "clear"})  # fmt: skip
    page = kurd.client.get(cleared.headers["Location"])
    assert (selected(page, "centre"), selected(page, "unit"), selected(page, "subject")) == ("ghorveh", "", "")
    assert amount(page) == "123,000"


def test_changed_parent_empties_its_children(till, payer):
    """D6"""
    page = payer.get(FORM, what="other", centre="deputy-students", unit="dormitory", subject="card")
    assert (selected(page, "unit"), selected(page, "subject")) == ("dormitory", "dormitory")
    page = payer.get(FORM, what="other", centre="deputy-students", unit="education", subject="dormitory")
    assert (selected(page, "unit"), selected(page, "subject")) == ("", "")


def test_scripts_get_the_same_tree_from_the_server(kurdistan):
    kurd = Browser(kurdistan.university, "40031102")
    [centre] = tree_of(kurd.get(FORM))
    units = {unit["key"]: {row["key"]: row for row in unit["subjects"]} for unit in centre["units"]}
    assert units["student-affairs"]["dormitory"]["owed"] == 6_300_000
    assert units["student-affairs"]["meals"]["owed"] == 0
    assert set(units["ghorveh"]) == {"services"}


def test_closed_subjects_and_terminals_are_not_offered(till, payer):
    payments.Subject.objects.filter(institution_id=till.university.id, key="loan").update(is_open=False)
    payments.Terminal.objects.filter(subjects__key="welfare").update(is_open=False)
    keys = {row["key"] for centre in tree_of(payer.get(FORM)) for unit in centre["units"] for row in unit["subjects"]}
    assert "card" in keys
    assert not {"loan", "welfare"} & keys


def test_question_repeats_amount_and_creates_nothing(till, payer):
    """D9: verbatim in Persian; «انصراف» creates nothing and keeps the form."""
    persian = Browser(till.university, STUDENT, lang="fa")
    question = asked(persian, **TREE, amount="4,500,000")
    words = text(question)
    assert "تأیید تراکنش" in words
    assert "آیا از پرداخت مبلغ ۴٬۵۰۰٬۰۰۰ ریال اطمینان دارید؟" in words
    assert "بله، انجام شود" in words
    back = re.search(r'<a class="btn" href="([^"]+)" data-close', question.content.decode())[1].replace("&amp;", "&")
    page = persian.client.get(back)
    assert (selected(page, "subject"), amount(page), attempts()) == ("card", "۴٬۵۰۰٬۰۰۰", 0)


@pytest.mark.parametrize("typed", ["۴۵۰۰۰۰۰", "٤٥٠٠٠٠٠", "4500000", "4,500,000", "۴٬۵۰۰٬۰۰۰", " 4 500 000 "])
def test_amount_in_any_digits_and_groups(till, payer, typed):
    """D7"""
    confirmed(payer, **TREE, amount=typed)
    assert Attempt.objects.get().amount == 4_500_000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the amount."), ("0", "from 1,000 rials"), ("-5000", "in digits"), ("4,50", "in digits"),
        ("1000000000000", "to 2,000,000 rials"), ("999", "from 1,000 rials"), ("9" * 25, "to 2,000,000 rials"),
        ("abc", "in digits"), ("5000.5", "in digits"),
    ],
)  # fmt: skip
def test_amount_that_cannot_be_is_told_and_nothing_is_lost(till, payer, typed, said):
    """D7: least and most; what was chosen and typed stays."""
    payments.Subject.objects.filter(key="card").update(most=2_000_000)
    wrong = asked(payer, **TREE, amount=typed)
    assert wrong.status_code == 422
    assert said in text(wrong)
    assert (selected(wrong, "subject"), attempts()) == ("card", 0)
    assert 'id="amount-e"' in wrong.content.decode()
    assert 'href="#amount"' in wrong.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"centre": ""}, "Choose the main area"), ({"centre": "x"}, "Choose the main area"),
        ({"unit": ""}, "Choose the unit"), ({"unit": "education"}, "not below the centre"),
        ({"subject": ""}, "what the payment is for"), ({"subject": "dormitory"}, "not paid to the unit"),
        ({"subject": "nothing"}, "not paid to the unit"), ({"what": "", "centre": ""}, "Choose what you pay for"),
        ({"what": "x/part"}, "not among yours"),
    ],
)  # fmt: skip
def test_chain_is_checked_again_on_the_server(till, payer, changes, said):
    """D6: a subject of another unit, a unit of another centre."""
    wrong = asked(payer, **{**TREE, "amount": "50000", **changes})
    assert (wrong.status_code, attempts()) == (422, 0)
    assert said in text(wrong)
    assert amount(wrong) == "50,000"


def test_subject_that_takes_no_free_amount_is_not_in_the_tree(till, payer):
    payments.Subject.objects.filter(key="card").update(free=False)
    wrong = asked(payer, **TREE, amount="50000")
    assert (wrong.status_code, attempts()) == (422, 0)


def test_subject_closed_between_form_and_button(till, payer):
    question = asked(payer, **TREE, amount="50000")
    payments.Terminal.objects.all().update(is_open=False)
    wrong = payer.post(FORM, {**hidden(question), "sure": "50000"})
    assert (wrong.status_code, attempts()) == (422, 0)


def test_own_dues_come_first_and_are_paid_whole_or_in_part(till, payer):
    """D8: only one's own; the amount of a whole debt is the debt itself whatever is sent."""
    due = till.due(STUDENT)
    till.due(OTHER, amount=777_000)
    page = payer.get(FORM)
    assert checked(page) == [str(due.id)]
    assert "777,000" not in text(page)
    assert amount(page) == "4,500,000"
    sent = confirmed(payer, what=str(due.id), amount="1")
    attempt = Attempt.objects.get()
    assert (attempt.amount, attempt.due_id) == (4_500_000, due.id)
    assert sent.headers["Location"] == f"/payments/{attempt.id}/"


def test_part_of_a_due_within_its_bounds(till, payer):
    """D8"""
    due = till.due(STUDENT)
    for typed in ("1", "4500001", "499999"):
        wrong = asked(payer, what=f"{due.id}/part", amount=typed)
        assert wrong.status_code == 422
        assert "from 500,000 rials to 4,500,000 rials" in text(wrong)
        assert checked(wrong) == [f"{due.id}/part"]
    confirmed(payer, what=f"{due.id}/part", amount="500000")
    assert Attempt.objects.get().amount == 500_000


@pytest.mark.parametrize(("typed", "taken"), [("4000001", False), ("4499999", False), ("4000000", True)])
def test_a_part_leaves_nothing_or_enough_for_another(till, payer, typed, taken):
    due = till.due(STUDENT)
    given = {"what": f"{due.id}/part", "amount": typed}
    answer = confirmed(payer, **given) if taken else asked(payer, **given)
    assert attempts() == int(taken)
    assert taken or "a part from 500,000 to 4,000,000 rials" in text(answer)
    with pytest.raises(DomainError, match="part_leaves"):
        payments.payable(
            actor=till.university.actor(STUDENT), subject_id=due.subject_id, due_id=due.id, amount=4_499_999
        )  # fmt: skip


def test_a_debt_too_small_for_two_parts_is_paid_whole(till, payer):
    due = till.due(STUDENT, amount=999_999)
    assert "/part" not in payer.get(FORM).content.decode()
    assert "nothing but all" in text(asked(payer, what=f"{due.id}/part", amount="500000"))
    confirmed(payer, what=str(due.id))
    assert Attempt.objects.get().amount == 999_999


@pytest.mark.parametrize("adrift", ["none", "closed"])
def test_debt_of_no_open_subject_is_paid_for_another_of_its_office(till, payer, adrift, django_assert_num_queries):
    due, other = till.due(STUDENT), till.due(STUDENT, amount=600_000)
    old = due.subject
    put = {name: getattr(old, name) for name in ("centre_id", "office_id", "terminal_id")}
    new = payments.Subject.objects.create(
        institution_id=old.institution_id, key="a-new-one", title={"fa": "تازه", "en": "New"}, **put
    )  # fmt: skip
    if adrift == "none":
        payments.Due.objects.filter(id__in=[due.id, other.id]).update(subject=None)
    else:
        payments.Subject.objects.filter(id=old.id).update(is_open=False)
    payer.get(FORM)
    with django_assert_num_queries(7):
        page = payer.get(FORM)
    assert page.content.decode().count("data-owed=") == 2
    confirmed(payer, what=str(due.id))
    attempt = Attempt.objects.get()
    assert (attempt.due_id, attempt.subject_id, attempt.amount) == (due.id, new.id, 4_500_000)


def test_debt_without_parts_is_paid_whole(till, payer):
    payments.Subject.objects.filter(key="dormitory").update(parts=False)
    due = till.due(STUDENT)
    assert "/part" not in payer.get(FORM).content.decode()
    wrong = asked(payer, what=f"{due.id}/part", amount="500000")
    assert (wrong.status_code, attempts()) == (422, 0)
    assert "nothing but all" in text(wrong)


def test_what_is_owed_goes_before_paying_freely_for_the_same(kurdistan):
    """D8: free amount remains when no debt is registered."""
    kurd = Browser(kurdistan.university, "40031101")
    chosen = {"what": "other", "centre": "ghorveh", "unit": "student-affairs", "subject": "dormitory"}
    assert amount(kurd.get(FORM, **chosen)) == "12,600,000"
    wrong = asked(kurd, **chosen, amount="12600001")
    assert wrong.status_code == 422
    confirmed(kurd, **chosen, amount="1000000")
    attempt = Attempt.objects.get()
    assert attempt.due is not None
    assert attempt.due.subject_id == attempt.subject_id


def test_link_from_a_case_chooses_its_due(till, payer):
    first, second = till.due(STUDENT), till.due(STUDENT, amount=90_000, subject="nutrition")
    assert checked(payer.get(FORM, due=str(second.id))) == [str(second.id)]
    assert checked(payer.get(FORM, due=f"{first.id}")) == [str(first.id)]


def test_due_of_somebody_else_is_told_and_not_shown(till, payer):
    foreign = till.due(OTHER, amount=777_000)
    page = payer.get(FORM, due=str(foreign.id))
    assert (page.status_code, "not among yours" in text(page), "777,000" in text(page)) == (200, True, False)
    wrong = asked(payer, what=str(foreign.id))
    assert (wrong.status_code, attempts()) == (422, 0)
    assert "not among yours" in text(wrong)


def test_due_that_is_not_paid_here_says_where(till, payer):
    due = till.due(STUDENT)
    payments.Subject.objects.filter(office_id=due.office_id).update(is_open=False)
    page = payer.get(FORM)
    assert "Take the receipt" in text(page)
    assert f'value="{due.id}"' not in page.content.decode()
    assert asked(payer, what=str(due.id)).status_code == 422


def test_due_that_is_being_paid_is_not_paid_again(till, payer):
    due = till.due(STUDENT)
    attempt = till.begin(STUDENT, 4_500_000, due=due)
    Attempt.objects.filter(id=attempt.id).update(state="verifying")
    page = payer.get(FORM)
    assert "Do not pay again" in text(page)
    assert f'href="/payments/{attempt.id}/"' in page.content.decode()
    wrong = asked(payer, what=str(due.id))
    assert wrong.status_code == 422
    assert "being asked about a payment of this debt" in text(wrong)


def test_debt_that_changed_meanwhile_is_asked_for_again(till, payer):
    """D9: nobody pays another amount than the one in the question."""
    due = till.due(STUDENT)
    question = asked(payer, what=str(due.id))
    payments.reduce_due(
        actor=till.university.actor("admin"), due_id=due.id, kind=payments.EntryKind.EVIDENCE, reason="فیش",
        amount=1_000_000,
    )  # fmt: skip
    wrong = payer.post(FORM, {**hidden(question), "sure": "4500000"})
    assert (wrong.status_code, attempts()) == (422, 0)
    assert "changed meanwhile" in text(wrong)


def test_double_press_of_yes_is_one_payment(till, payer):
    """D9"""
    question = asked(payer, **TREE, amount="50000")
    sent = [payer.post(FORM, {**hidden(question), "sure": "50000"}) for _ in range(2)]
    assert (sent[0].headers["Location"], attempts()) == (sent[1].headers["Location"], 1)


def test_key_of_another_payment_is_refused_with_a_fresh_one(till, payer):
    question = asked(payer, **TREE, amount="50000")
    payer.post(FORM, {**hidden(question), "sure": "50000"})
    again = payer.post(FORM, {**hidden(question), "amount": "60000", "sure": "60000"})
    assert (again.status_code, attempts()) == (422, 1)
    assert "Another payment was begun" in text(again)
    assert hidden(question)["key"] not in again.content.decode()


def test_page_without_its_key_begins_nothing(till, payer):
    wrong = payer.post(FORM, {**TREE, "amount": "50000", "sure": "50000"})
    assert (wrong.status_code, attempts()) == (422, 0)


def test_many_payments_an_hour_are_enough(till, payer):
    first = confirmed(payer, **TREE, amount="50000")
    assert first.status_code == 302
    one = Attempt.objects.get()
    for number in range(29):
        Attempt.objects.create(
            **{name: getattr(one, name) for name in ("institution_id", "terminal", "gateway", "subject", "person",
                                                     "amount", "payer")},
            order_no=10**9 + number, key=f"k{number}", word=f"w{number}",
        )  # fmt: skip
    question = asked(payer, **TREE, amount="50000")
    wrong = payer.post(FORM, {**hidden(question), "sure": "50000"})
    assert (wrong.status_code, attempts()) == (422, 30)
    assert "Too many payments" in text(wrong)


def test_strangers_log_in_first_and_come_back(iums):
    asked_for = Browser(iums).get("/payments/?centre=deputy-students")
    assert asked_for.status_code == 302
    assert asked_for.headers["Location"] == "/login/?destination=/payments/%3Fcentre%3Ddeputy-students"


@pytest.mark.parametrize("count", [1, 3])
def test_form_asks_the_database_the_same_whatever_is_owed(till, payer, count, django_assert_num_queries):
    """Session with person, dues, offices, running payments, subjects, services."""
    for number in range(count):
        till.due(STUDENT, amount=100_000 + number)
    payer.get(FORM)
    with django_assert_num_queries(6):
        page = payer.get(FORM)
    assert page.content.decode().count("data-owed=") == count


@pytest.mark.parametrize("count", [1, 3])
def test_landing_page_with_dues_asks_the_same_whatever_is_owed(till, payer, count, django_assert_num_queries):
    """Those of my-requests and its invitations, and three for dues, their offices and running payments."""
    for number in range(count):
        till.due(STUDENT, amount=100_000 + number)
    payer.get("/requests/")
    with django_assert_num_queries(8):
        page = payer.get("/requests/")
    assert page.content.decode().count("/payments/?due=") == count
