"""A list that brings another mobile: who had the old one loses every door and hears of it; of who works here it brings
none, and of who registered by themselves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.domain import challenges
from pishkhan.identity.domain.bringing.columns import Kind
from pishkhan.identity.domain.people import add_identifier
from pishkhan.identity.enums import IdentifierKind
from pishkhan.identity.models import (
    AccountRules,
    Applicant,
    Challenge,
    Enrolment,
    LoginSession,
    MembershipRow,
    RegistrationProfile,
)
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery
from pishkhan.organisation.models import Unit
from pishkhan.plumbing import audit
from tests.identity.bringing.lists import (
    HEADER,
    STAFF,
    brought,
    codes,
    counted,
    csv,
    national_id,
    notes,
    student,
    tried,
)

OLD, NEW = "09120000067", "09353333333"
MINE = {"number": "981020304", "national_id": "0499370899", "mobile": NEW}


@pytest.fixture
def person(iums):
    notifications.put_demo(iums.id)
    return iums.person("981020304")


def challenge(person, **fields) -> Challenge:
    now = timezone.now()
    return Challenge.objects.create(
        institution_id=person.institution_id, person=person, purpose="account", subject="s", flow="f", channel="sms",
        sent_at=now, expires_at=now + timedelta(minutes=5), **fields,
    )  # fmt: skip


def test_old_number_opens_nothing_any_more_and_is_told(iums, person):
    LoginSession.objects.create(
        session_key="k" * 32, person=person, session_data="", expire_date=timezone.now() + timedelta(hours=1)
    )  # fmt: skip
    solved, sent = challenge(person, used_at=timezone.now()), challenge(person)
    row = brought(iums, csv([HEADER, student(1, **MINE)]))
    assert (codes(row), identity.identifiers_of(person.id).mobile) == ([], NEW)
    for each in (solved, sent):
        each.refresh_from_db()
        assert each.spent_at is not None
        assert each.expires_at <= timezone.now()
    assert not LoginSession.objects.filter(person=person).exists()
    told = {(each.channel, each.address) for each in Delivery.objects.filter(message="mobile_changed")}
    assert told == {("sms", "+989120000067"), ("email", "student@iums.example")}
    assert "account.mobile_changed" in [line.action for line in audit.history(person.id)]


def test_right_that_a_directory_gives_back_afterwards_is_worth_nothing(iums, person):
    taken = challenge(person, used_at=timezone.now(), spent_at=timezone.now())
    brought(iums, csv([HEADER, student(1, **MINE)]))
    Challenge.objects.filter(id=taken.id).update(spent_at=None)
    assert not challenges.may_spend(taken.id, person.id)
    assert not challenges.spend(taken.id)


def test_number_that_is_filled_in_or_stays_shuts_no_door(iums, person):
    solved = challenge(person, used_at=timezone.now())
    brought(iums, csv([HEADER, student(1, **{**MINE, "mobile": OLD})]))
    person.identifiers.filter(kind="mobile").delete()
    brought(iums, csv([HEADER, student(1, **MINE)]))
    solved.refresh_from_db()
    assert (identity.identifiers_of(person.id).mobile, solved.spent_at) == (NEW, None)
    assert not Delivery.objects.filter(message="mobile_changed").exists()


@pytest.mark.parametrize("rules", [{}, {"mobile": "registry"}], ids=["no rule", "a rule"])
def test_mobile_of_who_works_here_is_left_to_two_people(iums, person, rules):
    """F9: also by a list of students, also when a rule gives mobiles to the list."""
    AccountRules.objects.update_or_create(institution_id=iums.id, defaults={"sources": rules})
    unit = iums.actor("affairs.lead").memberships[0].unit_id
    MembershipRow.objects.create(person=person, unit_id=unit, role="expert", since="2020-01-01", until="2021-01-01")
    row = brought(iums, csv([HEADER, student(1, **MINE)]))
    assert ((2, "mobile", "mobile_staff") in notes(row), identity.identifiers_of(person.id).mobile) == (True, OLD)


def test_role_and_another_mobile_do_not_come_with_one_line(iums, person):
    unit = Unit.objects.get(id=iums.actor("affairs.lead").memberships[0].unit_id).name["fa"]
    line = ["p-1001", "نمونه", "کارمندی", "0499370899", unit, "کارشناس", "1404/01/01", "", NEW]
    row = brought(iums, csv([[*STAFF, "تلفن همراه"], line]), kind=Kind.STAFF)
    assert MembershipRow.objects.filter(person=person).exists()
    assert ((2, "mobile", "mobile_staff") in notes(row), identity.identifiers_of(person.id).mobile) == (True, OLD)


# Who registered by themselves ---------------------------------------------------------------------


@pytest.fixture
def applicant(iums, person):
    profile = RegistrationProfile.objects.create(institution_id=iums.id, key="mine", definition={})
    return Applicant.objects.create(
        institution_id=iums.id, person=person, profile=profile, terms_version="1", terms_at=timezone.now()
    )  # fmt: skip


@pytest.mark.parametrize("stage", ["registered", "waiting", "returned", "refused"])
def test_list_does_not_adopt_who_registered_by_themselves(iums, person, applicant, stage):
    Applicant.objects.filter(id=applicant.id).update(stage=stage)
    before = Enrolment.objects.filter(person=person).count()
    row = tried(iums, csv([HEADER, student(1, number="799999999", national_id="0499370899", mobile=OLD)]))
    assert (codes(row), counted(row)) == ([(2, "", "applicant_open")], (0, 0, 0, 1))
    assert Enrolment.objects.filter(person=person).count() == before


def test_approved_one_is_like_everybody_and_a_strangers_line_names_the_registration(iums, person, applicant):
    line = student(1, mobile=OLD)
    assert codes(tried(iums, csv([HEADER, line]))) == [(2, "mobile", "mobile_applicant")]
    Applicant.objects.filter(id=applicant.id).update(stage="approved")
    assert codes(tried(iums, csv([HEADER, line]))) == [(2, "mobile", "mobile_taken")]
    row = brought(iums, csv([HEADER, student(1, number="799999999", national_id="0499370899", mobile=OLD)]))
    assert (counted(row), Enrolment.objects.filter(student_number="799999999").get().person) == ((0, 1, 0, 0), person)


def test_number_of_somebody_new_stays_possible(iums, person, applicant):
    """Two lines stand for themselves: the registration stops its own alone."""
    mine = student(1, number="799999999", national_id="0499370899", mobile=OLD)
    row = brought(iums, csv([HEADER, mine, student(2)]))
    assert (counted(row), codes(row)) == ((1, 0, 0, 1), [(2, "", "applicant_open")])
    add_identifier(person=person, kind=IdentifierKind.STUDENT_NUMBER, value="798888888")
    again = tried(iums, csv([HEADER, student(3, number="798888888", national_id=national_id(310_000_077))]))
    assert codes(again)[0] == (2, "", "applicant_open")
