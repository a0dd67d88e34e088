"""Jobs on a real worker: one that is killed in the middle loses nothing and does nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from pishkhan.kernel.ids import new_id
from pishkhan.plumbing import audit, events
from pishkhan.plumbing.models import HandledEvent
from tests.plumbing.slow_worker import Forwarded, Pressed

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
STALLED = 2
PATIENCE = 60


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a worker with the server's own command; it reads how to behave from its environment."""
    began: list[subprocess.Popen[bytes]] = []

    def worker(**environment: str) -> subprocess.Popen[bytes]:
        place = connection.settings_dict
        host = quote(place["HOST"], safe="")
        env = {
            **os.environ, "PISHKHAN_STALLED_SECONDS": str(STALLED), "PK_STARTED": str(tmp_path / "started"),
            "DATABASE_URL": f"postgresql://{place['USER']}:{place['PASSWORD']}@/{place['NAME']}?host={host}",
            "DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **environment,
        }  # fmt: skip
        with (tmp_path / "log").open("ab") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.plumbing.slow_worker"], env=env, cwd=ROOT, stdout=log, stderr=log
            )
        began.append(child)
        return child

    yield worker
    for child in began:
        child.kill()
        child.wait()


def wait_until(true: Callable[[], bool], child: subprocess.Popen[bytes], tmp_path: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert child.poll() is None, (tmp_path / "log").read_text()
        assert time.monotonic() < until, (tmp_path / "log").read_text()
        time.sleep(0.05)


def status_of_jobs() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE task_name = 'plumbing.deliver_event'")
        return [row[0] for row in cursor.fetchall()]


def press() -> Pressed:
    event = Pressed(institution_id=new_id())
    with transaction.atomic():
        events.announce(event)
    return event


def effects(event: Pressed) -> list[str]:
    return list(audit.history(event.event_id).values_list("action", flat=True))


def test_job_of_a_killed_worker_is_finished_once_by_another(start, tmp_path):
    event = press()
    first = start(PK_HOLD="yes")
    wait_until((tmp_path / "started").exists, first, tmp_path)
    first.kill()
    first.wait()
    assert (status_of_jobs(), effects(event)) == (["doing"], [])
    second = start()
    wait_until(lambda: status_of_jobs() == ["succeeded"], second, tmp_path)
    assert effects(event) == ["button.pressed"]
    assert HandledEvent.objects.filter(event_id=event.event_id).count() == 1


def test_rolled_back_fact_leaves_no_job():
    with transaction.atomic():
        events.announce(Pressed(institution_id=new_id()))
        transaction.set_rollback(True)
    assert status_of_jobs() == []


def test_news_told_in_a_job_that_breaks_is_never_heard(start, tmp_path):
    """A job's own news belong to its transaction: they are neither early nor left over."""
    event = Forwarded(institution_id=new_id())
    with transaction.atomic():
        events.announce(event)
    worker = start()
    wait_until((tmp_path / "started").exists, worker, tmp_path)
    wait_until(lambda: status_of_jobs() == ["todo"], worker, tmp_path)
    assert (effects(event), HandledEvent.objects.filter(event_id=event.event_id).exists()) == ([], False)


def test_job_of_a_killed_worker_makes_room_for_the_one_that_waits_behind_it(start, tmp_path):
    """Only one of a queueing lock may wait, so the lost one cannot wait again; neither may be stuck."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, status)"
            " SELECT 'default', 'plumbing.seal_audit', 0, 'lost', 'lost', '{\"timestamp\": 0}', status"
            " FROM unnest(ARRAY['doing', 'todo']::procrastinate_job_status[]) AS status"
        )
    child = start()

    def over() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE lock = 'lost' AND status <> 'succeeded'")
            return bool(cursor.fetchone()[0] == 0)

    wait_until(over, child, tmp_path)
