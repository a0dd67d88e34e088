"""Callers of the API with tokens of their own."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from pishkhan.identity.domain import own_tokens

STUDENT, OTHER, CLERK = "981020304", "991020305", "nutrition"


class Caller:
    """A program with somebody's token. `key` goes along as Idempotency-Key."""

    def __init__(self, university: Any, login: str, *scopes: str, host: str = "iums.localhost") -> None:
        self.actor = university.actor(login)
        wanted = scopes or [scope.value for scope in own_tokens.scopes_of(self.actor)]
        self.token, text = own_tokens.make(actor=self.actor, name="برنامه", scopes=wanted, days=30)
        self.client = Client(
            SERVER_NAME=host, enforce_csrf_checks=True, raise_request_exception=True,
            headers={"Authorization": f"Bearer {text}"},
        )  # fmt: skip
        self.text = text

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query)

    def send(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.generic(
            method, f"/api/v1{path}", json.dumps(body if body is not None else {}), "application/json", headers=headers
        )

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.send("POST", path, body, key=key)

    def put(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.send("PUT", path, body, key=key)


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "")
