"""Others on a request: only with their consent, only its public side, and nobody learns who exists."""

from __future__ import annotations

import pytest

from pishkhan.identity.models import Person
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.models import Notice
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.domain import participants
from pishkhan.servicedesk.models import Participant
from pishkhan.workflow import api as workflow
from tests.factories import letters, walks
from tests.factories.jobs import run_jobs

GUEST = letters.OTHER


@pytest.fixture
def filed(iums):
    return letters.file(iums)


def ask(iums, request, typed=GUEST, login=letters.LOGIN):
    return servicedesk.invite(actor=iums.actor(login), request_id=request.id, typed=typed)


def reply(iums, *, accept=True, login=GUEST):
    row = Participant.objects.get(person=iums.person(login))
    return servicedesk.answer_invitation(actor=iums.actor(login), participant_id=row.id, accept=accept)


def seen(iums, request, login=GUEST):
    return servicedesk.my_request(iums.actor(login), request.number, taking_part=True) is not None


def told(iums, login):
    return list(Notice.objects.filter(person_id=iums.person(login).id).values_list("message", flat=True))


def test_nothing_is_seen_before_they_agree_and_nothing_after_they_left(iums, filed):
    ask(iums, filed)
    run_jobs()
    assert told(iums, GUEST) == ["invitation"]
    assert not seen(iums, filed)
    assert not servicedesk.visible_to(iums.actor(GUEST)).exists()
    reply(iums)
    assert seen(iums, filed)
    run_jobs()
    assert "joined" in told(iums, letters.LOGIN)
    servicedesk.leave(actor=iums.actor(GUEST), request_id=filed.id)
    assert not seen(iums, filed)


def test_other_doors_stay_shut_for_who_takes_part(iums, filed):
    ask(iums, filed)
    reply(iums)
    actor = iums.actor(GUEST)
    assert servicedesk.my_request(actor, filed.number) is None
    for verb in (
        lambda: servicedesk.withdraw(actor=actor, request_id=filed.id, reason="x"),
        lambda: servicedesk.invite(actor=actor, request_id=filed.id, typed="4001020306"),
        lambda: servicedesk.take_back_invitations(actor=actor, request_id=filed.id),
    ):
        with pytest.raises(workflow.NotYours):
            verb()


def test_they_write_in_public_get_the_words_and_never_a_note(iums, filed):
    ask(iums, filed)
    reply(iums)
    task = walks.task_at(filed, letters.NODE)
    clerk = walks.holder_of(iums, task)
    run_jobs()
    Notice.objects.all().delete()
    servicedesk.comment(actor=clerk, request_id=filed.id, body="برای همه", task_id=task.id)
    servicedesk.comment(
        actor=clerk, request_id=filed.id, body="یادداشت", task_id=task.id,
        visibility=servicedesk.Visibility.INTERNAL,
    )  # fmt: skip
    servicedesk.comment(actor=iums.actor(GUEST), request_id=filed.id, body="من هم می‌پرسم")
    run_jobs()
    assert told(iums, GUEST) == ["comment"]
    assert told(iums, letters.LOGIN) == ["comment", "comment"]
    bodies = [row.body for row in servicedesk.comments(filed, iums.actor(GUEST), public=True)]
    assert bodies == ["برای همه", "من هم می‌پرسم"]
    assert servicedesk.comments(filed, iums.actor(GUEST)) == servicedesk.comments(
        filed, iums.actor(GUEST), public=True
    )
    with pytest.raises(workflow.NotYours):
        servicedesk.comment(
            actor=iums.actor(GUEST), request_id=filed.id, body="x", visibility=servicedesk.Visibility.INTERNAL
        )


@pytest.mark.parametrize("typed", [
    "000000000", "09129999999", "nobody@example.ir", "no.body", "x" * 200,
])  # fmt: skip
def test_the_answer_is_the_same_whoever_is_meant(iums, filed, typed):
    assert ask(iums, filed, typed) is None
    assert ask(iums, filed) is None
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(("typed", "why"), [
    ("<script>", "invite_shape"), ("دانشجوی نمونه", "invite_shape"), (" ", "invite_empty"),
    (letters.LOGIN, "invite_self"),
])  # fmt: skip
def test_what_names_nobody_or_oneself_is_said(iums, filed, typed, why):
    with pytest.raises(DomainError, match=why):
        ask(iums, filed, typed)


