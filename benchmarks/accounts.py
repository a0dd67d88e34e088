"""Accounts over HTTP: registrations a second, logins a second and their p95, beside the bare cost of the password hash.

A registration is every request a browser makes at the national portal: terms, form, both codes, the last page. The
proofs of work are the smallest there are: they are the browser's to do; the codes are drawn here as the worker would.
A login is the page and its form, by people of their own. Served as ./run serves: two granian workers.
"""

import argparse
import base64
import json
import re
import threading
import time
from collections.abc import Callable
from itertools import count
from statistics import median, quantiles
from typing import Any

import httpx

from benchmarks import floor
from benchmarks.web import Served, together

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|page_of|conversation)" value="([^"]*)"')
PASSWORD = "four1green-doors"
VISITORS = 4
HASHES = 20


def main() -> None:
    """Prints one JSON line per figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=15, help="of each of the two")
    options.add_argument("--people", type=int, default=400, help="who log in")
    chosen = options.parse_args()
    with floor.server() as server:
        floor.boot(server)
        from django.core.management import call_command

        call_command("collectstatic", "--noinput", "-v0")  # what an earlier run left may be older than the pages
        portal = _portal()
        served = Served("benchmarks.account_settings")
        try:
            served.start()
            bare = _hash()
            logins(served.port, _people(portal, chosen.people), chosen.seconds, bare)
            registrations(served.port, chosen.seconds, bare)
        finally:
            served.servers.stop()


def _portal() -> Any:
    from pishkhan.notifications import api as notifications
    from tests.factories.packs import load

    found = load("saorg")
    notifications.put_demo(found.id)
    return found


def _people(portal: Any, number: int) -> list[str]:
    """E-mail addresses of people with one password, hashed once."""
    from django.contrib.auth.hashers import make_password

    from pishkhan.identity import api as identity

    hashed, names = make_password(PASSWORD), []
    for each in range(number):
        names.append(f"bench{each}@example.org")
        person, _ = identity.put_person(
            institution_id=portal.id, full_name="نمونه", identifiers=[("email", names[-1])]
        )
        person.password = hashed
        person.save(update_fields=["password"])
    return names


def _hash() -> float:
    """Seconds one password hash takes, one at a time."""
    from django.contrib.auth.hashers import make_password

    took = []
    for _ in range(HASHES):
        start = time.perf_counter()
        make_password(PASSWORD)
        took.append(time.perf_counter() - start)
    floor.print_figure("accounts", "accounts.hash", median(took) * 1000, "ms", of=HASHES)
    return median(took)


class Browser(httpx.Client):
    """One browser of the portal; every form takes along what the page before had hidden in it."""

    def __init__(self, port: int, address: int) -> None:
        host = {"Host": f"saorg.localhost:{port}"}
        super().__init__(base_url=f"http://127.0.0.1:{port}", headers=host, follow_redirects=True, timeout=60)
        self.address, self.page = address, ""

    def open(self, path: str) -> str:
        return self._looked(self.get(path))

    def send_form(self, path: str, values: dict[str, str]) -> str:
        return self._looked(self.post(path, data={**dict(HIDDEN.findall(self.page)), **values}))

    def _looked(self, answer: httpx.Response) -> str:
        if answer.status_code != 200:
            raise AssertionError(f"{answer.request.method} {answer.url}: {answer.status_code}")
        self.page = answer.text
        return answer.url.path


def logins(port: int, names: list[str], seconds: float, bare: float) -> None:
    """Everybody logs in from a browser of their own, again and again."""
    took: list[float] = []
    numbers = count()

    def one() -> None:
        with Browser(port, 0) as browser:
            browser.open("/login/")
            start = time.perf_counter()
            went = browser.send_form("/login/", {"login": names[next(numbers) % len(names)], "password": PASSWORD})
            took.append(time.perf_counter() - start)
            if went.startswith("/login"):
                raise AssertionError("not let in")

    together([one] * VISITORS, 1.0)
    took.clear()
    _, rate = together([one] * VISITORS, seconds)
    p95 = quantiles(took, n=20)[-1]
    floor.print_figure(
        "accounts", "accounts.login_p95", p95 * 1000, "ms", median=round(median(took) * 1000, 1),
        per_second=round(rate, 1), hash_ms=round(bare * 1000, 1), times_the_hash=round(p95 / bare, 1),
        visitors=VISITORS,
    )  # fmt: skip


def registrations(port: int, seconds: float, bare: float) -> None:
    """New people, as many as can be had."""
    numbers, lock = count(1), threading.Lock()

    def one() -> None:
        with lock:
            number = next(numbers)
        with Browser(port, number) as browser:
            _register(browser, number)

    together([one] * VISITORS, 1.0)
    done, rate = together([one] * VISITORS, seconds)
    floor.print_figure(
        "accounts", "accounts.registrations", rate, "1/s", done=done, requests=6,
        hash_ms=round(bare * 1000, 1), visitors=VISITORS,
    )  # fmt: skip


def _register(browser: Browser, number: int) -> None:
    form, mobile, email = "/register/iranian/", f"0937{number:07d}", f"new{number}@example.org"
    said = {
        "nationality": "iran", "first_name": "متقاضی", "last_name": "نمونه", "national_id": _national_id(number),
        "birth_date": "1380/02/03", "mobile": mobile, "email": email, "password": PASSWORD, "password_again": PASSWORD,
    }  # fmt: skip
    browser.open(form)
    browser.send_form(form, {"accept": "yes"})
    browser.send_form(form, {**said, **_worked(browser), "channel": "sms"})
    browser.send_form(form, {**said, **_worked(browser), "code": _code(f"+98{mobile[1:]}")})
    if browser.send_form(f"{form}email/", {"code": _code(email)}) != f"{form}done/":
        raise AssertionError("not registered")


def _national_id(number: int) -> str:
    digits = f"{400_000_000 + number:09d}"
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return f"{digits}{rest if rest < 2 else 11 - rest}"


def _worked(browser: Browser) -> dict[str, str]:
    import altcha

    riddle = altcha.Challenge.from_dict(browser.get("/captcha/work/").json())
    solved = altcha.solve_challenge(riddle)
    assert solved is not None
    told = {"challenge": riddle.to_dict(), "solution": solved.to_dict()}
    return {"altcha": base64.b64encode(json.dumps(told).encode()).decode()}


def _code(address: str) -> str:
    """Draw the code that was asked for, as the worker would, and read it."""
    from django.db import connection

    from pishkhan.identity.domain import challenges
    from pishkhan.identity.models import Challenge
    from pishkhan.notifications.models import Delivery

    newest: Callable[[], Any] = lambda: Challenge.objects.filter(code_hash="").order_by("-id")[:50]  # noqa: E731
    row = next(each for each in newest() if each.destination == address)
    challenges.send(row.id, "fa")
    sent = Delivery.objects.exclude(secret__isnull=True).order_by("-id")[:50]
    code = next(str(each.secret) for each in sent if each.address == address)
    connection.close()
    return code


if __name__ == "__main__":
    main()
