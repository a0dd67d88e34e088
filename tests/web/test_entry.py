"""What happens to those who are not, or no longer, logged in, and to addresses that only take forms."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pishkhan.web.entry import page_behind
from tests.factories import walks

WORDS = "این متن را با زحمت نوشته‌ام"


@pytest.fixture
def task(shiraz):
    request = walks.file(shiraz, "97204001")
    walks.walk(shiraz, request, until="counselling")
    return walks.task_at(request, "counselling")


@pytest.mark.django_db
def test_form_of_an_ended_session_gives_its_words_back_and_leads_to_its_page(shiraz, client, task):
    """A17, A18: nothing is recorded, nothing is lost, and the way back can be opened."""
    host = {"HTTP_HOST": "shiraz.localhost"}
    page = f"/desk/task/{task.id}/"
    answer = client.post(
        f"{page}send/", {"status": "clear", "to_student": WORDS, "key": uuid4().hex, "password": "a b"}, **host
    )
    assert answer.status_code == 401
    assert WORDS in answer.content.decode()
    assert "a b" not in answer.content.decode()
    assert f"destination={page.replace('/', '%2F')}" in answer.content.decode()
    told = client.post(f"{page}note/", {"body": WORDS}, HTTP_REFERER=f"http://shiraz.localhost{page}?x=1", **host)
    assert "x%3D1" in told.content.decode()
    strange = client.post(f"{page}note/", {"body": WORDS}, HTTP_REFERER="http://evil.example/desk/", **host)
    assert "evil" not in strange.content.decode()
    task.refresh_from_db()
    assert task.status == "ready"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/desk/task/{id}/send/", "/desk/task/{id}/"), ("/desk/task/{id}/debts/", "/desk/task/{id}/"),
        ("/desk/next/", "/desk/"), ("/requests/1405-000001/comment/", "/requests/1405-000001/"),
        ("/notifications/read/", "/notifications/"), ("/settings/language/", "/"), ("/logout/", "/"),
    ],
)  # fmt: skip
def test_address_that_only_takes_forms_leads_to_its_page(shiraz, client, task, address, page):
    client.force_login(shiraz.person("counselling"))
    answer = client.get(address.format(id=task.id), HTTP_HOST="shiraz.localhost")
    assert (answer.status_code, answer.headers["Location"]) == (302, page.format(id=task.id))
    assert page_behind(address.format(id=task.id)) == page.format(id=task.id)


@pytest.mark.django_db
def test_bare_address_offers_the_universities_and_no_dead_ends(client, shiraz):
    page = client.get("/", HTTP_HOST="127.0.0.1").content.decode()
    assert "shiraz.localhost" in page
    for dead in ("/login/", "/register/", "/help/", "/check/"):
        assert f'href="{dead}' not in page
