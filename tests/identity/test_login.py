"""The login: guesses counted, known and unknown names alike, the owner never locked out by a stranger."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pishkhan.identity.domain import directory, guessing, records
from pishkhan.identity.domain.queries.lookup import index_of
from pishkhan.identity.enums import Record
from pishkhan.identity.models import Tries
from pishkhan.identity.providers.protocol import Policy
from pishkhan.plumbing.models import AuditEntry
from tests.factories import codes

PASSWORD = "namoone-pishkhan-1405"
STUDENT, UNKNOWN = "981020304", "889999999"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/143.0"


def browser(address: str = "198.51.100.7") -> Client:
    return Client(SERVER_NAME="iums.localhost", REMOTE_ADDR=address, HTTP_USER_AGENT=FIREFOX)


def attempt(client: Client, login: str, password: str = "nadorost", path: str = "/login/", **more: str):
    return client.post(path, {"login": login, "password": password, **more})


def noted(person_id, record: Record) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(stream=person_id, action=f"account.{record}").order_by("seq"))


def test_login_and_a_wrong_password_are_noted_with_browser_and_address(iums):
    person = iums.person(STUDENT)
    assert attempt(browser(), STUDENT).status_code == 422
    assert attempt(browser(), STUDENT, PASSWORD).headers["Location"] == "/enter/"
    for record in (Record.LOGIN_FAILED, Record.LOGIN):
        (line,) = noted(person.id, record)
        assert (line.after["agent"], line.after["network"]) == ("Firefox, Windows", "198.51.100.7")
    assert PASSWORD not in str(list(AuditEntry.objects.values()))
    assert "nadorost" not in str(list(AuditEntry.objects.values()))


def test_refused_page_keeps_the_name_and_says_when_to_try_again(iums):
    client = browser()
    answers = [attempt(client, STUDENT) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    page = answers[-1].content.decode()
    assert 'value="981020304"' in page
    assert re.search("۵.*دقیقه", page)
    assert answers[-1].headers["Retry-After"] == "300"
    assert attempt(client, STUDENT, PASSWORD).status_code == 429, "the pause holds for the right password too"


def test_other_spelling_of_the_same_person_counts_on(iums):
    """X1: the student number in Persian digits, then the national code, then the mobile."""
    client, person = browser(), iums.person(STUDENT)
    names = [STUDENT.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")), f" {STUDENT} "]
    names += [row.value for row in person.identifiers.filter(kind__in=["national_id", "mobile"])]
    assert len(names) == 4
    answers = [attempt(client, name).status_code for name in [*names, names[0], names[2]]]
    assert answers == [422] * 5 + [429]


def test_stranger_cannot_lock_the_owner_out_at_another_address(iums):
    stranger = browser("203.0.113.9")
    for _ in range(12):
        attempt(stranger, STUDENT)
    assert attempt(browser(), STUDENT, PASSWORD).status_code == 302


def test_many_networks_use_up_the_share_of_strangers_and_not_that_of_known_networks(iums):
    assert attempt(browser("198.51.100.7"), STUDENT, PASSWORD).status_code == 302
    refused = [
        attempt(browser(f"203.0.113.{place // 5}"), STUDENT).status_code for place in range(guessing.STRANGE + 10)
    ]
    assert (refused.count(422), refused.count(429)) == (guessing.STRANGE, 10)
    assert attempt(browser("192.0.2.200"), STUDENT, PASSWORD).status_code == 429, "a network nobody knows"
    assert attempt(browser("198.51.100.7"), STUDENT, PASSWORD).status_code == 302, "where the owner was before"


@pytest.mark.parametrize("threshold", [3, 4, 5, 6, 7, 12, 50])
def test_guesses_stay_below_the_lockout_of_a_directory(iums, monkeypatch, threshold):
    """The page must not be the weapon that locks accounts of the whole university."""
    monkeypatch.setattr(directory, "policy_of", lambda _: Policy(threshold=threshold))
    one, other = (
        guessing.limits(guessing.Attempt(iums.id, "somebody", None, "198.51.100.7", familiar=familiar))
        for familiar in (True, False)
    )
    shares = {True: one[-1], False: other[-1]}
    assert shares[True].most + shares[False].most < threshold
    if threshold >= 5:
        assert min(limit.most for limit in (*one, *other)) >= 2, "one typo shuts nobody out"
    assert shares[True].subject != shares[False].subject
    assert min(limit.seconds for limit in shares.values()) == guessing.DIRECTORY_WINDOW


SPELLINGS = ["09120000077", "+989120000077", "989120000077", "۰۹۱۲ ۰۰۰ ۰۰ ۷۷", "00989120000077"]


@pytest.mark.parametrize("known", [True, False])
def test_failures_in_one_spelling_count_for_every_other_one(iums, known):
    """Else a name nobody has is told from a known one by the tries it bears."""
    person = iums.person(STUDENT)
    if known:
        mobile = person.identifiers.get(kind="mobile")
        mobile.value, mobile.index = "+989120000077", index_of("mobile", SPELLINGS[0])
        mobile.save()
    client = browser()
    assert [attempt(client, name).status_code for name in [*SPELLINGS, SPELLINGS[0]]] == [422] * 5 + [429]


def fill(iums, address: str = "198.51.100.7") -> None:
    """What a script at the network does: names that nobody has, as fast as it can."""
    for number in range(guessing.NETWORK):
        tried = guessing.attempt(institution_id=iums.id, typed=f"nobody-{number}", address=address)
        assert guessing.begin(tried) is None


def test_full_network_keeps_nobody_out_who_solves_a_riddle(iums):
    """A campus stands behind one address: one script there must not shut out everybody else."""
    fill(iums)
    client = browser()
    assert "data-captcha" in client.get("/login/").content.decode()
    for login in (STUDENT, UNKNOWN):
        refused = attempt(client, login, PASSWORD)
        assert refused.status_code == 429
        assert "data-captcha" in refused.content.decode()
        assert "آزمون پایین" in refused.content.decode()
    riddle = codes.solved(iums.id)
    assert attempt(client, STUDENT, **riddle).status_code == 422, "solved, and the password is wrong"
    assert attempt(client, STUDENT, PASSWORD, **riddle).status_code == 429, "each riddle once"
    assert attempt(client, STUDENT, PASSWORD, **codes.solved(iums.id)).headers["Location"] == "/enter/"
    assert "data-captcha" not in browser("203.0.113.7").get("/login/").content.decode()


def test_full_network_lets_in_who_is_known_there_and_says_so_of_nobody(iums):
    assert attempt(browser(), STUDENT, PASSWORD).status_code == 302
    fill(iums)
    pages = {login: attempt(browser(), login) for login in (STUDENT, UNKNOWN)}
    assert {page.status_code for page in pages.values()} == {429}
    told = {login: page.content.decode().replace(login, "") for login, page in pages.items()}
    assert len({re.sub(r'value="[^"]*"|captcha/[^"]*"', "", words) for words in told.values()}) == 1
    assert attempt(browser(), STUDENT, PASSWORD).headers["Location"] == "/enter/"


def test_riddles_do_not_help_who_guesses_one_person(iums):
    fill(iums)
    answers = [attempt(browser(), STUDENT, **codes.solved(iums.id)).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_full_network_stands_before_nobody_who_is_logged_in(iums):
    client = browser("203.0.113.50")
    client.force_login(iums.person(STUDENT))
    fill(iums, "203.0.113.50")
    wrong = client.post("/account/password/", {"old": "nadorost", "password": "hashtad-o-se derakht dar bagh"})
    assert wrong.status_code == 422


def test_names_that_nobody_has_are_noted_in_many_streams(iums):
    """Lines of one stream wait for each other."""
    for number in range(12):
        attempt(browser(f"203.0.113.{number}"), f"nobody-{number}")
    lines = AuditEntry.objects.filter(action=f"account.{Record.LOGIN_FAILED}", institution_id=iums.id)
    assert lines.count() == 12
    assert lines.values("stream").distinct().count() > 6
    one = records.strangers(iums.id, "some index")
    assert one == records.strangers(iums.id, "some index")
    assert len({records.strangers(iums.id, str(number)) for number in range(5000)}) == records.STREAMS


def test_right_password_gives_the_guess_back(iums):
    for _ in range(8):
        assert attempt(browser(), STUDENT, PASSWORD).status_code == 302
    assert not Tries.objects.filter(count__gt=1).exists()


def test_window_ends(iums):
    for _ in range(6):
        attempt(browser(), STUDENT)
    for row in Tries.objects.all():
        row.ends_at -= timedelta(minutes=6)
        row.save()
    assert attempt(browser(), STUDENT, PASSWORD).status_code == 302


def work(login: str, hashes: list[str]) -> tuple[int, list[str], int, dict[str, str], str]:
    """Status, statements, hashes, headers and page of one wrong login."""
    client, hashes[:] = browser(), []
    client.get("/login/")
    with CaptureQueriesContext(connection, ) as found:
        answer = attempt(client, login)
    said = answer.content.decode().replace(login, "…")
    said = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", said)
    shapes = [re.sub(r"'[^']*'|\b\d+\b", "?", query["sql"])[:60] for query in found]
    changing = {"X-Request-Id", "Set-Cookie", "Expires"}
    headers = {name: value for name, value in answer.headers.items() if name not in changing}
    return answer.status_code, shapes, len(hashes), headers, said


def test_known_and_unknown_names_cost_the_same_and_read_the_same(iums, monkeypatch):
    """Statements, password hashes, status, headers and words: also for somebody who has made no password yet."""
    from pishkhan.identity.hasher import Argon2

    hashes, encode, verify = [], Argon2.encode, Argon2.verify
    monkeypatch.setattr(Argon2, "encode", lambda *a, **k: (hashes.append("encode"), encode(*a, **k))[1])
    monkeypatch.setattr(Argon2, "verify", lambda *a, **k: (hashes.append("verify"), verify(*a, **k))[1])
    fresh = iums.person("991020305")
    fresh.set_unusable_password()
    fresh.save()
    for login in (STUDENT, UNKNOWN, "991020305"):
        work(login, hashes)  # streams of the log begin
    told = {login: work(login, hashes) for login in (STUDENT, UNKNOWN, "991020305")}
    assert told[STUDENT] == told[UNKNOWN] == told["991020305"]
    assert told[STUDENT][2] == 1


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/notifications/?a=1", "/notifications/?a=1"), ("//evil.example/", "/enter/"),
        ("https://evil.example/", "/enter/"), ("/\\evil.example", "/enter/"), ("javascript:alert(1)", "/enter/"),
        ("http://shiraz.localhost/requests/", "/enter/"), ("http:///evil.example", "/enter/"), ("", "/enter/"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/login/", "/login/staff/"])
def test_destination_is_of_the_same_origin_only(iums, path, asked, led):
    """A17: by the form and by the address."""
    assert attempt(browser(), STUDENT, PASSWORD, path, destination=asked).headers["Location"] == led
    client = browser()
    assert attempt(client, STUDENT, PASSWORD, f"{path}?next=https://evil.example/").headers["Location"] == "/enter/"


def test_two_people_of_one_name_are_nobody(iums):
    """X1: a number that is one person's student number and another one's national code signs in neither."""
    other = iums.person("991020305")
    national = other.identifiers.get(kind="national_id")
    mine = iums.person(STUDENT).identifiers.get(kind="student_number")
    mine.value, mine.index = national.value, index_of("student_number", national.value)
    mine.save()
    client = browser()
    assert attempt(client, national.value, PASSWORD).status_code == 422
    assert "_auth_user_id" not in client.session
    assert noted(other.id, Record.LOGIN_FAILED) == []
    typed = guessing.attempt(institution_id=iums.id, typed=national.value, address="").who
    assert len(noted(records.strangers(iums.id, typed), Record.LOGIN_FAILED)) == 1


def test_reset_of_allauth_leads_to_the_wizard(iums):
    """A10: there is one way to a new password."""
    assert browser().get("/password/reset/").headers["Location"] == "/activate/"


def test_closed_account_is_refused_like_a_wrong_password(iums):
    person = iums.person(STUDENT)
    person.is_active = False
    person.save()
    assert attempt(browser(), STUDENT, PASSWORD).status_code == 422
