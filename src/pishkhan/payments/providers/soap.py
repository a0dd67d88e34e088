"""SOAP 1.1 as banks use it: flat parameters one way, one `<return>` the other. No WSDL is read."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
HEADERS = {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml", "SOAPAction": '""'}
DEEPEST, MOST = 12, 200


class Unreadable(Exception):
    """An answer that is no envelope with one `<return>`: a fault, a page, another document, an attack."""


def envelope(namespace: str, method: str, parameters: Mapping[str, object]) -> bytes:
    """A call. Parameters stand in their order and carry no namespace."""
    rows = "".join(f"<{name}>{_text(value)}</{name}>" for name, value in parameters.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<soapenv:Envelope xmlns:soapenv="{ENVELOPE}" xmlns:int="{namespace}"><soapenv:Body>'
        f"<int:{method}>{rows}</int:{method}></soapenv:Body></soapenv:Envelope>"
    ).encode()


def returned(method: str, document: bytes) -> str:
    """The text of the one `<return>` in the answer to a method. Raises Unreadable."""
    path: list[str] = []
    found: list[str] = []
    seen = 0
    try:
        for event, element in iterparse(BytesIO(document), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                seen += 1
                path.append(_local(element.tag))
                if len(path) > DEEPEST or seen > MOST:
                    raise Unreadable
                continue
            if path == ["Envelope", "Body", f"{method}Response", "return"] and not len(element):
                found.append(element.text or "")
            path.pop()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unreadable from None
    if len(found) != 1:
        raise Unreadable
    return found[0].strip()


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _text(value: object) -> str:
    # What XML cannot say at all would spoil the whole call.
    return escape("".join(each for each in str(value) if each.isprintable() or each in "\n\t"))
