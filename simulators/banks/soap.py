"""SOAP 1.1 as Mellat speaks it: one operation with flat, unqualified parameters in, one `<return>` out."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from simulators.wire import Reply, Request, Wrong

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
NAMESPACE = "http://interfaces.core.sw.bps.com/"
KIND = "text/xml; charset=utf-8"


def read(request: Request) -> tuple[str, dict[str, str]]:
    """The operation and its parameters. Raises Wrong."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "text/xml":
        raise Wrong("the body is not called text/xml")
    if b"<!" in request.body:
        raise Wrong("a document type has no place here")
    try:
        envelope = ElementTree.fromstring(request.body)
    except ElementTree.ParseError:
        raise Wrong("the body is not XML") from None
    body = envelope.find(f"{{{ENVELOPE}}}Body")
    if envelope.tag != f"{{{ENVELOPE}}}Envelope" or body is None or len(body) != 1:
        raise Wrong("no envelope of SOAP 1.1 with one call")
    found = re.fullmatch(rf"\{{{re.escape(NAMESPACE)}\}}(\w+)", body[0].tag)
    if not found:
        raise Wrong(f"the call is not in {NAMESPACE}")
    if any("}" in each.tag or len(each) for each in body[0]):
        raise Wrong("parameters are flat and in no namespace")
    given = {each.tag: each.text or "" for each in body[0]}
    if len(given) != len(body[0]):
        raise Wrong("a parameter given twice")
    return found[1], given


def said(call: str, value: str) -> Reply:
    """The answer of an operation."""
    inner = f'<ns1:{call}Response xmlns:ns1="{NAMESPACE}"><return>{escape(value)}</return></ns1:{call}Response>'
    return _enveloped(inner, 200)


def fault(why: str) -> Reply:
    """What no operation could answer."""
    return _enveloped(
        f"<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{escape(why)}</faultstring></soap:Fault>", 500
    )


def _enveloped(inner: str, status: int) -> Reply:
    text = f'<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>{inner}</soap:Body></soap:Envelope>'
    return Reply(text.encode(), status, KIND)
