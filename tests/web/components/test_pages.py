"""Base pages, login, errors: what stands on every page, and that the content policy lets it."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from pishkhan.web.components import apps

ROOM = Path(apps.__file__).parent
TEMPLATES = sorted((ROOM / "templates").rglob("*.html"))
ERRORS = ["400", "403", "403_csrf", "404", "409", "413", "429"]
INSTITUTION = SimpleNamespace(
    name={"fa": "دانشگاه نمونه", "en": "Demo University"}, phone="+982147701000", extensions="210-217", hours={}
)
STUDENT = SimpleNamespace(name="Demo Student", number="981020304", role_line="", is_staff=False)
OFFICER = SimpleNamespace(name="Demo Officer", number="", role_line="Dormitory", is_staff=True)


class _Login(forms.Form):
    login = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)


def _page(template, lang="en", me=None, theme="light", **more):
    """The context is given here, not by the processor that asks the database."""
    context = {
        "demo": True, "me": me, "institution": INSTITUTION, "unread": 2 if me else 0, "my_open": 1 if me else 0,
        "theme": theme, "lang": lang, "dir": "rtl" if lang == "fa" else "ltr",
        "nav": [("/", "Home", "home", True)], "side": [],
        "request": RequestFactory().get("/here/?a=1"), "csrf_token": "token", **more,
    }  # fmt: skip
    with translation.override(lang):
        return render_to_string(template, context)


def test_every_signed_in_page_says_who_i_am_and_lets_me_out():
    """A15, A16"""
    page = _page("base.html", me=STUDENT)
    assert "Demo Student" in page
    assert "981020304" in page
    assert 'action="/logout/" method="post"' in page
    assert "My requests" in page


def test_officer_has_no_requests_of_their_own():
    page = _page("base_desk.html", me=OFFICER)
    assert "Dormitory" in page
    assert "My requests" not in page


@pytest.mark.parametrize(("lang", "direction", "style"), [("fa", "rtl", "tabler.rtl.css"), ("en", "ltr", "tabler.css")])
def test_direction_and_stylesheet_follow_the_language(lang, direction, style):
    page = _page("base.html", lang=lang)
    assert f'<html lang="{lang}" dir="{direction}" data-bs-theme="light">' in page
    assert f'href="/static/{style}"' in page


def test_theme_not_chosen_is_left_to_the_system():
    assert "data-bs-theme=" not in _page("base.html", theme="auto")


def test_language_and_theme_are_plain_forms_that_come_back_here():
    page = _page("base.html")
    assert 'action="/settings/language/" method="post"' in page
    assert 'action="/settings/theme/" method="post"' in page
    assert 'name="next" value="/here/?a=1"' in page


def test_help_line_has_phone_and_extensions():
    """A7"""
    page = _page("base.html")
    assert 'href="tel:+982147701000"' in page
    assert ">210</bdi> to <bdi" in page


def test_demo_strip_only_in_the_demonstration():
    assert "all names, numbers and amounts are made up" in _page("base.html")
    assert "made up" not in _page("base.html", demo=False)


def test_every_page_loads_only_its_own_small_scripts():
    """Attributes that nothing reads are not paid for: theme and toasts are all that every page loads."""
    assert re.findall(r'<script[^>]* src="/static/([^".]+)', _page("base.html")) == ["js/theme", "js/toasts"]


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("code", ERRORS)
def test_error_page_has_a_heading_and_a_way_on(code, lang):
    page = _page(f"{code}.html", lang=lang)
    assert page.count("<h1") == 1
    assert 'class="btn btn-primary" href="/"' in page


def test_error_page_says_the_reason_that_was_given():
    assert "Demo Colleague did this at 10:41." in _page("409.html", reason="Demo Colleague did this at 10:41.")


def test_conflict_gives_the_text_back():
    """Design §5, 16: the text of the slower person is kept."""
    assert '<dd dir="auto">what I wrote</dd>' in _page("409.html", kept=[("Address", "what I wrote")])


def test_forbidden_stranger_may_log_in_and_come_back():
    """A17"""
    assert 'href="/login/?destination=/here/%3Fa%3D1"' in _page("403.html")


@pytest.mark.parametrize("code", ["500", "503"])
def test_broken_page_needs_nothing(code):
    source = (ROOM / "templates" / f"{code}.html").read_text()
    assert "{%" not in source
    assert "{{" not in source


def test_login_has_the_institutions_word_for_the_identifier():
    """A9"""
    page = _page("login.html", form=_Login(), errors=[], login_label={"fa": "شماره دانشجویی", "en": "Student number"})
    assert ">Student number</label>" in page
    assert "Don't have a login?" in page.replace("&#x27;", "'")


def test_login_does_not_offer_to_stay_logged_in():
    """A12"""
    assert 'type="checkbox"' not in _page("login.html", form=_Login(), errors=[])


def test_login_forgotten_password_opens_the_wizard():
    """A10"""
    assert 'href="/activate/"' in _page("login.html", form=_Login(), errors=[])


def test_login_keeps_the_asked_page():
    """A17"""
    page = _page("login.html", form=_Login(), errors=[], destination="/requests/7/")
    assert '<input type="hidden" name="destination" value="/requests/7/">' in page


def test_login_lists_errors_on_top():
    page = _page("login.html", form=_Login(), errors=[("id_login", "Write the number.")])
    assert '<a href="#id_login">Write the number.</a>' in page


def test_home_says_why_a_service_is_closed():
    types = [
        {"title": "Clearance", "who": "Graduates", "url": "/services/clearance/", "open": True, "why": ""},
        {"title": "Research stay", "who": "", "url": "/x/", "open": False, "why": "Opens on 1 Bahman"},
    ]
    page = _page("home.html", directorates=[{"title": "Education", "icon": "grad", "types": types}])
    assert 'href="/services/clearance/"' in page
    assert "Opens on 1 Bahman" in page
    assert 'href="/x/"' not in page


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_no_inline_style_or_script(path):
    source = path.read_text()
    assert re.findall(r"\sstyle=|<style|\son[a-z]+=|javascript:", source) == []
    assert [tag for tag in re.findall(r"<script[^>]*>", source) if "src=" not in tag] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_posts_with_a_token(path):
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL):
        assert "csrf_token" in form


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.name not in {"500.html", "503.html"}], ids=lambda p: p.name)
def test_template_says_what_it_reads(path):
    assert "{% comment %}" in path.read_text()
