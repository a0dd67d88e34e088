"""What is SMTP's alone: encryption, the answers at every step, settings that cannot be used."""

from __future__ import annotations

import logging
import smtplib
from email import message_from_bytes
from email.policy import default

import pytest

from pishkhan.notifications.providers.protocol import Channel, Outcome, Outside, Reason
from pishkhan.notifications.providers.smtp import Smtp
from simulators import base
from simulators.smtp import Smtp as Server
from tests.notifications.providers.account import Kind
from tests.notifications.providers.accounts.smtp import HARNESS, TRUST, Trusted, settings

MAIL = HARNESS.kinds["mail"]
NO_ONE = Outside(http=None, mailbox=None)
FAIL_OVER, PERMANENT, RETRY, UNKNOWN = Outcome.FAIL_OVER, Outcome.PERMANENT, Outcome.RETRY, Outcome.UNKNOWN


@pytest.fixture
def account(opened):
    return opened("smtp")


@pytest.fixture
def start(monkeypatch):
    """Starts servers of other kinds; what they say is in `.heard`. Trusted only where asked for."""
    running = []

    def one(kind=Trusted, **given):
        running.append(kind(key="secret-of-mail", **given).__enter__())
        return running[-1]

    yield one
    [each.close() for each in running]


def send(server, **changed):
    return Smtp({**settings(server), **changed}, NO_ONE).send(MAIL.message())


ANSWERS = [
    ("GREETING", "554 5.3.2 not today", FAIL_OVER, Reason.UNREACHABLE, "554 5.3.2"),
    ("GREETING", "421 4.3.2 too many", RETRY, Reason.BUSY, "421 4.3.2"),
    ("STARTTLS", "454 4.7.0 TLS not available", RETRY, Reason.BUSY, "454 4.7.0"),
    ("STARTTLS", "501 5.5.4 no", FAIL_OVER, Reason.UNREACHABLE, "501 5.5.4"),
    ("AUTH", "535 5.7.8 user desk with secret-of-mail is wrong", FAIL_OVER, Reason.KEY_WRONG, "535 5.7.8"),
    ("AUTH", "534 5.7.9 too weak", FAIL_OVER, Reason.KEY_WRONG, "534 5.7.9"),
    ("AUTH", "454 4.7.0 later", RETRY, Reason.BUSY, "454 4.7.0"),
    ("MAIL", "550 5.7.1 desk@portal.example.ac.ir is not yours", FAIL_OVER, Reason.LINE_WRONG, "550 5.7.1"),
    ("MAIL", "553 5.1.8 no such domain", FAIL_OVER, Reason.LINE_WRONG, "553 5.1.8"),
    ("MAIL", "530 5.7.0 log in first", FAIL_OVER, Reason.KEY_WRONG, "530 5.7.0"),
    ("MAIL", "552 5.3.4 too large", PERMANENT, Reason.TEXT_LONG, "552 5.3.4"),
    ("MAIL", "451 4.3.0 later", RETRY, Reason.BUSY, "451 4.3.0"),
    ("RCPT", "550 5.1.1 <student@mail.example.org> unknown", PERMANENT, Reason.ADDRESS_REFUSED, "550 5.1.1"),
    ("RCPT", "550 no such user", PERMANENT, Reason.ADDRESS_REFUSED, "550"),
    ("RCPT", "551 user not local", PERMANENT, Reason.ADDRESS_REFUSED, "551"),
    ("RCPT", "553 5.1.3 bad address", PERMANENT, Reason.ADDRESS_REFUSED, "553 5.1.3"),
    ("RCPT", "554 5.1.2 no such host", PERMANENT, Reason.ADDRESS_REFUSED, "554 5.1.2"),
    ("RCPT", "552 5.2.2 mailbox full", PERMANENT, Reason.ADDRESS_REFUSED, "552 5.2.2"),
    ("RCPT", "552 too large", PERMANENT, Reason.TEXT_LONG, "552"),
    ("RCPT", "554 5.7.1 relay access denied", FAIL_OVER, Reason.ACCESS_MISSING, "554 5.7.1"),
    ("RCPT", "550 5.7.1 unable to relay", FAIL_OVER, Reason.ACCESS_MISSING, "550 5.7.1"),
    ("RCPT", "554 no", FAIL_OVER, Reason.TROUBLE, "554"),
    ("RCPT", "450 4.2.0 greylisted", RETRY, Reason.BUSY, "450 4.2.0"),
    ("DATA", "554 5.5.1 no valid recipients", FAIL_OVER, Reason.TEXT_REFUSED, "554 5.5.1"),
    ("DATA", "451 4.3.0 later", RETRY, Reason.BUSY, "451 4.3.0"),
    ("MESSAGE", "552 5.3.4 too large", PERMANENT, Reason.TEXT_LONG, "552 5.3.4"),
    ("MESSAGE", "550 5.1.1 no such user after all", PERMANENT, Reason.ADDRESS_REFUSED, "550 5.1.1"),
    ("MESSAGE", "554 5.7.1 looks like spam", FAIL_OVER, Reason.TEXT_REFUSED, "554 5.7.1"),
    ("MESSAGE", "451 4.7.1 greylisted after DATA", RETRY, Reason.BUSY, "451 4.7.1"),
    ("MESSAGE", "299 what", UNKNOWN, Reason.NOT_UNDERSTOOD, "299"),
]


