"""Deadlines in a browser: following by a link, reminders and escalation, a sudden closure (F5, G)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import expect

from pishkhan.kernel import jalali
from tests.e2e import phone, walks
from tests.e2e.looks import look
from tests.e2e.pages import Clerk, labelled, to_persian
from tests.e2e.words import said

CALENDAR = "/console/calendar/"
NEAR = "It should be done by %(due)s. Open it, or say what you wait for: then its clock stops."
OVER = "%(station)s should have been done by %(due)s. See who holds it."


def test_f5_the_link_of_the_message_shows_progress_on_a_phone_without_login(visitors):
    """F5: stations, the office that holds it, whose move it is and usual times; no name; off and on by the student."""
    someone = visitors.student("iums", "981020304")
    student, number = walks.file(visitors, "iums", someone["login"])
    student.page.goto(f"/requests/{number}/")
    link = student.page.get_by_label(said("Link to the progress of this request")).input_value()
    address = re.sub(r"^https?://[^/]+", "", link)
    phone.heard(visitors, "iums", someone["mobile"], address)
    walks.through_education(visitors, someone["login"])

    stranger = visitors.page("iums", width=360)
    stranger.goto(address)
    main = stranger.get_by_role("main")
    expect(main.get_by_text(to_persian(number))).to_be_visible()
    expect(main).to_contain_text("امور دانشجویی")
    expect(main).to_contain_text(said("Usual time: unknown yet"))
    assert someone["name"] not in stranger.content()
    assert someone["login"] not in stranger.content()
    assert "کارشناس نمونه" not in stranger.content()
    look(stranger, "progress-fa-360-light")

    student.page.goto(f"/requests/{number}/")
    student.page.get_by_role("button", name=said("Switch off")).click()
    off = said("The link is switched off. Nobody can follow the request by it any more.")
    expect(student.page.get_by_text(off)).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_text(said("No request is followed by this code."))).to_be_visible()
    student.page.get_by_role("button", name=said("Make a link")).click()
    again = student.page.get_by_label(said("Link to the progress of this request")).input_value()
    assert again != link
    stranger.goto(re.sub(r"^https?://[^/]+", "", again))
    expect(stranger.get_by_role("main")).to_contain_text("امور دانشجویی")


def _after_the_day(msgid: str) -> str:
    """The end of an e-mail, behind the day that stands in it."""
    return said(msgid, station="", due="§").partition("§")[2].strip(" .")


def test_holder_is_reminded_and_a_late_task_goes_up_to_the_manager_who_sees_it(visitors):
    """G: reminder before the deadline, escalation after it, each once; the manager's list of what is overdue."""
    someone = visitors.student("iums", "981020304")
    _, number = walks.file(visitors, "iums", someone["login"])
    walks.through_education(visitors, someone["login"])
    visitors.house.registrar.ask("due", university="iums", login=someone["login"], hours=0.1)
    phone.heard(visitors, "iums", "affairs.lead@iums.example", _after_the_day(NEAR))
    visitors.house.registrar.ask("due", university="iums", login=someone["login"], hours=-240)
    for login in ("affairs.lead", "manager"):
        phone.heard(visitors, "iums", f"{login}@iums.example", _after_the_day(OVER))
        bell = visitors.page("iums", login)
        bell.goto("/notifications/")
        title = said("Request %(number)s is overdue at %(office)s", number=number, office="امور دانشجویی")
        expect(bell.get_by_text(title)).to_be_visible()
    page = visitors.page("iums", "manager")
    page.goto("/desk/overdue/")
    page.get_by_role("main").get_by_role("link", name="امور دانشجویی").first.click()
    expect(page.get_by_text(to_persian(number))).to_be_visible()
    look(page, "overdue-fa-1280-light")


def _next_working_day() -> date:
    day = date.today() + timedelta(days=1)
    while day.weekday() in (3, 4):
        day += timedelta(days=1)
    return day


def _until(seen: Callable[[], bool]) -> None:
    """Processes hear of a change within seconds, jobs do their work in the background."""
    until = time.monotonic() + phone.PATIENCE
    while not seen():
        assert time.monotonic() < until
        time.sleep(0.5)


def test_sudden_closure_moves_a_shown_deadline_and_is_told_to_the_student(visitors):
    """G: an administrator closes the next working day; the clock of the task has more time, the student reads why."""
    someone = visitors.student("iums", "981020304")
    student, number = walks.file(visitors, "iums", someone["login"])
    lead = visitors.page("iums", "edu.lead")
    lead.goto("/desk/")

    def clock() -> str:
        return Clerk(lead).row(someone["login"]).locator(".pk-sla").inner_text()

    before = clock()
    day, name = _next_working_day(), f"برف {to_persian(someone['login'])}"
    admin = visitors.page("iums", "admin")
    admin.goto(CALENDAR)
    form = admin.locator("#sudden")
    form.get_by_label(labelled(said("Day"))).fill(jalali.show(day))
    form.get_by_label(labelled(said("Why it is closed"))).fill(name)
    form.get_by_role("button", name=said("Close the offices")).click()
    expect(admin.get_by_role("row").filter(has_text=name)).to_be_visible()
    _until(lambda: student.page.goto(f"/requests/{number}/") and name in student.page.content())
    _until(lambda: clock() != before)
    row = admin.get_by_role("row").filter(has_text=name)
    row.get_by_role("button", name=said("Remove %(name)s", name="").strip()).click()
    expect(admin.get_by_role("row").filter(has_text=name)).to_have_count(0)
