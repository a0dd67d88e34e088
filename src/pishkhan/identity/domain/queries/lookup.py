"""From what somebody typed to who they are."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from uuid import UUID

from pishkhan.identity.enums import IdentifierKind
from pishkhan.identity.models import Identifier, Person
from pishkhan.kernel import national_id, phone
from pishkhan.kernel.digits import bare, to_latin
from pishkhan.kernel.errors import Invalid
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing.sealing import blind_index

MAX_TYPED = 254


def _plain(typed: str) -> str:
    return to_latin(clean_display(typed)).replace(" ", "").casefold()


def fold_any(typed: str) -> str:
    """One spelling for whatever was typed, known or not: what would mean one person if somebody had it is one. So
    counters and made-up masks tell known names and unknown ones apart in no spelling."""
    text = typed[:MAX_TYPED]
    for read in (_mobile, national_id.parse):
        with suppress(Invalid):
            return read(text)
    return _plain(text)


def typed_mobile(typed: str) -> str:
    """The mobile that was typed, as it is stored; empty for anything else."""
    try:
        return _mobile(typed[:MAX_TYPED])
    except Invalid:
        return ""


def _mobile(typed: str) -> str:
    """A mobile written as one, with a zero or the country's code before it: ten digits are a number of a student or a
    nation (X1). Raises Invalid."""
    if len(bare(typed).lstrip("+")) < len("09120000000"):
        raise Invalid("mobile.format")
    return phone.parse_mobile(typed)


FOLDS: dict[str, Callable[[str], str]] = {
    IdentifierKind.STUDENT_NUMBER: _plain,
    IdentifierKind.NATIONAL_ID: national_id.parse,
    IdentifierKind.MOBILE: phone.parse_mobile,
    IdentifierKind.EMAIL: _plain,
    IdentifierKind.STAFF_CODE: _plain,
    IdentifierKind.FIDA: _plain,
    IdentifierKind.PASSPORT: _plain,
}


def fold(kind: str, typed: str) -> str:
    """The one stored form of an identifier. Raises Invalid when it cannot be of that kind."""
    return FOLDS[kind](typed)


def index_of(kind: str, typed: str) -> str:
    return blind_index(kind, fold(kind, typed))


def people_by_identifier(
    *, institution_id: UUID, typed: str, kinds: Collection[str] = tuple(IdentifierKind.values)
) -> list[Person]:
    """Everybody the typed text may mean, as an identifier of these kinds, whatever its length (X1)."""
    if not typed or len(typed) > MAX_TYPED:
        return []
    indexes = []
    for kind in kinds:
        with suppress(Invalid):
            read = _mobile if kind == IdentifierKind.MOBILE else FOLDS[kind]
            indexes.append(blind_index(kind, read(typed)))
    found = Identifier.objects.filter(institution_id=institution_id, index__in=indexes).order_by("id")
    people = {row.person_id: row.person for row in found.select_related("person")}
    return list(people.values())


def person_by_identifier(*, institution_id: UUID, typed: str) -> Person | None:
    """The one person the text means. Two possible people mean nobody: never the wrong one."""
    people = people_by_identifier(institution_id=institution_id, typed=typed)
    return people[0] if len(people) == 1 else None


INVITABLE = (IdentifierKind.STUDENT_NUMBER, IdentifierKind.MOBILE, IdentifierKind.EMAIL, IdentifierKind.STAFF_CODE)


def person_to_invite(*, institution_id: UUID, typed: str) -> Person | None:
    """The one active person whose student number, mobile, e-mail or staff code was typed: what people know of each
    other, never a national id. Two possible people mean nobody."""
    people = people_by_identifier(institution_id=institution_id, typed=typed, kinds=INVITABLE)
    return people[0] if len(people) == 1 and people[0].is_active else None
