"""Settlements per second: from the browser's return to the posted entry, against pgbench running the same SQL.

One process and one connection each, on the same durable server, on copies of the same payment of a due, in turns. The
bank answers at once and within the process, so that what is measured is ours. A settlement is three transactions: the
return, the claim before verifying, and what the bank said together with ledger, due, history and jobs. Goal: ratio at
least 0.4 (measure.md), against pgbench with the plan kept (`prepared`) and with the text protocol our driver uses.
"""

import argparse
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from benchmarks import floor
from pishkhan.plumbing.embedded import Cluster

GOAL = 0.4
COPIES = 40_000
LOGIN, AMOUNT = "981020304", 4_500_000
ATTEMPT, DUE, ENROLMENT = range(11, 14)
ORDERS = 500_000_000


def main() -> None:
    """Prints one JSON line per figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3, help="of each side of a round")
    options.add_argument("--show", action="store_true", help="print the SQL of a settlement, measure nothing")
    chosen = options.parse_args()
    with floor.server() as server:
        floor.boot(server)
        copies = Copies.made(COPIES)
        settle, script, statements = copies.settlement()
        if chosen.show:
            print(script)
            return
        compare(server, copies, settle, script, statements, chosen)


@dataclass
class Copies:
    """Payments of a due whose payers are at the bank, each of an enrolment of its own."""

    institution: Any
    made_of: int
    taken: int = 0

    @classmethod
    def made(cls, number: int) -> "Copies":
        """One payment is begun as people do; the others are its copies."""
        from benchmarks import rows
        from pishkhan.identity.models import Enrolment
        from pishkhan.payments import api as payments
        from pishkhan.payments.domain import settlement
        from pishkhan.payments.models import Attempt, Due, DueEntry
        from tests.factories import packs

        _answer_at_once()
        university = packs.load("iums-nursing")
        payments.Terminal.objects.filter(institution_id=university.id).update(gateway="instant", settings={})
        subject = payments.Subject.objects.get(institution_id=university.id, key="dormitory")
        due = payments.record_due(
            actor=university.actor("admin"), enrolment_id=university.enrolment(LOGIN).id, office_id=subject.office_id,
            amount=AMOUNT, reason="اجاره‌بهای نمونه", source_ref="bench", origin=payments.Origin(subject=subject),
        )  # fmt: skip
        student = university.actor(LOGIN)
        attempt = payments.begin_payment(
            actor=student, subject_id=subject.id, amount=AMOUNT, key="bench", due_id=due.id
        )
        settlement.bring_on(attempt.id)
        payments.set_out(actor=student, attempt_id=attempt.id)
        rows.prepare()
        numbers = f"generate_series(1, {number})"
        ids = {kind: f"copy_id({kind}, n)" for kind in (ATTEMPT, DUE, ENROLMENT)}
        rows.copy(
            Enrolment, f"o.id = '{due.enrolment_id}'", numbers, id=ids[ENROLMENT], student_number="'copy-' || n"
        )
        rows.copy(
            Due, f"o.id = '{due.id}'", numbers, id=ids[DUE], enrolment_id=ids[ENROLMENT], source_ref="'copy-' || n"
        )
        rows.copy(DueEntry, f"o.due_id = '{due.id}'", numbers, due_id=ids[DUE])
        rows.copy(
            Attempt, f"o.id = '{attempt.id}'", numbers, id=ids[ATTEMPT], due_id=ids[DUE], enrolment_id=ids[ENROLMENT],
            order_no=f"{ORDERS} + n", word="'word-' || n || '-'", token="'token-' || n || '-'", key="'copy-' || n",
        )  # fmt: skip
        rows.execute("DELETE FROM procrastinate_jobs")
        rows.execute("VACUUM ANALYZE")
        return cls(university.id, number)

    def take(self, number: int = 1) -> int:
        """Mark copies as used; the last of them. Raises RuntimeError when there are no more."""
        self.taken += number
        if self.taken > self.made_of:
            raise RuntimeError("not enough copies; give Copies.made more")
        return self.taken

    def settlement(self) -> tuple[Callable[[], None], str, int]:
        """One settlement on the next unused copy, the pgbench script of its SQL, and how many statements that has."""
        from benchmarks import replay
        from benchmarks.rows import copy_id
        from pishkhan.payments.domain import returning, settlement

        def back() -> None:
            number = self.take()
            fields = {
                "order": str(ORDERS + number), "token": f"token-{number}-", "status": "paid",
                "reference": f"reference-{number}-",
            }  # fmt: skip
            returning.note_return(institution_id=self.institution, word=f"word-{number}-", fields=fields)

        def bring_on() -> None:
            settlement.bring_on(copy_id(ATTEMPT, self.taken))

        def settle() -> None:
            back()
            bring_on()

        settle()  # what a process remembers is remembered
        with replay.caught() as first:
            back()
        with replay.caught() as rest:
            bring_on()
        cut = next(place for place, text in enumerate(rest) if 'FROM "payments_due"' in text) + 5
        parts = [first, rest[:cut], rest[cut:]]
        return settle, self._script(parts), sum(map(len, parts))

    def _script(self, parts: list[list[str]]) -> str:
        """The transactions of one settlement, for copy `:n`."""
        from benchmarks import replay
        from benchmarks.rows import copy_id

        number = self.taken
        replaced: dict[str, str] = {}
        for kind in (ATTEMPT, DUE, ENROLMENT):
            one = copy_id(kind, number)
            replaced |= {str(one): f"copy_id({kind}, :n)::text", one.hex: f"copy_id({kind}, :n)"}
        text = "".join(replay.script(part, replaced) for part in parts)
        text = text.replace(replay.PER_COPY + "\n", "")
        for word in ("word", "token", "reference"):
            text = text.replace(f"'{word}-{number}-'", f"('{word}-' || :n || '-')")
        text = text.replace(f"attempt:{copy_id(ATTEMPT, number)}'", "attempt:' || copy_id(11, :n)::text")
        text = re.sub(
            r"(INSERT INTO payments_line \(.*?\) VALUES \()\d+",
            r"\1currval(pg_get_serial_sequence('payments_posting', 'id'))", text,
        )  # fmt: skip
        return f"{replay.PER_COPY}\n{text}"


def _answer_at_once() -> None:
    """A bank within the process: it says yes to everything."""
    from pishkhan.payments.providers.demo import Demo
    from pishkhan.payments.providers.protocol import Answer, Finding
    from pishkhan.payments.providers.table import GATEWAYS

    class Instant(Demo):
        key = "instant"

        def request(self, http: Any, terminal: Any, order: Any) -> Answer:
            return Answer(Finding.READY, token=f"token-{order.order_no}")

        def verify(self, http: Any, terminal: Any, payment: Any) -> Answer:
            return Answer(
                Finding.VERIFIED, amount=payment.amount, order_no=payment.order_no, rrn="1", trace="2",
                card="603799******1234",
            )  # fmt: skip

    GATEWAYS["instant"] = Instant()


def compare(
    server: Cluster, copies: Copies, settle: Callable[[], None], script: str, statements: int, chosen: Any
) -> None:
    """Measure in turns and print what came out."""
    run(0.5, settle)
    ours: list[float] = []
    spent: list[float] = []
    others: dict[str, list[float]] = {"prepared": [], "simple": []}
    for _ in range(chosen.rounds):
        each = run(chosen.seconds, settle)
        ours.append(len(each) / sum(each))
        spent += each
        for protocol, rates in others.items():
            found = floor.pgbench(server, script, seconds=round(chosen.seconds), protocol=protocol, n=copies.taken)
            copies.take(found.done)
            rates.append(found.per_second)
    for protocol, rates in others.items():
        ratio = median(a / b for a, b in zip(ours, rates, strict=True))
        floor.print_figure(
            "payments", f"payments.settlements beside pgbench {protocol}", median(ours), "1/s",
            pgbench=round(median(rates), 1), ratio=round(ratio, 3), goal=GOAL, met=ratio >= GOAL, statements=statements,
            transactions=3, rounds=chosen.rounds,
        )  # fmt: skip
    floor.print_figure(
        "payments", "payments.return to posted, p95", quantiles(spent, n=20)[18] * 1000, "ms",
        median=round(median(spent) * 1000, 2), settlements=len(spent),
    )  # fmt: skip


def run(seconds: float, settle: Callable[[], None]) -> list[float]:
    """Settle for so long; the seconds of each."""
    until, spent = time.perf_counter() + seconds, []
    while (began := time.perf_counter()) < until:
        settle()
        spent.append(time.perf_counter() - began)
    return spent
