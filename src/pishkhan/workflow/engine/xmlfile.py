"""Reading an uploaded XML file without trusting it: no DTD, no entities, bounded size, depth and count."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from pishkhan.workflow.engine.refused import refuse

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_ELEMENTS = 30_000


def read(xml: bytes) -> Element:
    """The root element. Raises Refused `xml_large`, `xml_unsafe`, `xml_broken` or `xml_deep`."""
    if len(xml) > MAX_BYTES:
        raise refuse("xml_large", limit=str(MAX_BYTES // 1_000_000))
    try:
        root: Element = ElementTree.fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as error:
        raise refuse("xml_unsafe") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise refuse("xml_broken", detail=str(error)[:120]) from error
    _measure(root)
    return root


def _measure(root: Element) -> None:
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            raise refuse("xml_deep", depth=str(MAX_DEPTH), count=str(MAX_ELEMENTS))
        level = [child for parent in level for child in parent]


def split(tag: str) -> tuple[str, str]:
    """(namespace, local name) of a tag or attribute."""
    namespace, brace, local = tag.rpartition("}")
    return (namespace[1:], local) if brace else ("", tag)


def children(element: Element, local: str) -> Iterator[Element]:
    """Direct children with this local name, whatever the namespace."""
    return (child for child in element if split(child.tag)[1] == local)


def text(element: Element, local: str) -> str:
    """The stripped text of the first such child, or nothing."""
    found = next(children(element, local), None)
    return "" if found is None else "".join(found.itertext()).strip()
