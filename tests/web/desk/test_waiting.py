"""Visits, debts and returns: the station waits, nothing moves, and there is a way out."""

from __future__ import annotations

from uuid import uuid4

from pishkhan.clearance import api as clearance
from pishkhan.payments import api as payments
from pishkhan.servicedesk import api as servicedesk
from tests.factories import walks


def _until(university, login, node):
    request = walks.file(university, login)
    walks.walk(university, request, until=node)
    return request, walks.task_at(request, node)


def test_c7_c8_visit_is_asked_told_again_resolved_then_sent(shiraz, at):
    """C8: the next office sees nothing until the same expert sends on."""
    request, task = _until(shiraz, "97204001", "counselling")
    desk = at(shiraz, "counselling")
    asked = {"visit_required": "true", "visit_reason": "گفت‌وگو", "visit_bring": "کارت ملی", "key": uuid4().hex}
    assert desk.act(task, "visit", **asked) == 200
    assert walks.open_nodes(request) == ["counselling"]
    assert "Sending is blocked until the visit is resolved." in desk.text
    assert desk.act(task, "visit", visit_reason="گفت‌وگو، دوباره", key=uuid4().hex) == 200
    assert clearance.visit_of_task(task.id).times_told == 2
    desk.act(task, "visit/end", outcome="came")
    task.refresh_from_db()
    assert task.visit_open is False
    desk.act(task, "send", key=uuid4().hex, rev=task.rev, status="clear")
    assert walks.open_nodes(request) == ["nutrition"]


def test_c7_ticked_option_blocks_plain_sending_and_keeps_what_was_typed(shiraz, at):
    request, task = _until(shiraz, "97204001", "counselling")
    desk = at(shiraz, "counselling")
    typed = {"visit_required": "true", "visit_reason": "گفت‌وگو", "status": "clear", "rev": task.rev}
    assert desk.act(task, "send", key=uuid4().hex, **typed) == 422
    assert "A visit is ticked" in desk.text
    assert "گفت‌وگو" in desk.text
    assert 'name="visit_required" value="true" checked' in desk.html
    assert walks.open_nodes(request) == ["counselling"]


def test_c8_visit_without_a_reason_tells_nobody(shiraz, at):
    _, task = _until(shiraz, "97204001", "counselling")
    desk = at(shiraz, "counselling")
    assert desk.act(task, "visit", visit_required="true", visit_reason="", key=uuid4().hex) == 422
    assert "Write the reason." in desk.text
    assert clearance.visit_of_task(task.id) is None


