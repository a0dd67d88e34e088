"""Terminals and subjects are set up so that they can work, by those who keep the accounts, one at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from pishkhan.kernel.errors import DomainError, Several
from pishkhan.payments import api as payments
from pishkhan.payments.api import State
from pishkhan.payments.domain.setting_up import WantedTerminal
from pishkhan.payments.domain.subjects import WantedShare, WantedSubject, centres, units_below
from pishkhan.plumbing import audit
from tests.factories.paying import TERMINAL

SECRET = "a-password-nobody-may-see"
GIVEN = {"terminal": "۱۲۳۴۵۶۸", "user": "demo", "password": SECRET, "kind": "plain"}
IBANS = ("IR062960000000100324200001", "IR820540102680020817909002")


def keep(university, login="accounts", row=None, rev=None, **changes):
    given = {"gateway": "mellat", "name": {"fa": "بانک ملت", "en": ""}, "settings": GIVEN, **changes}
    return payments.setting_up.keep_terminal(
        actor=university.actor(login), wanted=WantedTerminal(**given), terminal_id=row.id if row else None,
        rev=row.rev if rev is None and row else rev or 0,
    )  # fmt: skip


def faults(error: DomainError) -> set[tuple[str, str]]:
    found = error.faults if isinstance(error, Several) else {str(error.params["field"]): error}
    return {(name, fault.code) for name, fault in found.items()}


def test_terminal_is_sealed_and_its_secret_kept_when_left_empty(iums):
    row = keep(iums)
    assert row.settings["terminal"] == "1234568"
    kept = keep(iums, row=row, settings={**GIVEN, "password": "", "user": "other"})
    assert (kept.settings["password"], kept.settings["user"], kept.rev) == (SECRET, "other", row.rev + 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT settings::text FROM payments_terminal WHERE id = %s", [row.id])
        assert SECRET not in cursor.fetchone()[0]
    lines = list(audit.history(row.id))
    assert [line.action for line in lines] == ["terminal.added", "terminal.changed"]
    assert lines[1].after["settings"] == ["user"]
    assert SECRET not in str([(line.before, line.after, line.reason) for line in lines])


def test_faults_are_told_at_their_fields(iums):
    with pytest.raises(DomainError) as wrong:
        keep(iums, name={"fa": " "}, settings={**GIVEN, "terminal": "x", "user": ""})
    assert faults(wrong.value) == {
        ("name", "terminal_name"), ("terminal", "setting_wrong"), ("user", "setting_missing")
    }  # fmt: skip


def test_two_people_at_once_and_who_may(iums, shiraz):
    row = keep(iums)
    keep(iums, "accounts.head", row=row)
    with pytest.raises(DomainError, match="terminal_changed"):
        keep(iums, row=row)
    for university, login in ((iums, "981020304"), (iums, "edu.lead"), (shiraz, "accounts")):
        with pytest.raises(DomainError, match="not_found"):
            keep(university, login, row=row, rev=row.rev + 1)
    with pytest.raises(DomainError, match="not_found"):
        keep(iums, "edu.lead")


def test_bank_of_demonstrations_is_for_the_demo(iums, settings):
    settings.DEMO = False
    assert "demo" not in payments.setting_up.gateways()
    with pytest.raises(DomainError, match="gateway_unknown"):
        keep(iums, gateway="demo", settings=TERMINAL["demo"])


def test_switched_off_mid_flight_is_left_unverified(iums, till):
    attempt = till.begin("981020304", 90_000)
    fields = till.at_bank(attempt)
    row = till.look(attempt).terminal
    assert payments.setting_up.under_way(row.id) == 1
    payments.setting_up.switch_terminal(
        actor=iums.actor("accounts"), terminal_id=row.id, is_open=False, rev=row.rev
    )
    attempt = till.back(attempt, fields)
    assert (attempt.state, attempt.left) == (State.RETURNED, "terminal_closed")
    assert till.order(attempt)["state"] == "paid", "not verified"
    with pytest.raises(DomainError, match="subject_closed"):
        till.begin("981020304", 90_000)


@pytest.fixture
def wanted(iums):
    centre = next(each for each in centres(iums.id) if len(units_below(iums.id, each.id)) > 1)
    office = next(each for each in units_below(iums.id, centre.id) if each.id != centre.id)
    return WantedSubject(
        centre_id=centre.id, office_id=office.id, title={"fa": "کارت تغذیه", "en": "Meal card"}, terminal_id=None,
        free=True, least=50_000, most=900_000, parts=True, least_part=20_000,
    )  # fmt: skip


def subject(university, wanted, login="accounts", row=None, **changes):
    return payments.setting_subjects.keep_subject(
        actor=university.actor(login), wanted=replace(wanted, **changes), subject_id=row.id if row else None,
        rev=row.rev if row else 0,
    )  # fmt: skip


def test_subject_is_kept_with_its_split(iums, wanted):
    shares = [
        WantedShare(iban=f"{IBANS[0][:4]} {IBANS[0][4:]}", amount=10_000, identifier="۱۲۳{student}", government=True),
        WantedShare(iban=IBANS[1], amount=None),
    ]
    row = subject(iums, wanted, shares=shares)
    assert [(each.iban, each.amount, each.identifier, each.government) for each in row.shares.all()] == [
        (IBANS[0], 10_000, "123{student}", True), (IBANS[1], None, "", False)
    ]  # fmt: skip
    again = subject(iums, wanted, row=row, is_open=False)
    assert (again.is_open, again.shares.count(), again.title) == (False, 0, {"fa": "کارت تغذیه", "en": "Meal card"})
    with pytest.raises(DomainError, match="subject_changed"):
        subject(iums, wanted, row=row)


def test_centre_unit_and_amounts_fit_together(iums, shiraz, wanted):
    other = next(each for each in centres(iums.id) if each.id != wanted.centre_id)
    foreign = next(iter(centres(shiraz.id)))
    for changes, code in (
        ({"title": {"fa": ""}}, ("title", "subject_title")), ({"centre_id": other.id}, ("office", "subject_office")),
        ({"centre_id": foreign.id}, ("centre", "subject_centre")), ({"least": 0}, ("least", "subject_amount")),
        ({"most": 49_999}, ("most", "subject_bounds")), ({"most": 10**12 + 1}, ("most", "subject_amount")),
        ({"identifier": "12a"}, ("identifier", "identifier_wrong")),
        ({"identifier": "123", "checker": "verhoeff"}, ("identifier", "identifier_wrong")),
        ({"identifier": "1" * 25 + "{student}"}, ("identifier", "identifier_wrong")),
    ):  # fmt: skip
        with pytest.raises(DomainError) as wrong:
            subject(iums, wanted, **changes)
        assert code in faults(wrong.value), changes


def test_split_must_leave_something_and_end_with_the_rest(iums, wanted):
    for shares, code in (
        ([WantedShare(iban=IBANS[0], amount=1)], ("shares.0.amount", "share_rest")),
        ([WantedShare(iban=IBANS[0], amount=None), WantedShare(iban=IBANS[1], amount=None)],
         ("shares.0.amount", "share_amount")),
        ([WantedShare(iban="IR00", amount=None)], ("shares.0.iban", "iban_wrong")),
        ([WantedShare(iban=IBANS[0], amount=20_000), WantedShare(iban=IBANS[1], amount=None)],
         ("least_part", "below_shares")),
    ):  # fmt: skip
        with pytest.raises(DomainError) as wrong:
            subject(iums, wanted, shares=shares)
        assert code in faults(wrong.value), shares


def test_split_and_identifier_fit_the_terminals_bank(iums, wanted):
    plain = keep(iums)
    shares = [WantedShare(iban=IBANS[0], amount=None)]
    with pytest.raises(DomainError) as wrong:
        subject(iums, wanted, terminal_id=plain.id, shares=shares)
    assert ("shares", "shares_refused") in faults(wrong.value)
    government = keep(
        iums, gateway="sep", settings={"terminal": "134795", "kind": "government", "iban": IBANS[0]}
    )  # fmt: skip
    with pytest.raises(DomainError) as wrong:
        subject(iums, wanted, terminal_id=government.id, shares=shares)
    assert ("shares.0.government", "government_first") in faults(wrong.value)
    zarinpal = keep(iums, gateway="zarinpal", settings=TERMINAL["zarinpal"])
    with pytest.raises(DomainError) as wrong:
        subject(iums, wanted, terminal_id=zarinpal.id, identifier="123")
    assert faults(wrong.value) == {("identifier", "identifier_refused")}
    sadad = keep(iums, gateway="sadad", settings={**TERMINAL["sadad"], "kind": "identified"})
    with pytest.raises(DomainError) as wrong:
        subject(iums, wanted, terminal_id=sadad.id)
    assert faults(wrong.value) == {("identifier", "identifier_missing")}
    assert subject(iums, wanted, terminal_id=sadad.id, identifier="123{order}").identifier == "123{order}"


def test_subject_belongs_to_who_keeps_the_accounts(iums, shiraz, wanted):
    row = subject(iums, wanted)
    for university, login in ((iums, "edu.lead"), (iums, "981020304"), (shiraz, "accounts")):
        with pytest.raises(DomainError, match="not_found"):
            subject(university, wanted, login, row=row)
        assert not payments.setting_subjects.subjects_visible_to(university.actor(login)).filter(id=row.id).exists()
