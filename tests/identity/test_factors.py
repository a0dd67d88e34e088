"""Second factors: made, asked for, required, sealed, lost."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from pishkhan.identity.domain import factors
from pishkhan.identity.enums import Record, SecondFactor
from pishkhan.identity.models import AccountRules, LoginSession
from pishkhan.kernel.errors import DomainError
from pishkhan.notifications.models import Notice
from pishkhan.plumbing import resealing, sealing
from pishkhan.plumbing.models import AuditEntry
from tests.identity import otp
from tests.identity.test_login import PASSWORD, STUDENT, UNKNOWN, attempt, browser, noted

CLERK = "nutrition"


def inside(login: str) -> Client:
    client = browser()
    assert attempt(client, login, PASSWORD).status_code == 302
    return client


def confirm(client: Client, path: str) -> None:
    """Somebody logged in shows the password once more."""
    answer = client.post("/account/confirm/", {"password": PASSWORD, "next": path})
    assert (answer.status_code, answer.headers.get("Location")) == (302, path)


def with_app(login: str) -> tuple[Client, str]:
    """Somebody who set up an app by the pages, and its key."""
    client = inside(login)
    confirm(client, "/account/factors/app/")
    page = client.get("/account/factors/app/").content.decode()
    secret = re.search(r"<code><bdi dir=\"ltr\">([A-Z2-7 ]+)</bdi>", page)[1]
    answer = client.post("/account/factors/app/", {"code": otp.code(secret)})
    assert answer.headers["Location"] == "/account/factors/codes/"
    cache.clear()  # as if the half minute were over
    return client, secret


def recovery(client: Client) -> list[str]:
    return re.findall(r"<li><bdi dir=\"ltr\">(\d+)</bdi></li>", client.get("/account/factors/codes/").content.decode())


def test_app_is_asked_for_at_the_next_login(iums, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _, secret = with_app(STUDENT)
    person = iums.person(STUDENT)
    assert len(noted(person.id, Record.FACTOR_ADDED)) == 1
    told = Notice.objects.filter(person_id=person.id).order_by("-id")[0]
    assert "/account/not-me/" in told.link
    client = browser()
    assert attempt(client, STUDENT, PASSWORD).headers["Location"] == "/login/code/"
    assert client.get("/requests/").headers["Location"].startswith("/login/")
    assert client.post("/login/code/", {"code": "000000"}).status_code == 422
    assert len(noted(person.id, Record.FACTOR_FAILED)) == 1
    typed = otp.code(secret).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert client.post("/login/code/", {"code": f" {typed[:3]} {typed[3:]} "}).headers["Location"] == "/enter/"
    assert client.get("/requests/").status_code == 200
    assert len(noted(person.id, Record.LOGIN)) == 2


def test_code_of_an_app_works_once(iums):
    _, secret = with_app(STUDENT)
    code = otp.code(secret)
    clients = [browser(), browser()]
    for client in clients:
        attempt(client, STUDENT, PASSWORD)
    assert clients[0].post("/login/code/", {"code": code}).status_code == 302
    cache.delete(f"allauth.mfa.totp.used?user={iums.person(STUDENT).pk}&code={code}")  # what allauth forgets after 30 s
    assert clients[1].post("/login/code/", {"code": code}).status_code == 422


def test_codes_of_the_second_factor_cannot_be_guessed_at_speed(iums):
    with_app(STUDENT)
    client = browser()
    attempt(client, STUDENT, PASSWORD)
    pages = [client.post("/login/code/", {"code": f"{n:06d}"}).content.decode() for n in range(8)]
    assert "صبر کنید" in pages[-1]
    assert len(noted(iums.person(STUDENT).id, Record.FACTOR_FAILED)) == 5


def test_recovery_code_opens_once(iums):
    owner, _ = with_app(STUDENT)
    codes = recovery(owner)
    assert len(codes) == 10
    client = browser()
    attempt(client, STUDENT, PASSWORD)
    assert client.post("/login/code/", {"code": codes[0]}).headers["Location"] == "/enter/"
    client = browser()
    attempt(client, STUDENT, PASSWORD)
    assert client.post("/login/code/", {"code": codes[0]}).status_code == 422


def test_nothing_of_factors_changes_without_confirming_first(iums):
    _, secret = with_app(STUDENT)
    owner = browser()
    attempt(owner, STUDENT, PASSWORD)
    owner.post("/login/code/", {"code": otp.code(secret)})
    for path in ("app/remove/", "codes/", "codes/new/", "passkey/"):
        for answer in (owner.get(f"/account/factors/{path}"), owner.post(f"/account/factors/{path}")):
            assert answer.status_code == 405 or answer.headers["Location"].startswith("/account/confirm/"), path
    assert Authenticator.objects.count() == 2


def test_removing_the_app_takes_the_recovery_codes_along(iums):
    client, _ = with_app(STUDENT)
    assert client.post("/account/factors/app/remove/").headers["Location"] == "/account/factors/"
    assert Authenticator.objects.count() == 0
    assert len(noted(iums.person(STUDENT).id, Record.FACTOR_REMOVED)) == 1
    assert attempt(browser(), STUDENT, PASSWORD).headers["Location"] == "/enter/"


def test_new_recovery_codes_end_the_earlier_ones(iums):
    client, _ = with_app(STUDENT)
    before = recovery(client)
    assert client.post("/account/factors/codes/new/").headers["Location"] == "/account/factors/codes/"
    assert not set(before) & set(recovery(client))


def test_secrets_are_sealed_and_can_be_sealed_anew(iums, settings):
    client, secret = with_app(STUDENT)
    codes = recovery(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    plain = secret.replace(" ", "")
    assert plain not in stored
    assert not any(code in stored for code in codes)
    assert plain not in str(list(LoginSession.objects.values_list("session_data", flat=True)))
    settings.SEALING_KEYS = {"k3": settings.SEALING_KEYS["k1"], **settings.SEALING_KEYS}
    resealing.reseal_all()
    settings.SEALING_KEYS = {"k3": settings.SEALING_KEYS["k3"]}
    sealing._cipher.cache_clear()
    try:
        assert recovery(client) == codes
        client = browser()
    finally:
        sealing._cipher.cache_clear()


def require(iums) -> None:
    AccountRules.objects.filter(institution_id=iums.id).update(second_factor=SecondFactor.REQUIRED)


@pytest.mark.parametrize(("login", "path"), [(CLERK, "/desk/"), ("admin", "/console/"), ("edu.lead", "/desk/search/")])
def test_who_works_here_is_led_to_set_one_up_where_it_is_required(iums, login, path):
    client = inside(login)
    assert client.get(path).status_code == 200, "the packs offer it"
    require(iums)
    caches_forget()
    assert client.get(path).headers["Location"] == "/account/factors/?needed=1"
    assert client.post(path, {"a": "b"}).headers["Location"] == "/account/factors/?needed=1"
    assert "عامل دوم" in client.get("/account/factors/?needed=1").content.decode()
    assert inside(STUDENT).get("/requests/").status_code == 200, "students may have one"


def test_setting_one_up_opens_the_desk(iums):
    require(iums)
    client, _ = with_app(CLERK)
    assert client.get("/desk/").status_code == 200


def caches_forget() -> None:
    from django.core.cache import caches

    caches["local"].clear()


def test_session_that_showed_no_factor_is_asked_for_it(iums):
    """However it came to be: an older session, a login by another way."""
    _, secret = with_app(STUDENT)
    client = browser()
    client.force_login(iums.person(STUDENT))
    for path in ("/requests/", "/", "/account/", "/oidc/authorize/?a=b"):
        assert client.get(path).headers["Location"].startswith("/account/confirm/code/"), path
    answer = client.post("/account/confirm/code/", {"code": otp.code(secret), "next": "/requests/"})
    assert answer.headers["Location"] == "/requests/"
    assert client.get("/requests/").status_code == 200


def test_factor_shown_by_one_person_says_nothing_of_another(iums):
    _, secret = with_app(STUDENT)
    client = browser()
    attempt(client, STUDENT, PASSWORD)
    client.post("/login/code/", {"code": otp.code(secret)})
    person = iums.person("991020305")
    Authenticator.objects.create(user=person, type="totp", data={"secret": sealing.seal("A" * 32)})
    client.force_login(person)
    assert client.get("/requests/").headers["Location"].startswith("/account/confirm/code/")


def test_administrator_removes_what_was_lost_and_the_person_is_told(iums, django_capture_on_commit_callbacks):
    client, _ = with_app(CLERK)
    person, admin = iums.person(CLERK), iums.actor("admin")
    factors.remove_all(actor=admin, person_id=person.id, reason="گوشی گم شده؛ کارت شناسایی دیده شد")
    assert Authenticator.objects.count() == 0
    (line,) = AuditEntry.objects.filter(stream=person.id, action="account.factor_removed")
    assert (line.actor_id, line.reason) == (admin.me, "گوشی گم شده؛ کارت شناسایی دیده شد")
    assert client.get("/desk/").headers["Location"].startswith("/login/"), "the sessions have ended"
    assert Notice.objects.filter(person_id=person.id).order_by("-id")[0].link.startswith("/account/not-me/")


@pytest.mark.parametrize(
    ("login", "of", "reason", "refusal"),
    [
        (CLERK, STUDENT, "دلیل", "not_found"), ("admin", "admin", "دلیل", "own_factors"),
        ("admin", STUDENT, " ", "reason_missing"), ("admin", "991020305", "دلیل", "factors_none"),
    ],
)  # fmt: skip
def test_removal_is_refused(iums, login, of, reason, refusal):
    with_app(STUDENT)
    with pytest.raises(DomainError, match=refusal):
        factors.remove_all(actor=iums.actor(login), person_id=iums.person(of).id, reason=reason)
    assert Authenticator.objects.count() == 2


def test_removal_at_another_university_is_refused(iums, shiraz):
    with pytest.raises(DomainError, match="not_found"):
        factors.remove_all(actor=shiraz.actor("admin"), person_id=iums.person(STUDENT).id, reason="دلیل")


def test_unknown_name_never_reaches_the_second_step(iums):
    client = browser()
    attempt(client, UNKNOWN, PASSWORD)
    assert client.get("/login/code/").headers["Location"] == "/login/"