def test_b29_debt_holds_the_station_until_it_is_settled_by_evidence(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    desk.act(task, "debts", amount="۴٬۵۰۰٬۰۰۰", reason="کارت غذا", due_date="1405/10/15", key=uuid4().hex)
    assert "Sending is blocked: until the debt of 4,500,000 rials is nil the case cannot go on." in desk.text
    (due,) = payments.dues_of_request(request.id)
    assert desk.act(task, f"debts/{due.id}", kind="evidence", reason="پرداخت شد") == 422
    assert "Name the receipt or letter that settles the debt." in desk.text
    assert desk.act(task, f"debts/{due.id}", kind="evidence", reason="پرداخت شد", evidence="رسید ۱۲۳") == 200
    assert "Sending is blocked" not in desk.text
    assert payments.owed_in_request(request.id, task.office_id) == 0


def test_b29_debt_with_a_bad_amount_keeps_everything_typed(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    assert desk.act(task, "debts", amount="زیاد", reason="کارت غذا", evidence="برگهٔ ۷", key=uuid4().hex) == 422
    assert desk.value("evidence") == "برگهٔ ۷"
    assert payments.dues_of_request(request.id) == []


def test_b29_debt_pressed_twice_is_one_debt(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk, key = at(iums, "nutrition"), uuid4().hex
    for _ in range(2):
        assert desk.act(task, "debts", amount="1000000", reason="کارت غذا", key=key) == 200
    assert [due.owed for due in payments.dues_of_request(request.id)] == [1_000_000]


def test_b29_not_applicable_needs_a_reason_and_moves_on(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    assert desk.act(task, "not-applicable", reason="", key=uuid4().hex) == 422
    assert walks.open_nodes(request) == ["nutrition"]
    assert desk.act(task, "not-applicable", reason="مجازی است", key=uuid4().hex) == 200
    assert walks.open_nodes(request) == ["dormitory"]


def test_b29_not_applicable_is_refused_where_the_process_does_not_offer_it(iums, at):
    request, task = _until(iums, "981020304", "dormitory")
    desk = at(iums, "dormitory")
    assert desk.act(task, "not-applicable", reason="مجازی است", key=uuid4().hex) == 422
    assert walks.open_nodes(request) == ["dormitory"]


def test_b18_return_names_fields_and_comes_back_to_the_same_expert(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    back = {"fields": ["landline"], "reason": "تلفن اشتباه است", "days": "۵", "key": uuid4().hex}
    assert desk.act(task, "return", **back) == 200
    assert "Sending is blocked until the student has corrected the request." in desk.text
    request.refresh_from_db()
    (asked,) = servicedesk.open_returns(request)
    assert asked.fields == ["landline"]
    servicedesk.resubmit(
        actor=iums.actor("981020304"), return_id=asked.id, raw={"landline": ["02188776655"]}
    )
    task.refresh_from_db()
    assert (task.returned, task.assignee_id) == (False, iums.person("nutrition").id)


def test_b18_return_without_fields_keeps_the_reason(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    assert desk.act(task, "return", reason="تلفن اشتباه است", days="7", key=uuid4().hex) == 422
    assert "Choose at least one answer that must be corrected." in desk.text
    assert "تلفن اشتباه است" in desk.text
    assert servicedesk.open_returns(request) == []


def test_b18_locked_answers_cannot_be_asked_back(iums, at):
    _, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    desk.task(task)
    assert 'name="fields" value="landline"' in desk.html
    assert 'name="fields" value="national_id"' not in desk.html
    desk.client.cookies["pk_language"] = "fa"
    desk.task(task)
    assert "۱۳. تلفن ثابت" in desk.html


def test_c7_first_telling_needs_the_ticked_option_and_telling_again_does_not(shiraz, at):
    """C7: the server asks for «مراجعه حضوری دانشجو الزامی است» whatever the browser did."""
    _, task = _until(shiraz, "97204001", "counselling")
    desk = at(shiraz, "counselling")
    assert desk.act(task, "visit", visit_reason="گفت‌وگو", key=uuid4().hex) == 422
    assert "Tick “A visit in person by the student is required” first." in desk.text
    assert "گفت‌وگو" in desk.text
    assert clearance.visit_of_task(task.id) is None
    assert desk.act(task, "visit", visit_required="true", visit_reason="گفت‌وگو", key=uuid4().hex) == 200
    assert desk.act(task, "visit", visit_reason="گفت‌وگو، دوباره", key=uuid4().hex) == 200
    assert clearance.visit_of_task(task.id).times_told == 2


def test_b18_every_fault_of_a_return_is_said_at_once(iums, at):
    """Inline and in the list on top, linked to the inputs."""
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    assert desk.act(task, "return", reason=" ", days="900", key=uuid4().hex) == 422
    assert "Fix 3 things" in desk.text
    said = {
        "return-fields": "Choose at least one answer that must be corrected.",
        "return-reason": "Write the reason.",
        "return-days": "The deadline must be between 1 and 90 days.",
    }  # fmt: skip
    for element, words in said.items():
        assert f'<a href="#{element}">{words}</a>' in desk.html
        assert desk.text.count(words) == 2
    assert servicedesk.open_returns(request) == []


def test_b29_every_fault_of_a_debt_is_said_at_once(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    typed = {"amount": "9" * 18, "reason": " ", "due_date": "1405/13/40", "evidence": "برگهٔ ۷"}
    assert desk.act(task, "debts", key=uuid4().hex, **typed) == 422
    assert "Fix 3 things" in desk.text
    assert '<a href="#hold-amount">The amount may be at most' in desk.html
    assert '<a href="#hold-reason">Write the reason.</a>' in desk.html
    assert '<a href="#hold-due_date">There is no such day in the calendar.</a>' in desk.html
    assert desk.value("evidence") == "برگهٔ ۷"
    assert payments.dues_of_request(request.id) == []


def test_b29_every_fault_of_a_settlement_is_said_at_once(iums, at):
    request, task = _until(iums, "981020304", "nutrition")
    desk = at(iums, "nutrition")
    desk.act(task, "debts", amount="1000000", reason="کارت غذا", key=uuid4().hex)
    (due,) = payments.dues_of_request(request.id)
    assert desk.act(task, f"debts/{due.id}", kind="evidence", reason=" ") == 422
    assert f'<a href="#debt-{due.id}-reason">Write the reason.</a>' in desk.html
    assert f'<a href="#debt-{due.id}-evidence">Name the receipt or letter that settles the debt.</a>' in desk.html
