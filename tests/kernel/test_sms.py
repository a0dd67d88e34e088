"""Parts of a text message."""

from __future__ import annotations

import pytest

from pishkhan.kernel import sms


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1), ("س" * 70, 1), ("س" * 71, 2), ("س" * 134, 2), ("س" * 135, 3),
        ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("€" * 80, 1), ("€" * 81, 2), ("a" * 159 + "س", 3),
        ("😀" * 35, 1), ("😀" * 36, 2), ("a\n" * 80, 1), ("`" * 71, 2),
    ],
)  # fmt: skip
def test_parts_are_counted_as_operators_do(text, parts):
    """70 signs and 67 a part as soon as one letter is outside the GSM alphabet."""
    assert sms.parts(text) == parts


def test_sign_of_two_places_is_not_torn_between_parts():
    """66 letters and a face: the face begins the second part, so 67 more no longer fit in two."""
    assert (sms.parts("س" * 66 + "😀" + "س" * 65), sms.parts("س" * 66 + "😀" + "س" * 66)) == (2, 3)
