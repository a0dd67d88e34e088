"""The console page of networks, and that of the rules of accounts."""

from __future__ import annotations

import re

import pytest

from pishkhan.identity import api as identity
from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import CampusNetwork
from tests.web.desk.conftest import Desk
from tests.web.desk.test_queries import counted

NETWORKS, RULES = "/console/networks/", "/console/accounts/"
GIVEN = {"cidr": "127.0.0.0/8", "name": "دانشکده", "name_en": "Faculty"}
CHOSEN = {
    "idle_minutes": "۱۵", "kiosk_idle_minutes": "4", "absolute_hours": "8", "password_length": "14",
    "second_factor": "offered", "captcha": "image",
}  # fmt: skip


def test_network_is_added_shown_and_removed(iums):
    desk = Desk(iums, "admin")
    assert desk.post(NETWORKS, **{**GIVEN, "cidr": "10.9.0.0/16"}, kiosk="true") == 200
    assert "The network is kept." in desk.text
    assert "10.9.0.0/16" in desk.text
    row = CampusNetwork.objects.get(institution_id=iums.id)
    assert row.kiosk
    desk.post(f"{NETWORKS}{row.id}/remove/")
    assert "The network is removed." in desk.text
    assert not CampusNetwork.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [({"cidr": "10.1.2.3/16"}, "Did you mean 10.1.0.0/16?"), ({"cidr": "x"}, "Write an address like"),
     ({"name": " "}, "Write a name of at most 80 letters")],
)  # fmt: skip
def test_bad_network_is_told_at_its_field_and_what_was_typed_stays(iums, given, words):
    desk = Desk(iums, "admin")
    typed = {**GIVEN, **given}
    assert desk.post(NETWORKS, **typed) == 422
    assert desk.text.count(words) == 2, "in the summary and at the field"
    assert desk.value("cidr") == typed["cidr"]


def test_rule_that_locks_out_is_refused_with_the_address(iums):
    desk = Desk(iums, "admin")
    chosen = {"account": "off", "student": "off", "desk": "off", "console": "enforce"}
    assert desk.post(f"{NETWORKS}sections/", **chosen) == 422
    assert "This would lock you out: you come from 127.0.0.1" in desk.text
    desk.post(NETWORKS, **GIVEN)
    assert desk.post(f"{NETWORKS}sections/", **chosen) == 200
    assert organisation.campus_of(iums.id).mode("console") == "enforce"


def test_faculty_gets_and_loses_its_rule(iums):
    desk, unit = Desk(iums, "admin"), organisation.faculties(iums.id)[0]
    assert desk.post(f"{NETWORKS}faculties/", unit="x", mode="warn") == 422
    assert "Choose the faculty." in desk.text
    desk.post(f"{NETWORKS}faculties/", unit=str(unit.id), mode="enforce")
    assert "Only from the networks of the university" in desk.text
    rule = organisation.section_rules_of(iums.id)[0]
    desk.post(f"{NETWORKS}faculties/{rule.id}/remove/")
    assert organisation.section_rules_of(iums.id) == []


def test_page_asks_the_database_the_same_for_one_network_and_many(iums):
    desk, found = Desk(iums, "admin"), []
    for number in range(1, 9):
        CampusNetwork.objects.create(institution_id=iums.id, cidr=f"10.{number}.0.0/16", name={"fa": "شبکه"})
        desk.get(NETWORKS)
        found.append(counted(lambda: desk.get(NETWORKS)))
    assert len(set(found)) == 1


def stamped(desk) -> dict[str, str]:
    desk.get(RULES)
    return {"seen": re.search(r'name="seen" value="([^"]*)"', desk.html)[1]}


def test_rules_of_accounts_are_kept_as_typed_in_any_digits(iums):
    desk = Desk(iums, "admin")
    assert desk.post(RULES, **CHOSEN, **stamped(desk)) == 200
    assert "The rules are kept." in desk.text
    rules = identity.read_account_rules(iums.id)
    assert (rules.idle_minutes, rules.absolute_hours, rules.captcha, rules.password_digit) == (15, 8, "image", False)


def test_bad_rule_is_told_at_its_field(iums):
    desk = Desk(iums, "admin")
    assert desk.post(RULES, **{**CHOSEN, "password_length": "7"}, **stamped(desk)) == 422
    assert desk.text.count("Write a whole number from 8 to 64.") == 2
    assert desk.value("password_length") == "7"


def test_rules_changed_meanwhile_or_without_a_stamp_are_refused(iums):
    desk = Desk(iums, "admin")
    old = stamped(desk)
    desk.post(RULES, **CHOSEN, **old)
    assert desk.post(RULES, **{**CHOSEN, "idle_minutes": "30"}, **old) == 422
    assert "Somebody changed" in desk.text
    assert desk.post(RULES, **CHOSEN) == 422
    assert desk.post(RULES, **CHOSEN, seen="x:y") == 422
    assert identity.read_account_rules(iums.id).idle_minutes == 15
