"""Other systems are told once, signed, again when they do not take it, and never inside the house."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from threading import Event
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from pishkhan.kernel.errors import DomainError, Several
from pishkhan.notifications.domain import webhooks, webhooks_addresses, webhooks_calling, webhooks_log, webhooks_sending
from pishkhan.notifications.domain.webhooks import Wanted
from pishkhan.notifications.models import HookDelivery, HookState, Webhook
from pishkhan.plumbing.models import AuditEntry, Incident
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.notifications.hook_target import Target, is_signed, says

STUDENT = "981020304"


def hook(university, url, *events, **more) -> Webhook:
    wanted = Wanted("بایگانی", url, events or webhooks.EVENTS, **more)
    return webhooks.add(actor=university.actor("admin"), wanted=wanted)


def delivery(university, row, event="request.filed") -> HookDelivery:
    webhooks.announce_out(university.id, event, uuid4(), {"request": {"number": "1405-000001"}})
    return HookDelivery.objects.filter(webhook=row).latest("created_at")


def tried(row: HookDelivery) -> HookDelivery:
    row.refresh_from_db()
    webhooks_sending.post(row.id, row.tries)
    row.refresh_from_db()
    return row


def test_a_filing_arrives_once_and_signed(iums):
    with Target() as target:
        row = hook(iums, target.url)
        request = walks.file(iums, STUDENT)
        run_jobs()
        filed = [one for one in target.seen if one[0]["Pishkhan-Event"] == "request.filed"]
        [(headers, body)] = filed
        assert is_signed(headers, body, row.secret)
        assert not is_signed(headers, body + b" ", row.secret)
        told = next(each for each in target.bodies() if each["event"] == "request.filed")
        assert (told["request"]["number"], told["request"]["status"]) == (request.number, "new")
        one = HookDelivery.objects.get(event="request.filed")
        assert (one.state, one.status, one.answer, str(one.id)) == (
            HookState.DONE, 200, "ok", headers["Pishkhan-Delivery"],
        )  # fmt: skip


def test_a_station_with_work_is_told_each_once_and_only_where_wanted(iums, shiraz):
    with Target() as target:
        row = hook(iums, target.url, "task.opened")
        walks.file(shiraz, "97204001")
        request = walks.file(iums, STUDENT)
        run_jobs()
        [body] = target.bodies()
        task = workflow.Task.objects.get(case_id=request.case_id)
        assert (body["task"]["id"], body["task"]["station"], body["id"]) == (str(task.id), task.node, str(task.id))
        assert (body["task"]["office"], body["request"]["number"]) == (str(task.office_id), request.number)
        webhooks.put(actor=iums.actor("admin"), hook_id=row.id, wanted=Wanted("x", target.url, ["payment.posted"]))
        walks.walk(iums, request, until="nutrition")
        run_jobs()
        assert len(target.seen) == 1


def test_nothing_of_a_person_is_told(iums):
    with Target() as target:
        hook(iums, target.url)
        request = walks.file(iums, STUDENT)
        servicedesk.comment(actor=iums.actor(STUDENT), request_id=request.id, body="تلفن من خراب است")
        run_jobs()
        said = b" ".join(body for _headers, body in target.seen).decode()
        person = iums.person(STUDENT)
        assert {each["event"] for each in target.bodies()} == {"request.filed", "request.commented", "task.opened"}
        for private in [person.full_name, "0499370899", "09120000067", STUDENT, "تلفن من"]:
            assert private not in said


def test_only_those_who_want_an_event_are_told_of_it_and_of_their_institution(iums, shiraz):
    with Target() as target:
        mine = hook(iums, target.url, "payment.posted")
        hook(iums, target.url, "request.filed", is_on=False)
        theirs = hook(shiraz, target.url)
        assert webhooks.announce_out(iums.id, "request.filed", uuid4(), {}) == 0
        assert webhooks.announce_out(iums.id, "payment.posted", uuid4(), {}) == 1
        assert list(HookDelivery.objects.values_list("webhook", flat=True)) == [mine.id]
        assert not HookDelivery.objects.filter(webhook=theirs).exists()


def test_the_same_event_twice_is_told_once_and_not_at_all_when_rolled_back(iums):
    with Target() as target:
        hook(iums, target.url)
        event_id = uuid4()
        assert [webhooks.announce_out(iums.id, "request.filed", event_id, {}) for _ in range(2)] == [1, 0]
        with transaction.atomic():
            webhooks.announce_out(iums.id, "request.filed", uuid4(), {})
            transaction.set_rollback(True)
        assert HookDelivery.objects.count() == 1


def test_500_is_tried_again_later_and_then_done(iums):
    with Target(says(500, b"no"), says(204, b"")) as target:
        row = tried(delivery(iums, hook(iums, target.url)))
        assert (row.state, row.status, row.answer, row.tries) == (HookState.WAITING, 500, "no", 1)
        assert row.due_at > timezone.now()
        assert webhooks_sending.sweep() == 0
        assert webhooks_sending.sweep(now=row.due_at) == 1
        row = tried(row)
        assert (row.state, row.status, row.tries) == (HookState.DONE, 204, 2)
        assert len({headers["Pishkhan-Delivery"] for headers, _ in target.seen}) == 1


def test_pauses_grow():
    pauses = [webhooks_sending.pause_after(tries) for tries in range(1, 20)]
    assert pauses == sorted(pauses)
    assert pauses[0] < timedelta(minutes=1) < timedelta(hours=10) < pauses[-1]


def test_after_three_days_it_failed_and_somebody_is_told(iums):
    with Target(says(500), says(500), says(200)) as target:
        row = delivery(iums, hook(iums, target.url))
        HookDelivery.objects.update(created_at=timezone.now() - timedelta(days=3))
        row = tried(row)
        assert (row.state, row.status) == (HookState.FAILED, 500)
        assert Incident.objects.get(kind=webhooks_sending.FAILED).subject_id == row.webhook_id
        again = webhooks_log.replay(actor=iums.actor("admin"), hook_id=row.webhook_id, delivery_id=row.id)
        assert (tried(again).state, again.body == row.body, again.event_id) == (HookState.WAITING, True, row.event_id)
        assert tried(again).state == HookState.DONE
        assert Incident.objects.get(kind=webhooks_sending.FAILED).state == Incident.State.CLOSED


def test_two_jobs_of_one_try_tell_it_once(iums):
    with Target(says(500)) as target:
        row = delivery(iums, hook(iums, target.url))
        webhooks_sending.post(row.id, 0)
        webhooks_sending.post(row.id, 0)
        assert len(target.seen) == 1


def test_redirects_are_failures_wherever_they_lead(iums):
    with Target(says(302, Location="http://169.254.169.254/latest/meta-data/")) as target:
        row = tried(delivery(iums, hook(iums, target.url)))
        assert (row.state, row.status, len(target.seen)) == (HookState.WAITING, 302, 1)


@pytest.mark.parametrize("way", ["hangs", "drips"])
def test_who_hangs_or_speaks_slowly_costs_the_timeout_and_its_own_slots(iums, monkeypatch, way):
    monkeypatch.setattr(webhooks_calling, "ALTOGETHER", 0.5)
    with Target() as slow, Target() as quick:
        slow.answers = [getattr(slow, way)]
        both = [f"127.0.0.1:{slow.port}", f"127.0.0.1:{quick.port}"]
        with override_settings(HOOKS_INSIDE=both):
            bad, good = hook(iums, slow.url, "payment.posted"), hook(iums, quick.url, "request.filed")
            began = time.monotonic()
            row = tried(delivery(iums, bad, "payment.posted"))
            assert (row.state, row.answer, time.monotonic() - began < 5) == (HookState.WAITING, "slow", True)
            webhooks_sending._under_way[bad.id] = webhooks_sending.PER_ADDRESS
            full = tried(delivery(iums, bad, "payment.posted"))
            assert (full.tries, full.state, len(slow.seen)) == (0, HookState.WAITING, 1)
            assert tried(delivery(iums, good)).state == HookState.DONE
            del webhooks_sending._under_way[bad.id]


def test_a_long_answer_is_not_read_to_its_end(iums):
    with Target(says(200, b"x" * 1_000_000)) as target:
        row = tried(delivery(iums, hook(iums, target.url)))
        assert (row.state, len(row.answer)) == (HookState.DONE, 500)


def test_a_large_body_is_not_sent(iums):
    with Target() as target:
        row = delivery(iums, hook(iums, target.url))
        HookDelivery.objects.update(body={"x": "y" * 70_000})
        assert (tried(row).answer, target.seen) == ("large", [])


def test_nobody_there_is_tried_again(iums):
    with Target() as target:
        row = hook(iums, target.url)
        target.server.server_close()
        target.server.shutdown()
        assert tried(delivery(iums, row)).answer in {"unreachable", "broken"}


def test_switched_off_meanwhile_nothing_is_told(iums):
    with Target() as target:
        row = delivery(iums, hook(iums, target.url))
        Webhook.objects.update(is_on=False)
        assert (tried(row).state, row.answer, target.seen) == (HookState.FAILED, "off", [])
        with pytest.raises(DomainError, match="hook_off"):
            webhooks_log.replay(actor=iums.actor("admin"), hook_id=row.webhook_id, delivery_id=row.id)


def test_failed_ones_of_a_day_are_replayed_together_once(iums):
    with Target() as target:
        row, admin = hook(iums, target.url), iums.actor("admin")
        for _ in range(3):
            delivery(iums, row)
        HookDelivery.objects.update(state=HookState.FAILED)
        today = timezone.localdate()
        assert webhooks_log.failed_days(admin, row.id) == [(today, 3)]
        assert webhooks_log.replay_failed(actor=admin, hook_id=row.id, day=today - timedelta(days=1)) == 0
        assert webhooks_log.replay_failed(actor=admin, hook_id=row.id, day=today) == 3
        assert webhooks_log.replay_failed(actor=admin, hook_id=row.id, day=today) == 0
        assert HookDelivery.objects.exclude(replay_of=None).count() == 3


def test_only_administrators_of_the_institution_know_of_it(iums, shiraz):
    with Target() as target:
        row = hook(iums, target.url)
        for actor in [shiraz.actor("admin"), iums.actor("nutrition"), iums.actor(STUDENT)]:
            with pytest.raises(DomainError, match="not_found"):
                webhooks.one(actor, row.id)
            with pytest.raises(DomainError, match="not_found"):
                webhooks_log.page(actor, row.id)
            with pytest.raises(DomainError, match="not_found"):
                webhooks.ping(actor=actor, hook_id=row.id)


def test_the_secret_is_sealed_replaced_and_never_in_the_history(iums):
    with Target() as target:
        row, admin = hook(iums, target.url), iums.actor("admin")
        first = row.secret
        second = webhooks.renew_secret(actor=admin, hook_id=row.id).secret
        assert first != second
        tried(delivery(iums, row))
        headers, body = target.seen[-1]
        assert (is_signed(headers, body, second), is_signed(headers, body, first)) == (True, False)
        written = str(list(AuditEntry.objects.filter(stream=row.id).values_list("after", flat=True)))
        assert first not in written
        assert second not in written
        assert "webhook.secret" in AuditEntry.objects.filter(stream=row.id).values_list("action", flat=True)


INSIDE = [
    "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/",
    "https://localhost/", "https://localhost./", "https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.0.1/",
    "https://169.254.169.254/latest/", "https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/",
    "https://255.255.255.255/", "https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fc00::1]/",
    "https://[::ffff:127.0.0.1]/", "https://[::ffff:10.0.0.1]/", "https://[::127.0.0.1]/",
    "https://[2002:7f00:1::]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b::a00:1]/",
    "https://[2001:0:53aa:64c::1]/", "https://[ff02::1]/", "https://[fec0::1]/",
]  # fmt: skip
UNREADABLE = [
    "http://example.com/", "ftp://example.com/", "https://", "https://user@example.com/", "https://a:b@example.com/",
    "https://example.com/#x", "https://exam ple.com/", "https://example.com:99999/", "file:///etc/passwd",
    "https://پیشخوان.ایران/", "https://example.com/" + "x" * 600, "https://[fe80::1%25eth0]/",
    "https://127.0.0.1\\@example.com/", "gopher://example.com/", "//example.com/", "javascript:alert(1)", "",
]  # fmt: skip


@pytest.mark.parametrize("url", INSIDE)
def test_addresses_inside_are_refused(url):
    with pytest.raises(DomainError) as refused:
        webhooks_addresses.find(url, of=uuid4())
    assert refused.value.code in {"hook_inside", "hook_unknown_host"}


@pytest.mark.parametrize("url", INSIDE[:1] + INSIDE[4:8])
def test_addresses_inside_cannot_be_added(iums, url):
    with pytest.raises(DomainError):
        hook(iums, url)
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("url", UNREADABLE)
def test_addresses_that_are_none(url):
    with pytest.raises(DomainError, match="hook_url"):
        webhooks_addresses.read(url)


@pytest.mark.parametrize("port", [22, 25, 80, 5432, 8080])
def test_ports_of_other_things(port):
    with pytest.raises(DomainError, match="hook_port"):
        webhooks_addresses.read(f"https://example.com:{port}/")


def resolving(monkeypatch, *answers):
    """Every name has these addresses, one list a look-up, the last for ever."""
    left, true = [list(each) for each in answers], socket.getaddrinfo

    def look_up(host, port, *rest, **more):
        if host[0].isdigit():  # an address, no name: the library asks for its form before it connects
            return true(host, port, *rest, **more)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(webhooks_addresses.socket, "getaddrinfo", look_up)


def test_one_address_inside_among_several_is_enough(monkeypatch):
    resolving(monkeypatch, ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(DomainError, match="hook_inside"):
        webhooks_addresses.find("https://example.com/", of=uuid4())


def test_a_name_that_turns_inside_later_is_not_called(iums, monkeypatch):
    resolving(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    row = tried(delivery(iums, hook(iums, "https://example.com/")))
    assert (row.state, row.answer) == (HookState.WAITING, "hook_inside")


def test_the_call_goes_to_the_address_that_was_looked_at_in_the_right_name(monkeypatch):
    """No second look-up: a name that answers otherwise between looking and calling leads nowhere else."""
    with Target() as target:
        looked = webhooks_addresses.Target(False, "example.com", target.port, "/x?y=1", ("127.0.0.1",))
        resolving(monkeypatch, ["192.0.2.1"])
        reply = webhooks_calling.post(looked, b"{}", {})
        assert (reply.status, target.seen[0][0]["Host"]) == (200, f"example.com:{target.port}")


def test_a_resolver_that_hangs_is_left_alone(monkeypatch):
    monkeypatch.setattr(webhooks_addresses, "LOOKING_UP", 0.05)
    monkeypatch.setattr(webhooks_addresses.socket, "getaddrinfo", lambda *_a, **_k: time.sleep(0.5))
    with pytest.raises(DomainError, match="hook_unknown_host"):
        webhooks_addresses.find("https://example.com/", of=uuid4())


def test_resolvers_that_hang_for_one_institution_hold_up_no_other(monkeypatch):
    """Who has names that hang gets no further thread; everybody else is answered."""
    hanging, mine, other = Event(), uuid4(), uuid4()
    true = socket.getaddrinfo

    def look_up(host, *rest, **more):
        if host == "hangs.example":
            hanging.wait(20)
            raise OSError
        return true("93.184.215.14", *rest, **more)

    monkeypatch.setattr(webhooks_addresses, "LOOKING_UP", 0.05)
    monkeypatch.setattr(webhooks_addresses.socket, "getaddrinfo", look_up)
    try:
        for _ in range(webhooks_addresses.PER_INSTITUTION + 30):
            with pytest.raises(DomainError, match="hook_unknown_host"):
                webhooks_addresses.find("https://hangs.example/", of=mine)
        monkeypatch.setattr(webhooks_addresses, "LOOKING_UP", 5)
        assert webhooks_addresses.find("https://example.com/", of=other).addresses == ("93.184.215.14",)
        with pytest.raises(DomainError, match="hook_unknown_host"):
            webhooks_addresses.find("https://example.com/", of=mine)
    finally:
        hanging.set()
    until = time.monotonic() + 10
    while webhooks_addresses._under_way[mine] and time.monotonic() < until:
        time.sleep(0.01)
    assert webhooks_addresses.find("https://example.com/", of=mine).host == "example.com"


def test_calls_of_one_institution_leave_room_for_others(iums, shiraz, monkeypatch):
    with Target() as target:
        mine, theirs = hook(iums, target.url), hook(shiraz, target.url)
        monkeypatch.setitem(webhooks_sending._under_way, iums.id, webhooks_sending.PER_INSTITUTION)
        put_off, told = tried(delivery(iums, mine)), tried(delivery(shiraz, theirs))
        assert (put_off.tries, put_off.state, told.state) == (0, HookState.WAITING, HookState.DONE)
        assert webhooks_sending._under_way == {iums.id: webhooks_sending.PER_INSTITUTION}


def test_everything_wrong_is_said_at_once(iums):
    with pytest.raises(Several) as refused:
        webhooks.add(actor=iums.actor("admin"), wanted=Wanted(" ", "x", ["nothing"]))
    assert set(refused.value.faults) == {"name", "url", "events"}


def test_so_many_and_no_more(iums, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST", 1)
    with Target() as target:
        hook(iums, target.url)
        with pytest.raises(DomainError, match="hooks_many"):
            hook(iums, target.url)


def test_the_log_goes_after_a_month(iums):
    with Target() as target:
        row = delivery(iums, hook(iums, target.url))
        HookDelivery.objects.update(created_at=timezone.now() - timedelta(days=31))
        assert webhooks_sending.forget_old() == 0
        HookDelivery.objects.update(state=HookState.DONE)
        assert webhooks_sending.forget_old() == 1
        assert not HookDelivery.objects.filter(id=row.id).exists()


def test_what_was_told_again_stays_until_that_is_old_too(iums, monkeypatch):
    """Few rows at a time; two replays of one delivery were no hindrance to the night's cleaning."""
    monkeypatch.setattr(webhooks_sending, "BATCH", 1)
    month, admin = timedelta(days=31), iums.actor("admin")
    with Target() as target:
        row = tried(delivery(iums, hook(iums, target.url)))
        both = [webhooks_log.replay(actor=admin, hook_id=row.webhook_id, delivery_id=row.id) for _ in range(2)]
        HookDelivery.objects.update(state=HookState.DONE)
        HookDelivery.objects.filter(id=row.id).update(created_at=timezone.now() - month)
        assert webhooks_sending.forget_old() == 0
        HookDelivery.objects.filter(id__in=[each.id for each in both]).update(created_at=timezone.now() - month)
        assert (webhooks_sending.forget_old(), HookDelivery.objects.count()) == (3, 0)


def test_an_address_goes_with_all_it_was_told_and_told_again(iums):
    admin = iums.actor("admin")
    with Target() as target:
        row = tried(delivery(iums, hook(iums, target.url)))
        webhooks_log.replay(actor=admin, hook_id=row.webhook_id, delivery_id=row.id)
        webhooks.remove(actor=admin, hook_id=row.webhook_id)
        assert (Webhook.objects.count(), HookDelivery.objects.count()) == (0, 0)
