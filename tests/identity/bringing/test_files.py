"""Bytes that pretend to be a list of people."""

from __future__ import annotations

import io
import zipfile

import pytest

from pishkhan.identity.domain.bringing import files
from pishkhan.kernel.errors import Invalid
from tests.identity.bringing.lists import xlsx


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        list(files.open_file("x", content).lines)
    return refused.value.code


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"), (b"  \n", "file_empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "people_old_excel"),
        (b"PK\x03\x04 and no more", "people_broken"), (b"a,b\0c", "people_format"), (b"\xff\xfea", "people_broken"),
        (b",".join([b"a"] * 61), "people_columns"), (b"a\n" + b"b" * 2001, "people_cell"),
        (b'"' + b"a" * 200_000, "people_broken"),
    ],
)  # fmt: skip
def test_refused(content, code):
    assert refusal(content) == code


def test_archive_that_is_no_workbook():
    assert refusal(packed(letter_xml=b"<a/>")) == "people_format"


def test_workbook_that_would_unpack_to_too_much(monkeypatch):
    """Told by its list of contents, before anything is unpacked."""
    monkeypatch.setattr(files, "MOST_UNPACKED", 1_000_000)
    bomb = packed(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b"0" * 1_000_001)
    assert (len(bomb) < 10_000, refusal(bomb)) == (True, "people_bomb")


def test_shared_strings_that_would_fill_the_memory(monkeypatch):
    monkeypatch.setattr(files, "MOST_STRINGS", 1_000_000)
    assert refusal(packed(xl__workbook_xml=b"<workbook/>", xl__sharedStrings_xml=b"0" * 1_000_001)) == "people_bomb"


def test_entities_of_a_workbook_are_not_followed():
    """A sheet with a document type is refused by the parser, not expanded."""
    whole = io.BytesIO(xlsx([["a"], ["b"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content.partition(b"?>")[2]
            new.writestr(part.filename, content)
    assert refusal(out.getvalue()) == "people_broken"


def test_empty_lines_keep_the_count_of_lines():
    opened = files.open_file("x", b"a;b\n\n;;\n1;2\n")
    assert list(opened.lines) == [(1, ["a", "b"]), (4, ["1", "2"])]
