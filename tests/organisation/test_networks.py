"""Networks of the university and the rules that lock pages to them (A1)."""

from __future__ import annotations

import pytest

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import CampusNetwork, NetworkMode, SectionRule
from pishkhan.plumbing.models import AuditEntry

OFFICE, AWAY = "10.1.2.3", "185.55.1.2"
NAME = {"fa": "کتابخانه"}


@pytest.fixture
def admin(iums):
    def made(network=OFFICE, login="admin"):
        person = iums.person(login)
        return identity.actor_of(person, institution_id=person.institution_id, network=network)

    return made


def refused(verb, **given) -> DomainError:
    with pytest.raises(DomainError) as told:
        verb(**given)
    return told.value


def put(actor, cidr="10.1.0.0/16", *, kiosk=False):
    return organisation.put_network(actor=actor, cidr=cidr, name=NAME, kiosk=kiosk)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("10.1.0.0/16", "10.1.0.0/16"), ("۱۰.۱.۰.۰/۱۶", "10.1.0.0/16"), (" 10.1.2.3 ", "10.1.2.3/32"),
     ("2001:DB8::/32", "2001:db8::/32"), ("10.1.0.0/255.255.0.0", "10.1.0.0/16")],
)  # fmt: skip
def test_network_is_kept_in_one_spelling(iums, admin, typed, kept):
    assert put(admin(), typed).cidr == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "network_wrong"), ("10.1", "network_wrong"), ("10.1.0.0/33", "network_wrong"), ("کتابخانه", "network_wrong"),
     ("10.1.2.3/16", "network_bits"), ("0.0.0.0/0", "network_whole"), ("::/0", "network_whole"),
     ("1" * 5000, "network_wrong")],
)  # fmt: skip
def test_bad_network_is_refused_at_its_field(iums, admin, typed, code):
    told = refused(put, actor=admin(), cidr=typed)
    assert (told.code, told.params["field"]) == (code, "cidr")
    assert not CampusNetwork.objects.exists()


def test_network_that_misses_its_mask_is_told_what_was_meant(iums, admin):
    assert refused(put, actor=admin(), cidr="10.1.2.3/16").params["meant"] == "10.1.0.0/16"


@pytest.mark.parametrize("name", [{}, {"fa": " "}, {"en": "Library"}, {"fa": "ک" * 81}])
def test_network_needs_a_name(iums, admin, name):
    given = {"actor": admin(), "cidr": "10.1.0.0/16", "name": name, "kiosk": False}
    assert refused(organisation.put_network, **given).code == "network_name"


def test_same_address_twice_is_one_network_with_the_last_words(iums, admin):
    put(admin())
    put(admin(), kiosk=True)
    assert [row.kiosk for row in organisation.networks_of(iums.id)] == [True]


def test_every_change_is_in_the_audit(iums, admin):
    row = put(admin())
    organisation.set_section(actor=admin(), section="desk", mode="warn")
    organisation.set_section(actor=admin(), section="desk", mode="warn")
    organisation.remove_network(actor=admin(), network_id=row.id)
    lines = AuditEntry.objects.filter(stream=iums.id, action__startswith="network.").order_by("seq")
    assert [line.action for line in lines] == ["network.put", "network.section", "network.removed"]
    assert {line.actor_id for line in lines} == {iums.person("admin").id}


@pytest.mark.parametrize("login", ["edu.lead", "981020304"])
def test_only_administrators_change_anything(iums, admin, login):
    row, other = put(admin()), admin(login=login)
    for verb, given in (
        (organisation.put_network, {"cidr": "10.2.0.0/16", "name": NAME, "kiosk": False}),
        (organisation.remove_network, {"network_id": row.id}),
        (organisation.set_section, {"section": "desk", "mode": "off"}),
        (organisation.unset_section, {"rule_id": 1}),
    ):
        assert refused(verb, actor=other, **given).code == "not_found"


