"""An institution's own words in the place of ours."""

from __future__ import annotations

import pytest

from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import TextVersion
from tests.web.desk.conftest import Desk
from tests.web.desk.test_queries import counted

TEXTS = "/console/messages/texts/"
PAGE = f"{TEXTS}returned/?language=fa"
OWN = "درخواست {number} را تا {reply_by} درست کنید."


def _put(desk, body, *, number=0, surface="sms", **more):
    return desk.post(PAGE, surface=surface, language="fa", number=number, body=body, **more)


def test_every_message_is_listed_and_has_its_page(iums):
    desk = Desk(iums, "admin")
    desk.get(TEXTS)
    for key in notifications.registry:
        assert f'href="{TEXTS}{key}/"' in desk.html
        for language in ("fa", "en"):
            assert Desk(iums, "admin").get(f"{TEXTS}{key}/?language={language}") == 200
    assert [desk.get(path) for path in (f"{TEXTS}nothing/", f"{TEXTS}returned/?language=de")] == [404, 404]


def test_own_text_is_shown_counted_and_taken_back(iums):
    desk = Desk(iums, "admin")
    assert _put(desk, OWN) == 200
    assert "Messages go out with this text from now on." in desk.text
    assert OWN in desk.html
    assert "1405-000123 را تا" in desk.text.replace("\u200e", "")
    assert "Parts of the text message: 1" in desk.text
    desk.get(TEXTS)
    assert desk.text.count("Changed") == 1
    _put(desk, "", number=1, ours="1")
    assert "The original text is back." in desk.text
    assert all(OWN not in area.split("</textarea>")[0] for area in desk.html.split('name="body"')[1:])
    assert "2 versions" in desk.text
    assert list(TextVersion.objects.values_list("number", "body").order_by("number")) == [(1, OWN), (2, "")]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("درخواست {number}", "{reply_by} is missing."), (OWN + " {x}", "This message has no {x}."),
        (OWN + " الف" * 400, "The text is too long."), ("  ", "Write the text, or take the original one back."),
    ],
)  # fmt: skip
def test_bad_text_is_told_and_stays(iums, body, words):
    desk = Desk(iums, "admin")
    assert _put(desk, body) == 422
    assert words in desk.text
    assert body.strip() in desk.html
    assert '<a href="#t-sms">' in desk.html
    assert 'id="t-sms"' in desk.html
    assert not TextVersion.objects.exists()


def test_text_that_somebody_else_changed_meanwhile_stays_on_the_page(iums):
    desk = Desk(iums, "admin")
    _put(desk, OWN)
    assert _put(desk, OWN + " همین.") == 422
    assert "Somebody wrote another version meanwhile." in desk.text
    assert 'name="number" value="1"' not in desk.html, "pressing once more must not overwrite either"
    assert OWN + " همین." in desk.html
    assert TextVersion.objects.count() == 1


def test_title_goes_with_its_text(iums):
    desk = Desk(iums, "admin")
    assert _put(desk, "تا {reply_by} وقت دارید.", surface="email", title="درخواست {number}") == 200, desk.text
    row = TextVersion.objects.get()
    assert (row.title, row.surface) == ("درخواست {number}", "email")


def test_words_of_one_university_are_not_those_of_another(iums, shiraz):
    _put(Desk(iums, "admin"), OWN)
    desk = Desk(shiraz, "admin")
    desk.get(PAGE)
    assert OWN not in desk.html


def test_pages_ask_the_same_however_many_versions(iums):
    desk, found = Desk(iums, "admin"), []
    for numbers in (range(1), range(1, 3)):
        for number in numbers:
            _put(desk, f"{OWN} {number}", number=number)
        for path in (TEXTS, PAGE):
            desk.get(path)
            found.append(counted(lambda path=path: desk.get(path)))
    assert found[:2] == found[2:], found


def test_code_is_previewed_with_the_line_a_browser_finds_it_by(iums):
    desk = Desk(iums, "admin")
    desk.get(f"{TEXTS}verification_code/?language=fa")
    assert "@desk.example #123456" in desk.text
