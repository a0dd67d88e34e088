"""How many parts a text message takes: what the person's phone puts together and the university pays for."""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = frozenset("^{}\\[~]|€\f")
"""Characters of the GSM alphabet that take two places."""


def parts(text: str) -> int:
    """Parts of a text: 160 places, then 153 a part, in the GSM alphabet; 70, then 67, with any other letter (UCS-2)."""
    if set(text) <= GSM | GSM_DOUBLE:
        return _parts([2 if sign in GSM_DOUBLE else 1 for sign in text], 160, 153)
    return _parts([2 if ord(sign) > 0xFFFF else 1 for sign in text], 70, 67)


def _parts(widths: list[int], whole: int, each: int) -> int:
    """A sign of two places is never torn apart between two parts."""
    if sum(widths) <= whole:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > each:
            count, used = count + 1, 0
        used += width
    return count
