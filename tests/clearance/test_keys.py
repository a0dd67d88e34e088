"""The institution's key is replaced by an administrator or at a terminal; what the one before signed stays valid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from pishkhan.clearance import api as clearance
from pishkhan.clearance.models import SigningKey
from pishkhan.clearance.paper import signing
from pishkhan.clearance.paper.keys import new_key_and_certificate
from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.plumbing import audit, files
from pishkhan.workflow.api import NotYours
from tests.clearance.paper.test_p12 import PASSWORD, issued, p12
from tests.factories import forks, walks
from tests.factories.jobs import run_jobs
from tests.factories.packs import load
from tests.web.desk.conftest import Desk


def own_p12(*, days_ago: int = 0) -> bytes:
    """A real .p12 of a key under a root of its own."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    at = timezone.now() - timedelta(days=days_ago)
    return p12(key, issued(key, root_key, ca=False, at=at), issued(root_key, root_key, ca=True, at=at))


@pytest.fixture
def signed(iums):
    """A certificate signed with the first key."""
    request = walks.file(iums, "981020304")
    walks.walk(iums, request)
    run_jobs()
    return clearance.certificate_of(request.id)


def replace(iums, data: bytes, *, login: str = "admin", password: str = PASSWORD) -> clearance.KeyCard:
    return clearance.replace_key(actor=iums.actor(login), p12=data, password=password)


def test_new_key_signs_from_now_on_and_the_old_one_still_vouches(iums, signed):
    first = SigningKey.objects.get(institution_id=iums.id)
    assert signed.key_id == first.id
    replace(iums, own_p12())
    first.refresh_from_db()
    new = clearance.active_key(iums.id)
    assert (first.retired_at is None, new.id == first.id) == (False, False)
    assert signing.verify(files.read(signed.file), clearance.trusted(iums.id)).valid
    clearance.make_certificate(signed.id)
    again = clearance.certificate_of(signed.request_id)
    assert again.key_id == new.id
    assert signing.verify(files.read(again.file), clearance.trusted(iums.id)).signer == "Own University"


def test_replacing_is_in_the_history_with_both_fingerprints(iums):
    before = clearance.card(clearance.active_key(iums.id)).facts.fingerprint
    card = replace(iums, own_p12())
    (line,) = audit.history(iums.id).filter(action="signing_key.replaced")
    assert (line.before, line.after) == ({"fingerprint": before}, {"fingerprint": card.facts.fingerprint})
    assert line.actor_id == iums.person("admin").id


@pytest.mark.parametrize("login", ["manager", "edu.lead", "981020304"])
def test_only_administrators_replace_and_see_keys(iums, login):
    with pytest.raises(NotYours):
        replace(iums, own_p12(), login=login)
    assert clearance.keys(iums.actor(login)) == []
    assert Desk(iums, login).get("/console/keys/") == 404


def test_other_institutions_keep_their_key(iums, shiraz):
    before = clearance.active_key(shiraz.id)
    replace(iums, own_p12())
    assert clearance.active_key(shiraz.id) == before


def test_refused_key_changes_nothing(iums):
    before = clearance.active_key(iums.id)
    good = own_p12()
    for data, password, code in [
        (good, "دیگر", "p12_unreadable"), (own_p12(days_ago=90), PASSWORD, "p12_not_in_force"),
        (b"0" * (clearance.LARGEST_P12 + 1), PASSWORD, "p12_large"),
    ]:  # fmt: skip
        with pytest.raises(Invalid) as caught:
            replace(iums, data, password=password)
        assert caught.value.code == code
    assert clearance.active_key(iums.id) == before
    replace(iums, good)
    with pytest.raises(Invalid, match="p12_same"):
        replace(iums, good)
    assert SigningKey.objects.filter(institution_id=iums.id).count() == 2


# The console page ---------------------------------------------------------------------------------


def send(desk: Desk, data: bytes, password: str = PASSWORD) -> int:
    upload = SimpleUploadedFile("seal.p12", data, content_type="application/x-pkcs12")
    return desk.post("/console/keys/", p12=upload, password=password)


def test_console_shows_the_keys_and_takes_another(iums, signed):
    desk = Desk(iums, "admin")
    desk.get("/console/keys/")
    assert clearance.keys(iums.actor("admin"))[0].fingerprint in desk.text
    assert send(desk, own_p12()) == 200
    assert "Certificates are signed with the new key from now on." in desk.text
    new, old = clearance.keys(iums.actor("admin"))
    assert [(card.facts.subject == "Own University", card.signed) for card in (new, old)] == [(True, 0), (False, 1)]
    assert "Own University" in desk.text
    assert "Retired" in desk.text


