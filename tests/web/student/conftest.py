"""A student's browser."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from pishkhan.identity import api as identity
from simulators.banks import Network
from tests.factories.packs import load
from tests.factories.paying import Till
from tests.factories.walks import FILED

STUDENT = "981020304"
OTHER = "991020305"


class Browser:
    """Somebody signed in at one institution; `lang` is English unless told, so that tests read."""

    def __init__(self, university, login="", lang="en", host=""):
        self.university, self.login = university, login
        self.client = Client(SERVER_NAME=host or university.loaded.pack.about["institution"]["hosts"][0])
        self.client.cookies["pk_language"] = lang
        if login:
            self.client.force_login(university.person(login))

    @property
    def enrolment(self) -> identity.Enrolment:
        return self.university.enrolment(self.login)

    def get(self, path, **query):
        return self.client.get(path, query)

    def post(self, path, data=None, **more):
        return self.client.post(path, data or {}, **more)

    def answers(self, **changes):
        usual = FILED[self.university.loaded.pack.folder.name]
        return {"enrolment": str(self.enrolment.id), "version": "0", **usual, **changes}

    def fill(self, service="clearance", **changes):
        """Send the form; the answer is the redirect to the check page, or the form with errors."""
        return self.post(f"/services/{service}/form/", self.answers(**changes))

    def file(self, service="clearance", **changes):
        """Form, check, «ایجاد»; the number given."""
        checked = self.get(self.fill(service, **changes).headers["Location"])
        sent = self.post(f"/services/{service}/check/", hidden(checked))
        return re.search(r"/requests/([^/]+)/filed/", sent.headers["Location"])[1]


def hidden(response):
    """The hidden inputs of the last form of a page, as its button would send them."""
    page = response.content.decode()
    form = page[page.rindex("<form", 0, page.rindex("</form>")) :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def text(response):
    """The words of a page, spaces folded and tags gone."""
    page = response.content.decode()
    apart = re.sub(r"</(p|div|li|dd|dt|h\d|td|th|option|label)>", r"</\1> ", page[page.index("<main") :])
    return " ".join(unescape(strip_tags(apart)).split())


@pytest.fixture
def student(iums):
    return Browser(iums, STUDENT)


@pytest.fixture
def stranger(iums):
    return Browser(iums)


@pytest.fixture
def network(settings):
    with Network() as running:
        settings.BANKS_BASE = running.url
        yield running


@pytest.fixture
def till(iums, network):
    """A university whose terminals lead to the simulated bank without peculiarities."""
    return Till(iums, network, "demo")


@pytest.fixture
def kurdistan(db, network):
    """S-D's university, which has nothing but payments."""
    return Till(load("uok-ghorveh"), network, "demo")
