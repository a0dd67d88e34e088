"""The provider of OpenID Connect, asked as other systems ask it, and as they should not."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.idp.oidc.models import Token
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from pishkhan.identity import api as identity
from pishkhan.identity.domain import not_me, oidc, parties
from pishkhan.identity.domain.parties import Party
from pishkhan.identity.domain.queries.lookup import index_of
from pishkhan.identity.enums import Record, Stage
from pishkhan.identity.models import Applicant, Identifier, OidcKey, Person, RegistrationProfile
from pishkhan.kernel.errors import DomainError, Several
from tests.identity.test_factors import inside, with_app
from tests.identity.test_login import PASSWORD, STUDENT, attempt, browser, noted

BACK, AFTER = "https://wiki.example/callback", "https://wiki.example/"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ALL = ["openid", "profile", "email", "student"]


@pytest.fixture
def wiki(iums):
    """A system of the university, and its secret."""
    wanted = Party("ویکی", [BACK], ALL, AFTER)
    return parties.add(actor=iums.actor("admin"), wanted=wanted)


def ask(party, **changes):
    asked = {
        "client_id": party.client_id, "redirect_uri": BACK, "response_type": "code", "scope": "openid profile",
        "state": "s", "nonce": "n", "code_challenge": CHALLENGE, "code_challenge_method": "S256", **changes,
    }  # fmt: skip
    return "/oidc/authorize/?" + urlencode({name: value for name, value in asked.items() if value is not None})


def sent_back(answer) -> dict[str, str]:
    """What the browser is sent back to the system with."""
    assert answer.status_code == 302, answer.content.decode()[:400]
    parts = urlsplit(answer.headers["Location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == BACK
    return {name: values[0] for name, values in parse_qs(parts.query).items()}


def spend(party, secret, code, **changes):
    body = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": party.client_id,
        "client_secret": secret, "code_verifier": VERIFIER, **changes,
    }  # fmt: skip
    host = changes.pop("host", "iums.localhost")
    return Client(SERVER_NAME=host).post("/oidc/token/", {k: v for k, v in body.items() if v is not None})


def code_of(party, login=STUDENT, **changes) -> str:
    return sent_back(inside(login).get(ask(party, **changes)))["code"]


def tokens(wiki, **changes) -> dict:
    party, secret = wiki
    answer = spend(party, secret, code_of(party, **changes))
    assert answer.status_code == 200, answer.content
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.json()


def read(id_token, party, host="iums.localhost"):
    keys = Client(SERVER_NAME=host).get("/oidc/jwks.json").json()["keys"]
    kid = jwt.get_unverified_header(id_token)["kid"]
    (key,) = [jwt.PyJWK(key) for key in keys if key["kid"] == kid]
    return jwt.decode(id_token, key, ["RS256"], audience=party.client_id, issuer=f"http://{host}")


def told(token: str, host="iums.localhost"):
    return Client(SERVER_NAME=host).get("/oidc/userinfo/", headers={"Authorization": f"Bearer {token}"})


def test_discovery_names_the_pinned_issuer_whatever_the_request_says(iums, shiraz):
    for host in ("iums.localhost", "IUMS.localhost:8123"):
        found = Client().get("/.well-known/openid-configuration", HTTP_HOST=host, HTTP_X_FORWARDED_HOST="evil.example")
        document = found.json()
        assert document["issuer"] == "http://iums.localhost"
        assert {urlsplit(value).netloc for name, value in document.items() if name.endswith(("endpoint", "_uri"))} == {
            "iums.localhost"
        }
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert "registration_endpoint" not in document
    assert Client(SERVER_NAME="shiraz.localhost").get("/.well-known/openid-configuration").json()["issuer"] != (
        document["issuer"]
    )
    assert Client(SERVER_NAME="evil.example").get("/.well-known/openid-configuration").status_code == 404


def test_person_is_vouched_for_with_claims_by_scope(iums, wiki):
    party, person = wiki[0], iums.person(STUDENT)
    before = int(time.time())
    answer = tokens(wiki, scope="openid profile student")
    assert "refresh_token" not in answer
    claims = read(answer["id_token"], party)
    assert (claims["sub"], claims["nonce"], claims["student_number"]) == (str(person.subject), "n", STUDENT)
    assert (claims["name"], claims["preferred_username"]) == (person.full_name, STUDENT)
    assert before - 5 <= claims["auth_time"] <= claims["iat"]
    assert "email" not in claims
    assert told(answer["access_token"]).json()["name"] == person.full_name
    assert set(read(tokens(wiki, scope="openid")["id_token"], party)) & {"name", "student_number", "email"} == set()
    lines = noted(person.id, Record.ALLOWED_IN)
    assert [line.after["client"] for line in lines] == [party.client_id] * 2


@pytest.mark.parametrize(
    ("origins", "proved"),
    [
        ({"email": "registration_proved"}, True), ({"email": "registration"}, False), ({}, False),
        ({"email": "person"}, False), ({"email": "golestan"}, True),
    ],
)  # fmt: skip
def test_address_is_called_verified_only_when_it_was_proved(iums, wiki, origins, proved):
    """By a code, or by the word of the university; other systems join accounts by it."""
    person = iums.person(STUDENT)
    Identifier.objects.filter(person=person, kind="email").delete()
    Identifier.objects.create(
        person=person, institution_id=iums.id, kind="email", value="a@example.org", index=index_of("email", "a@b.c")
    )
    Person.objects.filter(id=person.id).update(origins=origins)
    answer = tokens(wiki, scope="openid email")
    for claims in (read(answer["id_token"], wiki[0]), told(answer["access_token"]).json()):
        assert (claims["email"], claims["email_verified"]) == ("a@example.org", proved)


def test_visitor_logs_in_first_and_is_led_on(iums, wiki):
    path = ask(wiki[0])
    client = browser()
    answer = client.get(path)
    assert answer.headers["Location"].startswith("/login/?destination=%2Foidc%2Fauthorize")
    page = attempt(client, STUDENT, PASSWORD, destination=path)
    assert page.status_code == 200, "the policy of forms ends redirects that lead out: a page goes on by itself"
    assert f'url={path.replace("&", "&amp;")}' in page.content.decode()
    assert sent_back(client.get(path))["state"] == "s"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"}, {"client_id": None}, {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": f"{BACK}/more"}, {"redirect_uri": f"{BACK}?a=b"}, {"redirect_uri": None},
        {"redirect_uri": "https://wiki.example@evil.example/callback"},
    ],
)  # fmt: skip
def test_nobody_is_sent_where_the_system_did_not_say(iums, wiki, changes):
    answer = inside(STUDENT).get(ask(wiki[0], **changes))
    assert answer.status_code == 400
    assert "سامانه" in answer.content.decode()
    assert noted(iums.person(STUDENT).id, Record.ALLOWED_IN) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"), ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unauthorized_client|unsupported_response_type"),
        ({"response_type": "id_token"}, "unauthorized_client|unsupported_response_type|invalid_request"),
        ({"scope": "openid admin"}, "invalid_scope"),
    ],
)  # fmt: skip
def test_what_is_asked_otherwise_is_refused_to_the_system(iums, wiki, changes, error):
    """PKCE also for systems with a secret; the hashed kind only."""
    answer = inside(STUDENT).get(ask(wiki[0], **changes))
    location = answer.headers["Location"].replace("#", "?")
    found = parse_qs(urlsplit(location).query)
    assert location.startswith(BACK)
    assert found["error"][0] in error.split("|")
    assert "code" not in found


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": "wrong"}, {"client_secret": None}, {"code_verifier": None}, {"code_verifier": "x" * 50},
        {"redirect_uri": AFTER}, {"code": "another"}, {"host": "shiraz.localhost"},
    ],
)  # fmt: skip
def test_code_is_worth_nothing_to_others(iums, shiraz, wiki, changes):
    party, secret = wiki
    code = code_of(party)
    assert spend(party, secret, changes.pop("code", code), **changes).status_code in {400, 401}
    assert Token.objects.count() == 0


def test_code_works_once_and_for_a_minute(iums, wiki):
    party, secret = wiki
    code = code_of(party)
    assert spend(party, secret, code).status_code == 200
    assert spend(party, secret, code).status_code == 400
    code = code_of(party)
    cache.clear()
    assert spend(party, secret, code).status_code == 400


def test_system_of_another_university_is_unknown(iums, shiraz, wiki):
    """At its address, with its people, with tokens of the other one's people."""
    party, _ = wiki
    client = Client(SERVER_NAME="shiraz.localhost")
    client.force_login(shiraz.person("97204001"))
    assert client.get(ask(party)).status_code == 400
    token = tokens(wiki)["access_token"]
    assert told(token).status_code == 200
    assert told(token, "shiraz.localhost").status_code == 401
    stranger = Client(SERVER_NAME="iums.localhost")
    stranger.force_login(shiraz.person("97204001"))
    assert stranger.get(ask(party)).headers["Location"].startswith("/login/")


