from __future__ import annotations

import pytest
from defusedxml import ElementTree

from pishkhan.payments.providers import soap
from tests.payments.providers.cases import returned

METHOD = "bpPayRequest"


def test_an_envelope_can_be_read_back() -> None:
    written = soap.envelope("urn:bank", METHOD, {"a": 'x<&>"\x00\ud800', "b": 7, "c": ""})
    body = ElementTree.fromstring(written.decode()).find(f".//{{urn:bank}}{METHOD}")
    assert body is not None
    assert [(each.tag, each.text or "") for each in body] == [("a", 'x<&>"'), ("b", "7"), ("c", "")]


@pytest.mark.parametrize("said", ["0, AF82041a2Bf6989c7fF9", "0,AF82041a2Bf6989c7fF9", "43"])
def test_what_is_returned(said: str) -> None:
    assert soap.returned(METHOD, returned(METHOD, f"\n {said} ").encode()) == said


@pytest.mark.parametrize("said", ["", "  "])
def test_nothing_returned(said: str) -> None:
    assert soap.returned(METHOD, returned(METHOD, said).encode()) == ""


BOMB = '<!DOCTYPE x [<!ENTITY a "0"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
GOOD = returned(METHOD, "0").split("?>", 1)[1]


@pytest.mark.parametrize(
    "document",
    [
        "", "0", "<html><body>0</body></html>", "<return>0</return>", '{"return": "0"}', "\x00",
        returned("bpVerifyRequest", "0"),
        returned(METHOD, "0</return><return>1"),
        returned(METHOD, "<b>0</b>"),
        returned(METHOD, "0")[:-5],
        BOMB + GOOD, OUTSIDE + GOOD, BOMB + GOOD.replace(">0<", ">&b;<"), OUTSIDE + GOOD.replace(">0<", ">&a;<"),
        GOOD.replace("<return>", "<x>" * 3000 + "<return>").replace("</return>", "</return>" + "</x>" * 3000),
        "<a>" * 60_000, GOOD.replace("<soap:Body>", "<i/>" * 50_000 + "<soap:Body>"),
        '<?xml version="1.0" encoding="no-such"?>' + GOOD,
        GOOD.replace("<soap:Body>", "<soap:Body><soap:Fault><faultstring>no</faultstring></soap:Fault>").replace(
            "<return>0</return>", ""
        ),
    ],
)  # fmt: skip
def test_no_answer(document: str) -> None:
    with pytest.raises(soap.Unreadable):
        soap.returned(METHOD, document.encode())
