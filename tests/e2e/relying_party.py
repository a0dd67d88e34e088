"""A system of the university that shares nothing with ours: it lets people in by OpenID Connect, with Authlib.

`python -m tests.e2e.relying_party PORT ISSUER CLIENT SECRET` serves three pages: who is in, the way in, the way out.
"""

from __future__ import annotations

import secrets
import socket
import sys
from html import escape
from http.cookies import SimpleCookie
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

_look_up = socket.getaddrinfo


def _local(host: Any, *args: Any, **kwargs: Any) -> Any:
    """Names under .localhost are this machine, as browsers hold it; not every resolver knows."""
    return _look_up("127.0.0.1" if str(host).endswith(".localhost") else host, *args, **kwargs)


class System:
    """One system at one provider; who is in is kept in memory."""

    def __init__(self, port: int, issuer: str, client: str, secret: str) -> None:
        self.home = f"http://wiki.localhost:{port}"
        self.known = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=20).json()
        assert self.known["issuer"] == issuer
        self.client, self.secret, self.visits = client, secret, {}

    def session(self, state: str | None = None) -> OAuth2Session:
        return OAuth2Session(
            self.client, self.secret, scope="openid profile student", redirect_uri=f"{self.home}/callback",
            code_challenge_method="S256", state=state,
        )  # fmt: skip

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get("visit")
        mark = cookie.value if cookie and cookie.value in self.visits else secrets.token_urlsafe(16)
        visit = self.visits.setdefault(mark, {})
        pages = {"/in": self.way_in, "/callback": self.callback, "/out": self.way_out}
        page = pages.get(environ["PATH_INFO"], self.who)
        status, told = page(environ, visit)
        headers = [("Set-Cookie", f"visit={mark}; HttpOnly; SameSite=Lax; Path=/"), ("Cache-Control", "no-store")]
        if status == "302 Found":
            start(status, [*headers, ("Location", told)])
            return [b""]
        start(status, [*headers, ("Content-Type", "text/html; charset=utf-8")])
        return [f"<!doctype html><title>Wiki</title><main>{told}</main>".encode()]

    def who(self, environ: dict[str, Any], visit: dict[str, Any]) -> tuple[str, str]:
        if claims := visit.get("claims"):
            shown = escape(f"{claims['name']} {claims['student_number']} {claims['sub']}")
            return "200 OK", f"<p id=who>{shown}</p><a href=/out>Leave</a>"
        return "200 OK", "<p id=who>nobody</p><a href=/in>Enter</a>"

    def way_in(self, environ: dict[str, Any], visit: dict[str, Any]) -> tuple[str, str]:
        visit.update(verifier=generate_token(64), nonce=generate_token(20))
        url, visit["state"] = self.session().create_authorization_url(
            self.known["authorization_endpoint"], nonce=visit["nonce"], code_verifier=visit["verifier"]
        )
        return "302 Found", url

    def callback(self, environ: dict[str, Any], visit: dict[str, Any]) -> tuple[str, str]:
        session = self.session(visit.pop("state"))
        answer = f"{self.home}/callback?{environ['QUERY_STRING']}"
        token = session.fetch_token(
            self.known["token_endpoint"], authorization_response=answer, code_verifier=visit.pop("verifier")
        )
        keys = KeySet.import_key_set(requests.get(self.known["jwks_uri"], timeout=20).json())
        claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.known["issuer"]}, aud={"essential": True, "value": self.client},
            exp={"essential": True}, nonce={"essential": True, "value": visit.pop("nonce")},
            auth_time={"essential": True},
        ).validate(claims)  # fmt: skip
        told = session.get(self.known["userinfo_endpoint"]).json()
        assert told["sub"] == claims["sub"]
        visit.update(claims={**claims, **told}, id_token=token["id_token"])
        return "302 Found", f"{self.home}/"

    def way_out(self, environ: dict[str, Any], visit: dict[str, Any]) -> tuple[str, str]:
        hint = visit.pop("id_token", "")
        visit.clear()
        query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": f"{self.home}/", "state": "gone"})
        return "302 Found", f"{self.known['end_session_endpoint']}?{query}"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Tests read what the server says when it fails, nothing else."""


def main() -> None:
    socket.getaddrinfo = _local
    port, issuer, client, secret = int(sys.argv[1]), *sys.argv[2:5]
    server = make_server("127.0.0.1", port, System(port, issuer, client, secret), Server, Quiet)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
