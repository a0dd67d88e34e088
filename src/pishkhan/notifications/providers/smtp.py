"""E-mail over the institution's own mail server, or a submission service."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import ClassVar

from pishkhan.notifications.providers.mime import AddressWrong, address, message_id, written
from pishkhan.notifications.providers.protocol import (
    Answer,
    Channel,
    Health,
    Outcome,
    Outgoing,
    Provider,
    Reason,
    Setting,
)
from pishkhan.notifications.providers.smtp_codes import (
    Refused,
    mail_refused,
    recipient_refused,
    refusal,
    sender_refused,
)

SECONDS = 15.0
"""For each answer. Longer than over HTTP: mail servers greet late on purpose and scan before they take a mail."""


class Smtp(Provider):
    """One connection for each mail. Gives no receipts: what comes back comes to the sender's mailbox."""

    key: ClassVar[str] = "smtp"
    title: ClassVar[str] = "SMTP"
    channels: ClassVar[frozenset[Channel]] = frozenset({Channel.EMAIL})
    has_templates: ClassVar[bool] = False
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting(name="host", label="Mail server", aims=True),
        Setting(name="port", label="Port", default="587", aims=True),
        Setting(
            name="security", label="Encryption", default="starttls", aims=True,
            choices=(("starttls", "STARTTLS"), ("tls", "TLS"), ("none", "None")),
        ),
        Setting(
            name="plain_allowed", label="Sending in the clear over the network", default="no", aims=True,
            choices=(("no", "Refuse"), ("yes", "Allow")),
            hint="Only where encryption is “None” and the server is another machine.",
        ),
        Setting(name="user", label="User name", required=False),
        Setting(name="password", label="Password", secret=True, required=False),
        Setting(name="sender", label="Address of the sender"),
        Setting(name="sender_name", label="Name of the sender", required=False),
    )  # fmt: skip

    def send(self, message: Outgoing) -> Answer:
        try:
            to = address(message.to)
        except AddressWrong:
            return Answer(outcome=Outcome.PERMANENT, reason=Reason.ADDRESS_REFUSED)
        try:
            sender = self._sender()
            mail = written(message, sender=sender, sender_name=self.given["sender_name"], to=to)
            with self._session(sender) as server:
                return _handed_over(server, sender, to, mail, message.reference)
        except Refused as refused:
            return refused.answer

    def check_config(self) -> Health:
        try:
            with self._session(self._sender()) as server, _before_data():
                code, said = server.noop()
                if code != 250:
                    raise refusal(code, said, Outcome.FAIL_OVER, Reason.NOT_UNDERSTOOD)
        except Refused as refused:
            return Health(ok=False, reason=refused.answer.reason, vendor_code=refused.answer.vendor_code)
        return Health(ok=True)

    def _sender(self) -> str:
        try:
            return address(self.given["sender"])
        except AddressWrong:
            raise Refused(Outcome.FAIL_OVER, Reason.SETTINGS_WRONG, "sender") from None

    @contextmanager
    def _session(self, sender: str) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted and logged in as configured. Raises Refused."""
        host, port, security = self._server()
        server = _connected(host, port, security, sender.rpartition("@")[2])
        try:
            with _before_data():
                server.ehlo_or_helo_if_needed()
                if self.given["user"]:
                    _log_in(server, self.given["user"], self.given["password"])
            yield server
            with suppress(OSError):  # what the server took it has, whether or not it says goodbye
                server.quit()
        finally:
            server.close()

    def _server(self) -> tuple[str, int, str]:
        host, port, security = (self.given[name].strip() for name in ("host", "port", "security"))
        if not (host and host.isascii() and host.isprintable()):
            raise Refused(Outcome.FAIL_OVER, Reason.SETTINGS_WRONG, "host")
        if not (port.isascii() and port.isdecimal() and len(port) <= 5 and 0 < int(port) < 65536):
            raise Refused(Outcome.FAIL_OVER, Reason.SETTINGS_WRONG, "port")
        if security not in ("starttls", "tls", "none"):
            raise Refused(Outcome.FAIL_OVER, Reason.SETTINGS_WRONG, "security")
        if security == "none" and not _here(host) and self.given["plain_allowed"] != "yes":
            raise Refused(Outcome.FAIL_OVER, Reason.SETTINGS_WRONG, "security")
        return host, int(port), security


def _here(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host.lower() == "localhost"


def _connected(host: str, port: int, security: str, greeting: str) -> smtplib.SMTP:
    """A greeted and encrypted connection. Raises Refused, UNREACHABLE for all that keeps us from one."""
    server = None
    try:
        if security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, local_hostname=greeting, timeout=SECONDS, context=context)
        server = smtplib.SMTP(host, port, local_hostname=greeting, timeout=SECONDS)
        if security == "starttls":
            code, said = server.starttls(context=ssl.create_default_context())
            if code != 220:
                raise smtplib.SMTPResponseException(code, said)
        return server
    except smtplib.SMTPResponseException as no:
        refused = refusal(no.smtp_code, no.smtp_error, Outcome.FAIL_OVER, Reason.UNREACHABLE)
    except (OSError, ValueError):  # of smtplib, of TLS, of the name look-up
        refused = Refused(Outcome.FAIL_OVER, Reason.UNREACHABLE)
    if server is not None:
        server.close()
    raise refused


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Raises Refused. What smtplib raises may hold the password: nothing of it is passed on."""
    try:
        server.login(user, password)
        return
    except smtplib.SMTPAuthenticationError as no:
        refused = refusal(no.smtp_code, no.smtp_error, Outcome.FAIL_OVER, Reason.KEY_WRONG)
    except UnicodeError:  # smtplib logs in with ASCII alone
        refused = Refused(Outcome.FAIL_OVER, Reason.KEY_WRONG)
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException):
        raise
    except smtplib.SMTPException:
        refused = Refused(Outcome.FAIL_OVER, Reason.ACCESS_MISSING)  # no way to log in that both know
    raise refused


@contextmanager
def _before_data() -> Iterator[None]:
    """Nothing is handed over yet: a broken connection is a matter of trying again. Raises Refused."""
    try:
        yield
    except smtplib.SMTPResponseException as no:
        raise refusal(no.smtp_code, no.smtp_error, Outcome.FAIL_OVER, Reason.NOT_UNDERSTOOD) from None
    except (OSError, ValueError):
        raise Refused(Outcome.RETRY, Reason.NO_ANSWER) from None


def _handed_over(server: smtplib.SMTP, sender: str, to: str, mail: bytes, reference: int) -> Answer:
    """Raises Refused."""
    with _before_data():
        sized = [f"size={len(mail)}"] if server.has_extn("size") else []
        code, said = server.mail(sender, sized)
        if code != 250:
            raise sender_refused(code, said)
        code, said = server.rcpt(to)
        if code not in (250, 251, 252):
            raise recipient_refused(code, said)
    try:
        code, said = server.data(mail)
    except smtplib.SMTPDataError as no:  # before the first byte of the mail
        raise mail_refused(no.smtp_code, no.smtp_error) from None
    except smtplib.SMTPResponseException:
        raise Refused(Outcome.UNKNOWN, Reason.NOT_UNDERSTOOD) from None
    except (OSError, ValueError):
        raise Refused(Outcome.UNKNOWN, Reason.NO_ANSWER) from None
    if code == 250:
        return Answer(outcome=Outcome.OK, provider_id=message_id(reference, sender))
    raise mail_refused(code, said)