def test_keys_are_one_per_university_sealed_and_replaced(iums, shiraz, wiki):
    first = tokens(wiki)["id_token"]
    hosts = ("iums.localhost", "shiraz.localhost")
    mine, theirs = ({key["kid"] for key in Client(SERVER_NAME=h).get("/oidc/jwks.json").json()["keys"]} for h in hosts)
    assert mine.isdisjoint(theirs)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pem FROM identity_oidckey")
        assert all("PRIVATE" not in pem and pem.startswith("k2:") for (pem,) in cursor.fetchall())
    oidc.replace_key(actor=iums.actor("admin"))
    second = tokens(wiki)["id_token"]
    assert jwt.get_unverified_header(first)["kid"] != jwt.get_unverified_header(second)["kid"]
    assert read(first, wiki[0])["sub"] == read(second, wiki[0])["sub"], "what the old key signed is readable a day"
    OidcKey.objects.exclude(retired_at=None).update(retired_at=timezone.now() - timedelta(days=2))
    assert len(Client(SERVER_NAME="iums.localhost").get("/oidc/jwks.json").json()["keys"]) == 1


@pytest.mark.parametrize("how", ["disabled", "password", "not_me", "factors"])
def test_tokens_and_codes_end_with_what_they_stood_on(iums, wiki, how):
    party, secret = wiki
    person = iums.person(STUDENT)
    token, code = tokens(wiki)["access_token"], code_of(party)
    if how == "disabled":
        person.is_active = False
        person.save()
    elif how == "password":
        client = inside(STUDENT)
        client.post("/account/password/", {"old": PASSWORD, "password": "hashtad-o-se derakht dar bagh"})
    elif how == "not_me":
        browser().post(not_me.link(person.id))
    else:
        with_app(STUDENT)
        identity.remove_factors(actor=iums.actor("admin"), person_id=person.id, reason="گم شده")
        cache.clear()
    assert told(token).status_code == 401
    assert spend(party, secret, code).status_code == 400


