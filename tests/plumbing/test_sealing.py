"""Personal values lie sealed, are found by a blind index, and move to a new key."""

from __future__ import annotations

import base64
import re
from io import StringIO
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command
from django.db import connection

from pishkhan.identity.models import Identifier, Person
from pishkhan.plumbing import resealing, sealing

K1, K2 = base64.b64encode(b"1" * 32).decode(), base64.b64encode(b"2" * 32).decode()


@pytest.fixture
def keys(settings):
    """Switch the keys as a restart with other settings would."""

    def switch(**chosen: str) -> None:
        settings.SEALING_KEYS = chosen
        sealing._cipher.cache_clear()

    yield switch
    sealing._cipher.cache_clear()


def stored(model, pk, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def test_sealed_value_names_its_key_and_hides_the_rest():
    sealed = sealing.seal("تهران، خیابان نمونه")
    assert re.fullmatch(r"k2:[A-Za-z0-9+/=]+", sealed)
    assert sealing.unseal(sealed) == "تهران، خیابان نمونه"


def test_same_value_is_sealed_differently_each_time():
    assert sealing.seal("9990000012") != sealing.seal("9990000012")


def test_value_of_an_older_key_opens_while_the_key_is_kept(keys):
    keys(k1=K1)
    sealed = sealing.seal("نشانی")
    keys(k2=K2, k1=K1)
    assert (sealing.unseal(sealed), sealed[:3], sealing.seal("نشانی")[:3]) == ("نشانی", "k1:", "k2:")
    keys(k2=K2)
    with pytest.raises(sealing.KeyUnknown, match="k1"):
        sealing.unseal(sealed)


def test_flipped_bit_does_not_open():
    key, _, body = sealing.seal("نشانی").partition(":")
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1
    with pytest.raises(InvalidTag):
        sealing.unseal(f"{key}:{base64.b64encode(raw).decode()}")


def test_blind_index_meets_equal_values_of_one_kind_only():
    index = sealing.blind_index("mobile", "+989120000067")
    assert index == sealing.blind_index("mobile", "+989120000067")
    others = {sealing.blind_index("phone", "+989120000067"), sealing.blind_index("mobile", "+98912000006")}
    assert (len(others), index in others) == (2, False)
    assert re.fullmatch(r"[0-9a-f]{64}", index)


@pytest.mark.django_db
def test_sealed_column_cannot_be_filtered_on():
    with pytest.raises(TypeError, match="sealed: search its blind index"):
        list(Person.objects.filter(address="تهران"))
    with pytest.raises(TypeError, match="sealed"):
        list(Identifier.objects.filter(value__contains="999"))
    assert list(Person.objects.filter(address__isnull=True)) == []


def test_personal_values_lie_sealed(iums):
    """Nothing personal is readable in the rows of the columns that promise it."""
    person = iums.person("981020304")
    identifier = Identifier.objects.filter(person=person, kind="national_id").get()
    assert stored(Person, person.id, "address").startswith("k2:")
    assert stored(Identifier, identifier.id, "value").startswith("k2:")
    assert identifier.value not in identifier.index


def test_every_sealed_column_is_known_to_the_reseal_command():
    assert {f"{model._meta.label}.{field.name}" for model, field in resealing.sealed_columns()} == {
        "identity.Person.birth_certificate", "identity.Person.address", "identity.Identifier.value",
        "identity.Challenge.destination", "identity.Registration.answers", "identity.Applicant.answers",
        "identity.Rescue.typed", "identity.Rescue.new_mobile", "identity.Rescue.contact",
        "identity.DirectoryAccount.secret", "identity.OidcKey.pem",
        "intake.Draft.sealed", "intake.Submission.sealed", "intake.Submission.record", "workflow.Task.form_sealed",
        "clearance.SigningKey.key", "notifications.ProviderAccount.settings", "notifications.Delivery.address",
        "notifications.Delivery.subject", "notifications.Delivery.body", "notifications.Delivery.secret",
        "notifications.Delivery.values",
        "payments.DueList.report", "payments.DueList.rows", "payments.Terminal.settings",
        "notifications.Webhook.secret", "servicedesk.Enquiry.address", "servicedesk.Enquiry.name",
        "servicedesk.Enquiry.body", "servicedesk.Enquiry.answer", "servicedesk.Export.query",
    }  # fmt: skip


OTHERS = {
    "src/pishkhan/identity/mfa_adapter.py": "rows of allauth, which `reseal_with` brings along",
    "src/pishkhan/identity/domain/factors.py": "the same rows",
    "src/pishkhan/web/account/forms.py": "a session, which ends before an old key does",
    "src/pishkhan/web/portal/register.py": "a session",
    "src/pishkhan/web/portal/activation.py": "a session",
}
"""Who seals what lies in no column of ours, and why a rotation does not forget it."""


def test_no_column_seals_behind_the_fields_back():
    """A plain text column with sealed contents would be forgotten by a rotation."""
    users = [
        str(path) for path in Path("src/pishkhan").rglob("*.py")
        if re.search(r"\bsealing\.(seal|unseal)\(", path.read_text()) and path.name != "fields.py"
    ]  # fmt: skip
    assert sorted(users) == sorted(OTHERS)


def test_reseal_moves_every_value_to_the_first_key(iums, keys, monkeypatch):
    person = iums.person("981020304")
    address = person.address
    before = Identifier.objects.count()
    monkeypatch.setattr(resealing, "AT_ONCE", 7)
    keys(k3=K1, k2=K2)
    out = StringIO()
    call_command("reseal", stdout=out)
    assert f"identity.Identifier.value: {before}\n" in out.getvalue()
    assert stored(Person, person.id, "address").startswith("k3:")
    keys(k3=K1)
    person.refresh_from_db()
    assert person.address == address
    assert sum(resealing.reseal_all().values()) == 0
