"""What a pack says of payments, written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from pishkhan.identity import api as identity
from pishkhan.kernel import jalali
from pishkhan.payments import api as payments
from pishkhan.plumbing.actor import system


def put_payments(institution_id: UUID, told: Mapping[str, Any], units: Mapping[str, UUID]) -> list[str]:
    """Terminals and subjects; what changed, in words of the pack. Only the demo opens its terminals."""
    changed, terminals = [], {}
    for row in told["terminals"]:
        terminal, fresh = payments.put_terminal(
            institution_id=institution_id, key=row["key"], name=row["name"], gateway=row["gateway"],
            settings=row["demo"] if settings.DEMO else {},
        )  # fmt: skip
        terminals[row["key"]] = terminal
        changed += [f"terminal {row['key']}"] if fresh else []
    for row in told["subjects"]:
        plain = {name: row[name] for name in _PLAIN}
        fields = {
            **plain, "centre_id": units[row["centre"]], "office_id": units[row["office"]],
            "terminal": terminals[row["terminal"]],
        }  # fmt: skip
        _, fresh = payments.put_subject(
            institution_id=institution_id, key=row["key"], fields=fields, shares=row["shares"]
        )
        changed += [f"subject {row['key']}"] if fresh else []
    return changed


_PLAIN = ("title", "free", "least", "most", "parts", "least_part", "identifier", "checker")


def load_dues(institution_id: UUID, told: Mapping[str, Any]) -> int:
    """What demo students owe; how many of them are new."""
    actor, fresh = system(institution_id), 0
    subjects = {row.key: row for row in payments.Subject.objects.filter(institution_id=institution_id)}
    for row in told["dues"]:
        source = f"pack:{row['subject']}:{row['student']}:{row['reason']}"[:120]
        fresh += not payments.Due.objects.filter(institution_id=institution_id, source_ref=source).exists()
        enrolment = identity.enrolment_by_number(institution_id, row["student"])
        subject = subjects[row["subject"]]
        payments.record_due(
            actor=actor, enrolment_id=enrolment.id, office_id=subject.office_id, amount=row["amount"],
            reason=row["reason"], evidence=row["evidence"], source_ref=source,
            due_date=jalali.parse_date(row["due_date"]) if row["due_date"] else None,
            origin=payments.Origin(subject=subject),
        )  # fmt: skip
    return fresh