@pytest.mark.parametrize(("step", "said", "outcome", "reason", "code"), ANSWERS)
def test_answer_at_a_step(account, step, said, outcome, reason, code):
    account.simulator.say[step] = said
    answer = account.does("send", MAIL.message())
    assert (answer.outcome, answer.reason, answer.vendor_code) == (outcome, reason, code)
    assert account.simulator.taken == []


@pytest.mark.parametrize("kind", ["hang", "drop"])
@pytest.mark.parametrize(("step", "outcome", "reason"), [
    ("GREETING", FAIL_OVER, Reason.UNREACHABLE), ("STARTTLS", FAIL_OVER, Reason.UNREACHABLE),
    ("AUTH", RETRY, Reason.NO_ANSWER), ("MAIL", RETRY, Reason.NO_ANSWER), ("RCPT", RETRY, Reason.NO_ANSWER),
    ("MESSAGE", UNKNOWN, Reason.NO_ANSWER),
])  # fmt: skip
def test_connection_dies_at_a_step(opened, kind, step, outcome, reason):
    account = opened("smtp", hurried=True)
    account.simulator.faults.put(base.Fault(kind, code=step))
    answer = account.does("send", MAIL.message())
    assert (answer.outcome, answer.reason) == (outcome, reason)
    assert account.simulator.taken == []


def test_page_where_a_mail_server_should_be(account):
    account.simulator.faults.put(base.html())
    answer = account.does("send", MAIL.message())
    assert (answer.outcome, answer.reason) == (FAIL_OVER, Reason.UNREACHABLE)


@pytest.mark.parametrize("kind", ["hang", "drop"])
def test_mail_is_handed_over_even_if_the_server_does_not_say_goodbye(opened, kind):
    account = opened("smtp", hurried=True)
    account.simulator.faults.put(base.Fault(kind, code="QUIT"))
    assert account.does("send", MAIL.message()).outcome is Outcome.OK


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_conversation_with_encryption(start, security):
    server = start(security=security)
    answer = send(server)
    assert (answer.outcome, answer.provider_id) == (Outcome.OK, "<7001.pishkhan@portal.example.ac.ir>")
    (mail,) = server.mails
    assert mail[:2] == ("desk@portal.example.ac.ir", ["student@mail.example.org"])
    begin = ["EHLO portal.example.ac.ir", "STARTTLS"] if security == "starttls" else []
    assert list(server.heard) == [
        *begin, "EHLO portal.example.ac.ir", "AUTH PLAIN", f"MAIL FROM:<desk@portal.example.ac.ir> size={len(mail[2])}",
        "RCPT TO:<student@mail.example.org>", "DATA", "QUIT",
    ]  # fmt: skip
    assert list(server.refused) == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_certificate_nobody_vouches_for(start, monkeypatch, security):
    monkeypatch.delenv(TRUST, raising=False)
    server = start(Server, security=security)
    assert (send(server).outcome, send(server).reason) == (FAIL_OVER, Reason.UNREACHABLE)
    assert not [each for each in server.heard if "AUTH" in each or "MAIL" in each]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_certificate_of_another_host(start, security):
    server = start(security=security, names=("mail.example.net",))
    assert send(server).reason is Reason.UNREACHABLE
    assert not [each for each in server.heard if "AUTH" in each or "MAIL" in each]


def test_server_without_encryption_is_not_spoken_to_in_the_clear(start):
    server = start(security="none")
    answer = send(server, security="starttls")
    assert (answer.outcome, answer.reason) == (FAIL_OVER, Reason.UNREACHABLE)
    assert not [each for each in server.heard if "AUTH" in each or "MAIL" in each]


def test_server_that_greets_and_then_has_no_time(start):
    server = start(security="none")
    server.say["EHLO"] = "421 4.3.2 closing"
    answer = send(server)
    assert (answer.outcome, answer.reason, answer.vendor_code) == (RETRY, Reason.BUSY, "421 4.3.2")


def test_in_the_clear_to_this_machine(start):
    server = start(security="none")
    assert send(server).outcome is Outcome.OK


