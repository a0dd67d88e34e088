"""Design §3, forms: every type of field, drawn so that it can be filled, read and corrected."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from pishkhan.web.components.fields import Field, Option, view_of

CITIES = [Option("c1", "Tehran"), Option("other", "Other")]


def _drawn(field, lang="en"):
    with translation.override(lang):
        return Template("{% pk_field field %}").render(Context({"field": field}))


def _choices(number):
    return [Option(str(n), f"Choice {n}") for n in range(number)]


@pytest.mark.parametrize(
    ("kind", "options", "control"),
    [
        ("textfield", 0, "input"),
        ("number", 0, "input"),
        ("rials", 0, "input"),
        ("jalali_date", 0, "input"),
        ("mobile", 0, "input"),
        ("landline", 0, "input"),
        ("national_id", 0, "input"),
        ("postal_code", 0, "input"),
        ("textarea", 0, "textarea"),
        ("address", 0, "textarea"),
        ("select", 3, "select"),
        ("radio", 5, "tiles"),
        ("radio", 6, "select"),
        ("checkbox", 0, "checkbox"),
        ("checklist", 3, "checklist"),
        ("filepicker", 0, "file"),
        ("text", 0, "static"),
        ("group", 0, "group"),
    ],
)
def test_control_of_each_type(kind, options, control):
    assert Field("f", "f", "F", kind, options=_choices(options)).control == control


def test_locked_field_shows_its_source_and_sends_nothing():
    """B8"""
    page = _drawn(
        Field("f1", "name", "Name", value="Demo", locked=True, source="From the record", report_url="/report/")
    )
    assert " readonly" in page
    assert "From the record" in page
    assert 'href="/report/"' in page
    assert 'name="name"' not in page


def test_locked_choice_shows_its_words():
    page = _drawn(Field("f1", "city", "City", "select", value="c1", options=CITIES, locked=True))
    assert 'value="Tehran"' in page


def test_number_takes_persian_digits():
    """X2: `type="number"` would refuse them."""
    page = _drawn(Field("f6", "no", "Number", "number", value="12"), "fa")
    assert 'type="text"' in page
    assert 'inputmode="numeric"' in page
    assert 'value="۱۲"' in page


def test_numbered_label_keeps_its_order():
    """B7"""
    page = _drawn(Field("f5", "card", "Card", number="5"))
    assert '<span class="n"><bdi class="num" dir="ltr">5</bdi>.</span>Card' in page


def test_error_is_tied_to_its_field():
    page = _drawn(Field("f8", "city", "City", "select", options=CITIES, errors=["Choose a city."], help="Where"))
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="f8-e f8-h"' in page
    assert 'id="f8-e"' in page
    assert "Choose a city." in page


def test_rials_are_grouped_and_said_in_toman():
    page = _drawn(Field("a", "amount", "Amount", "rials", value="4500000"))
    assert 'value="4,500,000"' in page
    assert "Equal to four hundred" in page


def test_rials_not_yet_an_amount_stay_as_typed():
    assert 'value="4,50"' in _drawn(Field("a", "amount", "Amount", "rials", value="4,50"))


def test_long_select_asks_for_the_filter():
    assert "data-search=" in _drawn(Field("f", "f", "F", "select", options=_choices(13)))
    assert "data-search=" not in _drawn(Field("f", "f", "F", "select", options=_choices(6)))


def test_other_is_posted_under_the_same_name():
    """B9"""
    page = _drawn(Field("f8", "city", "City", "select", options=CITIES, value="other", other=True, other_value="Bam"))
    assert page.count('name="city"') == 2
    assert 'value="Bam"' in page


def test_option_carries_what_narrows_it():
    option = Option("n", "Nursing", {"faculty": ["nm"]})
    page = _drawn(Field("f15", "field", "Field", "select", options=[option]))
    assert 'data-when="{&quot;faculty&quot;: [&quot;nm&quot;]}"' in page


def test_conditional_field_carries_its_rules_and_hides_only_with_scripts():
    page = _drawn(Field("f", "why", "Why", show={"field": "mar", "is": "m"}, hidden=True))
    assert "data-show=" in page
    assert "pk-off" in page
    assert " hidden" not in page


def test_file_says_kinds_and_size_before_choosing():
    page = _drawn(Field("f", "receipt", "Receipt", "filepicker", max_mb=10))
    assert 'accept=".pdf,.jpg,.jpeg,.png"' in page
    assert "PDF, JPG or PNG" in page


def test_optional_is_said_and_required_has_no_star():
    page = _drawn(Field("f", "f", "Phone", optional=True)) + _drawn(Field("f", "f", "Name", required=True))
    assert page.count("(optional)") == 1
    assert "*" not in page


def test_checklist_keeps_every_choice():
    page = _drawn(Field("f", "docs", "Documents", "checklist", options=_choices(3), values=["0", "2"]))
    assert page.count(" checked") == 2


def test_group_draws_its_children():
    page = _drawn(Field("g", "g", "Identity", "group", children=[Field("f1", "a", "A"), Field("f2", "b", "B")]))
    assert page.count('class="form-label"') == 2


def test_value_is_escaped():
    assert 'value="&quot;&gt;"' in _drawn(Field("f", "f", "F", value='">'))


class _Login(forms.Form):
    login = forms.CharField(label="Number", help_text="As on your card")
    password = forms.CharField(widget=forms.PasswordInput)
    keep = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)


def test_bound_field_of_django_is_drawn_too():
    form = _Login({"login": "981020304", "password": "secret"})
    view = view_of(form["login"])
    assert (view.id, view.name, view.label, view.value) == ("id_login", "login", "Number", "981020304")
    assert view_of(form["keep"]).control == "tiles"


def test_password_is_never_given_back():
    page = _drawn(_Login({"login": "", "password": "xyzzy-9"})["password"])
    assert "xyzzy-9" not in page
    assert 'type="password"' in page


def test_password_has_toggle_and_warnings():
    """A13"""
    page = _drawn(_Login()["password"])
    assert "data-reveal" in page
    assert "data-caps" in page
    assert "data-layout" in page


def test_something_else_is_not_a_field():
    with pytest.raises(TypeError):
        view_of("login")
