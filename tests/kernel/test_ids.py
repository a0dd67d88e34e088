import threading
import time
import uuid

import pytest

from pishkhan.kernel import ids


def test_ids_are_version_7_of_the_standard_variant() -> None:
    made = ids.new_id()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_ids_rise_within_a_process() -> None:
    made = [ids.new_id() for _ in range(20_000)]
    assert (made, len(set(made))) == (sorted(made), 20_000)


def test_ids_of_several_threads_differ_and_rise_in_each() -> None:
    made: list[list[uuid.UUID]] = [[] for _ in range(4)]

    def make(own: list[uuid.UUID]) -> None:
        own.extend(ids.new_id() for _ in range(2_000))

    threads = [threading.Thread(target=make, args=(own,)) for own in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [own == sorted(own) for own in made] == [True] * 4
    assert len({one for own in made for one in own}) == 8_000


def test_id_begins_with_the_millisecond_of_its_making(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_sequence", ids._Sequence())
    monkeypatch.setattr(time, "time_ns", lambda: 1_795_420_800_123_456_789)
    assert ids.new_id().int >> 80 == 1_795_420_800_123


def test_ids_rise_when_the_clock_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_sequence", ids._Sequence())
    monkeypatch.setattr(time, "time_ns", lambda: 2_000_000_000)
    before = ids.new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    after = ids.new_id()
    assert (after > before, after.int >> 80) == (True, 2_000)


def test_a_full_counter_borrows_the_next_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    sequence = ids._Sequence()
    monkeypatch.setattr(ids, "_sequence", sequence)
    monkeypatch.setattr(time, "time_ns", lambda: 2_000_000_000)
    ids.new_id()
    sequence._counter = (1 << 42) - 2
    last, borrowed = ids.new_id(), ids.new_id()
    assert (borrowed > last, last.int >> 80, borrowed.int >> 80) == (True, 2_000, 2_001)
    assert (borrowed.version, borrowed.variant) == (7, uuid.RFC_4122)


@pytest.mark.parametrize("typed", ["", None, "12", "x" * 36, "\0", 7, "01a21587-d351-740a-8b87-b1e6ae257c3"])
def test_what_is_no_id_is_none(typed) -> None:
    assert ids.uuid_of(typed) is None


def test_id_as_it_came_in() -> None:
    made = ids.new_id()
    assert [ids.uuid_of(made), ids.uuid_of(str(made))] == [made, made]
