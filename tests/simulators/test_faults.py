"""Every way to misbehave, how often, and what of the money it touches."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from simulators.banks import Network, orders
from tests.simulators import test_mellat, test_sep
from tests.simulators.test_demo import ORDER, WHO

ROOT = Path(__file__).parents[2]


@pytest.fixture
def token(caller):
    token = caller.post("/demo/api/request", **ORDER)["token"]
    caller.control("pay", token=token)
    return token


def verify(caller, token):
    return caller.http.post("/demo/api/verify", json={**WHO, "token": token})


@pytest.mark.parametrize("kind", ["hang", "drop"])
@pytest.mark.parametrize("after", [False, True])
def test_an_answer_that_never_comes(caller, token, kind, after):
    caller.fault(kind, bank="demo", call="verify", after=after, seconds=0.1)
    with pytest.raises(httpx.TransportError):
        verify(caller, token)
    assert caller.order(token)["state"] == ("verified" if after else "paid")
    assert verify(caller, token).json()["status"] == ("already" if after else "verified")


@pytest.mark.parametrize("after", [False, True])
def test_a_page_instead_of_an_answer(caller, token, after):
    caller.fault("html", bank="demo", call="verify", after=after, status=500)
    answer = verify(caller, token)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert answer.text.startswith("<!DOCTYPE html>")
    assert caller.order(token)["state"] == ("verified" if after else "paid")


def test_broken_json(caller, token):
    caller.fault("json", call="verify", after=True)
    answer = verify(caller, token)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert caller.order(token)["state"] == "verified"


def test_a_late_answer_is_the_same_answer(caller, token):
    caller.fault("delay", call="verify", seconds=0.01)
    assert verify(caller, token).json()["status"] == "verified"


def test_a_code_before_and_after(caller, token):
    caller.fault("code", call="verify", code="busy")
    assert verify(caller, token).json() == {"status": "error", "code": "busy"}
    assert caller.order(token)["state"] == "paid"
    caller.fault("code", call="verify", code="busy", after=True)
    verify(caller, token)
    assert caller.order(token)["state"] == "verified"


def test_said_and_not_done(caller, token):
    caller.fault("forget", call="verify")
    assert verify(caller, token).json()["status"] == "verified"
    assert caller.order(token)["state"] == "paid"


def test_another_amount_in_the_answer(caller, token):
    caller.fault("amount", call="verify", by=-149_000)
    assert verify(caller, token).json()["amount"] == 1_000
    assert caller.order(token)["amount"] == 150_000


def test_once_some_times_standing_and_cleared(caller, token):
    caller.control("faults", faults=[{"kind": "code", "code": "a", "call": "inquire"},
                                     {"kind": "code", "code": "b", "call": "inquire", "times": 2},
                                     {"kind": "code", "code": "c", "bank": "demo", "times": None}])  # fmt: skip

    def inquire():
        return caller.post("/demo/api/inquire", **WHO, token=token).get("code")

    assert [inquire() for _ in range(6)] == ["a", "b", "b", "c", "c", "c"]
    assert verify(caller, token).json()["code"] == "c"
    assert test_sep.ask(caller)["status"] == 1
    assert len(caller.http.get("/control/state").json()["faults"]) == 1
    caller.control("faults", clear=True)
    assert inquire() is None


def test_chance_is_drawn_from_its_seed(caller, token):
    def drawn(seed):
        caller.control("faults", clear=True, faults=[
            {"kind": "code", "code": "x", "times": None, "probability": 0.5, "seed": seed}])  # fmt: skip
        return [caller.post("/demo/api/inquire", **WHO, token=token)["status"] for _ in range(20)]

    first = drawn(1)
    assert first == drawn(1)
    assert first != drawn(2)
    assert set(first) == {"error", "paid"}


def test_a_discount_is_the_payers_alone(caller):
    caller.fault("discount", call="pay", percent=50)
    token = test_mellat.ask(caller).split(",")[1]
    fields = caller.control("pay", token=token)["callback"]["fields"]
    order = caller.order(token)
    assert (fields["FinalAmount"], order["charged"], order["amount"]) == ("75000", 75_000, 150_000)


@pytest.mark.parametrize("wish", [
    {"faults": [{"kind": "explode"}]}, {"faults": [{"kind": "drop", "colour": "red"}]}, {"colour": "red"},
])  # fmt: skip
def test_wishes_that_make_no_sense(caller, wish):
    assert caller.http.post("/control/faults", json=wish).status_code == 400


def test_unknown_verbs_paths_and_methods(caller):
    assert caller.http.post("/control/rob", json={}).status_code == 400
    assert caller.http.post("/control/pay", json={"token": "x"}).status_code == 400
    assert caller.http.get("/control/vault").status_code == 400
    assert caller.http.get("/nowhere").status_code == 404
    assert caller.http.get("/demo/api/verify").status_code == 405
    assert caller.http.post("/payer/nobank/x").status_code == 404


def test_of_many_that_verify_at_once_one_is_the_first(caller, token):
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append(verify(caller, token).json()["status"])) for _ in range(8)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sorted(said) == ["already"] * 7 + ["verified"]


def test_reset_forgets_everything_but_the_terminals(caller, token):
    caller.control("terminals", bank="demo", terminal="demo", on=False)
    caller.control("clock", seconds=600, wall=600)
    caller.fault("drop")
    caller.control("reset")
    state = caller.http.get("/control/state").json()
    assert set(state["orders"].values()) == {0}
    assert state["faults"] == []
    assert caller.control("clock") == {name: {"offset": 0, "wall": 0} for name in state["orders"]}
    assert caller.post("/demo/api/request", **ORDER)["status"] == "ok"


def test_orders_are_asked_for_by_bank_and_state(caller, token):
    other = test_sep.ask(caller)["token"]

    def tokens(**given):
        return [each["token"] for each in caller.http.get("/control/orders", params=given).json()["orders"]]

    assert tokens() == [token, other]
    assert tokens(bank="sep") == [other]
    assert tokens(state="paid") == [token]
    assert tokens(terminal="134795", state="paid") == []


def test_memory_is_bounded(caller, token, monkeypatch):
    monkeypatch.setattr(orders, "KEPT", 3)
    tokens = [caller.post("/demo/api/request", **{**ORDER, "order": 2000 + n})["token"] for n in range(3)]
    kept = caller.http.get("/control/orders").json()["orders"]
    assert [each["token"] for each in kept] == tokens
    assert caller.post("/demo/api/request", **ORDER)["status"] == "ok"


def test_closing_cuts_what_hangs():
    with Network() as network:
        failed = threading.Event()

        def ask() -> None:
            try:
                httpx.post(f"{network.url}/demo/api/request", json=ORDER, trust_env=False, timeout=60)
            except httpx.TransportError:
                failed.set()

        faults = [{"kind": "hang", "seconds": 600}]
        httpx.post(f"{network.url}/control/faults", json={"faults": faults}, trust_env=False)
        thread = threading.Thread(target=ask)
        thread.start()
        while network.faults.plain():
            failed.wait(0.01)
        network.close()
        thread.join(30)
        assert failed.is_set()


def test_it_runs_as_a_process_that_says_its_address_first():
    process = subprocess.Popen(
        [sys.executable, "-m", "simulators", "banks"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx.post(f"{url}/demo/api/request", json=ORDER, trust_env=False).json()["status"] == "ok"
    finally:
        process.terminate()
        assert process.wait(30) == 0
