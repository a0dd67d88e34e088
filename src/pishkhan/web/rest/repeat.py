"""`Idempotency-Key`: a write sent again with the same key gets the answer of the first time."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial, wraps
from hashlib import sha256
from inspect import signature
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from ninja import Status

from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import repeating
from pishkhan.plumbing.sealing import seal, unseal
from pishkhan.web.rest.access import here, token_of

HEADER = "Idempotency-Key"
LONGEST = 100
SEALED = "sealed"
DESCRIBED: dict[str, Any] = {
    "parameters": [
        {
            "in": "header", "name": HEADER, "required": False,
            "description": "The same key with the same words is done once; kept for two days",
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
        }
    ]
}  # fmt: skip
"""For `openapi_extra` of every write."""

View = Callable[..., Any]


def once(view: View, *, sealed: bool = False) -> View:
    """For views that write. What is refused keeps nothing. `sealed`: the answer says something of people and is kept
    unreadable. Raises DomainError repeat_key_wrong, repeat_key_reused."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER)
        if key is None:
            return view(request, *args, **kwargs)
        if not 1 <= len(key) <= LONGEST or not all("!" <= char <= "~" for char in key):
            raise DomainError("repeat_key_wrong")
        status, body = repeating.once(
            institution_id=here(request), holder_id=token_of(request).id, key=key, fingerprint=_fingerprint(request),
            do=lambda: _kept(view(request, *args, **kwargs), sealed=sealed),
        )  # fmt: skip
        return Status(status, json.loads(unseal(body[SEALED])) if sealed else body)

    # The description of the API is read off the view's own annotations, in its own module.
    asked.__signature__ = signature(view, eval_str=True)  # type: ignore[attr-defined]
    return asked


once_sealed = partial(once, sealed=True)


def _kept(answer: Any, *, sealed: bool) -> repeating.Answer:
    """What can be kept of an answer."""
    status, body = (answer.status_code, answer.value) if isinstance(answer, Status) else (200, answer)
    text = json.dumps(body, cls=DjangoJSONEncoder)
    return status, {SEALED: seal(text)} if sealed else json.loads(text)


def _fingerprint(request: HttpRequest) -> str:
    """Of what was asked: the address and every byte sent."""
    digest = sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if (request.content_type or "").startswith("multipart/"):
        digest.update(json.dumps(sorted(request.POST.lists())).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(json.dumps([name, file.name, file.size]).encode())
                digest.update(sha256(file.read()).digest())
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
