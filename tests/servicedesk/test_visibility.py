"""Who may use a service, when, and who learns that it exists."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Actor, Membership, Role
from pishkhan.servicedesk import api as servicedesk
from tests.factories import services, students
from tests.factories.services import BY_KEY
from tests.web.student.conftest import Browser

HOURS = timedelta(hours=3)


@pytest.fixture
def enrolled(iums):
    """Nursing, bachelor, daily, entered 1397, studying."""
    [found] = students.enrolments(iums, "981020304", 1)
    type(found).objects.filter(id=found.id).update(status="studying")
    found.refresh_from_db()
    return found


def kind_with(iums, **rules) -> servicedesk.RequestType:
    """The SMS-panel service with these rules in place of its own."""
    kind = servicedesk.RequestType.objects.get(institution_id=iums.id, key="sms-panel-charge")
    kind.rules = {**{k: v for k, v in kind.rules.items() if k not in ("audience", "statuses")}, **rules}
    return kind


RULES = [
    ({}, ""),
    ({"audience": ["student"]}, ""),
    ({"statuses": ["studying", "guest"]}, ""),
    ({"statuses": ["graduated"]}, "status_not_allowed"),
    ({"faculties": ["nursing"]}, ""),
    ({"faculties": ["medicine"]}, "faculty_not_allowed"),
    ({"degrees": ["bachelor"]}, ""),
    ({"degrees": ["phd"]}, "degree_not_allowed"),
    ({"admission_types": ["daily"]}, ""),
    ({"admission_types": ["campus"]}, "admission_not_allowed"),
    ({"entry_years": {"from": 1397}}, ""),
    ({"entry_years": {"from": 1398}}, "year_not_allowed"),
    ({"entry_years": {"to": 1396}}, "year_not_allowed"),
    ({"entry_years": {"from": 1390, "to": 1397}}, ""),
    ({"audience": ["staff"]}, "staff_only"),
    ({"faculties": ["nursing"], "degrees": ["phd"]}, "degree_not_allowed"),
]


@pytest.mark.parametrize(("rules", "why"), RULES, ids=lambda value: str(value))
def test_rules_of_an_enrolment(iums, enrolled, rules, why):
    assert servicedesk.usable_by(kind_with(iums, **rules), enrolled, iums.actor("981020304")) == why


STAFF = [
    ({"audience": ["staff"]}, [("it", Role.EXPERT)], ""),
    ({"audience": ["staff"]}, [], "staff_only"),
    ({"audience": ["staff"], "roles": ["manager"]}, [("it", Role.EXPERT)], "staff_only"),
    ({"audience": ["staff"], "roles": ["expert"]}, [("it", Role.EXPERT)], ""),
    ({"audience": ["staff"], "units": ["welfare"]}, [("it", Role.EXPERT)], "staff_only"),
    ({"audience": ["staff"], "units": ["it"]}, [("it", Role.EXPERT)], ""),
    ({"audience": ["staff"], "units": ["it"], "roles": ["lead"]}, [("it", Role.EXPERT), ("welfare", Role.LEAD)],
     "staff_only"),
    ({"audience": ["student", "staff"], "statuses": ["graduated"]}, [("it", Role.EXPERT)], ""),
    ({"audience": ["student", "staff"], "statuses": ["graduated"]}, [], "status_not_allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "held", "why"), STAFF, ids=lambda value: str(value))
def test_rules_of_staff(iums, enrolled, rules, held, why):
    from pishkhan.organisation import api as organisation

    units = organisation.units_by_key(iums.id)
    memberships = tuple(Membership(units[unit].id, role) for unit, role in held)
    actor = Actor(institution_id=iums.id, person_id=enrolled.person_id, memberships=memberships)
    assert servicedesk.usable_by(kind_with(iums, **rules), enrolled, actor) == why


@pytest.mark.parametrize(
    ("opens", "closes", "why"),
    [
        (None, None, ""), (-HOURS, None, ""), (HOURS, None, "opens_later"), (None, HOURS, ""),
        (None, -HOURS, "closed_since"), (-HOURS, HOURS, ""), (-2 * HOURS, -HOURS, "closed_since"),
    ],
)  # fmt: skip
def test_opening_and_closing_times(iums, enrolled, opens, closes, why):
    now, kind = timezone.now(), kind_with(iums)
    kind.opens_at, kind.closes_at = now + opens if opens else None, now + closes if closes else None
    assert servicedesk.usable_by(kind, enrolled) == why


def test_reason_of_the_person_comes_before_that_of_time(iums, enrolled):
    """Nobody waits for a day that brings them nothing."""
    kind = kind_with(iums, degrees=["phd"])
    kind.opens_at = timezone.now() + HOURS
    assert servicedesk.usable_by(kind, enrolled) == "degree_not_allowed"


def test_hidden_type_is_offered_to_whom_it_is_for_only(iums, enrolled):
    actor, stranger = iums.actor("981020304"), Actor(institution_id=iums.id)
    mine = kind_with(iums, hidden_from_others=True)
    others = kind_with(iums, hidden_from_others=True, degrees=["phd"])
    shown = kind_with(iums, degrees=["phd"])
    found = [servicedesk.offer(kind, [enrolled], actor) for kind in (mine, others, shown)]
    assert [(each.why, each.hidden) for each in found] == [
        ("", False), ("degree_not_allowed", True), ("degree_not_allowed", False),
    ]  # fmt: skip
    assert servicedesk.offer(mine, [], stranger).hidden


def put(iums, key: str, **fields) -> None:
    servicedesk.RequestType.objects.filter(institution_id=iums.id, key=key).update(**fields)


def test_filing_checks_again(iums, enrolled):
    """The verb is the judge, whatever a page showed a moment before."""
    put(iums, "dormitory", opens_at=timezone.now() + HOURS)
    with pytest.raises(DomainError) as refused:
        services.file(iums, BY_KEY["dormitory"], enrolled)
    assert (refused.value.code, refused.value.params["why"]) == ("not_for_you", "opens_later")
    put(iums, "dormitory", opens_at=None)
    assert services.file(iums, BY_KEY["dormitory"], enrolled).number


def test_somebody_elses_enrolment_files_nothing(iums, enrolled):
    kind = servicedesk.RequestType.objects.get(institution_id=iums.id, key="loan")
    with pytest.raises(DomainError):
        servicedesk.file_request(
            actor=iums.actor("991020305"), type_id=kind.id, enrolment=enrolled, raw={}, key=uuid4().hex
        )


def test_page_says_when_a_service_opens(iums):
    put(iums, "clearance", opens_at=timezone.now() + timedelta(days=2))
    browser = Browser(iums, "981020304")
    mine = identity.enrolments_of(iums.actor("981020304"))[0]
    assert "This service opens on" in browser.get("/services/clearance/").content.decode()
    refused = browser.get("/services/clearance/form/", enrolment=str(mine.id))
    assert (refused.status_code, "This service opens on" in refused.content.decode()) == (403, True)


def test_hidden_service_does_not_exist_for_others_by_address(iums):
    kind = servicedesk.RequestType.objects.get(institution_id=iums.id, key="loan")
    put(iums, "loan", rules={**kind.rules, "hidden_from_others": True})
    browser, stranger = Browser(iums, "981020304"), Browser(iums)
    for page in (browser, stranger):
        assert page.get("/services/loan/").status_code == 404
        assert "/services/loan/" not in page.get("/services/").content.decode()
        assert "loan" not in page.get("/sitemap.xml").content.decode()
    assert browser.get("/services/loan/form/").status_code == 404
    assert Browser(iums, "4001020306").get("/services/loan/").status_code == 200


def test_group_of_nothing_for_the_visitor_does_not_exist(iums):
    browser = Browser(iums)
    assert browser.get("/services/groups/welfare-services/").status_code == 200
    for key in ("dormitory", "loan", "internal-scholarship"):
        kind = servicedesk.RequestType.objects.get(institution_id=iums.id, key=key)
        put(iums, key, rules={**kind.rules, "hidden_from_others": True})
    assert browser.get("/services/groups/welfare-services/").status_code == 404
    assert browser.get("/services/groups/nothing/").status_code == 404
