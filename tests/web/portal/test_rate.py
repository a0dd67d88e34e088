"""The page of the closing message's link: nobody logs in, nobody learns whether another link exists."""

from __future__ import annotations

import pytest
from django.test import Client

from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import Survey
from tests.factories import letters


@pytest.fixture
def link(iums):
    closed = letters.close(iums, letters.file(iums))
    return "/rate/" + servicedesk.surveys.ask(closed).rpartition("/rate/")[2]


@pytest.fixture
def nobody(iums):
    client = Client(SERVER_NAME="iums.localhost")
    client.cookies["pk_language"] = "en"
    return client


def test_five_words_a_remark_and_thanks(nobody, link):
    page = nobody.get(link)
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "دانشجو" not in page.content.decode()[page.content.decode().index("<main") :]
    assert nobody.post(link, {"score": ""}).status_code == 422
    assert "Thank you" in nobody.post(link, {"score": "۴", "words": "خوب بود"}).content.decode()
    survey = Survey.objects.get()
    assert (survey.score, survey.words) == (4, "خوب بود")


@pytest.mark.parametrize("word", ["nothing", "a" * 24, "x" * 300])
def test_whatever_is_not_ours_gets_one_answer(nobody, link, word):
    pages = [nobody.get(f"/rate/{each}/") for each in (word, "other")]
    assert [page.status_code for page in pages] == [404, 404]
    first, second = (page.content.decode().split("<main")[1].split("</main")[0] for page in pages)
    assert first == second
    assert nobody.post(f"/rate/{word}/", {"score": "5"}).status_code == 404


def test_a_network_asks_only_so_often(nobody, link, monkeypatch):
    from pishkhan.web.portal import rate

    monkeypatch.setattr(rate, "PER_NETWORK", 2)
    assert [nobody.get("/rate/nothing/").status_code for _ in range(3)] == [404, 404, 429]
