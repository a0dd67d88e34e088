"""Passwords that live in the directory (B2, B3): one door, nothing half set, sessions that end."""

from __future__ import annotations

from uuid import uuid4

import pytest
from allauth.idp.oidc.models import Client as Party
from allauth.idp.oidc.models import Token
from django.test import Client

from pishkhan.identity.domain import credentials, directory, directory_watch
from pishkhan.identity.enums import IdentifierKind
from pishkhan.identity.models import DirectoryAccount, Identifier, LoginSession, Person
from pishkhan.identity.providers.making import give_password
from pishkhan.identity.providers.protocol import NewAccount, Outcome
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing.models import Incident
from pishkhan.plumbing.sealing import blind_index
from tests.identity.directory.conftest import again, settle

FIRST, SECOND, THIRD = "Blue-Sparrow-41", "Green-Heron-52", "Red-Falcon-63"


@pytest.fixture
def person(at_iums) -> Person:
    """A student with a number of this test's own: a real directory is shared by all of them."""
    found = at_iums.person("981020304")
    number = f"9{uuid4().int % 10**11:011d}"
    index = blind_index("student_number", number)
    Identifier.objects.filter(person=found, kind="student_number").update(index=index, value=number)
    return Person.objects.get(id=found.id)


def number_of(person: Person) -> str:
    return Identifier.objects.get(person=person, kind=IdentifierKind.STUDENT_NUMBER).value


def login(name: str, password: str):
    return Client(SERVER_NAME="iums.localhost").post("/login/", {"login": name, "password": password})


def refusal(call, **given) -> tuple[str, object]:
    with pytest.raises(DomainError) as found:
        call(**given)
    return found.value.code, found.value.params.get("why")


def open_incidents() -> list[Incident]:
    return list(Incident.objects.filter(kind="directory_down", state="open"))


def test_first_password_makes_the_account_and_none_stays_here(person, house):
    """B2, B3: the same password works everywhere, and only the directory has it."""
    credentials.set_password(person=person, password=FIRST)
    kept = Person.objects.get(id=person.id)
    assert kept.directory_name == number_of(person) == person.directory_name
    assert kept.password.startswith("!")
    assert house.directory().check(kept.directory_name, FIRST).stamp == kept.password_stamp == person.password_stamp
    assert (kept.check_password(FIRST), kept.check_password(SECOND), kept.has_usable_password()) == (True, False, True)


def test_login_is_a_bind(person):
    """B2: the local password of before opens nothing once the directory has the accounts."""
    assert login(number_of(person), "namoone-pishkhan-1405").status_code == 422
    credentials.set_password(person=person, password=FIRST)
    assert login(number_of(person), FIRST).headers["Location"] == "/enter/"
    assert login(number_of(person), "namoone-pishkhan-1405").status_code == 422


def test_account_the_directory_has_already_signs_in_with_its_password(person, house):
    give_password(house.directory(), NewAccount(name=number_of(person), shown_name="x"), FIRST)
    assert login(number_of(person), FIRST).status_code == 302
    assert Person.objects.get(id=person.id).directory_name == number_of(person)


def test_every_session_ends_with_a_reset(person):
    """A8: also one whose browser knows nothing of it."""
    credentials.set_password(person=person, password=FIRST)
    client = Client(SERVER_NAME="iums.localhost")
    client.post("/login/", {"login": number_of(person), "password": FIRST})
    assert client.get("/requests/").status_code == 200
    credentials.set_password(person=person, password=SECOND)
    assert client.get("/requests/").status_code == 302


