"""Dues: a list of them, whole."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from pishkhan.identity import api as identity
from pishkhan.payments import api as payments
from pishkhan.web.finance import list_words
from pishkhan.web.rest.access import DUES, actor_of
from pishkhan.web.rest.people import Cell, Fault
from pishkhan.web.rest.repeat import DESCRIBED, once_sealed
from pishkhan.web.rest.shapes import WRONG, Refusal

router = Router(tags=["dues"])
Name = Annotated[str, Field(min_length=1, max_length=38)]


class DueList(Schema):
    """All that is owed under one name (docs/payments/dues.md). Columns of a row: student_number or national_id, amount
    (rials), subject, reason, due_date (Jalali or Gregorian), evidence."""

    name: Name = Field(description="The same name again replaces what the token brought under it")
    subject: str = Field(description="Key of the subject of rows that name none; its office is the list's")
    rows: list[dict[str, Cell]] = Field(description="0 to 5,000 rows; a debt without a row is withdrawn")
    dry_run: bool = Field(False, description="Only say what would happen")
    take_zeros: bool = Field(False, description="Put back zeros that student numbers lost at their beginning")


class DueOutcome(Schema):
    """`outcome`: new, changed, same, withdrawn or wrong. `row` is 0 for a debt that no row speaks of. `before` and
    `after`: rials the list asks for."""

    row: int
    outcome: str
    student_number: str
    reason: str
    due_date: date | None
    before: int
    after: int
    faults: list[Fault]


class DueResult(Schema):
    """`state`: tried (nothing is written), same (there was nothing to write), written, or writing: a list of more than
    500 rows is written by a job, and the same push later, without a key or with another, says how it stands. `kept`:
    debts in no row that stay because the student of a wrong row cannot be told; `message` says so, and is empty
    otherwise."""

    state: str
    new: int
    changed: int
    same: int
    withdrawn: int
    wrong: int
    kept: int
    message: str
    rows: list[DueOutcome]


@router.put("/dues/", auth=DUES, response={200: DueResult, 202: DueResult, 409: Refusal, 413: Refusal, **WRONG},
            url_name="rest-dues", openapi_extra=DESCRIBED)  # fmt: skip
@once_sealed
def dues(request: HttpRequest, push: DueList) -> Any:
    """Bring a list of debts. The same list again changes nothing; right rows are written, wrong ones are not, and what
    was paid is never taken back."""
    token: identity.ApiToken = request.auth  # type: ignore[attr-defined]
    row = payments.due_pushing.push(
        actor=actor_of(request), source=token.name, name=push.name, subject=push.subject, rows=push.rows,
        dry=push.dry_run, take_zeros=push.take_zeros,
    )  # fmt: skip
    state = _state(row, dry=push.dry_run)
    names = ("new", "changed", "same", "withdrawn", "wrong")
    counts: dict[str, Any] = {name: row.counts[name] for name in names}
    counts["kept"] = row.counts.get("kept", 0)
    counts["message"] = list_words.kept(row.counts)
    told = {"state": state, **counts, "rows": [_outcome(each) for each in row.report]}
    return Status(202 if state == "writing" else 200, told)


def _state(row: payments.DueList, *, dry: bool) -> str:
    if payments.due_pushing.is_written(row):
        return "written"
    if payments.due_pushing.is_going(row):
        return "writing"
    return "tried" if dry else "same"


def _outcome(each: dict[str, Any]) -> dict[str, Any]:
    return {
        "row": each["line"], "outcome": each["outcome"], "student_number": each["number"], "reason": each["reason"],
        "due_date": each["day"] or None, "before": each["before"], "after": each["after"],
        "faults": [
            {
                "column": fault["column"], "code": fault["code"],
                "message": list_words.fault(fault["code"], fault["params"]), "note": bool(fault["note"]),
            }
            for fault in each["faults"]
        ],
    }  # fmt: skip
