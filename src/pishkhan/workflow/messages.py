"""What the people of an office are told: of deadlines, where several tasks at once make one message, and of a task that
somebody else has now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from pishkhan.notifications.api import Category, Message, Words, message

NUMBER = "1405-000123"
TASK, INBOX, LATE = "/desk/task/00000000-0000-0000-0000-000000000000/", "/desk/", "/desk/overdue/"
STATION: Words = {"fa": "ایستگاه نمونه", "en": "Sample station"}
LEAD: Words = {"fa": "مسئول نمونه", "en": "Demo Lead"}
OFFICE: Words = {"fa": "اداره نمونه", "en": "Sample office"}


@message
@dataclass(frozen=True)
class DeadlineNear(Message):
    key: ClassVar[str] = "deadline_near"
    icon: ClassVar[str] = "hour"
    category: ClassVar[Category] = Category.OFFICE
    title: ClassVar[str] = _("The deadline of request %(number)s is near: %(station)s")
    body: ClassVar[str] = _("It should be done by %(due)s. Open it, or say what you wait for: then its clock stops.")
    number: str
    station: Words
    due: date
    link: str

    @classmethod
    def example(cls) -> DeadlineNear:
        return cls(number=NUMBER, station=STATION, due=date(2026, 12, 1), link=TASK)


@message
@dataclass(frozen=True)
class DeadlinesNear(Message):
    key: ClassVar[str] = "deadlines_near"
    icon: ClassVar[str] = "hour"
    category: ClassVar[Category] = Category.OFFICE
    title: ClassVar[str] = _("The deadlines of %(count)s tasks of %(office)s are near")
    body: ClassVar[str] = _("The first should be done by %(due)s. They are at the top of your inbox.")
    count: int
    office: Words
    due: date
    link: str

    @classmethod
    def example(cls) -> DeadlinesNear:
        return cls(count=3, office=OFFICE, due=date(2026, 12, 1), link=INBOX)


@message
@dataclass(frozen=True)
class DeadlineOver(Message):
    key: ClassVar[str] = "deadline_over"
    icon: ClassVar[str] = "alert"
    category: ClassVar[Category] = Category.OFFICE
    title: ClassVar[str] = _("Request %(number)s is overdue at %(office)s")
    body: ClassVar[str] = _("%(station)s should have been done by %(due)s. See who holds it.")
    number: str
    station: Words
    office: Words
    due: date
    link: str

    @classmethod
    def example(cls) -> DeadlineOver:
        return cls(number=NUMBER, station=STATION, office=OFFICE, due=date(2026, 11, 24), link=LATE)


@message
@dataclass(frozen=True)
class DeadlinesOver(Message):
    key: ClassVar[str] = "deadlines_over"
    icon: ClassVar[str] = "alert"
    category: ClassVar[Category] = Category.OFFICE
    title: ClassVar[str] = _("%(count)s tasks are overdue at %(office)s")
    body: ClassVar[str] = _("The oldest should have been done by %(due)s. See the list, and who holds them.")
    count: int
    office: Words
    due: date
    link: str

    @classmethod
    def example(cls) -> DeadlinesOver:
        return cls(count=3, office=OFFICE, due=date(2026, 11, 24), link=LATE)


@message
@dataclass(frozen=True)
class TaskMoved(Message):
    """To who had the task: the lead gave it to somebody else, or to nobody."""

    key: ClassVar[str] = "task_moved"
    icon: ClassVar[str] = "users"
    category: ClassVar[Category] = Category.OFFICE
    title: ClassVar[str] = _("Request %(number)s is not with you any more: %(station)s")
    body: ClassVar[str] = _("%(who)s handed it out anew. If you had begun with it, speak with them.")
    number: str
    station: Words
    who: Words
    link: str

    @classmethod
    def example(cls) -> TaskMoved:
        return cls(number=NUMBER, station=STATION, who=LEAD, link=INBOX)