def test_password_changed_elsewhere_ends_sessions_at_the_next_look(person, house):
    """B3: the technicians reset it, or it was changed in mail: who signed in with the old one is out."""
    credentials.set_password(person=person, password=FIRST)
    directory_watch.watch(directory_watch.in_use()[0])
    epoch = Person.objects.get(id=person.id).credential_epoch
    login(number_of(person), FIRST)
    Token.objects.create(user=person, client=Party.objects.create(name="x"), type=Token.Type.ACCESS_TOKEN, hash="x")
    assert LoginSession.objects.filter(person=person).exists()
    house.directory().set_password(person.directory_name, SECOND)
    directory_watch.watch(directory_watch.in_use()[0])
    found = Person.objects.get(id=person.id)
    assert found.credential_epoch == epoch + 1
    assert not LoginSession.objects.filter(person=person).exists()
    assert not Token.objects.exists(), "what other systems hold ends with it"
    directory_watch.watch(directory_watch.in_use()[0])
    assert Person.objects.get(id=person.id).credential_epoch == epoch + 1


def test_a_look_that_began_before_our_own_reset_ends_nothing(person, house):
    """B3: what was changed elsewhere a moment before must not shut out who has just made a new password here."""
    credentials.set_password(person=person, password=FIRST)
    directory_watch.watch(directory_watch.in_use()[0])
    house.directory().set_password(person.directory_name, SECOND)
    row = DirectoryAccount.objects.get(id=directory_watch.in_use()[0])
    seen = [house.directory().find(person.directory_name)]
    credentials.set_password(person=person, password=THIRD)
    before = Person.objects.get(id=person.id)
    directory_watch._end_sessions(row, seen)
    after = Person.objects.get(id=person.id)
    assert (after.credential_epoch, after.password_stamp) == (before.credential_epoch, before.password_stamp)


def test_password_changed_elsewhere_ends_older_sessions_at_login_too(person, house):
    credentials.set_password(person=person, password=FIRST)
    house.directory().set_password(person.directory_name, SECOND)
    before = person.credential_epoch
    Token.objects.create(user=person, client=Party.objects.create(name="x"), type=Token.Type.ACCESS_TOKEN, hash="x")
    assert login(number_of(person), SECOND).status_code == 302
    assert login(number_of(person), SECOND).status_code == 302
    assert Person.objects.get(id=person.id).credential_epoch == before + 1
    assert not Token.objects.exists()


def test_our_own_reset_is_no_change_elsewhere(person):
    credentials.set_password(person=person, password=FIRST)
    epoch = Person.objects.get(id=person.id).credential_epoch
    assert login(number_of(person), FIRST).status_code == 302
    assert Person.objects.get(id=person.id).credential_epoch == epoch


def test_change_needs_the_old_password_and_keeps_the_history(person):
    credentials.set_password(person=person, password=FIRST)
    assert refusal(credentials.change_password, person=person, old=THIRD, new=SECOND) == ("password_wrong", None)
    epoch = person.credential_epoch
    credentials.change_password(person=person, old=FIRST, new=SECOND)
    assert (person.credential_epoch, person.check_password(SECOND)) == (epoch + 1, True)
    code = refusal(credentials.change_password, person=person, old=SECOND, new=FIRST)
    assert code == ("directory_refused", Outcome.POLICY)


def test_policy_refusal_records_nothing(person):
    before = Person.objects.get(id=person.id)
    assert refusal(credentials.set_password, person=person, password="weak") == ("directory_refused", "policy")
    after = Person.objects.get(id=person.id)
    same = ("password", "password_stamp", "credential_epoch")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert (after.has_usable_password(), open_incidents()) == (False, [])


@pytest.mark.parametrize("what", ["set_password", "matches", "change_password"])
def test_directory_that_is_down_is_an_incident_and_not_a_half_set_password(person, house, at_iums, what):
    """B3: told, recorded nowhere as set, and safe to try again; the next success closes the incident."""
    credentials.set_password(person=person, password=FIRST)
    before = Person.objects.get(id=person.id)
    house.down()
    calls = {
        "set_password": lambda: credentials.set_password(person=person, password=SECOND),
        "matches": lambda: credentials.matches(person, FIRST),
        "change_password": lambda: credentials.change_password(person=person, old=FIRST, new=SECOND),
    }
    for _ in range(2):
        assert refusal(calls[what]) == ("directory_down", None)
        again(at_iums)
    (incident,) = open_incidents()
    assert (incident.times, incident.detail["reason"]) == (2, "unreachable")
    after = Person.objects.get(id=person.id)
    assert (after.credential_epoch, after.password_stamp) == (before.credential_epoch, before.password_stamp)
    house.up()
    again(at_iums)
    calls[what]()
    assert open_incidents() == []


