"""What the page of texts counts and fills while somebody types is what the server says."""

from __future__ import annotations

import json

import pytest

from pishkhan.kernel import sms
from pishkhan.notifications import api as notifications
from pishkhan.notifications.domain.rendering import in_order
from tests.web.components.test_scripts import _said

TEXTS = [
    "", "a" * 160, "a" * 161, "a" * 306, "a" * 307, "^" * 80, "^" * 81, "سلام", "ا" * 70, "ا" * 71, "ا" * 134,
    "ا" * 135, "😀" * 35, "😀" * 36, "ا" * 66 + "😀" * 40, "é\n€[]{}", "Verification code: 123456\n\n@desk.example #1",
]  # fmt: skip
NUMBERS = ["درخواست ۱۴۰۵-۰۰۰۱۲۳ تا ۱۴۰۵/۰۹/۱۰", "1405-1", "a-1", "۱۲۳", "۱-۲-۳ و ۴/۵"]


def test_parts_are_counted_as_the_server_counts_them():
    assert _said("sms.js", "fa", f"{json.dumps(TEXTS)}.map(module.parts)") == [sms.parts(text) for text in TEXTS]


def test_places_are_filled_as_the_server_fills_them():
    places, texts = {"number": "۱", "reply_by": "۲"}, ["{number} {reply_by}", "{x} {number", "{{number}}", "{toString}"]
    found = _said("sms.js", "fa", f"{json.dumps(texts)}.map((text) => module.filled(text, {json.dumps(places)}))")
    assert found == [notifications.fill(text, places) for text in texts]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_numbers_are_kept_in_order_as_the_server_keeps_them(language):
    found = _said("sms.js", "fa", f"{json.dumps(NUMBERS)}.map((text) => module.inOrder(text, {json.dumps(language)}))")
    assert found == [in_order(text, language) for text in NUMBERS]
