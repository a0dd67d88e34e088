"""W1 to W4 and their floors, ready to be repeated. Import after `floor.boot`."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from benchmarks import desk_rows, rows
from benchmarks.rows import copy_id
from benchmarks.visitors import Visitor, Wrong
from pishkhan.identity.domain.sessions import SessionStore
from pishkhan.identity.models import Enrolment, Identifier, LoginSession, Person
from tests.factories import packs, walks

FILER, SERVICE = "981020304", "clearance"
FILERS = 3000
"""Students who have not filed yet; each files once."""
FILER_ID, FILER_ENROLMENT = 21, 22
VISITORS = 8
MESSAGE = "بررسی شد و چیزی باز نمانده است."
BACKEND = "pishkhan.identity.backend.IdentifierBackend"


@dataclass
class Operations:
    """Rows of one run, and whose turn it is."""

    size: int
    nursing: packs.University
    office: desk_rows.Office
    filers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    tasks: "itertools.count[int]" = field(default_factory=lambda: itertools.count(5, 5))
    students: "itertools.count[int]" = field(default_factory=lambda: itertools.count(40))
    floor_tasks: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    lock: threading.Lock = field(default_factory=threading.Lock)
    now: list[Visitor] = field(default_factory=list)

    @classmethod
    def prepared(cls, size: int) -> "Operations":
        """An office with `size` requests in one university, students who have not filed in another."""
        nursing = packs.load("iums-nursing")
        office = desk_rows.Office.opened()
        office.grow(size)
        student = nursing.person(FILER)
        numbers = f"generate_series(1, {FILERS})"
        rows.copy(Person, f"o.id = '{student.id}'", numbers, id=f"copy_id({FILER_ID}, n)", username="'filer-' || n")
        rows.copy(
            Identifier, f"o.person_id = '{student.id}'", numbers, person_id=f"copy_id({FILER_ID}, n)",
            index="md5(o.kind || n) || md5(n::text)",
        )  # fmt: skip
        rows.copy(
            Enrolment, f"o.person_id = '{student.id}'", numbers, id=f"copy_id({FILER_ENROLMENT}, n)",
            person_id=f"copy_id({FILER_ID}, n)", student_number="'98' || lpad(n::text, 7, '0')",
        )  # fmt: skip
        now = timezone.now()
        LoginSession.objects.bulk_create(
            LoginSession(
                session_key=_filer_session(number), person_id=copy_id(FILER_ID, number), started_at=now, seen_at=now,
                ends_at=now + timedelta(days=1), expire_date=now + timedelta(days=1),
                session_data=SessionStore().encode(_signed_in(student) | {SESSION_KEY: str(copy_id(FILER_ID, number))}),
            )
            for number in range(1, FILERS + 1)
        )  # fmt: skip
        rows.execute("RESET session_replication_role")
        rows.execute("VACUUM ANALYZE")
        return cls(size, nursing, office)

    def visitors(self, name: str, side: str, port: int) -> list[Callable[[], None]]:
        """One operation for each visitor, to be repeated by it."""
        make = {
            "W1": self._file, "W2": self._step, "W3": self._mine, "W4": self._inbox,
        } if side == "ours" else {
            "W1": self._floor_submit, "W2": self._floor_step, "W3": self._floor_mine, "W4": self._floor_inbox,
            "F1": self._floor_constant,
        }  # fmt: skip
        university = self.nursing if name == "W1" else self.office.university
        host = str(university.loaded.pack.about["institution"]["hosts"][0])
        self.now = [Visitor(port, host) for _ in range(VISITORS)]
        return [make[name](visitor) for visitor in self.now]

    def statements(self) -> int:
        """Asked so far for the newest visitors."""
        return sum(visitor.statements for visitor in self.now)

    def _next(self, numbers: "itertools.count[int]") -> int:
        with self.lock:
            return next(numbers)

    def _look(self, page: str, wanted: str) -> None:
        if wanted not in page:
            raise Wrong(f"«{wanted}» is not on the page")

    def _enter(self, visitor: Visitor, person: Person) -> None:
        """W1 to W4 begin after logging in."""
        session = SessionStore()
        session.update(_signed_in(person))
        session.create()
        visitor.cookies = {"sessionid": str(session.session_key)}

    def _file(self, visitor: Visitor) -> Callable[[], None]:
        def file() -> None:
            number = self._next(self.filers)
            visitor.cookies = {"sessionid": _filer_session(number)}
            visitor.get(f"/services/{SERVICE}/form/?enrolment={copy_id(FILER_ENROLMENT, number)}")
            visitor.post(f"/services/{SERVICE}/form/", walks.FILED["iums-nursing"])
            self._look(visitor.post(f"/services/{SERVICE}/check/", {}), "/requests/1405-")

        return file

    def _step(self, visitor: Visitor) -> Callable[[], None]:
        self._enter(visitor, self.office.university.person(desk_rows.STATION))

        def step() -> None:
            task = copy_id(desk_rows.TASK, self._task())
            visitor.get(f"/desk/task/{task}/")
            page = visitor.post(f"/desk/task/{task}/send/", {"status": "clear", "to_student": MESSAGE})
            self._look(page, MESSAGE)

        return step

    def _task(self) -> int:
        """The next open task at the desk that waits for nothing and is in nobody's hands."""
        with self.lock:
            number = next(n for n in self.tasks if n % 20 and n % 50 and n % 150)
        if number > self.size:
            raise RuntimeError("no more open tasks; use a larger --size")
        return number

    def _mine(self, visitor: Visitor) -> Callable[[], None]:
        student = self._next(self.students)
        self._enter(visitor, Person.objects.get(id=copy_id(desk_rows.PERSON, student)))

        def mine() -> None:
            self._look(visitor.get("/requests/"), f"{student * desk_rows.EACH:07d}")

        return mine

    def _inbox(self, visitor: Visitor) -> Callable[[], None]:
        self._enter(visitor, self.office.university.person(desk_rows.STATION))

        def inbox() -> None:
            page = visitor.get("/desk/")
            if page.count("/desk/task/") < 25:
                raise Wrong("fewer than 25 rows")

        return inbox

    def _floor_constant(self, visitor: Visitor) -> Callable[[], None]:
        return lambda: self._look(visitor.get("/healthz"), "ok")

    def _floor_submit(self, visitor: Visitor) -> Callable[[], None]:
        return lambda: self._look(visitor.post_bare(f"/submit/{self.office.request.id}"), "floor-")

    def _floor_step(self, visitor: Visitor) -> Callable[[], None]:
        clerk = self.office.clerk.person_id

        def step() -> None:
            number = self._next(self.floor_tasks) * desk_rows.OPEN_EACH % self.size + 1  # never one that W2 will want
            self._look(visitor.post_bare(f"/step/{copy_id(desk_rows.TASK, number)}/{clerk}"), "ok")

        return step

    def _floor_mine(self, visitor: Visitor) -> Callable[[], None]:
        return lambda: self._look(visitor.get(f"/mine/{copy_id(desk_rows.PERSON, 40)}"), "1404-")

    def _floor_inbox(self, visitor: Visitor) -> Callable[[], None]:
        (office,) = self.office.clerk.units()
        return lambda: self._look(visitor.get(f"/inbox/{office}"), desk_rows.STATION)


def _signed_in(person: Person) -> dict[str, str]:
    """What a session holds after logging in."""
    return {
        SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: person.get_session_auth_hash()
    }  # fmt: skip


def _filer_session(number: int) -> str:
    return f"filer{number:027d}"
