"""Counting failed tries: in windows, in parallel, given back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pishkhan.identity.domain import tries
from pishkhan.identity.domain.tries import Limit
from pishkhan.identity.models import Tries


@pytest.mark.django_db
def test_tries_end_at_the_limit_and_begin_again_with_the_next_window():
    limit = Limit("a", 2, 300)
    assert [tries.take([limit]) for _ in range(2)] == [None, None]
    until = tries.take([limit])
    assert until is not None
    assert timedelta(0) < until - timezone.now() <= timedelta(seconds=300)
    Tries.objects.update(ends_at=timezone.now())
    assert tries.take([limit]) is None
    assert Tries.objects.get().count == 1


@pytest.mark.django_db
def test_try_that_one_limit_refuses_counts_against_no_other():
    narrow, wide = Limit("narrow", 1, 300), Limit("wide", 9, 300)
    assert tries.take([wide, narrow]) is None
    assert tries.take([wide, narrow]) is not None
    assert Tries.objects.get(key=wide.key).count == 1
    tries.give_back([wide, narrow])
    assert tries.take([wide, narrow]) is None


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_are_all_counted():
    limit = Limit("a", 5, 300)

    def one(_: int) -> bool:
        try:
            return tries.take([limit]) is None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(40))) == 5


@pytest.mark.django_db
def test_mark_ends():
    tries.mark("seen", timedelta(days=1))
    assert (tries.is_marked("seen"), tries.is_marked("not seen")) == (True, False)
    Tries.objects.update(ends_at=timezone.now())
    assert tries.is_marked("seen") is False
    assert tries.forget_old() == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [("198.51.100.7", "198.51.100.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("", "")],
)
def test_subscriber_is_told_by_the_network(address, network):
    assert tries.network(address) == network
