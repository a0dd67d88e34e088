"""Every address: who may open it, and whose ids it knows."""

from __future__ import annotations

import pytest
from django.test import Client

from pishkhan.web.entry import page_behind
from tests.factories import worlds
from tests.factories.worlds import World
from tests.guards.routes import API, BY_WORD, MACHINES, PUBLIC, STRANGERS, Route, routes

HOSTS = {"iums-nursing": "iums.localhost", "shiraz-elearning": "shiraz.localhost"}
ANYBODYS = {
    "service", "service-form", "service-draft", "service-check", "service-report", "draft-file", "captcha-picture",
    "register-form", "register-mobile", "register-email", "register-done",
}  # fmt: skip
"""These begin from a service or a way to register, which everybody at the institution may see; their rows are found by
the session. A riddle is whoever's asks for it."""
CHECK = {"check-code", "receipt-check", "not-me", "progress", "rate"}
"""Whose word in the address says whom or what it is about; a word of another institution is unknown all the same."""
FRONT = {"news-item", "process-item", "page", "service-group"}
"""Pages of the front, which anybody reads; what another institution publishes is unknown all the same."""
BODY = {
    "kind": "waived", "reason": "دلیل", "evidence": "فیش", "outcome": "came", "body": "سلام", "amount": "1000",
    "fields": ["mobile"], "mobile": "09120000067", "days": "7", "person": "", "rev": "0", "key": "0" * 32,
}  # fmt: skip
"""What the forms of the desk and of the student post, so that the id is what is refused."""


def browser(world: World, login: str = "") -> Client:
    client = Client(SERVER_NAME=HOSTS[world.university.loaded.pack.folder.name], raise_request_exception=True)
    if login:
        client.force_login(world.university.person(login))
    return client


def to_confirm(response) -> bool:
    """One confirms who one is before any id is looked at."""
    return response.status_code == 302 and response.headers["Location"].startswith("/account/confirm/")


def to_login(response) -> bool:
    return response.status_code == 302 and response.headers["Location"].startswith("/login/")


def answers(client: Client, paths: list[str], allowed) -> list[str]:
    """Addresses that were answered otherwise, read and posted to."""
    wrong = []
    for path in paths:
        for method, body in (("get", {}), ("post", BODY)):
            response = getattr(client, method)(path, body)
            if not allowed(response):
                wrong.append(f"{method} {path}: {response.status_code} {response.headers.get('Location', '')}")
    return wrong


def refused(response) -> bool:
    return response.status_code in {404, 405} or to_login(response) or to_its_page(response) or to_confirm(response)


def to_its_page(response) -> bool:
    """An address that only takes forms says nothing but where its page would be, whoever asks."""
    said = response.request
    return (
        said["REQUEST_METHOD"] == "GET" and response.status_code == 302
        and response.headers["Location"] == page_behind(said["PATH_INFO"])
    )  # fmt: skip


def with_arguments() -> list[Route]:
    return [route for route in routes() if route.arguments and route.name not in API]


@pytest.fixture
def here(iums) -> World:
    return worlds.build(iums)


@pytest.fixture
def there(shiraz) -> World:
    return worlds.build(shiraz)


def test_every_argument_has_a_real_value(here):
    """A new kind of id must be added to the world, or the tests below would not ask for it."""
    assert {name for route in routes() for name in route.arguments} <= set(here.values)


def test_ids_of_another_institution_are_unknown(iums, there):
    """Student, clerk and administrator of one university with real ids of another one's cases."""
    world = World(iums, "", "", there.open, there.closed)
    assert there.open.number.endswith("2"), "this university has no second request, so the number is foreign"
    values = {**there.values, "number": [there.open.number], "key": ["clearance-parallel"], "message": ["x"]}
    values["group"] = ["another"]  # the one of there has a namesake here
    wrong = []
    for login in ["981020304", "edu.lead", "admin"]:
        client = browser(world, login)
        for route in with_arguments():
            if route.name not in CHECK:
                wrong += [f"{login} {line}" for line in answers(client, route.paths(values), refused)]
    assert wrong == []


def test_child_ids_of_another_institution_are_unknown_below_ones_own(here, there):
    own = {"number": here.values["number"], "task_id": here.values["task_id"]}
    wrong = []
    for login in [here.student, here.clerk]:
        client = browser(here, login)
        for route in with_arguments():
            if len(route.arguments) > 1 and route.name not in ANYBODYS:
                paths = route.paths({**there.values, **own})
                wrong += [f"{login} {line}" for line in answers(client, paths, refused)]
    assert wrong == []


