"""The console writes the front: drafts, preview, publishing, versions."""

from __future__ import annotations

import re

import pytest

from pishkhan.organisation.api import Article, ArticleVersion
from pishkhan.servicedesk import api as servicedesk
from tests.web.desk.conftest import Desk
from tests.web.desk.test_queries import counted

LIST = "/console/front/"
NEWS = {
    "title_fa": "خبر آزمون", "body_fa": "بند یک\r\n\r\nبند دو", "title_en": "Exam news", "body_en": "One",
    "day": "۱۴۰۵/۰۹/۰۵", "about": "", "until": "", "position": "",
}  # fmt: skip


def written(university, do="publish", kind="news", **changes):
    """A new article through its page; the desk that wrote it stands on the page it led to."""
    desk = Desk(university, "admin")
    desk.post(f"{LIST}new/?kind={kind}", **{**NEWS, **changes}, do=do)
    return desk


def visitor(client, path):
    response = client.get(path, SERVER_NAME="iums.localhost")
    return response.content.decode() if response.status_code == 200 else ""


def seen(desk):
    return re.search(r'name="seen" value="([^"]*)"', desk.html)[1]


def test_news_is_written_previewed_and_published(iums, client):
    desk = written(iums, "preview")
    assert desk.path.endswith("/preview/")
    assert "Visitors do not see this yet" in desk.text
    assert re.search(r"<p>One</p>", desk.html)
    article = Article.objects.get(key="exam-news")
    assert visitor(client, "/news/exam-news/") == ""
    page = f"{LIST}{article.id}/"
    desk.get(page)
    assert "Draft, not published yet" in desk.text
    desk.post(page, **NEWS, seen=seen(desk), do="publish")
    assert "Published. Visitors read it from now on." in desk.text
    front = visitor(client, "/news/exam-news/")
    assert re.search(r"<p>بند یک</p>\s*<p>بند دو</p>", front)
    assert "خبر آزمون" in visitor(client, "/")


def test_preview_is_the_page_of_visitors(iums, client):
    """The same body, but for what says that it is a preview."""
    written(iums)
    article = Article.objects.get(key="exam-news")
    desk = Desk(iums, "admin")
    desk.get("/news/exam-news/")
    real = re.search(r"<article.*</article>", desk.html, re.DOTALL)[0]
    desk.get(f"{LIST}{article.id}/preview/")
    drawn = re.search(r"<article.*</article>", desk.html, re.DOTALL)[0]
    assert drawn == real


@pytest.mark.parametrize("kind", ["process", "calendar", "question", "guide", "terms", "page"])
def test_every_kind_is_written_previewed_and_read(iums, client, kind):
    desk = written(iums, kind=kind)
    article = Article.objects.get(key="exam-news", kind=kind)
    assert desk.get(f"{LIST}{article.id}/preview/") == 200
    assert "Exam news" in desk.text
    places = {
        "process": "/processes/exam-news/", "calendar": "/calendar/", "question": "/questions/", "guide": "/help/",
        "terms": "/terms/", "page": "/pages/exam-news/",
    }  # fmt: skip
    assert "خبر آزمون" in visitor(client, places[kind])
    desk.get(f"{LIST}?kind={kind}")
    assert "Exam news" in desk.text


def test_parts_of_the_home_page_are_edited_too(iums, client):
    desk = Desk(iums, "admin")
    hero = Article.objects.get(institution_id=iums.id, kind="block", key="hero")
    desk.get(f"{LIST}{hero.id}/")
    desk.post(f"{LIST}{hero.id}/", title_fa="عنوان تازه", body_fa="زیرعنوان تازه", title_en="", body_en="",
              seen=seen(desk), do="preview")  # fmt: skip
    assert "عنوان تازه" in desk.html
    assert "عنوان تازه" not in visitor(client, "/")
    desk.get(f"{LIST}{hero.id}/")
    desk.post(f"{LIST}{hero.id}/", title_fa="عنوان تازه", body_fa="زیرعنوان تازه", title_en="", body_en="",
              seen=seen(desk), do="publish")  # fmt: skip
    assert "زیرعنوان تازه" in visitor(client, "/")
    desk.get(f"{LIST}?kind=block")
    assert "What registering is for" in desk.text, "a part nobody wrote is offered"
    assert desk.get(f"{LIST}new/?kind=block&key=register") == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title_fa": ""}, "Write a title in Persian."), ({"body_fa": ""}, "Write the text in Persian before"),
        ({"day": ""}, "Write the day before you publish it."), ({"day": "۱۴۰۵/۱۳/۴۰"}, ""),
        ({"body_fa": "x" * 4_001}, "At most 100 paragraphs"),
    ],
)
def test_refused_words_stay_on_the_page(iums, changes, words):
    desk = written(iums, **changes)
    assert desk.status == 422
    assert words in desk.text
    kept = {**NEWS, **changes}
    assert kept["title_en"] in desk.html
    assert all(line in desk.html for line in kept["body_fa"].splitlines())
    assert not Article.objects.filter(key="exam-news", published__isnull=False).exists()


