"""What the service desk says to people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Urgency, Wish, Words, message

NUMBER, PAGE = "1405-000123", "/requests/1405-000123/"
RATE: Words = {"fa": "نظر شما: https://uni.example/rate/nemune/", "en": "How was it? https://uni.example/rate/sample/"}
SOMEBODY: Words = {"fa": "کارشناس نمونه", "en": "Demo Expert"}


@message
@dataclass(frozen=True)
class RequestFiledNotice(Message):
    key: ClassVar[str] = "request_filed"
    icon: ClassVar[str] = "check"
    category: ClassVar[Category] = Category.PROGRESS
    title: ClassVar[str] = _("Your request is filed, number %(number)s.")
    body: ClassVar[str] = _("Follow it and answer the officers on its page.")
    sms: ClassVar[str] = _("Pishkhan: your request is filed, number %(number)s. Follow: %(follow)s")
    outside: ClassVar[frozenset[str]] = frozenset({"follow"})
    verbatim: ClassVar[frozenset[str]] = frozenset({"follow"})
    number: str
    follow: str
    link: str

    @classmethod
    def example(cls) -> RequestFiledNotice:
        return cls(number=NUMBER, follow="https://uni.example/p/19yn4vb0000000000000000", link=PAGE)


@message
@dataclass(frozen=True)
class CommentNotice(Message):
    """An officer's words to the student (B14)."""

    key: ClassVar[str] = "comment"
    icon: ClassVar[str] = "msg"
    category: ClassVar[Category] = Category.CONVERSATION
    title: ClassVar[str] = _("New message on request %(number)s")
    body: ClassVar[str] = _("From %(author)s. Read it and answer on the page of the request.")
    sms: ClassVar[str] = _("Pishkhan: new message from %(author)s on request %(number)s: %(address)s")
    outside: ClassVar[frozenset[str]] = frozenset({"address"})
    verbatim: ClassVar[frozenset[str]] = frozenset({"address"})
    number: str
    author: Words
    link: str
    address: str = ""

    @classmethod
    def example(cls) -> CommentNotice:
        return cls(number=NUMBER, author=SOMEBODY, link=PAGE, address="https://uni.example" + PAGE)


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
    outside: ClassVar[frozenset[str]] = frozenset({"rate"})
    verbatim: ClassVar[frozenset[str]] = frozenset({"rate"})
    body: ClassVar[str] = _("Its results are on its page. %(rate)s")
    sms: ClassVar[str] = _("Pishkhan: request %(number)s is completed. %(rate)s")
    number: str
    link: str
    rate: Words = field(default_factory=dict)

    @classmethod
    def example(cls) -> ClosedNotice:
        return cls(number=NUMBER, link=PAGE, rate=RATE)


@message
@dataclass(frozen=True)
class ClosedWithLetterNotice(Message):
    """The request is completed, and its closing letter stands on its page."""

    key: ClassVar[str] = "closed_letter"
    icon: ClassVar[str] = "flag"
    category: ClassVar[Category] = Category.PROGRESS
    title: ClassVar[str] = _("Request %(number)s is completed")
    outside: ClassVar[frozenset[str]] = frozenset({"rate"})
    verbatim: ClassVar[frozenset[str]] = frozenset({"rate"})
    body: ClassVar[str] = _("Its letter, “%(letter)s”, is signed and stands on its page. %(rate)s")
    sms: ClassVar[str] = _("Pishkhan: request %(number)s is completed. Its letter is on its page. %(rate)s")
    number: str
    letter: Words
    link: str
    rate: Words = field(default_factory=dict)

    @classmethod
    def example(cls) -> ClosedWithLetterNotice:
        return cls(number=NUMBER, letter={"fa": "گواهی نمونه", "en": "Demo letter"}, link=PAGE, rate=RATE)


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


@message
@dataclass(frozen=True)
class EnquiryAnswered(Message):
    """The answer to who wrote to the support without logging in (E4). By e-mail only."""

    key: ClassVar[str] = "enquiry_answered"
    icon: ClassVar[str] = "msg"
    category: ClassVar[Category] = Category.CONVERSATION
    urgency: ClassVar[Urgency] = Urgency.NOW
    bell: ClassVar[bool] = False
    verbatim: ClassVar[frozenset[str]] = frozenset({"answer", "asked"})
    title: ClassVar[str] = _("Answer to your question")
    body: ClassVar[str] = _("Hello %(name)s. %(answer)s (You had asked: %(asked)s)")
    name: str
    answer: str
    asked: str
    link: str

    @classmethod
    def example(cls) -> EnquiryAnswered:
        return cls(
            name="نمونه", answer="از صفحهٔ ورود رمز تازه بسازید.", asked="رمز خود را فراموش کرده‌ام.", link="/contact/"
        )


@message
@dataclass(frozen=True)
class InvitationNotice(Message):
    """To somebody asked to take part in another's request."""

    key: ClassVar[str] = "invitation"
    icon: ClassVar[str] = "users"
    category: ClassVar[Category] = Category.CONVERSATION
    title: ClassVar[str] = _("%(author)s asks you to take part in request %(number)s")
    body: ClassVar[str] = _(
        "Accept or decline among your requests. Until then you see nothing of it; from then on its stations, its plain "
        "answers and what is written in its conversation."
    )
    number: str
    author: Words
    link: str

    @classmethod
    def example(cls) -> InvitationNotice:
        return cls(number=NUMBER, author={"fa": "دانشجوی نمونه", "en": "Demo Student"}, link="/requests/")


@message
@dataclass(frozen=True)
class JoinedNotice(Message):
    """To the applicant: somebody they asked agreed."""

    key: ClassVar[str] = "joined"
    icon: ClassVar[str] = "users"
    category: ClassVar[Category] = Category.CONVERSATION
    title: ClassVar[str] = _("%(author)s takes part in request %(number)s")
    body: ClassVar[str] = _(
        "They read its plain answers and what is written in its conversation from now on, and may write in it. You can "
        "remove them on its page."
    )
    number: str
    author: Words
    link: str

    @classmethod
    def example(cls) -> JoinedNotice:
        return cls(number=NUMBER, author={"fa": "دانشجوی نمونه", "en": "Demo Student"}, link=PAGE)


@message
@dataclass(frozen=True)
class ClosedForYou(Message):
    """To those who took part in a request that is completed."""

    key: ClassVar[str] = "closed_part"
    icon: ClassVar[str] = "flag"
    category: ClassVar[Category] = Category.CONVERSATION
    title: ClassVar[str] = _("Request %(number)s, in which you take part, is completed")
    body: ClassVar[str] = _("Its conversation is on its page.")
    number: str
    link: str

    @classmethod
    def example(cls) -> ClosedForYou:
        return cls(number=NUMBER, link=PAGE)


@message
@dataclass(frozen=True)
class FileRemovedNotice(Message):
    """To whoever sent a file that held a virus."""

    key: ClassVar[str] = "file_removed"
    icon: ClassVar[str] = "alert"
    category: ClassVar[Category] = Category.CONVERSATION
    verbatim: ClassVar[frozenset[str]] = frozenset({"name"})
    title: ClassVar[str] = _("The file %(name)s held a virus and was removed")
    body: ClassVar[str] = _("Clean your device, then send another file where it was asked for.")
    name: str
    link: str

    @classmethod
    def example(cls) -> FileRemovedNotice:
        return cls(name="card.jpg", link="/requests/")
