"""The certificate and the form as a reader meets them."""

import dataclasses
from pathlib import Path

import pytest

from pishkhan.clearance.paper.render import FontsMissing, State, render_certificate, render_form
from tests.clearance.paper.reading import pages, picture, qr_text, seen, xmp
from tests.clearance.paper.sample import AT, PERSON, URL, certificate, form, station, stations

HEAD = "ردیف ایستگاه تاییدکننده تاریخ و ساعت نتیجه"


def text_of(fonts: Path, **changes: object) -> str:
    return " ".join(pages(render_certificate(certificate(**changes), fonts=fonts, at=AT)))


@pytest.mark.parametrize(
    "words",
    [
        "گواهی تسویه حساب",
        "دانشگاه علوم پزشکی نمونه",
        "دانشجوی نمونه",
        "۹۸۱۰۲۰۳۰۴",
        "پرستاری و مامایی",
        "۱۴۰۵-۰۰۱۲۳۴",
        "۱۴۰۵-۰۱۲۸۴۷",
        "۱۲/۳۴۵۶",
        "۱۴۰۵/۰۸/۳۰",
        "۱ آموزش کارشناس آزمایشی آموزش ،۱۴۰۵/۰۸/۳۰ ۰۹:۴۰ تایید",
        "مشروط به اقساط",
        "شرطهای این گواهی",
        "مدیر نمونه",
        "۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۷",
        "ساختگی است",
    ],
)
def test_certificate_says(unsigned: bytes, words: str) -> None:
    """§5: every station, who and when, the letter number, the conditions, the code."""
    assert words in " ".join(pages(unsigned))


def test_codes_and_addresses_stand_left_to_right(unsigned: bytes) -> None:
    """A number with a hyphen after a Persian word must not show its groups from right to left."""
    shown = seen(unsigned)
    wanted = ("۱۴۰۵-۰۰۱۲۳۴", "۱۴۰۵-۰۱۲۸۴۷", "۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۷", "iums.localhost/check", "۱۲/۳۴۵۶")
    assert [words for words in wanted if words not in shown] == []


def test_letter_number_with_letters_keeps_the_order_of_the_line(fonts: Path) -> None:
    """B21: «۱۴۰۵/د/۱۲۳» is read from the right, its year first."""
    assert "۱۲۳/د/۱۴۰۵" in seen(
        render_certificate(certificate(letter_number="۱۴۰۵/د/۱۲۳"), fonts=fonts, at=AT)
    )


def test_letter_rows_absent_without_letter(fonts: Path) -> None:
    """B21: a clearance without secretariat (S-C) prints no empty letter rows."""
    assert "نامه" not in text_of(fonts, letter_number="", letter_date="")


def test_conditions_box_absent_without_conditions(fonts: Path) -> None:
    assert "شرط" not in text_of(
        fonts, conditions=(), stations=stations(3), state=State.VALID, state_words="", note=""
    ).replace("مشروط", "")


@pytest.mark.parametrize(
    ("state", "words", "shown"),
    [(State.VALID, "وضعیت", False), (State.CONDITIONAL, "وضعیت‌چیپ", True), (State.REVOKED, "بی‌اعتبار", True)],
)
def test_state_chip(fonts: Path, state: State, words: str, shown: bool) -> None:
    title_and_chip = "گواهی تسویه حساب " + words.replace("\u200c", "")
    assert (title_and_chip in text_of(fonts, state=state, state_words=words)) is shown


def test_qr_on_rendered_page_is_the_address(unsigned: bytes) -> None:
    assert qr_text(unsigned) == URL


def test_qr_of_long_address_is_still_read(fonts: Path) -> None:
    url = "https://clearance.students.a-rather-long-name.ac.ir/fa/check/48271690531197"
    assert qr_text(render_certificate(certificate(check_url=url), fonts=fonts, at=AT)) == url


