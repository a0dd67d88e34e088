"""A dead number is mended by two people (A7, F9)."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.domain import rescues
from pishkhan.identity.domain.queries.lookup import person_by_identifier
from pishkhan.identity.enums import RescueState
from pishkhan.identity.models import Identifier, LoginSession, Rescue
from pishkhan.kernel.errors import DomainError, Invalid, Several
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor

STUDENT, OLD, NEW = "981020304", "09120000067", "09121110001"


def visitor(university, network="192.0.2.9") -> Actor:
    return Actor(institution_id=university.id, network=network)


def begun(university) -> Rescue:
    return rescues.begin_by_staff(actor=university.actor("edu.lead"), typed=STUDENT)


def proposed(university, mobile=NEW) -> Rescue:
    row = begun(university)
    rescues.propose(actor=university.actor("edu.lead"), rescue_id=row.id, new_mobile=mobile, evidence="کارت دیده شد")
    row.refresh_from_db()
    return row


def confirm(actor, row) -> None:
    """Of what stands there as `row` was read."""
    rescues.confirm(actor=actor, rescue_id=row.id, stamp=rescues.stamp_of(row))


def code_of(call) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


def actions(person) -> list[str]:
    return [line.action for line in audit.history(person.id)]


def test_two_officers_change_the_number_and_the_old_one_is_told(iums):
    notifications.put_demo(iums.id)
    person = iums.person(STUDENT)
    LoginSession.objects.create(
        session_key="k" * 32, person=person, session_data="", expire_date=timezone.now() + timezone.timedelta(hours=1)
    )  # fmt: skip
    row = proposed(iums, "۰۹۱۲ ۱۱۱ ۰۰۰۱")
    assert identity.identifiers_of(person.id).mobile == OLD, "one officer changes nothing"
    confirm(iums.actor("affairs.lead"), row)
    row.refresh_from_db()
    person.refresh_from_db()
    assert (row.state, identity.identifiers_of(person.id).mobile, person.origins["mobile"]) == ("done", NEW, "rescue")
    assert person_by_identifier(institution_id=iums.id, typed=OLD) is None
    assert person_by_identifier(institution_id=iums.id, typed=NEW) == person
    assert not LoginSession.objects.filter(person=person).exists()
    sent = {(each.message, each.channel, each.address) for each in Delivery.objects.all()}
    assert sent >= {
        ("mobile_changed", "sms", "+989120000067"), ("mobile_changed", "email", "student@iums.example"),
        ("mobile_is_yours", "sms", "+989121110001"),
    }  # fmt: skip
    old = Delivery.objects.get(message="mobile_changed", channel="sms")
    assert ("0912***0001" in old.body, "1110001" in old.body) == (True, False)
    assert [each for each in actions(person) if "rescue" in each or "mobile" in each] == [
        "account.rescue_asked", "account.rescue_proposed", "account.mobile_changed",
    ]  # fmt: skip


def test_second_officer_confirms_what_was_looked_at(iums):
    """Between reading and pressing the first officer proposes another number, or the same one anew."""
    seen, first = proposed(iums), iums.actor("edu.lead")
    for mobile in ("09121110002", NEW):
        rescues.propose(actor=first, rescue_id=seen.id, new_mobile=mobile, evidence="کارت دیده شد")
        assert code_of(lambda: confirm(iums.actor("affairs.lead"), seen)) == "rescue_changed"
    assert identity.identifiers_of(seen.person_id).mobile == OLD
    seen.refresh_from_db()
    confirm(iums.actor("affairs.lead"), seen)
    assert identity.identifiers_of(seen.person_id).mobile == NEW


@pytest.mark.parametrize("stamp", ["", "ی", "0" * 64])
def test_page_without_the_stamp_confirms_nothing(iums, stamp):
    row, client = proposed(iums), Client(SERVER_NAME="iums.localhost")
    client.force_login(iums.person("affairs.lead"))
    path = f"/console/rescues/{row.id}/"
    shown = client.get(path).content.decode()
    answer = client.post(f"{path}confirm/", {"stamp": stamp})
    assert (answer.status_code, identity.identifiers_of(row.person_id).mobile) == (422, OLD)
    (carried,) = re.findall(r'name="stamp" value="([^"]+)"', shown)
    assert client.post(f"{path}confirm/", {"stamp": carried}).status_code == 302
    assert identity.identifiers_of(row.person_id).mobile == NEW


def test_one_officer_is_not_two(iums):
    row = proposed(iums)
    assert code_of(lambda: confirm(iums.actor("edu.lead"), row)) == "rescue_same_officer"
    with pytest.raises(IntegrityError), transaction.atomic():
        Rescue.objects.filter(id=row.id).update(state=RescueState.DONE, decided_by=row.proposed_by)
    assert identity.identifiers_of(row.person_id).mobile == OLD


@pytest.mark.parametrize("login", [STUDENT, "edu.expert", "deputy.medicine"])
def test_who_does_not_handle_accounts_sees_and_does_nothing(iums, login):
    row, actor = proposed(iums), iums.actor(login)
    for verb in (
        lambda: rescues.begin_by_staff(actor=actor, typed="991020305"),
        lambda: rescues.propose(actor=actor, rescue_id=row.id, new_mobile=NEW, evidence="x"),
        lambda: confirm(actor, row),
        lambda: rescues.refuse(actor=actor, rescue_id=row.id, reason="x"),
        lambda: rescues.one(actor, row.id),
    ):
        assert code_of(verb) == "not_found"
    assert rescues.page(actor) == ([], None)


def test_rescue_of_another_institution_is_unknown(iums, shiraz):
    row = proposed(iums)
    assert code_of(lambda: confirm(shiraz.actor("admin"), row)) == "not_found"


def test_nobody_has_a_hand_in_their_own_number(iums):
    lead = iums.actor("edu.lead")
    assert code_of(lambda: rescues.begin_by_staff(actor=lead, typed="edu.lead")) == "rescue_own"
    row = rescues.begin_by_staff(actor=iums.actor("admin"), typed="edu.lead")
    assert code_of(lambda: rescues.one(lead, row.id)) == "not_found"


def test_number_of_staff_is_changed_by_administrators_only(iums):
    assert code_of(lambda: rescues.begin_by_staff(actor=iums.actor("edu.lead"), typed="affairs.lead")) == "rescue_staff"
    row = rescues.begin_by_staff(actor=iums.actor("admin"), typed="affairs.lead")
    assert code_of(lambda: rescues.one(iums.actor("edu.lead"), row.id)) == "not_found"


@pytest.mark.parametrize(
    ("mobile", "code"),
    [
        ("02188776655", "mobile.format"), ("", "mobile.format"), (OLD, "mobile_same"),
        ("+98 912 000 1101", "mobile_in_use"),
    ],
)  # fmt: skip
def test_number_must_be_valid_and_free(iums, mobile, code):
    assert code_of(lambda: proposed(iums, mobile)) == code


def test_all_that_is_missing_is_said_at_once(iums):
    row = begun(iums)
    with pytest.raises(Several) as refused:
        rescues.propose(actor=iums.actor("edu.lead"), rescue_id=row.id, new_mobile="1", evidence=" ")
    assert {name: each.code for name, each in refused.value.faults.items()} == {
        "mobile": "mobile.format", "evidence": "evidence_wrong",
    }  # fmt: skip


def test_number_taken_meanwhile_is_not_given_away(iums):
    row, other = proposed(iums), iums.person("991020305")
    Identifier.objects.filter(person=other, kind="mobile").update(
        index=identity.rescues.blind_index("mobile", "+989121110001")
    )
    assert code_of(lambda: confirm(iums.actor("admin"), row)) == "mobile_in_use"
    assert identity.identifiers_of(row.person_id).mobile == OLD


def test_refused_with_a_reason_and_then_over(iums):
    row, lead = proposed(iums), iums.actor("affairs.lead")
    assert code_of(lambda: rescues.refuse(actor=lead, rescue_id=row.id, reason=" ")) == "reason_missing"
    rescues.refuse(actor=lead, rescue_id=row.id, reason="کارت دیده نشد")
    assert code_of(lambda: confirm(iums.actor("admin"), row)) == "rescue_ended"


def ask(university, typed=STUDENT, contact="02188776655", words="گم شد", **how):
    rescues.ask_rescue(actor=visitor(university, **how), typed=typed, contact=contact, words=words)


def test_asking_is_the_same_for_known_and_unknown_numbers(iums):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(iums, "981020304x")  # what is read once is read
    seen = []
    for typed in (STUDENT, "000000000"):
        with CaptureQueriesContext(connection) as queries:
            ask(iums, typed)
        seen.append(len(queries))
    assert (seen[0], Rescue.objects.filter(person=None).count()) == (seen[1], 2)
    assert Rescue.objects.get(person=iums.person(STUDENT)).state == "asked"


def test_what_is_written_must_be_of_use(iums):
    with pytest.raises(Several) as refused:
        ask(iums, "", "call me", "")
    assert {each.code for each in refused.value.faults.values()} == {"rescue_name", "rescue_contact", "rescue_words"}
    for contact in ("۰۹۱۲۱۱۱۰۰۰۹", "021-88776655", "me@example.ir"):
        with suppress(Invalid):
            ask(iums, contact=contact)
    assert Rescue.objects.count() == 3


def test_asking_again_and_again_ends(iums):
    for _ in range(rescues.PER_NAME):
        ask(iums)
    assert code_of(lambda: ask(iums, network="192.0.2.10")) == "too_many"
    ask(iums, "991020305")
    assert Rescue.objects.count() == rescues.PER_NAME + 1


def test_proposal_for_nobody_is_refused(iums):
    ask(iums, "000000000")
    row = Rescue.objects.get()
    verb = lambda: rescues.propose(actor=iums.actor("admin"), rescue_id=row.id, new_mobile=NEW, evidence="x")  # noqa: E731
    assert code_of(verb) == "rescue_nobody"


def test_list_costs_the_same_however_long(iums, django_assert_num_queries):
    for _ in range(5):
        begun(iums)
    actor = iums.actor("edu.lead")
    with django_assert_num_queries(1):
        [row.person.shown_name for row in rescues.page(actor)[0]]
