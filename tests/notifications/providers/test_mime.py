"""A mail as its reader's program reads it, whatever stands in subject, name and address."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pishkhan.notifications.providers.mime import AddressWrong, address, one_line, written
from pishkhan.notifications.providers.protocol import Channel, Outgoing
from simulators.mailcheck import faults_of

GOLDEN = Path(__file__).parents[1] / "golden" / "smtp" / "mail.eml"
LONG = "درخواست شما به واحد امور مالی رسید و در نوبت بررسی قرار گرفت؛ نتیجه را در «پیشخوان» می‌بینید " * 3
SENDER, TO = "desk@portal.example.ac.ir", "student@mail.example.org"
MAIL = Outgoing(
    reference=7001, channel=Channel.EMAIL, to=TO, subject="درخواست شما ثبت شد", text="سلام.\nدرخواست شما ثبت شد.\n",
    html='<p dir="rtl">سلام.<br>درخواست شما ثبت شد.</p>\n', unsubscribe="https://portal.example.ac.ir/mute/" + "k" * 80,
)  # fmt: skip


def write(name="پیشخوان", **changed):
    message = Outgoing(**{**{each: getattr(MAIL, each) for each in MAIL.__slots__}, **changed})
    return written(message, sender=SENDER, sender_name=name, to=TO)


def read(content):
    assert faults_of(content, [TO]) == []
    return message_from_bytes(content, policy=default)


def plain_header(content, name):
    """A header decoded as RFC 2047 says, without what the new parser does to names."""
    return str(make_header(decode_header(message_from_bytes(content)[name])))


def fixed(content):
    boundary = re.search(rb'boundary="([^"]+)"', content)[1]
    return re.sub(rb"Date: [^\r]+", b"Date: DATE", content.replace(boundary, b"BOUNDARY"))


def test_mail_is_written_as_in_the_golden_file():
    assert fixed(write()) == GOLDEN.read_bytes()


def test_what_the_reader_sees():
    mail = read(write())
    assert (mail["Subject"], mail["To"], mail["Message-ID"]) == (
        MAIL.subject,
        TO,
        "<7001.pishkhan@portal.example.ac.ir>",
    )
    assert parseaddr(plain_header(write(), "From")) == ("پیشخوان", SENDER)
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().replace("\r\n", "\n") == MAIL.html


def test_mail_of_text_alone_has_one_part():
    mail = read(write(html=""))
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == MAIL.text


def test_machines_know_that_a_machine_wrote():
    mail = read(write())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == f"<{MAIL.unsubscribe}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Content-Language"] is None


def test_address_to_unsubscribe_stays_on_one_line():
    assert f"\r\nList-Unsubscribe: <{MAIL.unsubscribe}>\r\n".encode() in write()


@pytest.mark.parametrize("url", [
    "", "http://portal.example.ac.ir/mute", "mailto:x@example.org", "https://x.example/\r\nBcc: a@b.example",
    "https://x.example/>,<https://y.example", "https://x.example/سلام", "https://x.example/" + "k" * 1000,
])  # fmt: skip
def test_no_offer_to_unsubscribe_but_at_an_address_that_can_take_it(url):
    mail = read(write(unsubscribe=url))
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)


@pytest.mark.parametrize("text", [LONG, "پیشخوان", "Desk", "x" * 300, "a, b; <c@d.example> \"e\\f\" (g) 'h'", ""])
def test_long_and_odd_subjects_and_names_arrive_whole(text):
    content = write(name=text, subject=text)
    read(content)
    shown = " ".join(text.split(" ")).strip()
    assert plain_header(content, "Subject") == shown
    sent_by = message_from_bytes(content)["From"]
    name, found = parseaddr(sent_by.replace("\r\n", ""))
    assert (str(make_header(decode_header(name))) if name else "", found) == (shown, SENDER)


ATTACKS = [
    "سلام\r\nBcc: other@example.org", "a\nBcc: other@example.org", "a\rBcc: other@example.org", "a\r\n\r\nbody",
    "a\x0bBcc: b", "a\x0cBcc: b", "a\x85Bcc: b", "a\u2028Bcc: b", "a\u2029Bcc: b", "a\x00b", "a\x1b[31mb",
    "=?utf-8?q?a=0D=0ABcc:_other=40example.org?=", "=?utf-8?b?YQ0KQmNjOiBiQGMuZXhhbXBsZQ==?=",
    '"<root@example.org>" <x', "\ud800",
]  # fmt: skip
HEAD = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_becomes_a_header_of_its_own(attack):
    content = write(name=attack, subject=attack)
    mail = read(content)
    assert mail.keys()[: len(HEAD)] == HEAD
    assert {each.lower() for each in mail.keys()[len(HEAD) :]} <= {"mime-version", "content-type"}
    assert parseaddr(message_from_bytes(content)["From"].replace("\r\n", ""))[1] == SENDER
    assert [each.addr_spec for each in mail["To"].addresses] == [TO]
    assert plain_header(content, "Subject") == one_line(attack)


@pytest.mark.parametrize("mark", [chr(each) for each in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))])
def test_marks_that_turn_the_direction_are_gone(mark):
    content = write(name=f"پیش{mark}خوان", subject=f"کد{mark}1234")
    assert plain_header(content, "Subject") == "کد1234"
    assert plain_header(content, "From") == f"پیشخوان <{SENDER}>"


def test_marks_that_persian_needs_stay():
    assert plain_header(write(subject="می‌شود \u200f(الف)"), "Subject") == "می‌شود \u200f(الف)"


@given(st.text(max_size=300), st.text(max_size=120))
def test_whatever_the_subject_and_the_name_the_mail_is_a_good_one(subject, name):
    content = write(name=name, subject=subject)
    assert faults_of(content, [TO]) == []
    assert plain_header(content, "Subject") == one_line(subject)


@given(st.text(max_size=2000))
def test_whatever_the_text_it_arrives(text):
    mail = message_from_bytes(write(text=text, html=""), policy=default)
    assert mail.get_content().split() == text.split()


@pytest.mark.parametrize(("given", "expected"), [
    (" Student+1@Mail.example.org ", "Student+1@Mail.example.org"), ("a@localhost", "a@localhost"),
    ("a@پیشخوان.example", "a@xn--mgba2jsb9a4ib.example"),
])  # fmt: skip
def test_addresses(given, expected):
    if "xn--" in expected:
        expected = f"a@{'پیشخوان'.encode('idna').decode()}.example"
    assert address(given) == expected


@pytest.mark.parametrize("text", [
    "", "a", "@", "a@", "@b.example", "a b@c.example", "a@b@c.example", "a@b.example\r\nRCPT TO:<x@y.example>",
    "a@b..example", "a@-b.example", "<a@b.example>", "a@b.example>", "a,b@c.example", "دانشجو@b.example",
    ".a@b.example", "a..b@c.example", '"a b"@c.example', "a@b_c.example",
    "a" * 65 + "@b.example", "a@" + "b" * 64 + ".example", "a@" + ".".join(["b" * 60] * 5),
    "a@b.example\x00", "a@\u202eb.example",
])  # fmt: skip
def test_what_is_no_address(text):
    with pytest.raises(AddressWrong):
        address(text)