def test_networks_of_another_institution_are_unknown(iums, shiraz, admin):
    row = put(admin())
    person = shiraz.person("admin")
    stranger = identity.actor_of(person, institution_id=person.institution_id, network=OFFICE)
    assert refused(organisation.remove_network, actor=stranger, network_id=row.id).code == "not_found"
    assert not organisation.campus_of(shiraz.id).holds(OFFICE)


@pytest.mark.parametrize("section", ["console", "account"])
@pytest.mark.parametrize("address", [AWAY, ""])
def test_nobody_locks_himself_out(iums, admin, section, address):
    put(admin())
    told = refused(organisation.set_section, actor=admin(address), section=section, mode="enforce")
    assert (told.code, told.params["address"]) == ("network_locks_out", address)
    assert not SectionRule.objects.exists()


def test_nobody_takes_his_own_network_away_while_it_is_needed(iums, admin):
    mine, other = put(admin()), put(admin(), "10.2.0.0/16")
    organisation.set_section(actor=admin(), section="console", mode="enforce")
    assert refused(organisation.remove_network, actor=admin(), network_id=mine.id).code == "network_locks_out"
    organisation.remove_network(actor=admin(), network_id=other.id)
    assert [row.cidr for row in organisation.networks_of(iums.id)] == ["10.1.0.0/16"]


def test_desks_may_be_locked_from_outside(iums, admin):
    """Who administers from elsewhere is not shut out of the console by it."""
    organisation.set_section(actor=admin(AWAY), section="desk", mode="enforce")
    assert organisation.campus_of(iums.id).mode("desk") == NetworkMode.ENFORCE


@pytest.mark.parametrize(
    "given", [{"section": "home", "mode": "warn"}, {"section": "desk", "mode": "shut"}, {"section": "desk", "mode": ""}]
)
def test_strange_rules_are_refused(iums, admin, given):
    assert refused(organisation.set_section, actor=admin(), **given).code == "section_wrong"


def test_several_sections_are_kept_all_or_none(iums, admin):
    given = {"desk": "warn", "student": "shut"}
    assert refused(organisation.set_sections, actor=admin(), modes=given).code == "section_wrong"
    assert not SectionRule.objects.exists()


def test_faculty_has_a_rule_of_its_own_for_students_only(iums, admin):
    one, other, *_ = organisation.faculties(iums.id)
    organisation.set_section(actor=admin(), section="student", mode="warn")
    organisation.set_section(actor=admin(), section="student", mode="enforce", unit_id=one.id)
    campus = organisation.campus_of(iums.id)
    assert campus.mode("student") == campus.mode("student", [other.id]) == NetworkMode.WARN
    assert campus.mode("student", [one.id]) == campus.mode("student", [other.id, one.id]) == NetworkMode.ENFORCE
    given = {"actor": admin(), "section": "desk", "mode": "enforce", "unit_id": one.id}
    assert refused(organisation.set_section, **given).code == "section_wrong"
    rule = next(row for row in organisation.section_rules_of(iums.id) if row.unit)
    organisation.unset_section(actor=admin(), rule_id=rule.id)
    assert organisation.campus_of(iums.id).mode("student", [one.id]) == NetworkMode.WARN


def test_faculty_of_another_institution_is_unknown(iums, shiraz, admin):
    foreign = organisation.faculties(shiraz.id)[0].id
    given = {"actor": admin(), "section": "student", "mode": "warn", "unit_id": foreign}
    assert refused(organisation.set_section, **given).code == "not_found"


@pytest.mark.parametrize(
    ("address", "inside", "kiosk"),
    [("10.1.2.3", True, False), ("10.9.0.1", True, True), ("10.3.0.1", False, False), ("", False, False),
     ("nonsense", False, False), ("2001:db8::5", True, False), ("2001:db9::5", False, False)],
)  # fmt: skip
def test_address_is_inside_or_not(iums, admin, address, inside, kiosk):
    for cidr in ("10.1.0.0/16", "2001:db8::/32"):
        put(admin(), cidr)
    put(admin(), "10.9.0.0/16", kiosk=True)
    campus = organisation.campus_of(iums.id)
    assert (campus.holds(address), campus.is_kiosk(address)) == (inside, kiosk)