def test_console_says_what_is_wrong_and_never_repeats_the_password(iums):
    desk = Desk(iums, "admin")
    for data, password, words in [
        (own_p12(), "not-this-one", "Either the password is wrong or this is no .p12 file."),
        (own_p12(days_ago=90), PASSWORD, "The certificate has expired"),
        (b"0" * (clearance.LARGEST_P12 + 1), PASSWORD, "The file is too large for a key."),
    ]:
        assert send(desk, data, password) == 422
        assert words in desk.text
        assert password not in desk.html
    assert desk.post("/console/keys/", password=PASSWORD) == 422
    assert "Choose the .p12 file." in desk.text


# The public check ---------------------------------------------------------------------------------


def test_check_page_names_the_key_and_says_when_it_was_retired(iums, signed):
    desk, path = Desk(iums, "manager"), f"/check/{signed.code}/"
    print_of_key = clearance.card(signed.key).fingerprint
    desk.get(path)
    assert print_of_key in desk.text
    assert "retired" not in desk.text
    replace(iums, own_p12())
    desk.get(path)
    assert print_of_key in desk.text
    assert "This key was retired on" in desk.text
    assert "This certificate is valid." in desk.text


# The command --------------------------------------------------------------------------------------


def test_command_reads_the_password_from_the_environment(iums, tmp_path, monkeypatch, capsys):
    file = tmp_path / "seal.p12"
    file.write_bytes(own_p12())
    monkeypatch.setenv("PISHKHAN_P12_PASSWORD", PASSWORD)
    call_command("replace_key", str(file))
    card = clearance.card(clearance.active_key(iums.id))
    assert card.facts.subject == "Own University"
    assert card.fingerprint in capsys.readouterr().out


def test_command_asks_for_the_password_and_says_why_it_refuses(iums, tmp_path, monkeypatch):
    file = tmp_path / "seal.p12"
    file.write_bytes(own_p12())
    asked = []
    monkeypatch.delenv("PISHKHAN_P12_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "wrong")
    with pytest.raises(CommandError, match="password is wrong"):
        call_command("replace_key", str(file))
    assert asked == ["Password of seal.p12: "]
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("replace_key", str(tmp_path / "none.p12"))


def test_command_wants_to_know_which_of_several_institutions(iums, shiraz, tmp_path, monkeypatch):
    file = tmp_path / "seal.p12"
    file.write_bytes(own_p12())
    monkeypatch.setenv("PISHKHAN_P12_PASSWORD", PASSWORD)
    with pytest.raises(CommandError, match="--institution"):
        call_command("replace_key", str(file))
    call_command("replace_key", str(file), institution=shiraz.loaded.institution.slug)
    assert clearance.card(clearance.active_key(shiraz.id)).facts.subject == "Own University"
    assert SigningKey.objects.filter(institution_id=iums.id).count() == 1


# Certificates from before they named their key ------------------------------------------------------


def test_older_certificates_get_the_key_of_their_day(iums, signed):
    from importlib import import_module

    from django.apps import apps

    first = signed.key
    replace(iums, own_p12())
    clearance.Certificate.objects.update(key=None)
    import_module("pishkhan.clearance.migrations.0003_certificate_names_its_key").name_keys(apps, None)
    signed.refresh_from_db()
    assert signed.key == first


def test_expired_key_signs_nothing_and_an_incident_waits_for_a_new_one(iums):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request)
    certificate = clearance.certificate_of(request.id)
    clearance.active_key(iums.id)
    old = new_key_and_certificate("دانشگاه", "University", valid_years=1, at=timezone.now() - timedelta(days=800))
    SigningKey.objects.filter(institution_id=iums.id).update(key=old[0].decode(), certificate=old[1].decode())
    with pytest.raises(DomainError, match="key_expired"):
        clearance.make_certificate(certificate.id)
    assert clearance.certificate_of(request.id).file_id is None
    assert clearance.keys(iums.actor("admin"))[0].ends_soon
    replace(iums, own_p12())
    clearance.make_certificate(certificate.id)
    assert clearance.certificate_of(request.id).file_id


@pytest.mark.django_db(transaction=True)
def test_same_key_sent_twice_at_once_is_taken_once():
    iums = load("iums-nursing")
    clearance.active_key(iums.id)
    data = own_p12()

    def send() -> str:
        try:
            replace(iums, data)
        except Invalid as refused:
            return refused.code
        return "taken"

    assert sorted(forks.together([send] * 4)) == ["p12_same"] * 3 + ["taken"]
    assert SigningKey.objects.filter(institution_id=iums.id).count() == 2
