"""A signed-in browser of an office."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client


class Desk:
    """A test client that stands at one university's desk as one person."""

    def __init__(self, university, login: str):
        self.client = Client(SERVER_NAME=f"{university.loaded.institution.slug}.localhost")
        self.client.force_login(university.person(login))
        self.path = ""
        self.html = ""
        self.status = 0

    def get(self, path: str) -> str:
        return self._keep(self.client.get(path, follow=True))

    def task(self, task) -> str:
        return self.get(f"/desk/task/{task.id}/")

    def post(self, path: str, **data) -> str:
        return self._keep(self.client.post(path, data, follow=True))

    def act(self, task, verb: str, **data) -> str:
        """Post one of the forms of a task page."""
        return self.post(f"/desk/task/{task.id}/{verb}/", **data)

    def _keep(self, response) -> str:
        self.path, self.status = response.request["PATH_INFO"], response.status_code
        self.html = response.content.decode()
        return self.html

    @property
    def text(self) -> str:
        """The page as people read it: no tags, single spaces."""
        body = re.sub(r"<(script|style)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def at():
    """`at(iums, "edu.lead")` sits down at a desk."""
    return Desk
