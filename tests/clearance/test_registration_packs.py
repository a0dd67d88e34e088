"""Loading how people register: written once, brought up to date, closed when the pack no longer has it."""

from __future__ import annotations

from typing import Any

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.identity import api as identity
from pishkhan.identity.models import RegistrationProfile
from tests.factories.packs import PACKS, load

pytestmark = pytest.mark.django_db


def _terms(words: str) -> dict[str, Any]:
    return {"terms": {"accept": words}}


@pytest.mark.parametrize("name", ["saorg", "uok-ghorveh"])
def test_loading_twice_changes_nothing(name):
    loaded = load(name).loaded
    assert clearance.load_pack(PACKS / name).changed == []
    assert clearance.load_people(loaded) == 0


def test_profiles_stand_in_the_order_of_the_pack():
    place = load("saorg").id
    assert [profile.key for profile in identity.registration_profiles(place)] == ["iranian", "foreign"]
    found = identity.registration_profile(place, "foreign")
    assert found is not None
    assert (found.definition["language"], found.definition["fields"][0]["choices"][0][0]) == ("en", "afghanistan")
    assert identity.registration_profile(place, "martian") is None


def test_a_university_without_them_takes_no_registrations(iums):
    assert identity.registration_profiles(iums.id) == []


def test_e11_rules_of_passwords_are_those_of_the_pack(iums):
    found = [identity.account_rules(place) for place in (load("saorg").id, iums.id)]
    assert [(rules.password_length, rules.password_digit) for rules in found] == [(8, True), (12, False)]


def test_rules_that_an_institution_changed_outlive_loading():
    place = load("saorg").id
    identity.AccountRules.objects.filter(institution_id=place).update(password_length=14)
    assert clearance.load_pack(PACKS / "saorg").changed == []
    assert identity.account_rules(place).password_length == 14


def test_a_changed_profile_is_brought_up_to_date_and_told(iums):
    def put(words: str, position: int = 0) -> bool:
        return identity.put_registration_profile(
            institution_id=iums.id, key="own", position=position, definition=_terms(words)
        )

    assert [put("one"), put("one"), put("two"), put("two", 1), put("two", 1)] == [True, False, True, True, False]
    row = RegistrationProfile.objects.get(institution_id=iums.id, key="own")
    assert (row.definition, row.position) == (_terms("two"), 1)


def test_a_profile_the_pack_no_longer_has_is_closed_and_opens_again():
    university = load("uok-ghorveh")
    identity.put_registration_profile(institution_id=university.id, key="old", position=9, definition=_terms("x"))
    assert clearance.load_pack(PACKS / "uok-ghorveh").changed == ["registration old closed: the pack no longer has it"]
    assert [profile.key for profile in identity.registration_profiles(university.id)] == ["payer"]
    RegistrationProfile.objects.filter(institution_id=university.id).update(is_open=False)
    assert clearance.load_pack(PACKS / "uok-ghorveh").changed == ["registration payer"]


def test_profiles_of_one_university_are_not_those_of_another():
    place, other = load("saorg").id, load("uok-ghorveh").id
    identity.close_other_registration_profiles(institution_id=place, keys=[])
    assert (identity.registration_profiles(place), len(identity.registration_profiles(other))) == ([], 1)


def test_profiles_are_asked_of_the_database_once(django_assert_num_queries):
    place = load("saorg").id
    with django_assert_num_queries(1):
        for _ in range(3):
            assert identity.registration_profile(place, "iranian")