@pytest.mark.parametrize("count", [1, 14])
def test_up_to_fourteen_stations_stay_on_one_page(fonts: Path, count: int) -> None:
    pdf = render_certificate(certificate(stations=stations(count)), fonts=fonts, at=AT)
    assert [page.count(HEAD) for page in pages(pdf)] == [1]


@pytest.mark.parametrize(("count", "heads"), [(20, [1, 1]), (24, [1, 1]), (60, [1, 1, 1])])
def test_more_stations_break_the_table_and_repeat_its_head(fonts: Path, count: int, heads: list[int]) -> None:
    """Head on every page, all rows in order, signature and QR on the last page and never alone there."""
    pdf = render_certificate(certificate(stations=stations(count), conditions=()), fonts=fonts, at=AT)
    said = pages(pdf)
    assert [page.count(HEAD) for page in said] == heads
    assert [page.count("مدیر نمونه") for page in said] == [*([0] * (len(heads) - 1)), 1]
    assert [page.count("کارشناس آزمایشی") >= 4 for page in said] == [True] * len(heads)
    assert sum(page.count("کارشناس آزمایشی") for page in said) == count
    assert qr_text(pdf, len(heads) - 1) == URL


def test_later_pages_name_holder_and_certificate(fonts: Path) -> None:
    last = pages(render_certificate(certificate(stations=stations(20)), fonts=fonts, at=AT))[-1]
    assert last.startswith("دانشجوی نمونه گواهی تسویه حساب ۱۴۰۵-۰۰۱۲۳۴")
    assert "صفح" in last


@pytest.mark.parametrize("kind", ["one long word", "many words"])
def test_long_names_stay_inside_the_frame(fonts: Path, kind: str) -> None:
    long = "نمونه" * 40 if kind == "one long word" else "نمونه " * 40
    facts = (dataclasses.replace(PERSON[0], value=long), *PERSON[1:])
    row = station(long, by=long, result=long)
    pdf = render_certificate(
        certificate(person=facts, stations=(row,), signer="نمونه " * 8), fonts=fonts, at=AT
    )
    outside = picture(pdf, dpi=72)[100:700, :20]
    assert (outside.min(), len(pages(pdf))) == (255, 1)


def test_same_data_gives_same_bytes(fonts: Path, unsigned: bytes) -> None:
    """A job that is run again makes the very same sheet."""
    assert render_certificate(certificate(), fonts=fonts, at=AT) == unsigned


def test_declares_pdf_a_2a_and_ua_1(unsigned: bytes) -> None:
    packet = xmp(unsigned)[0]
    marks = (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<")
    assert (len(xmp(unsigned)), [mark in packet for mark in marks]) == (1, [True] * 3)
    assert unsigned.startswith(b"%PDF-1.7")


def test_own_emblem_takes_the_place_of_the_house_mark(fonts: Path, unsigned: bytes) -> None:
    square = '<rect width="9" height="9" fill="#f00"/>'
    mark = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{square}</svg>'
    letterhead = dataclasses.replace(certificate().letterhead, mark=mark)
    pdf = render_certificate(certificate(letterhead=letterhead), fonts=fonts, at=AT)
    red = [0, 0, 255]
    assert [(picture(sheet, dpi=72) == red).all(axis=2).sum() > 500 for sheet in (unsigned, pdf)] == [
        False,
        True,
    ]


def test_folder_without_the_face_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing):
        render_certificate(certificate(), fonts=tmp_path, at=AT)


def test_form_holds_answers_and_stations(fonts: Path) -> None:
    """B27: the filled clearance form goes along with the case, marked as unsigned."""
    pdf = render_form(form(), fonts=fonts, at=AT)
    said = " ".join(pages(pdf))
    wanted = (
        "فرم تسویه حساب",
        "۱ تلفن ثابت ۰۲۱-۴۷۷۰۱۲۳۴",
        "تهران، کوچه نمونه، درب ۱۲",
        "شروع اقساط",
        "۱۴۰۵/۱۰/۰۱",
        "امضا ندارد",
    )
    assert [words for words in wanted if words not in said] == []
    assert b"<pdfaid:part>2<" in xmp(pdf)[0]
