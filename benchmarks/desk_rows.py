"""One office with very many requests: 10 to a student, one in five open at the office. Import after `floor.boot`."""

from dataclasses import dataclass

from benchmarks import rows
from benchmarks.rows import copy_id
from pishkhan.identity import api as identity
from pishkhan.identity.domain.queries.lookup import index_of
from pishkhan.identity.enums import IdentifierKind
from pishkhan.identity.models import Enrolment, Identifier, Person
from pishkhan.intake import api as intake
from pishkhan.plumbing.actor import Actor
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import packs, walks

STUDENT, STATION, PASSED = "97204001", "counselling", ("library-mirza", "library-mollasadra")
PERSON, ENROLMENT, SUBMISSION, REQUEST, CASE, COMMENT, TASK = range(1, 8)
EACH = 10
"""Requests of one student."""
SOUGHT_PERSON, SOUGHT_REQUEST, SOUGHT_NATIONAL_ID = 7, 75, "0499370899"
FIRST, LAST = 97, 997
"""So many first and last names; a pair of them belongs to one student in 96,709."""
AGO = "now() - n * interval '20 seconds'"
OPEN_EACH = 5
OPEN = f"n % {OPEN_EACH} = 0"
HOLDERS = 40


@dataclass
class Office:
    """A clerk, and the rows at the clerk's desk."""

    university: packs.University
    request: servicedesk.Request
    clerk: Actor
    last: int = 0

    @classmethod
    def opened(cls) -> "Office":
        """Load the pack and file the request that is copied."""
        university = packs.load("shiraz-elearning")
        request = walks.file(university, STUDENT)
        walks.walk(university, request, until=STATION)
        rows.prepare()
        return cls(university, request, identity.actor_of(university.person(STATION), institution_id=university.id))

    def grow(self, size: int) -> None:
        """Have `size` requests."""
        # Copies point where their originals point: there is nothing to check a million times.
        rows.execute("SET session_replication_role = replica")
        requests = f"generate_series({self.last + 1}, {size})"
        self._people(f"generate_series({self.last // EACH + 1}, {size // EACH})")
        self._requests(requests)
        self._tasks(requests)
        self.last = size
        rows.execute("VACUUM ANALYZE")

    def _people(self, numbers: str) -> None:
        person = self.university.person(STUDENT)
        words = f"ARRAY['نام' || n % {FIRST}, 'خانوادگی' || n % {LAST}]"
        rows.copy(
            Person, f"o.id = '{person.id}'", numbers, id=f"copy_id({PERSON}, n)", username="'copy-' || n",
            subject="gen_random_uuid()",
            name_words=words, sort_key=f"lpad((n % {LAST})::text, 5, '0') || n",
            full_name=f"array_to_string({words}, ' ')",
        )  # fmt: skip
        sought = index_of(IdentifierKind.NATIONAL_ID, SOUGHT_NATIONAL_ID)
        rows.copy(
            Identifier, f"o.person_id = '{person.id}' AND o.kind = 'national_id'", numbers,
            person_id=f"copy_id({PERSON}, n)",
            index=f"CASE n WHEN {SOUGHT_PERSON} THEN '{sought}' ELSE md5(n::text) || md5((-n)::text) END",
        )  # fmt: skip
        rows.copy(
            Enrolment, f"o.person_id = '{person.id}'", numbers, id=f"copy_id({ENROLMENT}, n)",
            person_id=f"copy_id({PERSON}, n)", student_number="'9' || lpad(n::text, 8, '0')",
        )  # fmt: skip

    def _requests(self, numbers: str) -> None:
        student = f"(n - 1) / {EACH} + 1"
        rows.copy(
            intake.Submission, f"o.id = '{self.request.submission_id}'", numbers, id=f"copy_id({SUBMISSION}, n)",
            person_id=f"copy_id({PERSON}, {student})", created_at=AGO,
        )  # fmt: skip
        rows.copy(
            servicedesk.Request, f"o.id = '{self.request.id}'", numbers, id=f"copy_id({REQUEST}, n)",
            case_id=f"copy_id({CASE}, n)", submission_id=f"copy_id({SUBMISSION}, n)", created_at=AGO,
            applicant_id=f"copy_id({PERSON}, {student})", enrolment_id=f"copy_id({ENROLMENT}, {student})",
            number="'1404-' || lpad(n::text, 7, '0')", open_slot="NULL",
            closed_at=f"CASE WHEN {OPEN} THEN NULL ELSE {AGO} END",
            customer_status=f"CASE WHEN {OPEN} THEN 'open' ELSE 'closed' END",
            first_answer_at=f"{AGO} + interval '5 hours'",
        )  # fmt: skip
        rows.copy(
            workflow.Case, f"o.id = '{self.request.case_id}'", numbers, id=f"copy_id({CASE}, n)",
            request_id=f"copy_id({REQUEST}, n)", created_at=AGO,
            status=f"CASE WHEN {OPEN} THEN 'open' ELSE 'finished' END",
        )  # fmt: skip
        clerk = self.clerk.person_id
        rows.execute(
            "INSERT INTO servicedesk_comment (id, created_at, request_id, author_id, office_id, visibility, body)"
            f" SELECT copy_id({COMMENT}, n), {AGO}, copy_id({REQUEST}, n), '{clerk}', NULL, 'public',"
            f" repeat('پرونده بررسی شد. ', 8) FROM {numbers} AS n"
        )

    def _tasks(self, numbers: str) -> None:
        mine, request = self.clerk.person_id, self.request
        passed = ", ".join(f"'{node}'" for node in PASSED)
        done = f"o.case_id = '{request.case_id}' AND o.node IN ({passed})"
        rows.copy(
            workflow.Task, done, numbers, id="gen_random_uuid()", case_id=f"copy_id({CASE}, n)", created_at=AGO
        )
        rows.copy(
            workflow.Task, f"o.case_id = '{request.case_id}' AND o.node = '{STATION}'", numbers,
            id=f"copy_id({TASK}, n)", case_id=f"copy_id({CASE}, n)", created_at=AGO,
            status=f"CASE WHEN {OPEN} THEN 'ready' ELSE 'done' END",
            outcome=f"CASE WHEN {OPEN} THEN '' ELSE 'cleared' END",
            done_by=f"CASE WHEN {OPEN} THEN NULL ELSE '{mine}'::uuid END",
            done_at=f"CASE WHEN {OPEN} THEN NULL ELSE {AGO} END",
            # One in four is with somebody, one of forty colleagues; the clerk of the figures holds 20 at every size.
            assignee_id=f"CASE WHEN n <= 500 AND n % 25 = 0 THEN '{mine}'::uuid"
            f" WHEN n % 20 = 0 THEN copy_id(99, n / 20 % {HOLDERS}) END",
            due_at="CASE WHEN n % 35 = 0 THEN NULL ELSE now() + (hashint4(n) % 4000000) * interval '1 second' END",
            visit_open=f"{OPEN} AND n % 150 = 0", debt_held=f"{OPEN} AND n % 100 = 0",
            returned=f"{OPEN} AND n % 250 = 0",
            paused_at=f"CASE WHEN {OPEN} AND n % 50 = 0 THEN {AGO} END",
        )  # fmt: skip


def sought_names() -> str:
    """What a clerk types to find the sought student by name."""
    return f"نام{SOUGHT_PERSON % FIRST} خانوادگی{SOUGHT_PERSON % LAST}"


def sought_request() -> servicedesk.Request:
    """An open one that every size has."""
    return servicedesk.Request.objects.get(id=copy_id(REQUEST, SOUGHT_REQUEST))
