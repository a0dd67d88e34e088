"""What every request passes through."""

from __future__ import annotations

import pytest
from django.test import Client
from django.test.client import FakePayload

from pishkhan.web.middleware import LARGEST_BODY


def _client(**more) -> Client:
    client = Client(SERVER_NAME="iums.localhost", **more)
    client.cookies["pk_language"] = "en"
    return client


@pytest.mark.parametrize("path", ["/che%00ck/", "/check/?code=1%002", "/search/?q%00=1"])
def test_nul_in_an_address_is_answered_politely(iums, path):
    response = _client().get(path)
    assert response.status_code == 400
    assert "The address or the form could not be read" in response.content.decode()


@pytest.mark.parametrize("cookie", ['sessionid="\\000aaaaaaaa"', 'pk_language="f\\000"', 'csrftoken="\\000"'])
def test_nul_in_a_cookie_is_answered_politely(iums, cookie):
    """Cookies may say any byte in quotes, as an octal number."""
    response = Client(SERVER_NAME="iums.localhost").get("/requests/", headers={"cookie": cookie})
    assert response.status_code == 400
    assert "نشانی یا فرم خوانده نشد" in response.content.decode()


@pytest.mark.parametrize("typed", [{"login": "a\0b", "password": "x"}, {"lo\0gin": "a", "password": "x"}])
def test_nul_in_a_form_is_answered_politely(iums, typed):
    response = _client().post("/login/", typed)
    assert response.status_code == 400
    assert "The address or the form could not be read" in response.content.decode()


@pytest.mark.parametrize(("length", "status"), [(LARGEST_BODY + 1, 413), ("9" * 5000, 413), (LARGEST_BODY, 200)])
def test_large_body_is_refused_before_it_is_read(iums, length, status):
    response = _client().get("/services/", CONTENT_LENGTH=str(length))
    assert response.status_code == status


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("application/x-www-form-urlencoded", "Go back, shorten what you wrote and send it again"),
        ("multipart/form-data", "Choose a smaller file or scan it with lower quality."),
    ],
)
def test_large_body_is_refused_in_words_that_fit_the_form(iums, kind, advice):
    response = _client().post("/login/", b"x", content_type=kind, CONTENT_LENGTH=str(LARGEST_BODY + 1))
    assert response.status_code == 413
    assert advice in response.content.decode()


def test_body_of_unknown_length_is_refused_before_it_is_read(iums):
    """Sent in chunks, as no browser sends a form: the limit could not be checked."""
    given = FakePayload(b"login=" + b"9" * 1000)
    more = {"wsgi.input": given, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    response = _client().post("/login/", content_type="application/x-www-form-urlencoded", **more)
    assert response.status_code == 400
    assert "The browser did not say how long the form is." in response.content.decode()
    assert len(given) == 1006
