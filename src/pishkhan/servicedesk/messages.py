"""What the service desk says to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Wish, Words, message

NUMBER, PAGE = "1405-000123", "/requests/1405-000123/"
SOMEBODY: Words = {"fa": "کارشناس نمونه", "en": "Demo Expert"}


@message
@dataclass(frozen=True)
class RequestFiledNotice(Message):
    key: ClassVar[str] = "request_filed"
    icon: ClassVar[str] = "check"
    category: ClassVar[Category] = Category.PROGRESS
    title: ClassVar[str] = _("Your request is filed, number %(number)s.")
    body: ClassVar[str] = _("Follow it and answer the officers on its page.")
    sms: ClassVar[str] = _("Pishkhan: your request is filed, number %(number)s.")
    number: str
    link: str

    @classmethod
    def example(cls) -> RequestFiledNotice:
        return cls(number=NUMBER, link=PAGE)


@message
@dataclass(frozen=True)
class CommentNotice(Message):
    """An officer's words to the student (B14)."""

    key: ClassVar[str] = "comment"
    icon: ClassVar[str] = "msg"
    category: ClassVar[Category] = Category.CONVERSATION
    title: ClassVar[str] = _("New message on request %(number)s")
    body: ClassVar[str] = _("From %(author)s. Read it and answer on the page of the request.")
    sms: ClassVar[str] = _("Pishkhan: %(author)s wrote to you on request %(number)s. Read it and answer there.")
    number: str
    author: Words
    link: str

    @classmethod
    def example(cls) -> CommentNotice:
        return cls(number=NUMBER, author=SOMEBODY, link=PAGE)


@message
@dataclass(frozen=True)
class StudentCommentNotice(Message):
    """The student's words to whoever holds the request (B13)."""

    key: ClassVar[str] = "student_comment"
    icon: ClassVar[str] = "msg"
    category: ClassVar[Category] = Category.OFFICE
    by_email: ClassVar[Wish] = Wish.DAILY
    title: ClassVar[str] = _("New message on request %(number)s")
    body: ClassVar[str] = _("From %(author)s. Read it and answer on the page of the request.")
    number: str
    author: Words
    link: str

    @classmethod
    def example(cls) -> StudentCommentNotice:
        return cls(number=NUMBER, author={"fa": "دانشجوی نمونه", "en": "Demo Student"}, link=PAGE)


@message
@dataclass(frozen=True)
class ReturnedNotice(Message):
    key: ClassVar[str] = "returned"
    icon: ClassVar[str] = "undo"
    category: ClassVar[Category] = Category.YOUR_MOVE
    critical: ClassVar[bool] = True
    title: ClassVar[str] = _("Request %(number)s was returned to you for correction")
    body: ClassVar[str] = _("Correct the named answers by %(reply_by)s; the number stays the same.")
    sms: ClassVar[str] = _(
        "Pishkhan: request %(number)s came back to you. Correct the named answers by %(reply_by)s."
    )
    number: str
    reply_by: date
    link: str

    @classmethod
    def example(cls) -> ReturnedNotice:
        return cls(number=NUMBER, reply_by=date(2026, 12, 1), link=PAGE)


@message
@dataclass(frozen=True)
class CorrectedNotice(Message):
    key: ClassVar[str] = "corrected"
    icon: ClassVar[str] = "pen"
    category: ClassVar[Category] = Category.OFFICE
    by_email: ClassVar[Wish] = Wish.DAILY
    title: ClassVar[str] = _("Request %(number)s was corrected by the student")
    body: ClassVar[str] = _("It is back on your desk.")
    number: str
    link: str

    @classmethod
    def example(cls) -> CorrectedNotice:
        return cls(number=NUMBER, link=PAGE)


@message
@dataclass(frozen=True)
class ClosedNotice(Message):
    key: ClassVar[str] = "closed"
    icon: ClassVar[str] = "flag"
    category: ClassVar[Category] = Category.PROGRESS
    title: ClassVar[str] = _("Request %(number)s is completed")
    body: ClassVar[str] = _("Its results are on its page.")
    sms: ClassVar[str] = _("Pishkhan: request %(number)s is completed.")
    number: str
    link: str

    @classmethod
    def example(cls) -> ClosedNotice:
        return cls(number=NUMBER, link=PAGE)


@message
@dataclass(frozen=True)
class WithdrawnNotice(Message):
    """To whoever held a request that its student took back."""

    key: ClassVar[str] = "withdrawn"
    icon: ClassVar[str] = "minus"
    category: ClassVar[Category] = Category.OFFICE
    by_email: ClassVar[Wish] = Wish.DAILY
    title: ClassVar[str] = _("Request %(number)s was withdrawn by the student")
    body: ClassVar[str] = _("It is no longer on your desk. The reason stands in its conversation.")
    number: str
    link: str

    @classmethod
    def example(cls) -> WithdrawnNotice:
        return cls(number=NUMBER, link=PAGE)


@message
@dataclass(frozen=True)
class ReopenedNotice(Message):
    """To whoever holds a closed request that its student took up again."""

    key: ClassVar[str] = "reopened"
    icon: ClassVar[str] = "undo"
    category: ClassVar[Category] = Category.OFFICE
    by_email: ClassVar[Wish] = Wish.DAILY
    title: ClassVar[str] = _("Request %(number)s was taken up again by the student")
    body: ClassVar[str] = _("It is back on your desk. The reason stands in its conversation.")
    number: str
    link: str

    @classmethod
    def example(cls) -> ReopenedNotice:
        return cls(number=NUMBER, link=PAGE)
