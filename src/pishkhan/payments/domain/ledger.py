"""Writing postings. The database refuses those that do not balance, and every change of one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from pishkhan.payments.enums import AccountKind, PostingKind
from pishkhan.plumbing.rows import Statement

Side = tuple[AccountKind, UUID, int]
"""Kind and owner of an account, and rials: more than nothing is debit."""

_ACCOUNT = Statement(
    "SELECT id FROM payments_account WHERE institution_id = %(institution)s AND kind = %(kind)s AND ref = %(ref)s"
)
_OPEN = Statement(
    "INSERT INTO payments_account (institution_id, kind, ref) VALUES (%(institution)s, %(kind)s, %(ref)s)"
    " ON CONFLICT DO NOTHING"
)
_POST = Statement("""
    INSERT INTO payments_posting (institution_id, source, kind, day, subject_id, terminal_id, attempt_id, actor_id, at)
    VALUES (%(institution)s, %(source)s, %(kind)s, %(day)s, %(subject)s, %(terminal)s, %(attempt)s, %(actor)s, now())
    ON CONFLICT (institution_id, source) DO NOTHING RETURNING id
""")
_LINE = Statement(
    "INSERT INTO payments_line (posting_id, account_id, amount) VALUES (%(posting)s, %(account)s, %(amount)s)"
)


def post(
    *, institution_id: UUID, source: str, kind: PostingKind, sides: Sequence[Side], subject_id: UUID | None = None,
    terminal_id: UUID | None = None, attempt_id: UUID | None = None, actor_id: UUID | None = None,
) -> bool:  # fmt: skip
    """Post once, in the caller's transaction; False when `source` stands there already. The sides sum to nothing, or
    the commit fails."""
    row = _POST.row(
        institution=institution_id, source=source, kind=kind.value, day=timezone.localdate(), subject=subject_id,
        terminal=terminal_id, attempt=attempt_id, actor=actor_id,
    )  # fmt: skip
    if row is None:
        return False
    for account, owner, amount in sides:
        _LINE.touched(posting=row[0], account=_account(institution_id, account, owner), amount=amount)
    return True


def _account(institution_id: UUID, kind: AccountKind, ref: UUID) -> int:
    where = {"institution": institution_id, "kind": kind.value, "ref": ref}
    found = _ACCOUNT.row(**where)
    if found is None:
        _OPEN.touched(**where)
        found = _ACCOUNT.row(**where)
    assert found is not None
    return int(found[0])
