"""Steering the banks over HTTP. All bodies and answers are JSON, but for the report.

    GET  /control/orders?bank=&terminal=&state=&token=     orders, oldest first, to the rial
    GET  /control/state                                    counts, what broke a protocol, faults to come
    GET  /control/terminals                                what there is to log in with
    GET  /control/report?bank=sep&day=2026-11-26           CSV of a day in Tehran; today without `day`
    POST /control/{deed}      {token, bank?, fields?, deliver?}     a button of the payer's page, see `pages.DEEDS`
    POST /control/callback    {token, bank?, fields?, deliver?}     the way back of a finished order, once more
    POST /control/faults      {faults: [...]} or {clear: true}      see `faults.Fault`
    POST /control/clock       {seconds, bank?, token?, wall?}       forward: every bank, one bank, or one order
    POST /control/terminals   {bank, terminal, on?, ip_known?, hosts?, features?}
    POST /control/reset       {bank?}                               no orders, no faults, clock and terminals as new

A deed answers {order, callback: {method, url, fields} or null, delivered: [statuses]}. `fields` replace those of the
callback (null takes one away); `deliver` has the simulator bring it to the merchant so many times at once.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from simulators.banks import pages, payer, report
from simulators.banks.base import Bank
from simulators.banks.common import tehran
from simulators.banks.faults import Fault
from simulators.banks.orders import Order
from simulators.wire import Reply, Request, Wrong, only

if TYPE_CHECKING:
    from simulators.banks.network import Network

PREFIX = "/control/"


def answer(network: Network, request: Request) -> Reply:
    """What a test or a storm asks for; 400 with `wrong` for what cannot be done, 409 for an order that is over."""
    verb = request.path.removeprefix(PREFIX)
    try:
        if request.method == "GET":
            return _asked(network, verb, request.params())
        return Reply(_told(network, verb, request.json() if request.body else {}))
    except payer.Finished as over:
        return Reply({"wrong": f"over: {over}"}, 409)
    except (Wrong, TypeError, ValueError, KeyError) as wrong:
        return Reply({"wrong": f"{type(wrong).__name__}: {wrong}"}, 400)


def _asked(network: Network, verb: str, given: dict[str, str]) -> Reply:
    if verb == "orders":
        return Reply({"orders": _orders(network, given)})
    if verb == "state":
        counts = {name: len(bank.book.orders) for name, bank in network.banks.items()}
        refused = {name: list(bank.refused) for name, bank in network.banks.items()}
        return Reply({"orders": counts, "refused": refused, "faults": network.faults.plain()})
    if verb == "terminals":
        return Reply({name: [asdict(t) for t in bank.terminals.values()] for name, bank in network.banks.items()})
    if verb == "report":
        bank = network.banks[given["bank"]]
        day = given.get("day") or tehran(bank.now()).date().isoformat()
        return Reply(report.of_day(bank, day), kind="text/csv; charset=utf-8")
    raise Wrong(f"no such question: {verb}")


def _told(network: Network, verb: str, wish: dict[str, Any]) -> dict[str, Any]:
    if verb in pages.DEEDS or verb == "callback":
        return _deed(network, verb, wish)
    if verb == "faults":
        only(wish, (), ("faults", "clear"))
        if wish.get("clear"):
            network.faults.clear()
        network.faults.put(*[Fault(**each) for each in wish.get("faults", ())])
        return {"faults": network.faults.plain()}
    if verb == "clock":
        return _clock(network, wish)
    if verb == "terminals":
        return _terminal(network, wish)
    if verb == "reset":
        only(wish, (), ("bank",))
        network.faults.clear()
        for bank in [network.banks[wish["bank"]]] if "bank" in wish else network.banks.values():
            bank.reset()
        return {}
    raise Wrong(f"no such verb: {verb}")


def _orders(network: Network, given: dict[str, str]) -> list[dict[str, Any]]:
    only(given, (), ("bank", "terminal", "state", "token"))
    found = []
    for name, bank in network.banks.items():
        if given.get("bank", name) != name:
            continue
        with bank.lock:
            found += [bank.at(each).plain(name) for each in bank.book.orders.values()]
    return [each for each in found if all(each[key] == value for key, value in given.items())]


def _deed(network: Network, verb: str, wish: dict[str, Any]) -> dict[str, Any]:
    only(wish, ("token",), ("bank", "fields", "deliver"))
    bank, order = _find(network, wish)
    fields = wish.get("fields")
    back = payer.callback(bank, order, fields=fields) if verb == "callback" else payer.do(bank, order, verb, fields)
    times = int(wish.get("deliver", 2 if verb == "twice" else 0))
    delivered = payer.deliver_together(back, times) if back and times else []
    return {"order": order.plain(bank.name), "callback": asdict(back) if back else None, "delivered": delivered}


def _find(network: Network, wish: dict[str, Any]) -> tuple[Bank, Order]:
    banks = [network.banks[wish["bank"]]] if "bank" in wish else network.banks.values()
    for bank in banks:
        if order := bank.book.by_token(str(wish["token"])):
            return bank, order
    raise Wrong("no such order")


def _clock(network: Network, wish: dict[str, Any]) -> dict[str, Any]:
    only(wish, (), ("seconds", "bank", "token", "wall"))
    if "token" in wish:
        bank, order = _find(network, wish)
        with bank.lock:
            order.skew += float(wish["seconds"])
            return {"order": bank.at(order).plain(bank.name)}
    for bank in [network.banks[wish["bank"]]] if "bank" in wish else network.banks.values():
        bank.offset += float(wish.get("seconds", 0))
        bank.wall += float(wish.get("wall", 0))
    return {name: {"offset": bank.offset, "wall": bank.wall} for name, bank in network.banks.items()}


def _terminal(network: Network, wish: dict[str, Any]) -> dict[str, Any]:
    only(wish, ("bank", "terminal"), ("on", "ip_known", "hosts", "features"))
    bank = network.banks[wish["bank"]]
    terminal = bank.terminals[str(wish["terminal"])]
    with bank.lock:
        for name in ("on", "ip_known"):
            setattr(terminal, name, bool(wish.get(name, getattr(terminal, name))))
        for name in ("hosts", "features"):
            setattr(terminal, name, tuple(wish.get(name, getattr(terminal, name))))
    return asdict(terminal)
