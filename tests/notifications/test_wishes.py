"""What people choose to hear, and the link that ends e-mails."""

from __future__ import annotations

import pytest
from django.test import Client

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain import gathering
from pishkhan.notifications.enums import Category, Channel, State, Why, Wish
from pishkhan.notifications.models import Delivery, KeptMessage
from pishkhan.servicedesk.messages import CommentNotice, CorrectedNotice, ReturnedNotice
from tests.factories.jobs import run_jobs

STUDENT, CLERK = "981020304", "edu.lead"


@pytest.fixture
def demo(iums, day):
    notifications.put_demo(iums.id)
    return iums


def tell(university, login, message):
    notifications.send(recipient=identity.recipient_of(university.person(login).id), message=message)
    run_jobs()


def browser(login="", university=None) -> Client:
    client = Client(SERVER_NAME="iums.localhost")
    if login:
        client.force_login(university.person(login))
    return client


def channels() -> list[tuple[str, str]]:
    return [(row.message, row.channel) for row in Delivery.objects.order_by("id")]


def test_category_a_person_muted_comes_by_the_bell_only(demo):
    page = "/notifications/wishes/"
    client = browser(STUDENT, demo)
    wanted = {"conversation-sms": "never", "conversation-email": "never", "your_move-sms": "never"}
    assert client.post(page, wanted).status_code == 302
    tell(demo, STUDENT, CommentNotice.example())
    assert (channels(), notifications.unread_count(demo.actor(STUDENT))) == ([], 1)


def test_critical_message_cannot_be_muted(demo):
    """The page offers no such choice, and a forged form changes nothing."""
    client = browser(STUDENT, demo)
    client.post("/notifications/wishes/", {"your_move-sms": "never", "security-sms": "never", "alarm-sms": "daily"})
    tell(demo, STUDENT, ReturnedNotice.example())
    assert channels() == [("returned", "sms"), ("returned", "email")]
    assert "your_move-sms" not in client.get("/notifications/wishes/").content.decode()


def test_gathered_messages_go_in_one_daily_email(demo):
    for _ in range(3):
        tell(demo, CLERK, CorrectedNotice.example())
    assert {row.state for row in Delivery.objects.all()} == {State.GATHERED}
    clerk = demo.person(CLERK).id
    assert (gathering.people(), gathering.send_gathered(clerk), gathering.send_gathered(clerk)) == ([clerk], 3, 0)
    run_jobs()
    mail = KeptMessage.objects.get()
    line = "• دانشجو درخواست \u200e۱۴۰۵-۰۰۰۱۲۳ را اصلاح کرد"
    assert (mail.subject, mail.text.count(line)) == ("۳ پیام امروز", 3)


def by_email(university) -> Wish:
    lines = {line.category: line for line in notifications.wish_lines(university.actor(STUDENT), staff=False)}
    assert lines[Category.CONVERSATION].wishes[Channel.SMS] == Wish.AT_ONCE
    return lines[Category.CONVERSATION].wishes[Channel.EMAIL]


@pytest.mark.parametrize("login", [STUDENT, ""])
def test_one_click_ends_a_category_without_login_or_token(demo, login):
    """RFC 8058: a mail program posts without cookies."""
    tell(demo, STUDENT, CommentNotice.example())
    mail = KeptMessage.objects.get(channel="email")
    path = mail.text[mail.text.index("/unsubscribe/") :].split()[0]
    client = Client(SERVER_NAME="iums.localhost", enforce_csrf_checks=True)
    if login:
        client.force_login(demo.person(login))
    assert (client.get(path).status_code, by_email(demo)) == (200, Wish.AT_ONCE)
    assert (client.post(path, {"List-Unsubscribe": "One-Click"}).status_code, by_email(demo)) == (200, Wish.NEVER)


@pytest.mark.parametrize("change", [lambda word: word[:-1], lambda word: word[5:], lambda word: "x"])
def test_word_that_was_changed_ends_nothing(demo, change):
    tell(demo, STUDENT, CommentNotice.example())
    mail = KeptMessage.objects.get(channel="email")
    word = mail.text[mail.text.index("/unsubscribe/") :].split()[0].split("/")[2]
    assert browser().post(f"/unsubscribe/{change(word)}/").status_code == 404
    assert Client(SERVER_NAME="shiraz.localhost").post(f"/unsubscribe/{word}/").status_code == 404


def test_link_that_ends_the_daily_email_ends_all_that_is_gathered(demo):
    tell(demo, CLERK, CorrectedNotice.example())
    gathering.send_gathered(demo.person(CLERK).id)
    run_jobs()
    mail = KeptMessage.objects.get()
    browser().post(mail.text[mail.text.index("/unsubscribe/") :].split()[0])
    lines = {line.category: line for line in notifications.wish_lines(demo.actor(CLERK), staff=True)}
    assert lines[Category.OFFICE].wishes[Channel.EMAIL] == Wish.NEVER


def test_message_muted_after_it_was_gathered_is_not_sent_and_not_sent_again(demo):
    """Nobody can send it over the person's wish, an administrator neither."""
    tell(demo, CLERK, CorrectedNotice.example())
    browser(CLERK, demo).post("/notifications/wishes/", {"office-email": "never"})
    assert gathering.send_gathered(demo.person(CLERK).id) == 0
    row = Delivery.objects.get()
    assert (row.state, row.reason) == (State.STOPPED, Why.MUTED)
    with pytest.raises(DomainError, match="retry_none"):
        notifications.retry(actor=demo.actor("admin"), delivery_id=row.pk)
