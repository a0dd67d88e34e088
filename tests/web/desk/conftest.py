"""A signed-in browser of an office."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from pishkhan.kernel.digits import to_latin


class Desk:
    """A test client that stands at one university's desk as one person, and reads pages in English."""

    def __init__(self, university, login: str):
        self.client = Client(SERVER_NAME=f"{university.loaded.institution.slug}.localhost")
        self.client.cookies["pk_language"] = "en"
        self.client.force_login(university.person(login))
        self.path = ""
        self.html = ""
        self.status = 0

    def get(self, path: str) -> int:
        return self._keep(self.client.get(path, follow=True))

    def task(self, task) -> int:
        return self.get(f"/desk/task/{task.id}/")

    def post(self, path: str, **data) -> int:
        return self._keep(self.client.post(path, data, follow=True))

    def act(self, task, verb: str, **data) -> int:
        """Post one of the forms of a task page."""
        return self.post(f"/desk/task/{task.id}/{verb}/", **data)

    def _keep(self, response) -> int:
        self.path, self.status = response.request["PATH_INFO"], response.status_code
        self.html = response.content.decode()
        return self.status

    @property
    def text(self) -> str:
        """The page as people read it: no tags, single spaces, Latin digits."""
        body = re.sub(r"<(script|style)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return to_latin(" ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split()))

    def value(self, name: str) -> str:
        """What a one-line input of the page holds."""
        (found,) = set(re.findall(rf'name="{name}" value="([^"]*)"', self.html))
        return unescape(found)


@pytest.fixture
def at():
    """`at(iums, "edu.lead")` sits down at a desk."""
    return Desk
