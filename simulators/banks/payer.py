"""What a payer does on the bank's page, with a browser or by control, and the way back to the merchant."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

from simulators.banks import pages
from simulators.banks.base import Bank
from simulators.banks.common import Callback
from simulators.banks.orders import CANCELLED, FAILED, WAITING, Order
from simulators.wire import Hangup, Reply, Request, Wrong

SILENT = ("close", "dropped")
"""Deeds after which the browser brings nothing back."""


class Finished(Exception):
    """The order takes no more deeds."""


def do(bank: Bank, order: Order, deed: str, fields: Mapping[str, str | None] | None = None) -> Callback | None:
    """Do it; what the browser brings back, or None. `fields` replace those of the callback. Raises Wrong, Finished."""
    if deed not in pages.DEEDS:
        raise Wrong(f"a deed is one of {tuple(pages.DEEDS)}")
    with bank.lock:
        if bank.at(order).state != WAITING:
            raise Finished(order.state)
        if not bank.terminals[order.terminal].on:
            raise Finished("the terminal is off")
        order.entered = True
        if deed in ("cancel", "wrong_pin"):
            bank.decline(order, CANCELLED if deed == "cancel" else FAILED)
        else:
            bank.pay(order)
        if deed == "late":
            order.skew += bank.window + 60
            bank.at(order)
        return None if deed in SILENT else callback(bank, order, deed, fields)


def callback(bank: Bank, order: Order, deed: str = "", fields: Mapping[str, str | None] | None = None) -> Callback:
    """What the browser of a finished order brings, once more if need be. Raises Wrong while it is not finished."""
    with bank.lock:
        if not order.said:
            raise Wrong("the payer has not finished")
        found = bank.callback(order)
    changed = bank.tampered(found.fields) if deed == "tampered" else found.fields
    fault = bank.faults.due(bank.name, "callback", "tamper")
    wished = {**changed, **(fault.fields if fault else {}), **(fields or {})}
    return Callback(found.method, found.url, {name: value for name, value in wished.items() if value is not None})


def page(bank: Bank, token: str, request: Request) -> Reply:
    """The answer to a button of the payer's page."""
    order = bank.book.by_token(token)
    if order is None:
        return pages.refusal(bank, "این تراکنش در بانک پیدا نشد.", 404)
    try:
        deed = request.form().get("deed", "")
        back = do(bank, order, deed)
    except Wrong:
        return pages.refusal(bank, "این دکمه شناخته نیست.", 400)
    except Finished:
        return pages.refusal(bank, "مهلت این تراکنش گذشته یا پیش‌تر پایان یافته است.", 410)
    if deed == "dropped":
        raise Hangup
    terminal = bank.terminals[order.terminal]
    if back is None:
        return pages.closed(bank, order, terminal)
    if deed == "twice":
        threading.Thread(target=deliver, args=(back,), daemon=True).start()
    return pages.finished(bank, order, back, terminal)


def deliver(back: Callback) -> int:
    """Bring it to the merchant in the browser's stead; the status, 0 where nobody answered."""
    parts = urlsplit(pages.address(back) if back.method == "GET" else back.url)
    host = parts.hostname or ""
    # Browsers know *.localhost as this machine; resolvers often do not.
    where = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(where, parts.port, timeout=60)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc}
    body = None
    if back.method == "POST":
        body = urlencode(back.fields)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        line.request(back.method, path, body, headers)
        return line.getresponse().status
    except OSError:
        return 0
    finally:
        line.close()


def deliver_together(back: Callback, times: int) -> list[int]:
    """Bring it so many times at once; the statuses."""
    found: list[int] = []
    one: Callable[[], None] = lambda: found.append(deliver(back))  # noqa: E731 - as short as it can be
    threads = [threading.Thread(target=one, daemon=True) for _ in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found
