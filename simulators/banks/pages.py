"""What the payer's browser sees: plain pages, right to left, no script."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from simulators.wire import Reply

if TYPE_CHECKING:
    from simulators.banks.base import Bank
    from simulators.banks.common import Callback
    from simulators.banks.orders import Order, Terminal

BANNER = "شبیه‌ساز بانک؛ پول واقعی جابه‌جا نمی‌شود"
DEEDS = {
    "pay": "پرداخت",
    "cancel": "انصراف",
    "wrong_pin": "رمز نادرست",
    "close": "پرداخت و بستن مرورگر",
    "twice": "پرداخت و بازگشت دوباره",
    "late": "بازگشت دیرهنگام",
    "tampered": "مبلغ دستکاری‌شده",
    "dropped": "بازگشت افتاده",
}
STYLE = """
*{box-sizing:border-box}body{margin:0;background:#eef1f4;color:#1c2733;font:1rem/1.9 Vazirmatn,Tahoma,sans-serif}
header{background:#8a4b00;color:#fff;padding:.6rem 1rem;text-align:center;font-weight:bold}
main{max-width:30rem;margin:1rem auto;padding:1.25rem;background:#fff;border-radius:.75rem}
h1{font-size:1.25rem;margin:0 0 .75rem}h2{font-size:1rem;margin:.75rem 0 0;color:#51606f}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:0 0 1rem}
dt{color:#51606f}dd{margin:0;overflow-wrap:anywhere}form{display:grid;gap:.6rem}
button{font:inherit;min-height:3rem;border:1px solid #51606f;border-radius:.5rem;background:#fff;color:inherit}
button.main{background:#0b5d3b;border-color:#0b5d3b;color:#fff;font-weight:bold}
button:focus-visible{outline:3px solid #0a58ca;outline-offset:2px}
"""
_PERSIAN = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")


def page(title: str, body: str, status: int = 200) -> Reply:
    """A whole page under the banner that nobody can miss."""
    text = (
        f'<!DOCTYPE html><html lang="fa" dir="rtl"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><header>{BANNER}</header>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return Reply(text.encode(), status, "text/html; charset=utf-8", {"Cache-Control": "no-store"})


def payer(bank: Bank, order: Order, terminal: Terminal) -> Reply:
    """The page on which the payer decides."""
    buttons = [
        f'<button name="deed" value="{key}"{" class=main" if key == "pay" else ""}>{words}</button>'
        for key, words in DEEDS.items()
    ]
    buttons.insert(2, "<h2>برای آزمودن</h2>")
    facts = _facts(order, terminal.name)
    form = f'<form method="post" action="/payer/{bank.name}/{order.token}">{"".join(buttons)}</form>'
    return page(f"درگاه پرداخت {bank.fa}", facts + form)


def finished(bank: Bank, order: Order, callback: Callback, terminal: Terminal) -> Reply:
    """The page with the way back to the merchant; a plain redirect where the bank returns by GET."""
    if callback.method == "GET":
        return Reply(b"", 303, "text/html; charset=utf-8", {"Location": address(callback)})
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in callback.fields.items()
    )
    title = "پرداخت انجام شد" if order.said == "paid" else "پرداخت انجام نشد"
    button = '<button class="main">بازگشت به پذیرنده</button>'
    back = f'<form method="post" action="{escape(callback.url)}">{fields}{button}</form>'
    return page(title, _facts(order, terminal.name) + back)


def closed(bank: Bank, order: Order, terminal: Terminal) -> Reply:
    """Paid, and no way back: the payer closes the browser."""
    return page("پرداخت انجام شد", _facts(order, terminal.name) + "<p>اکنون پنجره را ببندید؛ بازگشتی در کار نیست.</p>")


def refusal(bank: Bank, why: str, status: int) -> Reply:
    """The bank lets nobody in here."""
    return page(f"درگاه پرداخت {bank.fa}", f"<p>{escape(why)}</p>", status)


def broken() -> bytes:
    """What a bank's proxy shows when the house behind it is down."""
    return b"<!DOCTYPE html><html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>"


def address(callback: Callback) -> str:
    """Where a browser that returns by GET goes."""
    joint = "&" if "?" in callback.url else "?"
    return f"{callback.url}{joint}{urlencode(callback.fields)}"


def _facts(order: Order, name: str) -> str:
    rows = (
        ("پذیرنده", name),
        ("مبلغ", f"{order.amount:,} ریال".translate(_PERSIAN)),
        ("پایانه", order.terminal.translate(_PERSIAN) if order.terminal.isdecimal() else order.terminal),
        ("شمارهٔ سفارش", order.number.translate(_PERSIAN)),
        *((("شمارهٔ ارجاع", order.rrn.translate(_PERSIAN)),) if order.rrn else ()),
    )
    return "<dl>" + "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in rows) + "</dl>"