def test_who_is_not_approved_yet_is_not_vouched_for(iums, wiki):
    """E21."""
    profile = RegistrationProfile.objects.create(institution_id=iums.id, key="p", definition={})
    person = iums.person(STUDENT)
    row = Applicant.objects.create(
        institution_id=iums.id, person=person, profile=profile, stage=Stage.WAITING, terms_at=timezone.now()
    )
    client = inside(STUDENT)
    assert sent_back(client.get(ask(wiki[0])))["error"] == "access_denied"
    Applicant.objects.filter(id=row.id).update(stage=Stage.APPROVED)
    assert "code" in sent_back(client.get(ask(wiki[0])))


def test_second_factor_stands_before_other_systems_too(iums, wiki):
    with_app(STUDENT)
    client = browser()
    client.force_login(iums.person(STUDENT))
    assert client.get(ask(wiki[0])).headers["Location"].startswith("/account/confirm/code/")


def test_prompts(iums, wiki):
    """`none` never shows a page; `login` and `max_age` have the person confirm who they are."""
    party, _ = wiki
    assert sent_back(browser().get(ask(party, prompt="none")))["error"] == "login_required"
    client = inside(STUDENT)
    assert "code" in sent_back(client.get(ask(party, prompt="none")))
    for asked in ({"prompt": "login"}, {"max_age": "0"}):
        answer = client.get(ask(party, **asked))
        assert answer.headers["Location"].startswith("/account/confirm/?next=")
        path = parse_qs(urlsplit(answer.headers["Location"]).query)["next"][0]
        page = client.post("/account/confirm/", {"password": PASSWORD, "next": path})
        assert page.status_code == 200, "a page that goes on by itself"
        assert "code" in sent_back(client.get(path)), "and then not again"
    assert "code" in sent_back(client.get(ask(party, max_age="600")))
    assert "code" in sent_back(client.get(ask(party, prompt="none", max_age="600")))
    answer = sent_back(client.get(ask(party, prompt="none", max_age="0")))
    assert (answer["error"], answer["state"]) == ("login_required", "s")
    assert "code" in sent_back(client.get(ask(party, max_age="nonsense")))


