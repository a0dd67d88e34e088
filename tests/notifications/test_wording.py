"""Texts an institution writes in the place of ours."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from pishkhan.identity.api import VerificationCode
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain import rendering, wording
from pishkhan.notifications.enums import Channel, Surface
from pishkhan.notifications.models import Delivery
from pishkhan.servicedesk.messages import ReturnedNotice
from tests.notifications.test_sending import demo, tell

__all__ = ["demo"]


def write(iums, body, *, surface=Surface.SMS, message="returned", language="fa", number=0, login="admin", title=""):
    row = notifications.write(
        actor=iums.actor(login), message=message, surface=surface, language=language, title=title, body=body,
        number=number,
    )  # fmt: skip
    caches["local"].clear()
    return row


def texts() -> list[str]:
    return [row.body for row in Delivery.objects.filter(channel=Channel.SMS).order_by("id")]


def test_text_of_the_institution_is_sent_from_now_on_and_old_messages_keep_theirs(demo, day):
    tell(demo)
    write(demo, "درخواست {number} را تا {reply_by} اصلاح کنید.")
    tell(demo)
    write(demo, "", number=1)
    tell(demo)
    first, second, third = texts()
    assert second == "درخواست \u200e۱۴۰۵-۰۰۰۱۲۳ را تا \u200e۱۴۰۵/۰۹/۱۰ اصلاح کنید."
    assert (first == third, first.startswith("پیشخوان")) == (True, True)


@pytest.mark.parametrize(
    ("body", "refusal", "names"),
    [
        ("بدون شماره تا {reply_by}", "placeholder_missing", "{number}"),
        ("{number} {reply_by} {amount}", "placeholder_unknown", "{amount}"),
        ("{number} {reply_by} " + "س" * 600, "text_long", None),
    ],
)
def test_text_that_would_not_do_is_refused_by_name(demo, body, refusal, names):
    with pytest.raises(Invalid, match=refusal) as caught:
        write(demo, body)
    assert names is None or caught.value.params["names"] == names


def test_title_is_wanted_where_ours_has_one(demo):
    with pytest.raises(Invalid, match="title_missing"):
        write(demo, "{number} {reply_by}", surface=Surface.BELL)
    assert write(demo, "{number} {reply_by}", surface=Surface.BELL, title="اصلاح").title == "اصلاح"


def test_parts_are_those_of_the_text_as_it_leaves(demo):
    """The values of the example and the last line of a code are counted, not the names of the places."""
    room = wording.MOST_PARTS * 67
    tail = "\n\n@desk.example #482915"
    places, said = "{code} {minutes}", "482915 ۵"
    with pytest.raises(Invalid, match="text_long"):
        write(demo, places + "س" * (room - len(places)), message="verification_code")
    assert write(demo, places + "س" * (room - len(said + tail)), message="verification_code")


def test_two_administrators_do_not_overwrite_each_other(demo):
    write(demo, "یک {number} {reply_by}")
    with pytest.raises(DomainError, match="text_changed"):
        write(demo, "دو {number} {reply_by}")


def test_only_administrators_write(demo):
    with pytest.raises(DomainError, match="not_found"):
        write(demo, "{number} {reply_by}", login="edu.lead")


def test_text_for_a_code_keeps_its_last_line_whatever_is_written(demo, day):
    """WebOTP: the last line is ours."""
    write(demo, "کد شما {code} ({minutes} دقیقه)", message="verification_code")
    text = wording.filled(demo.id, VerificationCode, Surface.SMS, "fa", VerificationCode.example().values())
    assert text.body == "کد شما {code} (۵ دقیقه)\n\n@desk.example #{code}"


def test_every_message_has_words_on_all_its_surfaces_in_both_languages(demo):
    empty, admin = [], demo.actor("admin")
    for kind in notifications.registry.values():
        for surface in kind.surfaces():
            for language in ("fa", "en"):
                text = rendering.shipped(kind, surface, language)
                unknown = rendering.placeholders(text) - set(kind.placeholders())
                shown = {preview.filled for preview in notifications.previews(admin, kind.key)}
                if not text.body or unknown or any("{" in each.title + each.body for each in shown):
                    empty.append((kind.key, surface, language))
    assert empty == []


def test_persian_words_are_persian(demo):
    same = [
        (kind.key, surface) for kind in notifications.registry.values() for surface in kind.surfaces()
        if kind.key != "alarm" and rendering.shipped(kind, surface, "fa") == rendering.shipped(kind, surface, "en")
    ]  # fmt: skip
    assert same == []


@pytest.mark.parametrize("value", ["\u202eevil", "a\u2066b\u2069", "\u200f۱۲"])
def test_bidi_controls_in_a_value_do_not_reach_the_phone(value):
    shown = rendering.shown(ReturnedNotice, {"number": value, "reply_by": "2026-12-01"}, "fa")
    assert not set(shown["number"]) & set("\u202e\u2066\u2069\u200f")


def test_value_with_the_look_of_a_place_is_not_filled_again(demo, day):
    from pishkhan.clearance.messages import RevokedNotice

    said = RevokedNotice(number="1", certificate="2", reason="{number} {code} %(number)s", link="")
    text = wording.filled(demo.id, RevokedNotice, Surface.EMAIL, "en", said.values())
    assert "{number} {code} %(number)s" in text.body
