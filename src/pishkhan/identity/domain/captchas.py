"""Showing that one is no machine: a proof of work the browser does by itself, or digits read from a picture.

Nothing is stored when a riddle is given: it is signed. What was answered is stored, so that it counts once; a wrong
answer uses its riddle up as well, or five digits would soon be guessed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import altcha
from captcha.image import ImageCaptcha
from django.conf import settings
from django.utils import timezone

from pishkhan.identity.enums import CaptchaKind
from pishkhan.identity.models import Captcha
from pishkhan.kernel.digits import bare
from pishkhan.plumbing import sealing

LIFE = timedelta(minutes=20)
"""From the riddle to its answer; forms are long."""
WORK, TOKEN, ANSWER = "altcha", "captcha_token", "captcha_answer"
"""The names of the inputs."""
DIGITS = 5
LONGEST = 4000
ALGORITHM = "PBKDF2/SHA-256"
WIDTH, HEIGHT = 200, 72


def _secret() -> str:
    return sealing.mac("captcha", b"work")


def work(institution_id: UUID) -> dict[str, Any]:
    """A proof of work to be done, for the altcha widget."""
    made: dict[str, Any] = altcha.create_challenge(
        ALGORITHM, settings.CAPTCHA_COST, hmac_secret=_secret(), expires_at=int(time.time() + LIFE.total_seconds()),
        data={"for": institution_id.hex},
    ).to_dict()  # fmt: skip
    return made


def token(institution_id: UUID) -> str:
    """A riddle to be drawn by `picture`."""
    body = f"{int(time.time() + LIFE.total_seconds())}.{institution_id.hex}.{secrets.token_hex(8)}"
    return f"{body}.{_signature(body)}"


def _signature(body: str) -> str:
    return sealing.mac("captcha-token", body.encode())[:32]


def _body(token: str, institution_id: UUID) -> tuple[str, datetime] | None:
    """What a token of ours says and until when; None for any other, and for one that is over."""
    body, _, signature = token.rpartition(".")
    if not body or not hmac.compare_digest(signature.encode(), _signature(body).encode()):
        return None
    until, whose, _ = body.split(".")
    ends = datetime.fromtimestamp(int(until), UTC)
    return (body, ends) if whose == institution_id.hex and ends > timezone.now() else None


def _digits(body: str) -> str:
    number = int(sealing.mac("captcha-digits", body.encode()), 16)
    return str(number % 10**DIGITS).zfill(DIGITS)


@lru_cache(maxsize=1)
def _painter() -> ImageCaptcha:
    return ImageCaptcha(width=WIDTH, height=HEIGHT)


def picture(institution_id: UUID, token: str) -> bytes | None:
    """The riddle as a PNG with Latin digits; None for a token that is not ours or is over."""
    found = _body(token[:LONGEST], institution_id)
    return _painter().generate(_digits(found[0]), format="png").getvalue() if found else None


def passed(*, institution_id: UUID, form: Mapping[str, Any]) -> bool:
    """Whether a posted form holds a right answer that was not used before. Uses it up."""
    done = str(form.get(WORK) or "")
    if done:
        return len(done) <= LONGEST and _worked(institution_id, done)
    found = _body(str(form.get(TOKEN) or "")[:LONGEST], institution_id)
    answer = bare(str(form.get(ANSWER) or "")[:20])
    if found is None or not answer:
        return False
    fresh = _first_time(institution_id, CaptchaKind.IMAGE, found[0], found[1])
    return fresh and hmac.compare_digest(answer.encode(), _digits(found[0]).encode())


def _worked(institution_id: UUID, done: str) -> bool:
    try:
        told = json.loads(base64.b64decode(done, validate=True))
        parameters = told["challenge"]["parameters"]
        whose, until = parameters["data"]["for"], datetime.fromtimestamp(int(parameters["expiresAt"]), UTC)
        right = altcha.verify_solution(done, _secret()).verified and whose == institution_id.hex
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return False
    # The signature is of the riddle alone: two solutions of one riddle are one.
    return right and _first_time(institution_id, CaptchaKind.WORK, told["challenge"]["signature"], until)


def _first_time(institution_id: UUID, kind: CaptchaKind, name: str, until: datetime) -> bool:
    digest = hashlib.sha256(f"{kind}\0{name}".encode()).hexdigest()
    _, fresh = Captcha.objects.get_or_create(
        digest=digest, defaults={"institution_id": institution_id, "kind": kind, "expires_at": until}
    )
    return fresh


def forget_old() -> int:
    """Drop what can be answered no more."""
    return Captcha.objects.filter(expires_at__lt=timezone.now()).delete()[0]