@pytest.mark.parametrize("host", ["192.0.2.7", "mail.example.org", "localhost.example.org", "::2"])
def test_in_the_clear_over_the_network_is_refused_before_a_connection(monkeypatch, host):
    monkeypatch.setattr(smtplib.SMTP, "connect", lambda *given: pytest.fail("connected"))
    given = {"host": host, "security": "none", "sender": "desk@portal.example.ac.ir"}
    answer = Smtp(given, NO_ONE).send(MAIL.message())
    assert (answer.outcome, answer.reason, answer.vendor_code) == (FAIL_OVER, Reason.SETTINGS_WRONG, "security")


def test_in_the_clear_over_the_network_where_a_setting_says_so(monkeypatch):
    asked = []

    def refuse(self, host, port):
        asked.append((host, port))
        raise ConnectionRefusedError

    monkeypatch.setattr(smtplib.SMTP, "connect", refuse)
    given = {"host": "mail.example.org", "security": "none", "plain_allowed": "yes", "sender": "desk@example.org"}
    assert Smtp(given, NO_ONE).send(MAIL.message()).reason is Reason.UNREACHABLE
    assert asked == [("mail.example.org", 587)]


@pytest.mark.parametrize(("changed", "named"), [
    ({"host": "ايميل"}, "host"), ({"host": " "}, "host"), ({"host": "a\r\nb"}, "host"),
    ({"port": "0"}, "port"), ({"port": "65536"}, "port"), ({"port": "۲۵"}, "port"), ({"port": "9" * 5000}, "port"),
    ({"security": "ssl"}, "security"), ({"sender": "desk"}, "sender"), ({"sender": "a@b.example\r\nDATA"}, "sender"),
])  # fmt: skip
def test_settings_that_cannot_be_used(account, changed, named):
    account.settings.update(changed)
    answer, health = account.does("send", MAIL.message()), account.does("check_config")
    assert (answer.outcome, answer.reason, answer.vendor_code) == (FAIL_OVER, Reason.SETTINGS_WRONG, named)
    assert (health.ok, health.reason) == (False, Reason.SETTINGS_WRONG)
    assert list(account.simulator.heard) == []


def test_address_that_is_none_costs_no_connection(account):
    answer = account.does("send", MAIL.message(to="a@b.example>\r\nRCPT TO:<x@y.example"))
    assert (answer.outcome, answer.reason) == (PERMANENT, Reason.ADDRESS_REFUSED)
    assert list(account.simulator.heard) == []


def test_server_that_wants_no_login_is_given_none(start):
    server = start()
    server.say["AUTH"] = "500 5.5.1 not here"
    answer = send(server, user="")
    assert "AUTH PLAIN" not in server.heard
    assert (answer.reason, answer.vendor_code) == (Reason.KEY_WRONG, "530 5.7.0")  # this one does want it


def test_checking_the_account_sends_nothing(account):
    assert account.does("check_config").ok
    assert [each for each in account.simulator.heard if "MAIL" in each] == []
    assert "NOOP" in account.simulator.heard


@pytest.mark.parametrize(("said", "reason"), [("421 4.3.2 no", Reason.BUSY), ("500 5.5.1 no", Reason.NOT_UNDERSTOOD)])
def test_account_that_does_not_answer_well(account, said, reason):
    account.simulator.say["NOOP"] = said
    health = account.does("check_config")
    assert (health.ok, health.reason, health.vendor_code) == (False, reason, said[:9])


def test_body_with_lone_dots_arrives_whole(account):
    text = ".\n..\n.پایان\n" + "x" * 3000 + "\n.\n"
    account.does("send", Kind(channel=Channel.EMAIL, to="a@b.example", text=text).message())
    mail = message_from_bytes(account.simulator.mails[0][2], policy=default)
    assert mail.get_content().replace("\r\n", "\n") == text


def test_secrets_stay_inside(account, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    account.simulator.say["AUTH"] = "535 5.7.8 desk/secret-of-mail/c2VjcmV0LW9mLW1haWw= is wrong"
    provider = account.provider
    said = [repr(provider), repr(provider.send(MAIL.message())), repr(provider.check_config()), caplog.text]
    said += capfd.readouterr()
    assert not [each for each in said if "secret" in each or "c2VjcmV0" in each]


def test_password_that_smtp_cannot_carry_is_called_wrong(account):
    account.settings["password"] = "رمز-محرمانه"
    assert account.does("send", MAIL.message()).reason is Reason.KEY_WRONG


def test_carries_mail_alone_and_gives_no_receipts(account):
    assert not account.provider.carries(Kind().message())
    assert (account.provider.asks_at_most, account.does("ask", ["<1@b>"]), account.does("find", MAIL.message())) == (
        0, [], None,
    )  # fmt: skip
