"""The public front as visitors of one institution read it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import Wording
from tests.factories.packs import load
from tests.web.desk.test_queries import counted

IUMS = {"SERVER_NAME": "iums.localhost"}
SAORG = {"SERVER_NAME": "saorg.localhost"}


def read(client, path, host=IUMS, **cookies):
    for name, value in cookies.items():
        client.cookies[name] = value
    response = client.get(path, **host)
    assert response.status_code == 200, path
    return response.content.decode()


def publish(university, kind, title, body="متن", **facts):
    made = organisation.articles.begin_article(
        actor=university.actor("admin"), kind=kind, wording=Wording(title={"fa": title}, body={"fa": [body]}, **facts)
    )
    organisation.articles.publish(actor=university.actor("admin"), article_id=made.article_id, seen=(1, 0))
    return organisation.Article.objects.get(id=made.article_id)


@pytest.fixture
def saorg(db):
    return load("saorg")


def test_e2_home_has_banner_day_news_menu_and_directorates(client, saorg):
    home = read(client, "/", SAORG)
    for words in (
        "وزارت علوم، تحقیقات و فناوری", "سازمان امور دانشجویان", "اطلاعیه در خصوص فراموشی نام کاربری و رمز عبور سامانه",
        "تقویم آزمون زبان", "سوالات متداول", "خدمات", "اطلاع‌رسانی فرایندها", "اداره کل بورس و اعزام دانشجویان",
    ):  # fmt: skip
        assert words in home, words
    assert f'<time datetime="{timezone.localdate()}">' in home
    assert re.search(r'href="/news/forgotten/".{,400}۱۰:۰۵', home, re.DOTALL), "news is told with its hour"


def test_d1_home_leads_to_paying_with_the_faculty_chosen(client, db):
    load("uok-ghorveh")
    home = read(client, "/", {"SERVER_NAME": "uok.localhost"})
    assert re.search(r"دسترسی سریع.*href=\"/payments/\?centre=ghorveh\"", home, re.DOTALL)


def test_news_is_read_page_by_page_and_one_by_one(client, iums):
    for place in range(25):
        publish(iums, "news", f"خبر شماره {place:02}", day=date(2027, 1, 1) + timedelta(place))
    first = read(client, "/news/")
    assert [first.count(f"خبر شماره {n:02}") for n in (24, 5, 4)] == [1, 1, 0]
    address = re.search(r'href="\?before=([^"]+)"', first)[1]
    second = read(client, f"/news/?before={address}")
    assert [second.count(f"خبر شماره {n:02}") for n in (5, 4, 0)] == [0, 1, 1]
    one = re.search(r'href="(/news/[^"/]+/)"[^>]*>خبر شماره 04', second)[1]
    assert "<h1" in read(client, one)
    for strange in ("x", "2026-13-01.x", "2026-01-01", "2026-01-01.01a2187d-1b88-72e9-95f9-12e659bef5570"):
        assert "خبر شماره 24" in read(client, f"/news/?before={strange}")


def test_calendar_parts_what_comes_from_what_is_over(client, iums):
    today = timezone.localdate()
    publish(iums, "calendar", "رویداد فردا", day=today + timedelta(1))
    publish(iums, "calendar", "رویداد جاری", day=today - timedelta(5), until=today)
    publish(iums, "calendar", "رویداد دیروز", day=today - timedelta(1))
    coming, over = read(client, "/calendar/").split('id="h-over"')
    assert [(words in coming, words in over) for words in ("رویداد فردا", "رویداد جاری", "رویداد دیروز")] == [
        (True, False), (True, False), (False, True),
    ]  # fmt: skip


def test_questions_about_a_service_stand_on_its_page_too(client, iums):
    publish(iums, "question", "پرسش تسویه", about="clearance")
    publish(iums, "question", "پرسش همگانی")
    assert {"پرسش تسویه", "پرسش همگانی"} <= {words for words in ("پرسش تسویه", "پرسش همگانی")
                                              if words in read(client, "/questions/")}  # fmt: skip
    service = read(client, "/services/clearance/")
    assert ("پرسش تسویه" in service, "پرسش همگانی" in service) == (True, False)


def test_words_of_another_language_say_so(client, iums):
    article = publish(iums, "news", "تنها فارسی", day=date(2027, 1, 1))
    page = read(client, f"/news/{article.key}/", pk_language="en")
    assert '<html lang="en" dir="ltr"' in page
    assert re.search(r'<h1 id="h-item" lang="fa" dir="rtl">تنها فارسی', page)


def test_what_was_written_cannot_break_the_page(client, iums):
    body = '<img src=x onerror="x"> https://uni.example/a'
    article = publish(iums, "news", "<script>alert(1)</script>", body, day=date(2027, 1, 1))
    for path in (f"/news/{article.key}/", "/news/", "/", "/search/?q=script", "/search/?q=onerror", "/news/feed.xml"):
        page = read(client, path)
        assert ("<script>alert" in page, "<img src=x" in page) == (False, False), path


@pytest.mark.parametrize("path", ["/news/nothing/", "/processes/forgotten-password/", "/pages/nothing/", "/news/card/"])
def test_what_is_not_there_is_not_found(client, iums, shiraz, path):
    """Also news of another university, and news under another kind."""
    assert client.get(path, **IUMS).status_code == 404


def test_search_counts_marks_and_says_what_is_searched(client, iums):
    publish(iums, "news", "گردهمایی انجمن", "گردهماییِ سالانهٔ انجمن‌های علمی برگزار می‌شود.", day=date(2027, 1, 1))
    page = read(client, "/search/?q=انجمن", pk_language="en")
    assert "Write whole words; parts of words are not searched." in page
    assert "<mark>انجمن‌های</mark>" in page
    assert re.search(r">1</bdi> article<", re.sub(r"\s+", " ", page)) or "1 article" in page
    assert "گردهمایی انجمن" not in read(client, "/search/?q=گردهما", pk_language="en")
    assert "Nothing found" in read(client, "/search/?q=قطعاناموجود")
    assert "Nothing found" not in read(client, "/search/?q=")
    assert "درخواست تسویه حساب" in read(client, "/search/?q=تسويه", pk_language="fa")


def test_search_is_bounded(client, iums, monkeypatch):
    from pishkhan.organisation.domain.queries import articles as queries

    monkeypatch.setattr(queries, "MOST_FOUND", 5)
    monkeypatch.setattr(queries, "SHOWN_FOUND", 3)
    for place in range(7):
        publish(iums, "page", f"کمیاب {place}")
    page = read(client, "/search/?q=کمیاب", pk_language="en")
    assert ("more than" in page, page.count('<li><a href="/pages/')) == (True, 3)
    assert "Add a word to find fewer." in page
    assert client.get("/search/", {"q": "واژه " * 5_000}, **IUMS).status_code == 200


def test_feeds_are_of_one_institution_and_language(client, iums, shiraz):
    persian, english = read(client, "/news/feed.xml"), read(client, "/news/feed.en.xml")
    assert 'xml:lang="fa"' in persian
    assert "دانش‌آموختگان نیم‌سال تابستان" in persian
    assert 'xml:lang="en"' in english
    assert "Summer graduates" in english
    assert "http://iums.localhost/news/summer-graduates/" in english
    assert "تحویل کارت دانشجویی به بخش" not in persian
    response = client.get("/news/feed.en.xml", **IUMS)
    assert (response["Content-Type"], response["Content-Language"]) == ("application/atom+xml; charset=utf-8", "en")


def test_map_of_the_site_names_every_public_page_and_each_opens(client, iums):
    found = re.findall(r"<loc>http://iums\.localhost([^<]+)</loc>", read(client, "/sitemap.xml"))
    assert {"/", "/news/", "/news/summer-graduates/", "/services/clearance/", "/pages/privacy/"} <= set(found)
    assert [path for path in found if client.get(path, **IUMS).status_code != 200] == []
    robots = read(client, "/robots.txt")
    assert "Disallow: /console/" in robots
    assert "Sitemap: http://iums.localhost/sitemap.xml" in robots


def test_pages_ask_the_same_however_much_was_written(client, iums):
    """Home, news, search, calendar, questions: so many statements, and no more with more articles."""
    found = []
    for more in (0, 12):
        for place in range(more):
            publish(iums, "news", f"انجمن {place}", day=date(2027, 1, 1) + timedelta(place))
            publish(iums, "question", f"انجمن {place}", about="clearance")
        for path in ("/", "/news/", "/search/?q=انجمن", "/calendar/", "/questions/"):
            client.get(path, **IUMS)
            found.append(counted(lambda path=path: client.get(path, **IUMS)))
    assert (found[0], found[1], found[5:]) == (6, 1, [6, 1, 4, 3, 2]), found
