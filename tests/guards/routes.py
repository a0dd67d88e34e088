"""Every address of the urlconf, with the arguments it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PUBLIC = {
    "healthz", "readyz", "set-language", "set-theme", "home", "services", "service-group", "service", "search", "help",
    "activate", "progress", "progress-ask",
    "register", "check", "check-code", "account_login", "account_logout", "unsubscribe", "rate", "demo-inbox",
    "openapi-json", "rescue", "rescue-asked", "session-left", "session-stay",
    "activate-mobile", "activate-code", "activate-password", "activate-done", "captcha-work", "captcha-picture",
    "password-check", "register-form", "register-mobile", "register-email", "register-done",
    "login-staff", "account_reset_password", "account-closed", "not-me", "receipt", "receipt-check",
    "oidc-configuration", "oidc-jwks", "news", "news-item", "processes", "process-item", "page", "calendar",
    "questions", "terms", "contact", "contact-sent", "feed-fa", "feed-en", "sitemap", "robots",
}  # fmt: skip
"""Names of the addresses anybody may open."""
API = {
    "rest-invitation", "rest-invitations", "rest-leave", "rest-participant", "rest-participants",
    "rest-assign", "rest-catalogue", "rest-certificate", "rest-claim", "rest-comment",
    "rest-comment-files", "rest-counts", "rest-figures", "rest-draft",
    "rest-draft-file", "rest-drafts", "rest-dues", "rest-hold", "rest-me", "rest-message", "rest-my-dues",
    "rest-my-payments", "rest-note", "rest-notice-read", "rest-notices", "rest-notices-read", "rest-person",
    "rest-receipt", "rest-reopen", "rest-reopen-step", "rest-request", "rest-request-file", "rest-requests",
    "rest-return", "rest-return-file", "rest-return-send", "rest-search", "rest-seen", "rest-send", "rest-send-back",
    "rest-service", "rest-settle", "rest-skip", "rest-staff", "rest-step-draft", "rest-students", "rest-task",
    "rest-task-file", "rest-tasks", "rest-visit", "rest-visit-end", "rest-withdraw", "rest-message-files",
    "rest-note-files", "rest-overdue", "rest-overdue-tasks", "rest-exports", "rest-export", "rest-export-file",
}  # fmt: skip
"""Addresses for programs with tokens; no session opens them. Whose ids they know: tests/web/rest/test_walls.py."""
MACHINES = {*API, "oidc-token", "oidc-userinfo", "oidc-revoke"}
"""All that programs call without a session."""
STRANGERS = {"oidc-authorize"}
"""An address other systems send people to; without a system that is known it refuses before it asks for a login."""
BY_WORD = {*MACHINES, "hook-receipts", "hook-bank", "unsubscribe", "oidc-logout"}
"""Addresses whose secret or signed word stands for login and token: receipts of providers, returns from banks, ends of
e-mails. A form of another system that logs somebody out does nothing but lead on; our own form there is asked for its
token."""


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]

    def paths(self, values: Mapping[str, Sequence[str]]) -> list[str]:
        """The address with every combination of the given values. KeyError: an argument nobody has a value for."""
        found = []
        for chosen in product(*(values[name] for name in self.arguments)):
            path = self.pattern
            for name, value in zip(self.arguments, chosen, strict=True):
                path = path.replace(f"<{name}>", value)
            found.append("/" + path)
        return found


def routes() -> list[Route]:
    """All of them, in the urlconf's order."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[Route]:
    for one in patterns:
        route = prefix + _plain(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        else:
            names = tuple(part.partition(">")[0] for part in route.split("<")[1:])
            yield Route(one.name or route, route, one.callback, names)


def _plain(pattern: Any) -> str:
    """`task/<uuid:task_id>/` as `task/<task_id>/`."""
    text = str(pattern)
    for name, converter in pattern.converters.items():
        kind = next(word for word in text.split("<") if word.partition(">")[0].endswith(name)).partition(":")[0]
        text = text.replace(f"<{kind}:{name}>", f"<{name}>")
        assert converter is not None
    return text