def test_words_that_meet_somebody_elses_stay_and_nothing_is_kept(iums):
    written(iums, "save")
    article = Article.objects.get(key="exam-news")
    page, one, two = f"{LIST}{article.id}/", Desk(iums, "admin"), Desk(iums, "admin")
    one.get(page), two.get(page)
    one.post(page, **{**NEWS, "title_fa": "نخستین"}, seen=seen(one), do="save")
    old = seen(two)
    assert two.post(page, **{**NEWS, "title_fa": "دومین"}, seen=old, do="publish") == 422
    assert "Somebody changed this meanwhile" in two.text
    assert "دومین" in two.html
    assert seen(two) == old, "pressing once more must not overwrite either"
    assert list(ArticleVersion.objects.filter(article=article).values_list("title__fa", flat=True)) == ["نخستین"]
    assert two.post(page, **NEWS, seen="x", do="save") == 422


def test_versions_say_who_and_when_and_are_taken_up_again(iums, client):
    desk = written(iums)
    page = desk.path
    desk.post(page, **{**NEWS, "title_fa": "متن دوم"}, seen=seen(desk), do="publish")
    assert desk.text.count("Demo Administrator") >= 2
    assert "متن دوم" in visitor(client, "/news/exam-news/")
    change = f"{page}change/"
    desk.post(change, do="again", number="1", seen=seen(desk))
    assert "The earlier words are a draft now." in desk.text
    assert "متن دوم" in visitor(client, "/news/exam-news/")
    desk.post(page, **NEWS, seen=seen(desk), do="publish")
    assert "<h1 id=\"h-item\">خبر آزمون" in visitor(client, "/news/exam-news/")
    held = seen(desk)
    for number in ("9", "x", "", "٣"):
        assert desk.post(change, do="again", number=number, seen=held) == 404
    desk.post(change, do="archive")
    assert visitor(client, "/news/exam-news/") == ""
    desk.get(f"{LIST}?kind=news&archived")
    assert "Exam news" in desk.text
    desk.post(change, do="restore")
    assert visitor(client, "/news/exam-news/")


@pytest.mark.parametrize("login", ["manager", "edu.lead", "nutrition", "981020304"])
def test_nobody_else_sees_or_edits(iums, shiraz, login):
    page = written(iums).path
    for desk in (Desk(iums, login), Desk(shiraz, "admin")):
        assert [desk.get(path) for path in (page, f"{page}preview/")] == [404, 404]
        for path, given in ((page, {**NEWS, "seen": "1.0", "do": "publish"}), (f"{page}change/", {"do": "archive"})):
            assert desk.post(path, **given) == 404
    desk = Desk(iums, login)
    assert [desk.get(LIST), desk.get(f"{LIST}new/?kind=news"), desk.post(f"{LIST}new/?kind=news", **NEWS)] == [404] * 3
    assert Article.objects.get(key="exam-news").archived_at is None


@pytest.mark.parametrize(
    "path", ["?kind=x", "new/", "new/?kind=block", "new/?kind=block&key=x", "new/?kind=news&key=hero"]
)
def test_strange_addresses_are_not_found(iums, path):
    assert Desk(iums, "admin").get(LIST + path) == 404


def test_list_asks_the_same_however_long_it_is(iums):
    desk, found = Desk(iums, "admin"), []
    for more in (1, 6):
        for place in range(more):
            written(iums, title_en=f"News {more} {place}")
        desk.get(LIST)
        found.append(counted(lambda: desk.get(LIST)))
    assert found[0] == found[1], found


def test_list_begins_with_the_latest_day_page_by_page(iums, monkeypatch):
    from pishkhan.organisation.domain.queries import articles as queries

    monkeypatch.setattr(queries, "PAGE", 4)
    for day in ("05", "29", "17"):
        written(iums, title_fa=f"خبر {day}", title_en=f"News {day}", day=f"1405/10/{day}")
    written(iums, "save", title_fa="پیش‌نویس", title_en="News 01", day="1405/11/01")
    desk = Desk(iums, "admin")
    desk.get(LIST)
    found = re.findall(r"News \d\d", desk.text.split("Title", 1)[1])
    assert found == ["News 01", "News 29", "News 17", "News 05"]
    before = re.search(r"before=([0-9a-f-]+)", desk.html)[1]
    desk.get(f"{LIST}?before={before}")
    assert not re.search(r"News \d\d", desk.text)
    assert "Summer graduates" in desk.text


def test_what_was_never_published_is_put_aside_not_taken_off_the_front(iums):
    desk = written(iums, "save")
    assert "Take it off the front" not in desk.text
    desk.post(f"{desk.path}change/", do="archive")
    assert "The draft is put aside." in desk.text
    assert "Put it back on the front" not in desk.text
    desk.post(f"{desk.path}change/", do="restore")
    assert "The draft is in the list again." in desk.text


def test_english_boxes_say_that_they_are_english(iums):
    desk = written(iums, "save")
    for name in ("title_en", "body_en"):
        assert re.search(rf'name="{name}" lang="en"', desk.html), name


def test_menu_counts_questions_without_an_answer(iums):
    desk = Desk(iums, "admin")
    assert desk.get(LIST) == 200
    assert "Questions to the support 2" not in desk.text
    for _each in range(2):
        servicedesk.enquiries.ask(actor=iums.actor("admin"), name="نمونه", address="a@uni.example", body="چه کنم؟")
    desk.get(LIST)
    assert "Questions to the support 2" in desk.text
