"""The letter tables behind `text`: one for what is stored and shown, one for search, one for order.

`persiantools.characters.ar_to_fa` leaves U+06C0, U+0629, U+0671 and U+FEFB alone, so the tables are ours.
"""

ZWNJ = "\u200c"
MADDA = "\u0653"

ORDER = "آاءبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
"""Alphabetical order: alef with madda before alef, lone hamza after it, vav before he."""

INVISIBLE = dict.fromkeys(
    [
        *range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F,  # PostgreSQL refuses NUL
        0x00AD, 0x0640, 0x061C, 0x200B, 0x200E, 0x200F,
        *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF,
        *range(0xD800, 0xE000),  # lone surrogates cannot be encoded
    ]
)  # fmt: skip
"""Bidi controls, tatweel, byte-order mark and control characters: never stored."""

MARKS = dict.fromkeys([*range(0x064B, 0x0660), 0x0670])
"""Vowel signs and combining hamza: not stored."""

DISPLAY = {
    ord("\u064a"): "ی",
    ord("\u0649"): "ی",
    ord("\u0643"): "ک",
    **{0x0660 + value: chr(0x06F0 + value) for value in range(10)},
}
"""Arabic code points of letters and digits that Persian writes with its own."""

HE_HAMZA = "ه\u0654"
"""«هٔ»: written with two characters, as Persian keyboards do, never with U+06C0."""

SEARCH = {
    ord("آ"): "ا",
    ord("\u0623"): "ا",
    ord("\u0625"): "ا",
    ord("\u0671"): "ا",
    ord("\u0624"): "و",
    ord("\u0626"): "ی",
    ord("\u06c0"): "ه",
    ord("\u0654"): None,
    ord("\u0629"): "ه",
    ord("\u06d5"): "ه",
    ord("\u06be"): "ه",
    ord("\u06c1"): "ه",
    ord("\u06c2"): "ه",
    ord("ء"): None,
    ord(ZWNJ): None,
    ord("\u200d"): None,
    **dict.fromkeys(range(0xFE00, 0xFE10)),
}
"""People type these either way, so a search sees one. A lone hamza and joiners are not seen at all."""

SORT = {code: letter for code, letter in SEARCH.items() if code not in (ord("آ"), ord("ء"))}
"""As in search, but alef with madda and the lone hamza keep a place of their own in the alphabet."""
