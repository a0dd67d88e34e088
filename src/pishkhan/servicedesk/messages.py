"""What the service desk says to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Message, message


@message
@dataclass(frozen=True)
class RequestFiledNotice(Message):
    key: ClassVar[str] = "request_filed"
    icon: ClassVar[str] = "check"
    title: ClassVar[str] = _("Your request is filed, number %(number)s.")
    body: ClassVar[str] = _("Follow it and answer the officers on its page.")
    number: str
    link: str


@message
@dataclass(frozen=True)
class CommentNotice(Message):
    key: ClassVar[str] = "comment"
    icon: ClassVar[str] = "msg"
    title: ClassVar[str] = _("New message on request %(number)s")
    body: ClassVar[str] = _("From %(author)s. Read it and answer on the page of the request.")
    number: str
    author: str
    link: str


@message
@dataclass(frozen=True)
class ReturnedNotice(Message):
    key: ClassVar[str] = "returned"
    icon: ClassVar[str] = "undo"
    title: ClassVar[str] = _("Request %(number)s was returned to you for correction")
    body: ClassVar[str] = _("Correct the named answers by %(reply_by)s; the number stays the same.")
    number: str
    reply_by: str
    link: str


@message
@dataclass(frozen=True)
class CorrectedNotice(Message):
    key: ClassVar[str] = "corrected"
    icon: ClassVar[str] = "pen"
    title: ClassVar[str] = _("Request %(number)s was corrected by the student")
    body: ClassVar[str] = _("It is back on your desk.")
    number: str
    link: str


@message
@dataclass(frozen=True)
class ClosedNotice(Message):
    key: ClassVar[str] = "closed"
    icon: ClassVar[str] = "flag"
    title: ClassVar[str] = _("Request %(number)s is completed")
    body: ClassVar[str] = _("Its results are on its page.")
    number: str
    link: str
