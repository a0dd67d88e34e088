"""The log of messages: found by whoever may look, told in words, sent again."""

from __future__ import annotations

import pytest

from pishkhan.identity import api as identity
from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Reason, State, Why
from tests.factories import walks
from tests.web.desk.conftest import Desk
from tests.web.desk.test_queries import counted

LOG = "/console/messages/"


def _found(desk, **asked):
    desk._keep(desk.client.get(LOG, asked))
    return desk.html.count('class="who"')


@pytest.mark.parametrize(
    "path", ["", "providers/", "providers/new/", "providers/try/", "texts/", "texts/returned/", "limits/"]
)
def test_pages_exist_for_administrators_only(iums, path):
    assert Desk(iums, "admin").get(LOG + path) == 200
    assert [Desk(iums, login).get(LOG + path) for login in ("manager", "edu.lead", "981020304")] == [404, 404, 404]


def test_rows_say_to_whom_what_how_and_what_became_of_it(demo, tell):
    row = tell(demo)
    person = demo.person("981020304")
    desk = Desk(demo, "admin")
    assert _found(desk) == 1
    for words in (person.full_name_en, "Returned for correction", "E-mail", "Demo inbox", "Sent"):
        assert words in desk.text
    assert row.address not in desk.text
    assert f"{row.address[:2]}***@" in desk.text


def test_message_is_found_by_address_name_student_number_and_request_number(demo, tell):
    tell(demo, mobile="09121110001", channel=notifications.Channel.SMS, hand_over=False)
    tell(demo, "991020305")
    request, student = walks.file(demo, "981020304"), demo.person("981020304")
    notifications.Delivery.objects.filter(message="request_filed").delete()
    desk = Desk(demo, "admin")
    for sought in ("09121110001", "+98 912 111 0001", "۰۹۱۲۱۱۱۰۰۰۱", "981020304", request.number):
        assert _found(desk, q=sought) == 1, sought
        assert student.full_name_en in desk.text
    other = demo.person("991020305")
    for sought in (identity.identifiers_of(other.id).email, other.full_name):
        assert _found(desk, q=sought) == 1, sought
        assert other.full_name_en in desk.text
    assert _found(desk, q="ناموجود") == 0
    assert "Nothing found" in desk.text


def test_filters_narrow_the_log(demo, tell):
    tell(demo)
    tell(demo, mobile="0211", channel=notifications.Channel.SMS)
    desk = Desk(demo, "admin")
    assert _found(desk) == 2
    assert [_found(desk, channel=channel) for channel in ("email", "sms", "voice")] == [1, 1, 0]
    assert [_found(desk, state=state) for state in ("sent", "failed", "waiting")] == [1, 1, 0]
    assert [_found(desk, message=key) for key in ("returned", "visit")] == [2, 0]
    assert [_found(desk, before="x", state="nonsense")] == [0]


def test_log_of_another_university_is_not_there(demo, tell, shiraz):
    row, desk = tell(demo), Desk(shiraz, "admin")
    assert _found(desk) == 0
    assert "No message was sent yet" in desk.text
    assert desk.get(f"{LOG}{row.id}/") == 404
    assert desk.post(f"{LOG}{row.id}/retry/") == 404


def test_log_is_paged_by_key(demo, tell):
    first = tell(demo, hand_over=False)
    for _ in range(50):
        last = tell(demo, hand_over=False)
    desk = Desk(demo, "admin")
    assert _found(desk) == 50
    assert f"{LOG}{last.id}/" in desk.html
    assert f"{LOG}{first.id}/" not in desk.html
    older = desk.html.split("before=")[1].split('"')[0]
    assert _found(desk, before=older) == 1
    assert f"{LOG}{first.id}/" in desk.html
    assert "Newest" in desk.text


def test_log_asks_the_same_however_many_rows(demo, tell):
    desk, found = Desk(demo, "admin"), []
    for more in (["981020304"], ["991020305", "4011020308"]):
        for login in more:
            tell(demo, login)
        desk.get(LOG)
        found.append(counted(lambda: desk.get(LOG)))
    assert found[0] == found[1], found


def test_detail_shows_words_tries_and_what_to_do(demo, tell):
    row = tell(demo)
    notifications.Attempt.objects.filter(delivery=row).update(
        outcome="fail_over", reason=Reason.CREDIT_EMPTY, vendor_code="418"
    )
    notifications.Delivery.objects.filter(id=row.id).update(
        state=State.FAILED, reason=Why.GAVE_UP, doubled=True, cost=1250
    )
    desk = Desk(demo, "admin")
    desk.get(f"{LOG}{row.id}/")
    for words in (
        "It was tried long enough without success", "The credit at the provider is used up", "418", "Send again",
        "the person may have it twice", "1,250", "See the tries for the reason",
    ):  # fmt: skip
        assert words in desk.text


def test_message_is_sent_again_once(demo, tell):
    row, desk = tell(demo), Desk(demo, "admin")
    assert desk.get(f"{LOG}{row.id}/") == 200
    assert "Send again" not in desk.text
    assert desk.post(f"{LOG}{row.id}/retry/") == 200
    assert "There is nothing here that can be tried again." in desk.text
    notifications.Delivery.objects.filter(id=row.id).update(state=State.FAILED, reason=Why.GAVE_UP)
    desk.post(f"{LOG}{row.id}/retry/")
    assert "It is being sent again." in desk.text
    row.refresh_from_db()
    assert row.state == State.WAITING


def test_code_is_never_shown(demo):
    desk = Desk(demo, "admin")
    desk.post(f"{LOG}providers/try/", channel="sms", to="09121110001")
    row = notifications.Delivery.objects.get()
    assert len(row.secret) == 6
    assert desk.path == f"{LOG}{row.id}/"
    assert row.secret not in desk.text
    assert "••••••" in desk.text
