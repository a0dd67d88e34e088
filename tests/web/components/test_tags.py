"""The tags as templates write them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

AT = dt.datetime(2026, 11, 22, 6, 50, tzinfo=dt.UTC)


def _drawn(source, **context):
    with translation.override("en"):
        return Template(source).render(Context(context))


def test_notice_has_icon_title_and_words():
    assert _drawn('{% notice "done" title="Cleared." role="status" %}All is well.{% endnotice %}') == (
        '<div class="pk-notice t-done" role="status"><svg class="i" aria-hidden="true">'
        '<use href="/static/icons.svg#check"/></svg><div><strong>Cleared.</strong> All is well.</div></div>'
    )


def test_notice_escapes_what_people_wrote():
    assert "&lt;b&gt;" in _drawn("{% notice %}{{ words }}{% endnotice %}", words="<b>")


def test_emptystate_has_one_way_on():
    page = _drawn('{% emptystate icon="inbox" title="Nothing left" %}<p>New work appears here.</p>{% endemptystate %}')
    assert "<h2>Nothing left</h2><p>New work appears here.</p>" in page


def test_text_picks_the_language_of_the_page():
    assert _drawn("{{ name|text }}", name={"fa": "خوابگاه", "en": "Dormitory"}) == "Dormitory"


def test_qs_changes_one_part_of_the_address():
    context = RequestContext(RequestFactory().get("/?q=a&page=1"))
    assert Template("{% qs page=2 %}").nodelist.render(context) == "?q=a&amp;page=2"


def test_error_summary_counts_and_links():
    page = _drawn("{% error_summary errors %}", errors=[("f8", "Choose a place."), ("f13", "Write the number.")])
    assert "Fix <bdi" in page
    assert " things" in page
    assert '<a href="#f8">Choose a place.</a>' in page


def test_error_summary_without_errors_is_nothing():
    assert _drawn("{% error_summary errors %}", errors=[]).strip() == ""


def test_timeline_marks_only_now():
    events = [
        SimpleNamespace(words="Waiting for you", at=AT, now=True),
        SimpleNamespace(words="Request filed", at=AT, now=False),
    ]
    assert _drawn("{% timeline events %}", events=events).count('class="now"') == 1


def test_message_internal_cannot_be_taken_for_a_public_one():
    """Design §3: public and internal must be impossible to confuse."""
    note, public = (
        _drawn("{% message m %}", m=SimpleNamespace(kind=kind, author="A", unit="", at=AT, body="text", files=()))
        for kind in ("note", "pub")
    )
    assert "Internal note" in note
    assert "The student sees this" not in note
    assert "The student sees this" in public


def test_message_body_is_escaped():
    m = SimpleNamespace(kind="mine", author="A", unit="", at=AT, body="<script>", files=())
    assert "&lt;script&gt;" in _drawn("{% message m %}", m=m)


def test_pk_field_takes_changes():
    page = _drawn('{% pk_field field label="Password" %}', field={"id": "f", "name": "f", "label": "Passwort"})
    assert '<label class="form-label" for="f">Password' in page


def test_filebox_keeps_the_input_and_has_words_of_the_page():
    page = _drawn('{% filebox many=True %}<input type="file" id="a" multiple>{% endfilebox %}')
    assert '<div class="pk-file" data-file="No file is chosen"><input type="file" id="a" multiple>' in page
    assert "Choose files</span>" in page
    assert "files.js" in page


def test_title_of_an_empty_state_has_no_full_stop():
    page = Template('{% load pk %}{% emptystate icon="search" title="چیزی پیدا نشد." %}<p>x</p>{% endemptystate %}')
    assert "<h2>چیزی پیدا نشد</h2>" in page.render(Context())
