"""Following a request by a link, without logging in (F5).

The code is the request's number and a fingerprint that only we can make (80 bits), so nothing of it is stored;
a message that carries it is sealed, and wiped once it is old.
Switching it off and renewing it are lines in the history of the case; the newest of them goes into the fingerprint.
"""

from __future__ import annotations

import hmac
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pishkhan.kernel.digits import to_latin
from pishkhan.organisation import api as organisation
from pishkhan.plumbing import audit, sealing
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.audit import Line
from pishkhan.servicedesk.models import Request
from pishkhan.workflow import api as workflow

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's: none of i, l, o, u, which are misread."""
MISREAD = str.maketrans("ilo", "110")
BITS = 80
SIGNS = BITS // 5
MOST = 11
"""Signs of a number at most."""
RENEWED, OFF = "progress.renewed", "progress.switched_off"


def code_of(request: Request) -> str:
    """The code in force; empty when the student switched the link off."""
    state = _state(request)
    return "" if state is None else _number(request.number) + _fingerprint(request, state)


def address_of(request: Request) -> str:
    """The whole address of the page; empty when the link is off."""
    code = code_of(request)
    return f"{site_of(request)}/p/{code}/" if code else ""


def site_of(request: Request) -> str:
    """The site on which a request is read, for texts that leave the house: no slash at its end."""
    return str(settings.PUBLIC_URL).format(host=organisation.host_of(request.institution_id)).rstrip("/")


def find(*, institution_id: UUID, typed: str) -> Request | None:
    """The request that a code in force opens; dashes, case and misread letters do not matter. Of the number and of
    what was switched off nothing can be told from the answer."""
    code = to_latin(typed[:60]).lower().translate(MISREAD).replace("-", "").replace(" ", "")
    head, mark = code[:-SIGNS], code[-SIGNS:]
    if not head or len(head) > MOST or any(sign not in LETTERS for sign in code):
        return None
    digits = str(_value(head))
    rows = Request.objects.filter(institution_id=institution_id, number=f"{digits[:4]}-{digits[4:]}")
    request = rows.select_related("type", "institution").first()
    if request is None:
        return None
    state = _state(request)
    if state is None or not hmac.compare_digest(_fingerprint(request, state), mark):
        return None
    return request


@transaction.atomic
def renew(*, actor: Actor, number: str) -> None:
    """Make the link before useless and give a new one; also switches it on again. For the student whose request it is.
    Raises NotYours."""
    _write(actor, number, RENEWED)


@transaction.atomic
def switch_off(*, actor: Actor, number: str) -> None:
    """Let nobody follow the request by a link any more. Raises NotYours."""
    _write(actor, number, OFF)


def _write(actor: Actor, number: str, action: str) -> None:
    rows = Request.objects.filter(institution_id=actor.institution_id, applicant_id=actor.me, number=number)
    request = rows.first()
    if request is None:
        raise workflow.NotYours
    workflow.locked_case(request.institution_id, request.case_id)
    if action == OFF and _state(request) is None:
        return
    line = Line(action, "request", request.id)
    audit.record(actor=actor, stream=request.case_id, lines=[line], locked=True)


def _state(request: Request) -> int | None:
    """The place in the history where the link was last renewed, 0 when never; None when it is off."""
    rows = audit.history(request.case_id, newest_first=True).filter(action__in=(RENEWED, OFF))
    found = rows.values_list("action", "seq").first()
    if found is None:
        return 0
    return None if found[0] == OFF else int(found[1])


def _fingerprint(request: Request, state: int) -> str:
    digest = sealing.mac("progress", f"{request.id}\0{state}".encode())
    return _signs(int(digest, 16) >> (256 - BITS)).rjust(SIGNS, LETTERS[0])


def _number(number: str) -> str:
    return _signs(int(number.replace("-", "")))


def _signs(value: int) -> str:
    signs = ""
    while value:
        value, rest = divmod(value, len(LETTERS))
        signs = LETTERS[rest] + signs
    return signs


def _value(signs: str) -> int:
    value = 0
    for sign in signs:
        value = value * len(LETTERS) + LETTERS.index(sign)
    return value
