"""What an institution decides about accounts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from pishkhan.identity import api as identity
from pishkhan.identity.domain import account_rules
from pishkhan.identity.models import AccountRules
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.plumbing.models import AuditEntry

WANTED = {
    "idle_minutes": 20, "kiosk_idle_minutes": 4, "absolute_hours": 8, "password_length": 14, "password_digit": True,
    "second_factor": "offered", "captcha": "image",
}  # fmt: skip


def change(university, login="admin", seen=None, **changes):
    person = university.person(login)
    actor = identity.actor_of(person, institution_id=person.institution_id)
    known = identity.account_rules_stamp(identity.read_account_rules(university.id))
    identity.set_account_rules(actor=actor, wanted={**WANTED, **changes}, seen=seen or known)


def test_rules_are_kept_at_once_and_audited(iums):
    change(iums)
    assert identity.account_rules_stamp(identity.account_rules(iums.id)) == WANTED
    line = AuditEntry.objects.get(stream=iums.id, action="account_rules.changed")
    assert (line.before["idle_minutes"], line.after["idle_minutes"]) == (10, 20)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("idle_minutes", 2, "limit_wrong"), ("idle_minutes", None, "limit_wrong"), ("password_length", 7, "limit_wrong"),
     ("absolute_hours", 25, "limit_wrong"), ("captcha", "puzzle", "choice_wrong"),
     ("second_factor", "", "choice_wrong")],
)  # fmt: skip
def test_bad_value_is_refused_at_its_field(iums, name, value, code):
    before = identity.account_rules_stamp(identity.read_account_rules(iums.id))
    with pytest.raises(DomainError) as told:
        change(iums, **{name: value})
    assert (told.value.code, told.value.params["field"]) == (code, name)
    assert identity.account_rules_stamp(identity.read_account_rules(iums.id)) == before


def test_several_faults_are_told_at_once(iums):
    with pytest.raises(Several) as told:
        change(iums, idle_minutes=0, captcha="x")
    assert set(told.value.faults) == {"idle_minutes", "captcha"}


def test_rules_changed_meanwhile_are_not_overwritten(iums):
    seen = identity.account_rules_stamp(identity.read_account_rules(iums.id))
    change(iums)
    with pytest.raises(DomainError, match="rules_changed"):
        change(iums, seen=seen, idle_minutes=30)
    assert AccountRules.objects.get(institution_id=iums.id).idle_minutes == 20


def test_only_administrators_change_them(iums):
    with pytest.raises(DomainError, match="not_found"):
        change(iums, "edu.lead")


def test_the_owner_of_a_field_is_named_on_its_page(iums):
    """The page, the rule, and a second administrator who was slower."""
    browser = Client(SERVER_NAME="iums.localhost")
    browser.force_login(iums.person("admin"), backend="pishkhan.identity.backend.IdentifierBackend")
    page = browser.get("/console/people/sources/")
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]
    form = {"mobile": "سما", "seen": seen}
    assert browser.post("/console/people/sources/", form).status_code == 302
    assert account_rules.read_rules(iums.id).sources == {"mobile": "سما"}
    assert browser.post("/console/people/sources/", {**form, "mobile": "دیگری"}).status_code == 422
    assert account_rules.read_rules(iums.id).sources == {"mobile": "سما"}