def test_login_while_the_directory_is_down_says_so(person, house, at_iums):
    credentials.set_password(person=person, password=FIRST)
    house.down()
    page = login(number_of(person), FIRST)
    assert (page.status_code, page.context["form"].errors.as_data()["__all__"][0].code) == (422, "directory_down")
    house.up()
    again(at_iums)
    assert login(number_of(person), FIRST).status_code == 302


def test_disabled_and_unlocked(person, house, at_iums):
    from pishkhan.identity.domain import directory_accounts

    credentials.set_password(person=person, password=FIRST)
    admin = at_iums.actor("admin")
    directory_accounts.switch(actor=admin, person_id=person.id, on=False)
    page = login(number_of(person), FIRST)
    assert page.context["form"].errors.as_data()["__all__"][0].code == Outcome.DISABLED
    assert login(number_of(person), SECOND).context["form"].errors.as_data()["__all__"][0].code != Outcome.DISABLED
    assert refusal(credentials.set_password, person=person, password=SECOND) == ("directory_refused", "disabled")
    directory_accounts.switch(actor=admin, person_id=person.id, on=True)
    for _ in range(10):
        house.directory().check(person.directory_name, "Wrong-Guess-9")
    assert house.directory().find(person.directory_name).is_locked
    directory_accounts.unlock(actor=admin, person_id=person.id)
    assert login(number_of(person), FIRST).status_code == 302
    with pytest.raises(DomainError, match="not_found"):
        directory_accounts.unlock(actor=at_iums.actor("edu.lead"), person_id=person.id)


def test_password_that_must_be_changed_leads_to_a_new_one(person, house):
    credentials.set_password(person=person, password=FIRST)
    house.must_change(person.directory_name, SECOND)
    page = login(number_of(person), SECOND)
    assert page.context["form"].errors.as_data()["__all__"][0].code == Outcome.MUST_CHANGE
    credentials.set_password(person=person, password=THIRD)
    assert login(number_of(person), THIRD).status_code == 302


def test_stolen_password_works_not_a_moment_longer(person, house):
    credentials.set_password(person=person, password=FIRST)
    credentials.set_password(person=person, password=SECOND)
    assert person.check_password(FIRST), "directories let the previous one in for an hour"
    credentials.set_password(person=person, password=THIRD, stolen=True)
    assert [person.check_password(each) for each in (THIRD, SECOND, FIRST)] == [True, False, False]


def test_name_elsewhere_in_the_directory_is_not_taken_over(person, house):
    house.elsewhere(number_of(person))
    assert refusal(credentials.set_password, person=person, password=FIRST) == ("directory_refused", "taken")


def test_policy_and_limit_are_known_to_who_shows_rules_and_counts_guesses(at_iums):
    policy = directory.policy_of(at_iums.id)
    assert (policy.min_length, policy.history, policy.complexity) == (7, 3, True)
    assert directory.most_failures(at_iums.id) == 8
    assert directory.most_failures(uuid4()) is None


def test_killed_while_an_account_is_made_the_next_try_finishes_it(person, house, at_iums, monkeypatch):
    """B3, at each of the three steps: the account is whole or nobody's, and the same page sent again mends it."""
    from pishkhan.identity.providers import making

    really = making.give_password

    def dies(directory, new, password):
        directory.begin(new)
        house.down()
        return really(directory, new, password)

    with monkeypatch.context() as patched:
        patched.setattr(credentials, "give_password", dies)
        assert refusal(credentials.set_password, person=person, password=FIRST) == ("directory_down", None)
    assert Person.objects.get(id=person.id).password_stamp is None
    house.up()
    again(at_iums)
    assert not house.directory().find(number_of(person)).is_enabled
    credentials.set_password(person=person, password=FIRST)
    assert login(number_of(person), FIRST).status_code == 302