def test_system_logs_somebody_out_with_their_token_only(iums, wiki):
    party = wiki[0]
    client = inside(STUDENT)
    answer = tokens(wiki)
    asked = {"id_token_hint": answer["id_token"], "post_logout_redirect_uri": AFTER, "state": "x"}
    gone = client.get("/oidc/logout/?" + urlencode(asked))
    assert gone.headers["Location"] == f"{AFTER}?state=x"
    assert client.get("/requests/").status_code == 302
    assert told(answer["access_token"]).status_code == 401
    other = inside("991020305")
    page = other.get("/oidc/logout/?" + urlencode(asked))
    assert page.status_code == 200, "a token of somebody else logs nobody out"
    assert other.get("/requests/").status_code == 200
    ours = {"client_id": party.client_id, "post_logout_redirect_uri": AFTER, "page_of": mark_in(page)}
    gone = other.post("/oidc/logout/", ours)
    assert f"url={AFTER}" in gone.content.decode()
    assert other.get("/requests/").status_code == 302


def mark_in(page) -> str:
    return page.content.decode().split('name="page_of" value="')[1].split('"')[0]


def test_system_logs_somebody_out_by_a_form(iums, wiki):
    """It comes from another site, so without a cookie; the address it leads to comes with one."""
    client = inside(STUDENT)
    client.handler.enforce_csrf_checks = True
    asked = {"id_token_hint": tokens(wiki)["id_token"], "post_logout_redirect_uri": AFTER, "state": "x"}
    foreign = Client(SERVER_NAME="iums.localhost", enforce_csrf_checks=True).post("/oidc/logout/", asked)
    for led_on in (foreign, client.post("/oidc/logout/", asked)):
        assert led_on.status_code == 303
        assert led_on.headers["Location"].startswith("/oidc/logout/?id_token_hint=")
    assert client.get("/requests/").status_code == 200, "the form itself did nothing"
    assert client.get(foreign.headers["Location"]).headers["Location"] == f"{AFTER}?state=x"
    assert client.get("/requests/").status_code == 302