@pytest.mark.parametrize("login", ["991020305", "loan", "deputy.medicine"])
def test_ids_of_other_people_are_unknown(here, login):
    """Another student, an office the case has not reached, another faculty's deputy (B20)."""
    client, wrong = browser(here, login), []
    for route in with_arguments():
        if route.name not in ANYBODYS | CHECK | FRONT | BY_WORD:
            wrong += answers(client, route.paths(here.values), refused)
    assert wrong == []


def test_session_of_one_university_opens_nothing_at_another(here, there):
    """The session cookie is sent to the other host by hand."""
    client, wrong = browser(there), []
    client.force_login(here.university.person("admin"))
    for route in with_arguments():
        if route.name not in ANYBODYS | CHECK | FRONT | BY_WORD:
            wrong += answers(client, route.paths(there.values), refused)
    assert wrong == []


def test_visitor_is_sent_to_the_login_page(here):
    client, wrong = browser(here), []
    for route in routes():
        if route.name not in PUBLIC | BY_WORD:
            also = {401, 400} if route.name in STRANGERS else {401}
            wrong += answers(client, route.paths(here.values), lambda r, also=also: refused(r) or r.status_code in also)
    assert wrong == []


def test_public_pages_open_for_a_visitor(here):
    client, wrong = browser(here), []
    for route in routes():
        if route.name in PUBLIC:
            for path in route.paths(here.values):
                response = client.get(path)
                shut = to_login(response) and route.name != "account_logout"
                if shut or response.status_code not in {200, 302, 405, *([404] if "word" in route.arguments else [])}:
                    wrong.append(f"{route.name}: {response.status_code}")
    assert (wrong, PUBLIC - {route.name for route in routes()}) == ([], set())


def test_public_names_are_all_there():
    assert {route.name for route in routes()} >= PUBLIC


MAY_BE_MISSING = {"student/case.html: todo.0"}
"""`{% with first=todo.0 %}{% if first.button %}`: the first thing to do, if there is any."""
NEEDS_A_DRAFT = {"draft-file", "draft-discard", "correction-file", "mfa_deactivate_totp", "mfa_view_recovery_codes"}
"""There only while a file has been chosen and the form is not yet sent, or while there is a second factor; the student
room and the tests of factors open them."""
OPENERS = {"console-article-new": {"kind": "news"}}
"""What a page must be asked with to be one."""


def test_every_page_opens_for_somebody(here, undefined):
    """Each is drawn once, and no template reads a variable that nobody gave it."""
    people, shut = [browser(here, login) for login in [here.student, here.clerk, "edu.lead", "admin"]], []
    for route in routes():
        asked = {"enrolment": here.open.enrolment_id} if route.name in ANYBODYS else OPENERS.get(route.name, {})
        seen = [client.get(path, asked).status_code for path in route.paths(here.values) for client in people]
        closed = NEEDS_A_DRAFT | MACHINES | STRANGERS | {"api-root"}
        if not {200, 302, 303, 405} & set(seen) and route.name not in closed:
            shut.append(f"{route.name}: {seen}")
    assert (shut, sorted(undefined - MAY_BE_MISSING)) == ([], [])


def test_code_of_another_institution_is_not_known_to_the_check_page(here, there):
    """The certificate is asked for where it was issued."""
    holder = there.university.person(there.student).full_name
    for path in [f"/check/{code}/" for code in there.values["code"]]:
        response = browser(here).get(path)
        assert (response.status_code in {200, 404}, holder in response.content.decode()) == (True, False)


def test_posting_without_a_token_is_refused(here):
    wrong = []
    for login in ["", here.student]:
        client = Client(SERVER_NAME="iums.localhost", enforce_csrf_checks=True)
        if login:
            client.force_login(here.university.person(login))
        for route in routes():
            path = route.paths(here.values)[0]
            status = client.post(path).status_code
            # Of a session's form the mark of its person is looked at before the token.
            if status != 403 and not (login and status == 409) and route.name not in BY_WORD:
                wrong.append(f"{login or 'visitor'} {path}: {status}")
    assert wrong == []


def test_no_view_is_exempt_from_the_token():
    assert {route.name for route in routes() if getattr(route.view, "csrf_exempt", False)} == BY_WORD
