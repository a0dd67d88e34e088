"""A button pressed twice does its work once."""

from __future__ import annotations

import time
from functools import partial

import pytest
from django.db import transaction

from pishkhan.kernel.ids import new_id
from pishkhan.plumbing.idempotency import first_time
from pishkhan.plumbing.models import IdempotencyKey
from tests.factories import forks

ME, SHE = new_id(), new_id()


@pytest.mark.django_db
def test_second_press_is_told_so():
    assert [first_time(person_id=ME, key="k", verb="send") for _ in range(3)] == [True, False, False]


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"person_id": SHE}, {"key": "l"}, {"verb": "hold"}])
def test_other_person_key_or_verb_is_a_first_time(other):
    """One page may post its key to several verbs: a comment must not swallow the sending that follows."""
    first = {"person_id": ME, "key": "k", "verb": "send"}
    assert (first_time(**first), first_time(**{**first, **other})) == (True, True)


@pytest.mark.django_db
def test_empty_key_is_always_a_first_time():
    assert [first_time(person_id=ME, key="", verb="send") for _ in range(2)] == [True, True]
    assert IdempotencyKey.objects.count() == 0


@pytest.mark.django_db
def test_key_of_a_rolled_back_press_is_free_again():
    with transaction.atomic():
        first_time(person_id=ME, key="k", verb="send")
        transaction.set_rollback(True)
    assert first_time(person_id=ME, key="k", verb="send")


def press(hold: float, fail: bool) -> bool:
    with transaction.atomic():
        first = first_time(person_id=ME, key="k", verb="send")
        if first:
            time.sleep(hold)
            transaction.set_rollback(fail)
    return first


@pytest.mark.django_db(transaction=True)
def test_of_many_presses_at_once_one_is_first_and_the_others_wait_for_it():
    assert sorted(forks.together([partial(press, 0.3, False)] * 4)) == [False, False, False, True]


@pytest.mark.django_db(transaction=True)
def test_press_that_waited_for_a_failed_one_is_first_itself():
    assert forks.together([partial(press, 0.2, True)] * 3) == [True, True, True]
