"""People before their browsers."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.e2e.house import House
from tests.e2e.registrar import PASSWORD
from tests.e2e.words import said

REFUSED = re.compile(r"Failed to load resource: .* status of 4\d\d")
"""A refusal is an answer; the console mentions it, and it is no fault of the page."""
PATIENCE = 30_000
"""Milliseconds; a machine may be busy with other things."""


@dataclass
class Visitors:
    """Browser contexts of one test, one per person and appearance."""

    house: House
    browser: Browser
    doors: dict[tuple[str, str], list[Any]]
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(
        self, university: str, login: str = "", *, language: str = "fa", theme: str = "light", width: int = 1280,
        fresh: bool = False, **options: Any,
    ) -> Page:  # fmt: skip
        """A page at the university's front door, of somebody logged in when a login is given.

        `fresh` logs in anew instead of with the cookie of an earlier test; other options are those of a context.
        """
        home = self.house.url(university, "")
        context = self.browser.new_context(
            base_url=home, viewport={"width": width, "height": 900}, locale="fa-IR", timezone_id="Asia/Tehran",
            accept_downloads=True, **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        context.add_cookies(
            [{"name": "pk_language", "value": language, "url": home}, {"name": "pk_theme", "value": theme, "url": home}]
        )
        known = None if fresh else self.doors.get((university, login))
        if known:
            context.add_cookies(known)
        page = context.new_page()
        self._watch(page)
        if login and not known:
            log_in(page, login, language)
            if not fresh:
                names = {"sessionid", "csrftoken"}
                self.doors[university, login] = [c for c in context.cookies() if c.get("name") in names]
        return page

    @contextlib.contextmanager
    def visit(self, university: str, login: str, **options: Any) -> Iterator[Page]:
        """A page for a moment; its browser is closed again."""
        page = self.page(university, login, **options)
        yield page
        self.contexts.remove(page.context)
        page.context.close()

    def student(self, university: str, like: str, **changes: str) -> dict[str, str]:
        """A new student to log in as; see tests.e2e.registrar."""
        found: dict[str, str] = self.house.registrar.ask("student", university=university, like=like, **changes)
        return found

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._heard(page, message))
        page.on("response", self._answered)

    def _heard(self, page: Page, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.match(message.text):
            self.faults.append(f"{page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url}: {response.status}")


def log_in(page: Page, login: str, language: str = "fa") -> None:
    page.goto("/login/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name=said("Log in", language), exact=True).click()
    page.get_by_role("button", name=said("Log out", language)).wait_for()
