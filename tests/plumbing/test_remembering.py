"""What a process remembers: as it is, for all threads, for a while, and not without end."""

from __future__ import annotations

from threading import Thread

from django.core.cache import caches

from pishkhan.plumbing.remembering import Remembered


def test_value_comes_back_as_it_is_in_every_thread():
    value, seen = object(), []
    caches["local"].set("thing", value, 60)
    thread = Thread(target=lambda: seen.append(caches["local"].get("thing")))
    thread.start()
    thread.join()
    assert seen == [value]
    caches["local"].delete("thing")
    assert caches["local"].get("thing", "gone") == "gone"


def test_value_is_forgotten_in_time(monkeypatch):
    now = 1000.0
    monkeypatch.setattr("pishkhan.plumbing.remembering.time.monotonic", lambda: now)
    caches["local"].set("thing", 1, 10)
    assert caches["local"].get("thing") == 1
    now = 1010.5
    assert caches["local"].get("thing") is None
    assert caches["local"].add("thing", 2, 10)
    assert not caches["local"].add("thing", 3, 10)
    assert caches["local"].get("thing") == 2


def test_oldest_goes_when_there_are_too_many():
    few = Remembered("few", {"max_entries": 3})
    for number in range(5):
        few.set(str(number), number, None)
    assert [few.get(str(number)) for number in range(5)] == [None, None, 2, 3, 4]
