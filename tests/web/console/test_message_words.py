"""Every reason, message, place and setting has its words."""

from __future__ import annotations

import pytest
from django.utils import translation

from pishkhan.notifications import api as notifications
from pishkhan.web.console import message_names as names
from pishkhan.web.console import message_words as words


def test_every_reason_says_what_happened_and_what_to_do_next():
    reasons = {*notifications.Reason, *notifications.Why}
    assert reasons == set(words.WORDS)
    for language in ("fa", "en"):
        with translation.override(language):
            said = [(words.what(reason), words.advice(reason)) for reason in reasons]
            assert all(what and advice and not what.endswith(".") and advice.endswith(".") for what, advice in said)


def test_every_state_outcome_and_channel_has_words():
    assert set(names.TONES) == set(notifications.State)
    assert set(names.OUTCOMES) == {*notifications.Outcome, ""}
    assert set(names.CHANNELS) == set(notifications.Channel)


def test_every_message_and_every_place_in_it_has_a_name():
    assert set(notifications.registry) - set(names.NAMES) == set()
    places = {(kind.key, place) for kind in notifications.registry.values() for place in kind.placeholders()}
    assert {each for each in places if not {each[1], ".".join(each)} & set(names.PLACES)} == set()


def test_words_of_settings_are_in_the_catalogue():
    told = set(names.SETTING_WORDS)
    for kind in notifications.PROVIDERS.values():
        said = {kind.title, *(word for each in kind.settings for word in (each.label, each.hint) if word)}
        said |= {label for each in kind.settings for _value, label in each.choices}
        assert said <= told, kind.key


@pytest.mark.parametrize(
    ("address", "shown"),
    [("+989121234567", "0912***4567"), ("student@example.ir", "st***@example.ir"), ("", ""), ("a@b.ir", "a***@b.ir")],
)
def test_addresses_are_masked(address, shown):
    assert names.masked(address) == shown
