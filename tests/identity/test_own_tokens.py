"""Tokens of people: who holds one is the person, for as long as the person is somebody here."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from pishkhan.identity.domain import own_tokens, sessions, tokens
from pishkhan.identity.models import ApiToken, MembershipRow, Person
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.actor import Via
from pishkhan.plumbing.models import AuditEntry

STUDENT = "981020304"


def made(university, login, *scopes, **more):
    given = {"name": "برنامه", "days": 30, **more}
    return own_tokens.make(actor=university.actor(login), scopes=scopes or ["requests:read"], **given)


def enter(university, text):
    return tokens.enter(institution_id=university.id, text=text, network="10.0.0.1")


def actor(university, text):
    return tokens.actor_of(enter(university, text), network="10.0.0.1", request_id="r")


def test_its_holder_acts_as_the_person(iums):
    _, text = made(iums, "nutrition", "desk:read")
    known, found = iums.actor("nutrition"), actor(iums, text)
    assert (found.person_id, set(found.memberships), found.via) == (known.person_id, set(known.memberships), Via.TOKEN)


@pytest.mark.parametrize("ending", ["closed", "doors", "revoked", "expired"])
def test_it_ends_with_the_account_the_password_and_by_hand(iums, ending):
    row, text = made(iums, STUDENT)
    person, me = iums.person(STUDENT), iums.actor(STUDENT)
    if ending == "closed":
        Person.objects.filter(id=person.id).update(is_active=False)
    elif ending == "doors":
        sessions.shut_doors(actor=me, person_id=person.id)
    elif ending == "revoked":
        own_tokens.revoke(actor=me, token_id=row.id)
    else:
        ApiToken.objects.update(expires_at=timezone.now())
    with pytest.raises(DomainError, match="token_wrong"):
        enter(iums, text)


def test_a_membership_that_ended_is_gone_at_once(iums):
    _, text = made(iums, "nutrition", "desk:read")
    assert actor(iums, text).is_staff
    MembershipRow.objects.filter(person=iums.person("nutrition")).delete()
    assert not actor(iums, text).is_staff


def test_a_student_gets_no_scopes_of_the_desk(iums):
    for scope in ["desk:read", "desk:write", "reports:read", "people:read", "dues:write", "?"]:
        with pytest.raises(DomainError, match="scopes_missing"):
            made(iums, STUDENT, scope)


def test_machines_get_no_scopes_of_people(iums):
    for scope in ["requests:read", "desk:write"]:
        with pytest.raises(DomainError, match="scopes_missing"):
            tokens.make(actor=iums.actor("admin"), name="x", scopes=[scope], days=3)


@pytest.mark.parametrize(("given", "code"), [({"days": 366}, "days_wrong"), ({"days": 0}, "days_wrong"),
                                             ({"name": " \u200c"}, "token_name_missing")])  # fmt: skip
def test_what_a_token_cannot_be(iums, given, code):
    with pytest.raises(DomainError, match=code):
        made(iums, STUDENT, **given)


def test_so_many_and_no_two_of_a_name(iums):
    for number in range(own_tokens.MOST):
        made(iums, STUDENT, name=f"n{number}")
        with pytest.raises(DomainError, match="token_name_taken" if number < own_tokens.MOST - 1 else "tokens_many"):
            made(iums, STUDENT, name=f"n{number}")
    with pytest.raises(DomainError, match="tokens_many"):
        made(iums, STUDENT, name="new")


def test_nobody_else_ends_it_and_the_log_tells_of_it(iums):
    row, _ = made(iums, STUDENT)
    with pytest.raises(DomainError, match="not_found"):
        own_tokens.revoke(actor=iums.actor("admin"), token_id=row.id)
    own_tokens.revoke(actor=iums.actor(STUDENT), token_id=row.id)
    with pytest.raises(DomainError, match="token_revoked"):
        own_tokens.revoke(actor=iums.actor(STUDENT), token_id=row.id)
    told = AuditEntry.objects.filter(stream=iums.person(STUDENT).id, action__startswith="account.token")
    assert [line.action for line in told.order_by("seq")] == ["account.token_made", "account.token_revoked"]


def test_making_one_needs_a_recent_confirmation(iums):
    client = Client(SERVER_NAME="iums.localhost")
    client.force_login(iums.person(STUDENT))
    answer = client.post("/account/tokens/new/", {"name": "x", "days": "3", "scopes": ["requests:read"]})
    assert (answer.status_code, answer.headers["Location"].startswith("/account/confirm/")) == (302, True)
    assert not ApiToken.objects.exists()
