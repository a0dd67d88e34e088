"""What a password must be, told before it is typed and checked by the same rules afterwards.

Long rather than complicated: no rule about kinds of characters, unless an institution or its directory has one; not
among the passwords everybody tries, and nothing that is known of the person (NIST 800-63B, ASVS 6.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from zxcvbn import zxcvbn

from pishkhan.identity.domain import directory
from pishkhan.identity.domain.account_rules import rules_of
from pishkhan.identity.models import Identifier, Person
from pishkhan.kernel import jalali, phone
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.kernel.text import search_key
from pishkhan.organisation import api as organisation

LONGEST = 128
"""Characters. Beyond them a password is refused, not cut."""
WEAKEST = 3
LOOKED_AT = 72
"""Characters the estimate looks at: it takes longer than linear."""
SHORTEST_WORD = 4
FOUND_OUT = ("pishkhan", "daneshgah", "daneshjo", "university", "student", "iran", "پیشخوان", "دانشگاه", "دانشجو",
             "ایران")  # fmt: skip
_KEYS = dict(zip(
    "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپوئ", "qwertyuiop[]asdfghjkl;'zxcvbnm,m", strict=False
))  # fmt: skip
"""A Persian letter → the key it lies on, for passwords that are Persian words typed with a Latin keyboard."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force. `digit`: a digit is asked for; `by_directory`: the directory's own rules hold (E11)."""

    length: int = 12
    digit: bool = False
    kinds: int = 0
    by_directory: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a person, in words that must not stand in the password."""

    words: Sequence[str] = field(default=())


def policy_of(institution_id: UUID) -> Policy:
    """The institution's rules; a directory's win where one is set."""
    own = rules_of(institution_id)
    theirs = directory.policy_of(institution_id)
    if theirs is None:
        return Policy(own.password_length, own.password_digit)
    return Policy(max(theirs.min_length, 1), own.password_digit, 3 if theirs.complexity else 0, by_directory=True)


def context_of(person: Person) -> Context:
    """Names, numbers and the year of birth of a person, and the university's names."""
    ids = {row.kind: row.value for row in Identifier.objects.filter(person=person).order_by("id")}
    values = [phone.show_mobile(value) if kind == "mobile" else value for kind, value in ids.items()]
    values += [value.partition("@")[0] for value in values if "@" in value]
    born = [str(person.birth_date.year), str(jalali.show(person.birth_date))[:4]] if person.birth_date else []
    return context(person.institution_id, [person.full_name, person.full_name_en, *values, *born])


def context(institution_id: UUID, known: Iterable[str]) -> Context:
    """The same from what somebody is just typing."""
    institution = organisation.institution(institution_id)
    texts = [*known, institution.slug, *institution.name.values(), *FOUND_OUT]
    words: set[str] = set()
    for text in texts:
        for word in re.split(r"[\s@._-]+", search_key(text)):
            if len(word) >= SHORTEST_WORD:
                words |= {word, _typed_latin(word)}
    return Context(sorted(words, key=lambda word: (-len(word), word)))


def _typed_latin(word: str) -> str:
    """A Persian word as it comes out of a Latin keyboard; other words as they are."""
    return "".join(_KEYS.get(letter, letter) for letter in word)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the page shows it. `key` names its words; `n` is the number in them; `pattern` what the page can test
    by itself while one types (a regular expression), empty for what only the server can tell."""

    key: str
    n: int = 0
    pattern: str = ""


def rules(policy: Policy) -> list[Rule]:
    """The rules in force, in the order in which they are told."""
    told = [Rule("length", policy.length, f"^.{{{policy.length},{LONGEST}}}$")]
    if policy.digit:
        told.append(Rule("digit", 1, "[0-9\u06f0-\u06f9\u0660-\u0669]"))
    if policy.kinds:
        told.append(Rule("kinds", policy.kinds))
    return [*told, Rule("own"), Rule("common")]


def broken(password: str, policy: Policy, known: Context) -> list[str]:
    """Keys of the rules a password breaks, in their order."""
    folded = search_key(password)
    tests = {
        "length": policy.length <= len(password) <= LONGEST,
        "digit": any(letter.isdigit() for letter in password),
        "kinds": _kinds(password) >= policy.kinds,
        "own": not any(word in folded for word in known.words),
        "common": bool(password) and _strong(password, known),
    }
    return [rule.key for rule in rules(policy) if not tests[rule.key]]


def _kinds(password: str) -> int:
    """How many kinds of characters a directory that asks for several would count."""
    tests = (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    return sum(any(test(letter) for letter in password) for test in tests)


@lru_cache(maxsize=1)
def breached() -> frozenset[str]:
    """Passwords known from breaches, in small letters: Django's list of 20,000, and the file named by
    BREACHED_PASSWORDS, one a line, where the university keeps a longer one. Nothing is asked of the outside."""
    common = set(CommonPasswordValidator().passwords)
    if settings.BREACHED_PASSWORDS:
        with Path(settings.BREACHED_PASSWORDS).open(encoding="utf-8", errors="ignore") as lines:
            common |= {line.strip().lower() for line in lines}
    return frozenset(common)


def _strong(password: str, known: Context) -> bool:
    if password.strip().lower() in breached():
        return False
    found = zxcvbn(password[:LOOKED_AT], user_inputs=list(known.words)[:100], max_length=LOOKED_AT)
    return int(found["score"]) >= WEAKEST


def check(password: str, policy: Policy, known: Context) -> None:
    """Raises Several with password_<rule> for every rule that is broken, DomainError password_missing for nothing."""
    if not password:
        raise DomainError("password_missing")
    if faults := broken(password, policy, known):
        raise Several({key: DomainError(f"password_{key}", n=policy.length) for key in faults})
