"""Absence and chained delegation (G): who stands in for whom, at which desks, from when to when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.domain import people
from pishkhan.identity.models import Absence, Person
from pishkhan.kernel.errors import DomainError
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Role


def away(university, who, deputy, *, unit="", days=(0, 2), by="admin"):
    today = timezone.localdate()
    return Absence.objects.create(
        institution_id=university.id, person=university.person(who), deputy=university.person(deputy),
        unit_id=organisation.unit_ids(university.id)[unit] if unit else None, made_by=university.person(by).id,
        since=today + timedelta(days=days[0]), until=today + timedelta(days=days[1]),
    )  # fmt: skip


def entered(university, who, deputy, *, by="", days=(0, 2)):
    today = timezone.localdate()
    return identity.absences.enter(
        actor=university.actor(by or who), person_id=university.person(who).id,
        deputy_id=university.person(deputy).id, since=today + timedelta(days=days[0]),
        until=today + timedelta(days=days[1]),
    )  # fmt: skip


def seats(university, who):
    keys = {unit: key for key, unit in organisation.unit_ids(university.id).items()}
    return [(keys[held.unit_id], held.role) for held in university.actor(who).memberships if held.of]


def test_deputy_sits_at_the_desk_of_the_absent(iums):
    away(iums, "nutrition", "it")
    assert seats(iums, "it") == [("nutrition", Role.EXPERT)]


def test_desk_is_theirs_only_on_the_days_and_where_it_was_lent(iums):
    away(iums, "nutrition", "it", days=(1, 3))
    away(iums, "edu.lead", "loan", unit="education")
    assert seats(iums, "it") == []
    assert seats(iums, "loan") == [("education", Role.LEAD)]


def test_chain_a_deputy_who_is_away_passes_both_desks_on(iums):
    """A deputy who is away and delegates to one who is away: the last sits at all their desks, the nearest first."""
    away(iums, "nutrition", "it")
    away(iums, "it", "loan")
    away(iums, "loan", "welfare")
    assert seats(iums, "welfare") == [("loan-fund", Role.EXPERT), ("it", Role.EXPERT), ("nutrition", Role.EXPERT)]
    assert seats(iums, "loan") == [("it", Role.EXPERT), ("nutrition", Role.EXPERT)]


def test_circle_that_dates_make_is_harmless(iums):
    away(iums, "nutrition", "it")
    away(iums, "it", "loan")
    away(iums, "loan", "nutrition")
    assert seats(iums, "it") == [("nutrition", Role.EXPERT), ("loan-fund", Role.EXPERT)]


def test_circle_is_refused_when_it_is_entered(iums):
    entered(iums, "nutrition", "it")
    entered(iums, "it", "loan")
    with pytest.raises(DomainError) as refused:
        entered(iums, "loan", "nutrition")
    assert refused.value.code == "absence_circle"
    later = timezone.localdate() + timedelta(days=9)
    identity.absences.enter(
        actor=iums.actor("loan"), person_id=iums.person("loan").id, deputy_id=iums.person("nutrition").id,
        since=later, until=later,
    )  # fmt: skip


def test_deputy_whose_account_is_closed_gives_nothing(iums):
    away(iums, "nutrition", "it")
    away(iums, "it", "loan")
    Person.objects.filter(id=iums.person("it").id).update(is_active=False)
    assert seats(iums, "loan") == []


def test_administrators_and_accountants_seats_are_never_lent(iums):
    away(iums, "admin", "it")
    away(iums, "accounts", "it")
    assert seats(iums, "it") == []
    assert not iums.actor("it").is_administrator


def test_deputys_own_desk_is_lent_by_the_administrator_alone(iums):
    """B20: only to whom the institution's administrator names, along the whole chain."""
    with pytest.raises(DomainError) as refused:
        entered(iums, "deputy.nursing", "it")
    assert refused.value.code == "absence_named"
    unnamed = away(iums, "deputy.nursing", "loan", by="deputy.nursing")
    assert seats(iums, "loan") == []
    unnamed.delete()
    entered(iums, "deputy.nursing", "it", by="admin")
    away(iums, "it", "welfare", by="it")
    assert seats(iums, "it") == [("nursing-culture-deputy", Role.DEPUTY)]
    assert seats(iums, "welfare") == [("it", Role.EXPERT)]


def test_private_office_is_lent_to_its_own_people_alone(iums):
    """B22: notes of the council stay with it."""
    with pytest.raises(DomainError) as refused:
        entered(iums, "council", "it", by="admin")
    assert refused.value.code == "absence_private"
    away(iums, "council", "it")
    assert seats(iums, "it") == []
    people.put_membership(
        person=iums.person("it"), unit_id=organisation.unit_ids(iums.id)["disciplinary-council"], role=Role.EXPERT,
        since=timezone.localdate(),
    )  # fmt: skip
    assert [unit for unit, _ in seats(iums, "it")] == ["disciplinary-council"]


def test_who_may_enter_an_absence(iums):
    """Oneself, the lead of those whose work they could do, the administrator; nobody else."""
    assert entered(iums, "edu.expert", "edu.expert2", by="edu.lead").made_by == iums.person("edu.lead").id
    for who, by in (("edu.lead", "edu.expert"), ("nutrition", "edu.lead"), ("admin", "edu.lead")):
        with pytest.raises(DomainError) as refused:
            entered(iums, who, "it", by=by)
        assert refused.value.code == "not_found"
    away(iums, "edu.lead", "it")
    with pytest.raises(DomainError):  # whoever stands in for a lead passes nobody's desk on
        entered(iums, "edu.expert2", "it", by="it")


def test_absence_ends_early_and_is_in_the_history(iums):
    row = entered(iums, "nutrition", "it")
    with pytest.raises(DomainError):
        identity.absences.end(actor=iums.actor("loan"), absence_id=row.id)
    with pytest.raises(DomainError):  # the deputy sees it, and does not end it
        identity.absences.end(actor=iums.actor("it"), absence_id=row.id)
    identity.absences.end(actor=iums.actor("nutrition"), absence_id=row.id)
    assert seats(iums, "it") == []
    lines = audit.history(iums.person("nutrition").id).values_list("action", flat=True)
    assert list(lines) == ["absence.entered", "absence.ended"]


@pytest.mark.parametrize(
    ("days", "deputy", "code"),
    [((-1, 1), "it", "absence_days"), ((3, 1), "it", "absence_days"), ((0, 400), "it", "absence_days"),
     ((0, 1), "nutrition", "absence_deputy"), ((0, 1), "981020304", "absence_deputy")],
)  # fmt: skip
def test_wrong_absences_are_refused(iums, days, deputy, code):
    with pytest.raises(DomainError) as refused:
        entered(iums, "nutrition", deputy, days=days)
    assert refused.value.code == code


def test_same_days_twice_are_refused_but_other_offices_are_not(iums):
    entered(iums, "nutrition", "it")
    with pytest.raises(DomainError) as refused:
        entered(iums, "nutrition", "loan", days=(1, 5))
    assert refused.value.code == "absence_twice"
    identity.absences.enter(
        actor=iums.actor("nutrition"), person_id=iums.person("nutrition").id, deputy_id=iums.person("loan").id,
        since=timezone.localdate(), until=timezone.localdate(), unit_id=organisation.unit_ids(iums.id)["nutrition"],
    )  # fmt: skip
    assert seats(iums, "loan") == [("nutrition", Role.EXPERT)]
