"""Lines of the elements of an XML file, by id, for faults that an engine names by element."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

_AT_LINE = re.compile(r"line ([0-9]+)")


class _Lines(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, int] = {}
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - the parser calls it by this name
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - as above
        key = attrs.get("id")
        if key:
            self.found.setdefault(key, self._locator.getLineNumber())


def lines(xml: bytes) -> dict[str, int]:
    """id → line, as far as the file can be read."""
    handler = _Lines()
    try:
        parseString(xml, handler, forbid_dtd=True)
    except (
        DefusedXmlException,
        Exception,
    ):  # a broken file is the engine's to refuse; its lines help until there
        return handler.found
    return handler.found


def line_in(detail: str) -> int:
    """The line a parser's own message names, else 1."""
    found = _AT_LINE.search(detail)
    return int(found[1]) if found else 1
