"""SEP: the document's samples, its traps, and every refusal."""

from __future__ import annotations

import pytest

from tests.simulators.conftest import BACK

ORDER = {"action": "token", "TerminalId": "134795", "Amount": 12_000, "ResNum": "1qaz@WSX", "RedirectUrl": BACK,
         "CellNumber": "09120000000"}  # fmt: skip
GOVERNMENT, OTHER = "IR100100000000000000000001", "IR060190000000000000000002"
NONE = "0" * 30
VERIFY = "/verifyTxnRandomSessionkey/ipg/VerifyTransaction"
REVERSE = "/verifyTxnRandomSessionkey/ipg/ReverseTransaction"


def ask(caller, **change):
    return caller.post("/onlinepg/onlinepg", **{**ORDER, **change})


def rows(*given, iban="IBAN", purchase="PurchaseID"):
    return [{iban: i, "Amount": a, purchase: p} for i, a, p in given]


@pytest.fixture
def token(caller):
    return ask(caller)["token"]


def paid(caller, token, deed="pay", **wish):
    return caller.control(deed, token=token, **wish)["callback"]["fields"]


def test_from_token_to_verified_as_often_as_asked(caller, token):
    fields = paid(caller, token)
    assert list(fields) == [
        "MID", "TerminalId", "State", "Status", "RRN", "RefNum", "ResNum", "TraceNo", "Amount", "Wage", "SecurePan",
        "HashedCardNumber", "Token",
    ]  # fmt: skip
    assert (fields["State"], fields["Status"], fields["ResNum"], fields["Amount"]) == ("OK", "2", "1qaz@WSX", "12000")
    assert len(fields["RefNum"]) <= 50
    asked = {"RefNum": fields["RefNum"], "TerminalNumber": 134795}
    first = caller.post(VERIFY, **asked)
    detail = first["TransactionDetail"]
    assert (first["ResultCode"], first["Success"]) == (0, True)
    assert set(detail) == {
        "RRN", "RefNum", "MaskedPan", "HashedPan", "TerminalNumber", "OrginalAmount", "AffectiveAmount", "StraceDate",
        "StraceNo",
    }  # fmt: skip
    assert (detail["OrginalAmount"], detail["AffectiveAmount"], detail["RefNum"]) == (12_000, 12_000, fields["RefNum"])
    assert caller.post(VERIFY, **asked) == first
    assert caller.order(token)["state"] == "verified"
    assert caller.refused("sep") == []


@pytest.mark.parametrize(("change", "code"), [
    ({"TerminalId": "1"}, "12"),
    ({"action": "pay"}, "5"),
    ({"amount": 12_000}, "5"),
    ({"Amount": 0}, "5"),
    ({"Amount": 999}, "5"),
    ({"RedirectUrl": "http://x/" + "y" * 2100}, "5"),
    ({"RedirectUrl": "http://x/" + "y" * 1600, "GetMethod": True}, "5"),
    ({"ResNum": "9" * 51}, "5"),
    ({"ResNum": 7}, "5"),
    ({"Wage": 1_000, "TerminalId": "134796"}, "5"),
    ({"TranType": "Ordinary"}, "5"),
    ({"TranType": "Government"}, "21"),
    ({"SettlementIBANInfo": rows((OTHER, 11_999, NONE))}, "21"),
    ({"SettlementIBANInfo": rows(*[(OTHER, 1_200, NONE)] * 10)}, "21"),
    ({"SettlementIBANInfo": rows(("IR1", 12_000, NONE))}, "21"),
    ({"SettlementIBANInfo": rows((OTHER, 12_000, "12A"))}, "21"),
    ({"SettlementIBANInfo": rows((OTHER, 12_000, NONE)), "TerminalId": "134796"}, "21"),
    ({"SettlementIBANInfo": rows((OTHER, 2_000, NONE), (GOVERNMENT, 10_000, "123")), "TranType": "Government"}, "21"),
    ({"SettlementIBANInfo": rows((GOVERNMENT, 12_000, NONE)), "TranType": "Government"}, "21"),
    ({"SettlementIBANInfo": [{"Iban": OTHER, "Amount": 12_000, "PurchaseID": NONE}]}, "5"),
])  # fmt: skip
def test_what_is_refused(caller, change, code):
    said = ask(caller, **change)
    assert (said["status"], said["errorCode"]) == (-1, code)
    assert caller.http.get("/control/orders").json()["orders"] == []


def test_an_order_number_is_used_once(caller, token):
    assert ask(caller)["errorCode"] == "5"


def test_a_government_order_is_one_only_when_it_says_so(caller):
    split = rows((GOVERNMENT, 10_000, "123456"), (OTHER, 2_000, NONE))
    silent = ask(caller, SettlementIBANInfo=split)["token"]
    spoken = ask(caller, SettlementIBANInfo=split, TranType="Government", ResNum="2")["token"]
    assert not caller.order(silent)["government"]
    assert caller.order(spoken)["government"]
    assert caller.order(spoken)["rows"][0] == {"iban": GOVERNMENT, "amount": 10_000, "identifier": "123456"}
    sample = rows((OTHER, 12_000, NONE), purchase="PurchaseId")
    assert ask(caller, SettlementIbanInfo=sample, ResNum="3")["status"] == 1


