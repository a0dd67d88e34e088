"""A person's phone and mailbox: the demo's page of what was sent."""

from __future__ import annotations

import re
import time
from urllib.parse import quote

from pishkhan.kernel import digits
from tests.e2e.visitors import Visitors
from tests.e2e.words import said

PATIENCE = 60
LRM = "\u200e"


def heard(visitors: Visitors, university: str, address: str, *wanted: str) -> None:
    """Each of these words has reached a number or an address; the page is read again until it has."""
    until = time.monotonic() + PATIENCE
    with visitors.visit(university, "") as page:
        while True:
            page.goto(f"/demo/inbox/?to={quote(address)}")
            texts = [text.replace(LRM, "") for text in page.locator("article p").all_inner_texts()]
            missing = [words for words in wanted if not any(words in text for text in texts)]
            if not missing:
                return
            assert time.monotonic() < until, f"{address} never got {missing}, but {texts}"
            time.sleep(0.5)


def filed(number: str) -> str:
    """The beginning; the address to follow it comes after."""
    words = "Pishkhan: your request is filed, number %(number)s. Follow: %(follow)s"
    return said(words, number=number, follow="").strip()


def commented(number: str, author: str) -> str:
    words = "Pishkhan: new message from %(author)s on request %(number)s: %(address)s"
    return said(words, number=number, author=author, address="").strip()


def returned(number: str) -> str:
    """As far as the day by which to answer."""
    words = "Pishkhan: request %(number)s came back to you. Correct the named answers by %(reply_by)s."
    return said(words, number=number, reply_by="…").partition("…")[0]


def visit(number: str, office: str, reason: str) -> str:
    words = "Pishkhan: request %(number)s needs a visit in person to %(office)s. %(reason)s"
    return said(words, number=number, office=office, reason=reason)


def debt(number: str, office: str) -> str:
    words = "Pishkhan: %(office)s recorded a debt on request %(number)s. See it on its page."
    return said(words, number=number, office=office)


def settled(number: str, office: str) -> str:
    words = "Pishkhan: request %(number)s, %(office)s. %(what)s. %(left)s"
    what, left = said("A debt was settled"), said("Nothing is owed to this office any more.")
    return said(words, number=number, office=office, what=what, left=left)


def certified(number: str) -> str:
    """From the request's number on: the certificate's own comes first."""
    words = "Pishkhan: your certificate %(certificate)s is ready. Download it from the page of request %(number)s."
    return said(words, number=number, certificate="…").partition("…")[2]


def closed(number: str) -> str:
    return said("Pishkhan: request %(number)s is completed. %(rate)s", rate="", number=number)


def revoked() -> str:
    words = "Pishkhan: your certificate %(certificate)s was revoked. The reason is in your messages."
    return said(words, certificate="…").partition("…")[2]


def code(visitors: Visitors, university: str, address: str, *, before: str = "") -> str:
    """The newest one-time code that has reached a number or an address; another one than `before`."""
    until = time.monotonic() + PATIENCE
    with visitors.visit(university, "") as page:
        while True:
            page.goto(f"/demo/inbox/?to={quote(address)}")
            words = [digits.to_latin(text) for text in page.locator("article p.pk-lines").all_inner_texts()]
            spoken = [re.sub(r"(?<=\d)، (?=\d)", "", text) for text in words]
            found = next((seen[1] for text in spoken if (seen := re.search(r"\b(\d{6})\b", text))), "")
            if found and found != before:
                return found
            assert time.monotonic() < until, f"{address} got no code, but {words}"
            time.sleep(0.5)
