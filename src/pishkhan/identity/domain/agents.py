"""A browser in two words, for the log of an account: people look for “Firefox, Windows”, not for a line of versions."""

from __future__ import annotations

UNKNOWN = ""
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Opera", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("YaBrowser", "Yandex"), ("FxiOS", "Firefox"), ("Firefox/", "Firefox"), ("CriOS", "Chrome"),
    ("HeadlessChrome", "Chrome"), ("Chromium", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ("curl/", "curl"), ("python", "Python"),
)  # fmt: skip
"""What a browser calls itself → its name. Most call themselves several things; the first that fits is meant."""
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def in_words(header: str) -> str:
    """Browser and system of a User-Agent header, as far as they are known; empty when neither is."""
    found = (_first(BROWSERS, header), _first(SYSTEMS, header))
    return ", ".join(word for word in found if word)


def _first(table: tuple[tuple[str, str], ...], header: str) -> str:
    return next((name for mark, name in table if mark in header), UNKNOWN)