def test_the_payer_needs_a_referer_and_a_living_token(caller, token):
    page = "/OnlinePG/OnlinePG"
    here = {"Referer": "http://iums.localhost/"}
    assert caller.http.post(page, data={"Token": token}).status_code == 403
    assert caller.http.post(page, data={"Token": "x"}, headers=here).status_code == 404
    assert caller.http.post(page, data={"Token": token}, headers=here).status_code == 200
    assert caller.http.get("/OnlinePG/SendToken", params={"token": token}, headers=here).status_code == 200
    caller.control("clock", bank="sep", seconds=20 * 60 + 1)
    assert caller.http.post(page, data={"Token": token}, headers=here).status_code == 410


def test_a_token_lives_as_long_as_asked_within_bounds(caller):
    for number, (asked, minutes) in enumerate([(1, 20), (45, 45), (9999, 3600)]):
        token = ask(caller, ResNum=str(number), TokenExpiryInMin=asked)["token"]
        assert caller.order(token)["life"] == minutes * 60


def test_returning_by_get(caller, token):
    caller.http.post("/OnlinePG/OnlinePG", data={"Token": token, "GetMethod": "true"}, headers={"Referer": "http://x/"})
    assert caller.control("pay", token=token)["callback"]["method"] == "GET"


@pytest.mark.parametrize(("deed", "state", "status"), [("cancel", "CanceledByUser", "1"), ("wrong_pin", "Failed", "3")])
def test_a_payer_who_does_not_pay_brings_no_reference(caller, token, deed, state, status):
    fields = paid(caller, token, deed)
    assert (fields["State"], fields["Status"], fields["RefNum"]) == (state, status, "")


def test_verifying_what_there_is_not(caller, token):
    reference = paid(caller, token)["RefNum"]

    def code(ref=reference, terminal=134795, path=VERIFY):
        return caller.post(path, RefNum=ref, TerminalNumber=terminal)["ResultCode"]

    assert code(ref="x") == -2
    assert code(terminal=134796) == -2
    assert code(terminal=7) == -105
    assert code(path=REVERSE) == -2
    wrong = caller.http.post(VERIFY, json={"RefNum": reference, "TerminalNumber": "134795"})
    assert wrong.status_code == 400
    caller.control("terminals", bank="sep", terminal="134795", ip_known=False)
    assert code() == -106
    caller.control("terminals", bank="sep", terminal="134795", on=False)
    assert code() == -104
    assert caller.order(token)["state"] == "paid"


def test_after_half_an_hour_it_is_over_and_the_money_went_back(caller, token):
    asked = {"RefNum": paid(caller, token, "late")["RefNum"], "TerminalNumber": 134795}
    assert caller.post(VERIFY, **asked)["ResultCode"] == -6
    assert caller.order(token)["state"] == "reversed"


def test_reversing_within_fifty_minutes(caller, token):
    asked = {"RefNum": paid(caller, token)["RefNum"], "TerminalNumber": 134795}
    caller.post(VERIFY, **asked)
    caller.control("clock", bank="sep", seconds=49 * 60)
    assert caller.post(REVERSE, **asked)["Success"] is True
    again = caller.post(REVERSE, **asked)
    assert (again["ResultCode"], again["Success"]) == (5, False)
    assert caller.post(VERIFY, **asked)["ResultCode"] == 5


def test_reversing_after_fifty_minutes(caller, token):
    asked = {"RefNum": paid(caller, token)["RefNum"], "TerminalNumber": 134795}
    caller.post(VERIFY, **asked)
    caller.control("clock", bank="sep", seconds=51 * 60)
    assert caller.post(REVERSE, **asked)["ResultCode"] == -6
    assert caller.order(token)["state"] == "verified"


def test_a_discount_shows_in_the_callback_and_the_answer(caller, token):
    caller.fault("discount", bank="sep", percent=25)
    fields = paid(caller, token)
    assert (fields["Amount"], fields["AffectiveAmount"]) == ("12000", "9000")
    detail = caller.post(VERIFY, RefNum=fields["RefNum"], TerminalNumber=134795)["TransactionDetail"]
    assert (detail["OrginalAmount"], detail["AffectiveAmount"]) == (12_000, 9_000)


def test_a_duplicate_request_may_be_called_one(caller, token):
    asked = {"RefNum": paid(caller, token)["RefNum"], "TerminalNumber": 134795}
    caller.fault("code", bank="sep", call="verify", code=2, after=True)
    said = caller.post(VERIFY, **asked)
    assert (said["ResultCode"], said["TransactionDetail"]["OrginalAmount"]) == (2, 12_000)
    assert caller.order(token)["state"] == "verified"