@pytest.mark.parametrize(("broken", "status"), [("token", 403), ("person", 409), ("nothing", 200)])
def test_our_own_form_of_logout_is_asked_for_its_token(iums, wiki, broken, status):
    client = inside(STUDENT)
    client.handler.enforce_csrf_checks = True
    page = client.get("/oidc/logout/")
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"csrfmiddlewaretoken": token, "page_of": mark_in(page)}
    if broken == "token":
        del form["csrfmiddlewaretoken"]
    elif broken == "person":
        form["page_of"] = "somebody else"
    assert client.post("/oidc/logout/", form).status_code == status
    assert client.get("/requests/").status_code == (302 if broken == "nothing" else 200)


@pytest.mark.parametrize("target", ["https://evil.example/", f"{AFTER}more", "javascript:alert(1)", ""])
def test_after_logout_nobody_is_sent_elsewhere(iums, wiki, target):
    client, hint = inside(STUDENT), tokens(wiki)["id_token"]
    query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": target})
    assert client.get(f"/oidc/logout/?{query}").headers["Location"] == "/login/"


def test_forged_token_logs_nobody_out(iums, wiki):
    client = inside(STUDENT)
    forged = jwt.encode({"sub": str(iums.person(STUDENT).subject), "aud": wiki[0].client_id}, "k" * 32, "HS256")
    assert client.get(f"/oidc/logout/?id_token_hint={forged}").status_code == 200
    assert client.get("/requests/").status_code == 200


def test_system_gives_its_own_token_back(iums, wiki):
    party, secret = wiki
    other, its_secret = parties.add(actor=iums.actor("admin"), wanted=Party("چت", [BACK], ALL))
    token = tokens(wiki)["access_token"]
    client = Client(SERVER_NAME="iums.localhost")
    for one, key, left in ((other, its_secret, 1), (party, secret, 0)):
        client.post("/oidc/revoke/", {"token": token, "client_id": one.client_id, "client_secret": key})
        assert Token.objects.count() == left


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"), ({"returns": []}, "returns"), ({"returns": ["http://wiki.example/cb"]}, "returns"),
        ({"returns": ["https://*.example/cb"]}, "returns"), ({"returns": ["https://a.example/cb#x"]}, "returns"),
        ({"returns": ["javascript:alert(1)"]}, "returns"), ({"returns": ["https://u:p@a.example/cb"]}, "returns"),
        ({"logout_url": "http://wiki.example/"}, "logout_url"), ({"returns": ["https://[bad/cb"]}, "returns"),
    ],
)  # fmt: skip
def test_system_that_would_not_do_is_refused_by_field(iums, changes, field):
    wanted = Party(**{"name": "ویکی", "returns": [BACK], "scopes": ALL, **changes})
    with pytest.raises(Several) as caught:
        parties.add(actor=iums.actor("admin"), wanted=wanted)
    assert list(caught.value.faults) == [field]


def test_systems_are_the_administrators_business(iums, shiraz, wiki):
    for actor in (iums.actor("nutrition"), iums.actor(STUDENT), shiraz.actor("admin")):
        assert not parties.visible_to(actor).exists()
        for verb in (
            lambda actor=actor: parties.one(actor, wiki[0].id),
            lambda actor=actor: parties.renew_secret(actor=actor, party_id=wiki[0].id),
            lambda actor=actor: parties.remove(actor=actor, party_id=wiki[0].id),
        ):
            with pytest.raises(DomainError, match="not_found"):
                verb()


def test_new_secret_ends_the_earlier_one_and_removal_ends_all(iums, wiki):
    party, secret = wiki
    token = tokens(wiki)["access_token"]
    renewed = parties.renew_secret(actor=iums.actor("admin"), party_id=party.id)
    assert told(token).status_code == 401
    assert spend(party, secret, code_of(party)).status_code == 401
    assert spend(party, renewed, code_of(party)).status_code == 200
    assert secret not in json.dumps(list(Token.objects.values()), default=str)
    parties.remove(actor=iums.actor("admin"), party_id=party.id)
    assert inside(STUDENT).get(ask(party)).status_code == 400
    assert Token.objects.count() == 0
