"""Under which name somebody is known in the directory."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from pishkhan.identity.domain.queries.lookup import index_of
from pishkhan.identity.enums import IdentifierKind
from pishkhan.identity.models import Applicant, Identifier, Person
from pishkhan.identity.providers.protocol import NAME_LENGTH
from pishkhan.kernel.errors import Invalid

NOBODY = UUID(int=0)
ABLE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
"""What a sAMAccountName and an address may both be."""
OWN = (IdentifierKind.STUDENT_NUMBER, IdentifierKind.STAFF_CODE)


def name_of(person: Person | None, institution_id: UUID) -> str:
    """The name, as far as it is nobody else's: what is recorded, else the newest student number, else the staff code,
    else one made from the id. What somebody who registered by themselves says to be their number is no name: it may
    be of an account the directory has already. The same statements for nobody, whose name leads nowhere."""
    me = person.id if person else NOBODY
    rows = list(Identifier.objects.filter(person_id=me, kind__in=OWN).order_by("-id"))
    numbers = [row.value for kind in OWN for row in rows if row.kind == kind]
    wanted = [name for name in numbers if fits(name)][:1]
    free = _free(wanted[0] if wanted else me.hex, me, institution_id)
    by_themselves = Applicant.objects.filter(person_id=me).exists()
    if person and person.directory_name:
        return person.directory_name
    return wanted[0] if wanted and free and not by_themselves else made_up(me)


def fits(name: str) -> bool:
    """Whether a directory could call an account so."""
    return len(name) <= NAME_LENGTH and bool(ABLE.fullmatch(name))


def made_up(person_id: UUID) -> str:
    """A name for who has no number a directory could take: always the same."""
    return "p" + base64.b32encode(sha256(person_id.bytes).digest()).decode().lower()[: NAME_LENGTH - 5]


def _free(name: str, me: UUID, institution_id: UUID) -> bool:
    """Whether a name can mean nobody but this person: else one could sign in to another's account with one's own
    password, or take over the other's."""
    indexes = []
    for kind in IdentifierKind.values:
        try:
            indexes.append(index_of(kind, name))
        except Invalid:
            continue
    taken = Q(identifiers__index__in=indexes) | Q(directory_name__iexact=name)
    return not Person.objects.filter(taken, institution_id=institution_id).exclude(id=me).exists()
