"""From texts to lexemes and from what was typed to a query of them.

A lexeme of a text is a folded word. More go with every text and begin with a sign that no word has: one for the
institution, and one for each slice of rows it lies in, by which the newest are looked at first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from pishkhan.kernel.letters import ZWNJ
from pishkhan.kernel.text import clean_display, words

LEVELS = (12, 15, 18, 21)
"""So many bits of a row's number lie inside one slice: 4,096 texts, and eight times more at each level."""
EACH = 8
PARTS = (1, 4)
"""Where the slices of a level are parted: one is asked first, then three, then the others. So what is read grows
slowly, and common words have enough in the first."""
LONGEST_WORD = 80
MOST_WORDS = 3000
"""Of one text; a longer one is found by its beginning."""
MOST_TYPED = 8
"""Words of a query; what comes after them is left out."""
AROUND = 90
"""Characters of a snippet before and after the first word that was found."""
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{ZWNJ}\u0654])*")


def of_text(text: str) -> list[str]:
    """Every word of a text; a word with half-spaces also as one, since people write it either way."""
    found = dict.fromkeys(words(text))
    for token in _TOKEN.findall(clean_display(text)):
        if ZWNJ in token:
            found.update(dict.fromkeys(words(token.replace(ZWNJ, ""))))
    return _kept(found)


def of_name(name: str) -> list[str]:
    """The words of a name, and neighbours written as one: «علی رضا» is found by «علیرضا»."""
    parts = words(name)
    return _kept(dict.fromkeys([*of_text(name), *(a + b for a, b in pairwise(parts))]))


def _kept(found: Iterable[str]) -> list[str]:
    return [word[:LONGEST_WORD] for word in found][:MOST_WORDS]


def of_institution(institution_id: UUID) -> str:
    return f"@{institution_id.hex}"


def slices_in_sql(number: str) -> str:
    """SQL for the lexemes of the slices that a row of a number (an SQL expression) lies in."""
    return "ARRAY[" + ", ".join(f"'#{bits}:' || ({number} >> {bits})" for bits in LEVELS) + "]"


def windows(newest: int) -> Iterator[list[str]]:
    """Lexemes of slices, so many at once, that cover the rows up to a number, newest first and each once: a few small
    slices, then at each level eight or a few more, up to where a slice of the next level ends."""
    below = (newest >> LEVELS[0]) + 1
    for level, bits in enumerate(LEVELS):
        last = level == len(LEVELS) - 1
        while below > 0:
            count = min(below, EACH if last else EACH + below % EACH)
            numbers = range(below - 1, below - 1 - count, -1)
            asked = [f"#{bits}:{number}" for number in numbers]
            parts = (asked[a:b] for a, b in pairwise((0, *PARTS, count)))
            yield from (part for part in parts if part)
            below -= count
            if not last:
                break
        below //= EACH


@dataclass(frozen=True, slots=True)
class Sought:
    """A query: the typed words in order, and every lexeme that would do for one of them."""

    words: tuple[str, ...]
    lexemes: frozenset[str]

    def tsquery(self, beside: Sequence[str] = ()) -> str:
        """All words, in the text of a `tsquery`; each as it stands or joined to a neighbour. `beside`: any of these,
        too. Nothing typed is ever read as an operator: every word is quoted."""
        parts = [_any({word, *self._joined(place)}) for place, word in enumerate(self.words)]
        return " & ".join([*parts, *([_any(beside)] if beside else [])])

    def _joined(self, place: int) -> list[str]:
        return [a + b for a, b in list(pairwise(self.words))[max(place - 1, 0) : place + 1]]


def sought(text: str) -> Sought | None:
    """What was typed, as a query; None when there is no word in it."""
    found = tuple(word[:LONGEST_WORD] for word in dict.fromkeys(words(text)))[:MOST_TYPED]
    if not found:
        return None
    return Sought(found, frozenset([*found, *(a + b for a, b in pairwise(found))]))


def _any(lexemes: Iterable[str]) -> str:
    return "(" + " | ".join(sorted(f"'{_escaped(each)}'" for each in lexemes)) + ")"


def _escaped(lexeme: str) -> str:
    return lexeme.replace("\\", "\\\\").replace("'", "''")


Piece = tuple[str, bool]


def snippet(body: str, query: Sought) -> tuple[Piece, ...]:
    """The text around the first word found, in pieces, with whether each is one of the words sought."""
    marks = _marks(body, query)
    first = marks[0][0] if marks else 0
    start, end = max(first - AROUND, 0), min(first + AROUND, len(body))
    if start and (space := body.rfind(" ", 0, start + 1)) > 0:
        start = space + 1
    if end < len(body) and (space := body.find(" ", end)) > 0:
        end = space
    pieces: list[Piece] = [("… ", False)] if start else []
    at = start
    for left, right in marks:
        if left >= at and right <= end:
            pieces += [(body[at:left], False), (body[left:right], True)]
            at = right
    pieces += [(body[at:end], False), *([(" …", False)] if end < len(body) else [])]
    return tuple(piece for piece in pieces if piece[0])


def _marks(body: str, query: Sought) -> list[tuple[int, int]]:
    tokens = [(found.start(), found.end(), words(found[0])) for found in _TOKEN.finditer(body)]
    marks = []
    for place, (start, end, parts) in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if query.lexemes & {*parts, "".join(parts)}:
            marks.append((start, end))
        elif following and "".join(parts) + "".join(following[2]) in query.lexemes:
            marks.append((start, following[1]))
    return marks
