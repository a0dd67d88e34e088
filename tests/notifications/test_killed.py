"""Workers that are killed while they hand messages over: nothing is lost, nothing comes twice unmarked."""

from __future__ import annotations

import time
from collections import Counter
from datetime import time as clock
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from pishkhan.identity.api import VerificationCode
from pishkhan.kernel.ids import new_id
from pishkhan.notifications import api as notifications
from pishkhan.notifications.enums import OPEN, Channel, State
from pishkhan.notifications.models import Attempt, Delivery, ProviderAccount, SendingRules
from pishkhan.servicedesk.messages import ClosedNotice
from simulators.base import delay
from tests.factories.workers import workers
from tests.notifications.providers.harness import HARNESSES

pytestmark = pytest.mark.django_db(transaction=True)
CODES = 50
PATIENCE = 240
STALLED = 3


def number(place: int) -> str:
    return f"+98912{place:07d}"


@pytest.fixture
def providers():
    """One that can be asked what became of a message, and one that cannot."""
    with HARNESSES["magfa"].simulator() as magfa, HARNESSES["smsir"].simulator() as smsir:
        for one in (magfa, smsir):
            one.faults.standing = delay(0.03)
        yield {"magfa": magfa, "smsir": smsir}


@pytest.fixture
def institution(providers):
    here = new_id()
    SendingRules.objects.create(
        institution_id=here, quiet_from=clock(0), quiet_until=clock(0), per_number=1000, per_network=10**6
    )
    for name, simulator in providers.items():
        template = next(iter(simulator.templates), "")
        templates = {
            f"{key}.sms": {"name": template, "values": dict.fromkeys(simulator.templates[template], ours)}
            for key, ours in (("closed", "number"), ("verification_code", "code"))
        } if template else {}  # fmt: skip
        ProviderAccount.objects.create(
            institution_id=here, provider=name, name=name, channels=["sms"], hook="x", per_second=1000,
            settings=HARNESSES[name].settings(simulator), templates=templates,
        )  # fmt: skip
    return here


def send_all(here, messages: int) -> None:
    until = timezone.now() + timedelta(minutes=30)
    for first in range(0, messages + CODES, 50):
        with transaction.atomic():
            for place in range(first, first + 50):
                to = notifications.Recipient(institution_id=here, person_id=None, mobile=number(place))
                if place < messages:
                    notifications.send(recipient=to, message=ClosedNotice(number=f"1405-{place:06d}", link=""))
                else:
                    code = VerificationCode(code="482915", minutes=30, host="desk.example", until=until)
                    notifications.send(recipient=to, message=code, channels=[Channel.SMS])


def handed() -> int:
    return Delivery.objects.filter(state__in=[State.SENT, State.DELIVERED]).count()


def test_killed_workers_lose_nothing_and_double_only_what_was_in_flight(providers, institution, tmp_path):
    walk(providers, institution, tmp_path, messages=250, kills=5)


@pytest.mark.long
def test_twenty_kills_in_a_thousand_messages(providers, institution, tmp_path):
    walk(providers, institution, tmp_path, messages=950, kills=20)


def walk(providers, institution, tmp_path, *, messages: int, kills: int) -> None:
    send_all(institution, messages)
    in_flight, killed, until = set(), 0, time.monotonic() + PATIENCE
    with workers(tmp_path / "log", PISHKHAN_STALLED_SECONDS=str(STALLED)) as start:
        child = start()
        while Delivery.objects.filter(state__in=OPEN).exists():
            assert time.monotonic() < until, (handed(), (tmp_path / "log").read_text()[-3000:])
            if killed < kills and handed() >= (killed + 1) * (messages // (kills + 1)):
                child.kill()
                child.wait()
                under_way = Attempt.objects.filter(ended_at=None)
                in_flight |= set(under_way.values_list("delivery__address_index", flat=True))
                killed, child = killed + 1, start()
            time.sleep(0.02)
    assert killed == kills
    came = Counter(str(taken.to)[-10:] for simulator in providers.values() for taken in simulator.taken)
    wanted = {number(place)[-10:] for place in range(messages + CODES)}
    codes = {number(place)[-10:] for place in range(messages, messages + CODES)}
    unknown = {row.address[-10:] for row in Delivery.objects.filter(state=State.UNKNOWN)}
    twice = {to for to, times in came.items() if times > 1}
    marked = {row.address_index: row.address[-10:] for row in Delivery.objects.filter(doubled=True)}
    assert wanted - set(came) <= unknown & codes, "only a code of unknown outcome may be missing: its owner asks again"
    assert {to for to, times in came.items() if times > 2} == set()
    assert (twice - set(marked.values()), set(marked) - in_flight, twice & codes) == (set(), set(), set())
    # A worker killed in the middle of a request leaves half a body behind; nothing else is refused.
    refused = [words for simulator in providers.values() for words in simulator.refused]
    assert [words for words in refused if "is not JSON" not in words] == []
    assert len(refused) <= kills
