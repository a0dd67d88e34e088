"""QR codes as pictures."""

import base64
from io import BytesIO
from typing import Final

import segno

_INK: Final = "#14282c"


def svg(address: str) -> str:
    """The QR code of an address as SVG without margin; whoever draws it leaves the quiet zone around it."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, dark=_INK, xmldecl=False)
    return out.getvalue().decode()


def data_uri(address: str) -> str:
    """The same for an `<img>`; it stands on white whatever the page's colours are."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg(address).encode()).decode()