def test_no_call_is_made_inside_a_transaction(faked, iums, settings):
    from django.db import transaction

    settle(faked, iums, settings)
    person = iums.person("981020304")
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        credentials.set_password(person=person, password=FIRST)


def test_directory_that_is_lost_is_switched_off_by_command(faked, iums, settings):
    """The way back in when nobody can reach the console."""
    from io import StringIO

    from django.core.management import call_command

    settle(faked, iums, settings)
    person, said = iums.person("981020304"), StringIO()
    credentials.set_password(person=person, password=FIRST)
    faked.down()
    call_command("directory_off", "iums", stdout=said)
    call_command("directory_off", "iums", stdout=said)
    assert said.getvalue().splitlines() == ["Passwords live here again.", "No directory was in use."]
    assert not Person.objects.get(id=person.id).has_usable_password()
    credentials.set_password(person=person, password=SECOND)
    assert login("981020304", SECOND).status_code == 302


def test_known_and_unknown_names_cost_the_same(faked, iums, settings):
    """Statements and calls to the directory: the page says nothing by its work."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    settle(faked, iums, settings)
    known, never, asked = iums.person("981020304"), iums.person("991020305"), []
    credentials.set_password(person=known, password=FIRST)
    with pytest.MonkeyPatch.context() as patched:
        really = faked.directory().check
        patched.setattr(type(faked.directory()), "check", lambda self, *given: asked.append(given) or really(*given))
        counts = []
        for person in (known, never, None):
            with CaptureQueriesContext(connection) as seen:
                assert credentials.sign_in(institution_id=iums.id, person=person, password="Wrong-Guess-9") is None
            counts.append(len(seen))
    assert (counts[1:], len(asked)) == (counts[:1] * 2, 3)
    assert asked[2][0] not in {known.directory_name, "991020305", ""}


def test_nobody_signs_in_to_the_account_of_who_has_the_same_number(faked, iums, settings):
    """X1: a clerk's code that reads like a student's number names nobody in the directory."""
    settle(faked, iums, settings)
    student, clerk = iums.person("981020304"), iums.person("nutrition")
    Identifier.objects.filter(person=clerk, kind="staff_code").delete()
    index = blind_index("staff_code", "981020304")
    Identifier.objects.create(
        person=clerk, institution_id=iums.id, kind="staff_code", value="981020304", index=index
    )
    give_password(faked.directory(), NewAccount(name="981020304", shown_name="x"), FIRST)
    assert [credentials.matches(one, FIRST) for one in (student, clerk)] == [False, False]
    credentials.set_password(person=student, password=SECOND)
    credentials.set_password(person=clerk, password=THIRD)
    assert student.directory_name != clerk.directory_name
    assert "981020304" not in {student.directory_name, clerk.directory_name}


def test_who_registered_by_themselves_gets_no_name_that_may_be_anothers(faked, iums, settings):
    """What a stranger types at registration must not open an account the directory has already."""
    from django.utils import timezone

    from pishkhan.identity.models import Applicant, RegistrationProfile

    settle(faked, iums, settings)
    person = iums.person("981020304")
    profile = RegistrationProfile.objects.filter(institution_id=iums.id).first() or RegistrationProfile.objects.create(
        institution_id=iums.id, key="sample", definition={}
    )
    Applicant.objects.create(
        institution_id=iums.id, person=person, profile=profile, terms_version="1", terms_at=timezone.now()
    )
    give_password(faked.directory(), NewAccount(name="981020304", shown_name="x"), FIRST)
    credentials.set_password(person=person, password=SECOND)
    assert person.directory_name != "981020304"
    assert faked.directory().check("981020304", FIRST).outcome is Outcome.OK


@pytest.mark.parametrize(("number", "taken"), [
    ("981020304", True), ("98-10.2_a", True), ("9" * 20, True), ("9" * 21, False), ("98/1", False), ("۹۸", False),
    ("-98", False), ("98.", False), ("", False), ("a*b", False), ("a b", False),
])  # fmt: skip
def test_names_a_directory_can_take(number, taken):
    from pishkhan.identity.domain.directory_names import fits

    assert fits(number) is taken
