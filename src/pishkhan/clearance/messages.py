"""What clearance says to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Message, message


@message
@dataclass(frozen=True)
class VisitNotice(Message):
    key: ClassVar[str] = "visit"
    icon: ClassVar[str] = "walk"
    title: ClassVar[str] = _("A visit in person is needed for request %(number)s")
    body: ClassVar[str] = _("%(office)s: %(reason)s")
    number: str
    office: str
    reason: str
    link: str


@message
@dataclass(frozen=True)
class DebtNotice(Message):
    key: ClassVar[str] = "debt"
    icon: ClassVar[str] = "coin"
    title: ClassVar[str] = _("A debt was recorded on request %(number)s")
    body: ClassVar[str] = _("%(office)s: %(reason)s. See the amount on the page of the request.")
    number: str
    office: str
    reason: str
    link: str


@message
@dataclass(frozen=True)
class DebtReducedNotice(Message):
    key: ClassVar[str] = "debt_reduced"
    icon: ClassVar[str] = "coin"
    title: ClassVar[str] = _("%(what)s: request %(number)s")
    body: ClassVar[str] = _("%(office)s: %(reason)s. %(left)s")
    spoken: ClassVar[frozenset[str]] = frozenset({"what", "left"})
    number: str
    office: str
    reason: str
    what: str
    left: str
    link: str


REDUCED = {
    "evidence": _("A debt was settled"), "waived": _("A debt was waived"), "cancelled": _("A debt was cancelled"),
}  # fmt: skip
"""What became of a debt, by the kind of its entry."""
NOTHING_LEFT = _("Nothing is owed to this office any more.")
SOMETHING_LEFT = _("Another debt to this office is still open. See the amount on the page of the request.")


@message
@dataclass(frozen=True)
class CertificateNotice(Message):
    key: ClassVar[str] = "certificate"
    icon: ClassVar[str] = "file"
    title: ClassVar[str] = _("Your certificate %(certificate)s is ready")
    body: ClassVar[str] = _("Download it from the page of request %(number)s.")
    number: str
    certificate: str
    link: str


@message
@dataclass(frozen=True)
class RevokedNotice(Message):
    key: ClassVar[str] = "revoked"
    icon: ClassVar[str] = "alert"
    title: ClassVar[str] = _("Your certificate %(certificate)s was revoked")
    body: ClassVar[str] = _("Reason: %(reason)s. Do not use it; call support if you do not agree.")
    number: str
    certificate: str
    reason: str
    link: str