def test_what_was_said_before_they_agreed_is_not_theirs_to_read(iums, filed):
    owner = iums.actor(letters.LOGIN)
    servicedesk.comment(actor=owner, request_id=filed.id, body="پیش از دعوت")
    ask(iums, filed)
    servicedesk.comment(actor=owner, request_id=filed.id, body="پیش از پذیرفتن")
    reply(iums)
    servicedesk.comment(actor=owner, request_id=filed.id, body="پس از پذیرفتن")
    guest = iums.actor(GUEST)

    def read():
        return [row.body for row in servicedesk.comments(filed, guest, public=True)]

    assert read() == ["پس از پذیرفتن"]
    assert len(servicedesk.comments(filed, owner)) == 3
    servicedesk.leave(actor=guest, request_id=filed.id)
    assert read() == []


def test_a_national_id_invites_nobody(iums, filed):
    national = iums.person(GUEST).identifiers.get(kind="national_id").value
    ask(iums, filed, national)
    assert not Participant.objects.exists()


def test_closed_accounts_are_not_asked(iums, filed):
    Person.objects.filter(id=iums.person(GUEST).id).update(is_active=False)
    ask(iums, filed)
    assert not Participant.objects.exists()


def test_who_declined_is_left_in_peace_who_left_may_be_asked_again(iums, filed):
    ask(iums, filed)
    reply(iums, accept=False)
    ask(iums, filed)
    assert Participant.objects.get().state == "declined"
    Participant.objects.update(state="left")
    ask(iums, filed)
    assert Participant.objects.get().state == "invited"


def test_the_applicant_removes_them_and_takes_invitations_back(iums, filed):
    ask(iums, filed)
    servicedesk.take_back_invitations(actor=iums.actor(letters.LOGIN), request_id=filed.id)
    with pytest.raises(DomainError, match="invitation_gone"):
        reply(iums)
    ask(iums, filed)
    row = reply(iums)
    servicedesk.remove(actor=iums.actor(letters.LOGIN), request_id=filed.id, participant_id=row.id)
    assert not seen(iums, filed)


def test_limits_count_people_who_do_not_exist_too(iums, filed, monkeypatch):
    monkeypatch.setattr(participants, "MOST_A_DAY", 2)
    ask(iums, filed, "000000001")
    ask(iums, filed, "000000002")
    with pytest.raises(DomainError, match="invites_spent"):
        ask(iums, filed)


def test_nobody_answers_for_another(iums, filed):
    ask(iums, filed)
    row = Participant.objects.get()
    with pytest.raises(workflow.NotYours):
        servicedesk.answer_invitation(actor=iums.actor("4001020306"), participant_id=row.id, accept=True)


def test_staff_take_part_as_people_and_read_no_notes_there(iums, filed):
    ask(iums, filed, "nutrition")
    reply(iums, login="nutrition")
    task = walks.task_at(filed, letters.NODE)
    servicedesk.comment(
        actor=walks.holder_of(iums, task), request_id=filed.id, body="یادداشت", task_id=task.id,
        visibility=servicedesk.Visibility.INTERNAL,
    )  # fmt: skip
    assert seen(iums, filed, "nutrition")
    assert servicedesk.comments(filed, iums.actor("nutrition"), public=True) == []
    found = servicedesk.comment(actor=iums.actor("nutrition"), request_id=filed.id, body="سلام")
    assert (found.office_id, found.visibility) == (None, "public")


def at_the_lock(monkeypatch, press):
    """Somebody presses another button while this press waits for the case. When this press is refused, both are undone:
    here they stand in one transaction."""
    lock, pressed = workflow.locked_case, []

    def waits(*args):
        if not pressed:
            pressed.append(True)
            press()
        return lock(*args)

    monkeypatch.setattr(workflow, "locked_case", waits)


@pytest.mark.parametrize("accept", [True, False])
def test_an_invitation_taken_back_at_the_same_moment_is_gone(iums, filed, monkeypatch, accept):
    ask(iums, filed)
    owner = iums.actor(letters.LOGIN)
    at_the_lock(monkeypatch, lambda: servicedesk.take_back_invitations(actor=owner, request_id=filed.id))
    with pytest.raises(DomainError, match="invitation_gone"):
        reply(iums, accept=accept)


def test_the_second_of_two_presses_of_accept_is_refused(iums, filed, monkeypatch):
    ask(iums, filed)
    at_the_lock(monkeypatch, lambda: reply(iums))
    with pytest.raises(DomainError, match="invitation_gone"):
        reply(iums)


def test_who_was_removed_meanwhile_does_not_leave(iums, filed, monkeypatch):
    ask(iums, filed)
    row, owner = reply(iums), iums.actor(letters.LOGIN)
    at_the_lock(
        monkeypatch, lambda: servicedesk.remove(actor=owner, request_id=filed.id, participant_id=row.id)
    )
    with pytest.raises(workflow.NotYours):
        servicedesk.leave(actor=iums.actor(GUEST), request_id=filed.id)
