"""The append-only history: chained per case, sealed together, and a change is noticed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from pishkhan.kernel.ids import new_id
from pishkhan.plumbing import audit
from pishkhan.plumbing.actor import Actor, Via
from pishkhan.plumbing.audit import Line
from pishkhan.plumbing.models import AuditEntry, AuditRoot

pytestmark = pytest.mark.django_db

REFUSED = (InternalError, IntegrityError)


@pytest.fixture
def clerk():
    return Actor(institution_id=new_id(), person_id=new_id(), on_behalf_of=new_id(), request_id="r" * 32)


def write(actor, stream, *actions):
    audit.record(actor=actor, stream=stream, lines=[Line(action, "case", stream, reason="دلیل") for action in actions])


def tamper(**change):
    """What only somebody with the database's own rights could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE plumbing_auditentry DISABLE TRIGGER audit_append_only")
    AuditEntry.objects.filter(**change.pop("where")).update(**change)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE plumbing_auditentry ENABLE TRIGGER audit_append_only")


def test_line_carries_who_on_whose_behalf_how_and_why(clerk):
    stream = new_id()
    write(clerk, stream, "case.opened")
    (line,) = audit.history(stream)
    assert (line.actor_id, line.on_behalf_of, line.via, line.request_id, line.reason, line.seq) == (
        clerk.person_id, clerk.on_behalf_of, Via.SESSION, clerk.request_id, "دلیل", 1,
    )  # fmt: skip


def test_lines_of_a_stream_follow_one_another(clerk):
    stream = new_id()
    write(clerk, stream, "one", "two")
    write(clerk, stream, "three")
    assert [(e.seq, e.action) for e in audit.history(stream)] == [(1, "one"), (2, "two"), (3, "three")]
    assert [e.seq for e in audit.history(stream, newest_first=True)] == [3, 2, 1]


def test_streams_are_chained_apart(clerk):
    first, second = new_id(), new_id()
    write(clerk, first, "one")
    write(clerk, second, "one")
    assert [e.seq for e in audit.history(second)] == [1]
    assert (audit.broken_at(audit.history(first)), audit.broken_at(audit.history(second))) == (None, None)


def test_nothing_to_write_writes_nothing(clerk):
    audit.record(actor=clerk, stream=new_id(), lines=[])
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("seq", [1, 2, 3])
@pytest.mark.parametrize(
    "change", [{"reason": "دیگر"}, {"actor_id": None}, {"after": {"outcome": "na"}}, {"at": timezone.now()}, {"seq": 9}]
)
def test_changed_line_breaks_its_chain_there(clerk, seq, change):
    stream = new_id()
    write(clerk, stream, "one", "two", "three")
    tamper(where={"stream": stream, "seq": seq}, **change)
    assert audit.broken_at(audit.history(stream)) == seq


def test_line_taken_out_of_the_middle_is_missed(clerk):
    stream = new_id()
    write(clerk, stream, "one", "two", "three")
    assert audit.broken_at([e for e in audit.history(stream) if e.seq != 2]) == 2


@pytest.mark.parametrize("model", [AuditEntry, AuditRoot])
@pytest.mark.parametrize("change", [lambda rows: rows.update(at=timezone.now()), lambda rows: rows.delete()])
def test_database_refuses_to_change_history(clerk, model, change):
    write(clerk, new_id(), "one")
    audit.seal_heads()
    with pytest.raises(REFUSED, match="append-only"), transaction.atomic():
        change(model.objects.all())
    assert model.objects.count() == 1


def test_root_seals_the_heads_of_grown_chains(clerk):
    first, second = new_id(), new_id()
    write(clerk, first, "one", "two")
    write(clerk, second, "one")
    root = audit.seal_heads()
    heads = {e.stream: [e.seq, e.hash] for e in AuditEntry.objects.order_by("seq")}
    assert root.heads == {str(stream): head for stream, head in heads.items()}
    assert audit.root_holds(root)


def test_nothing_grown_makes_no_root(clerk):
    assert audit.seal_heads() is None
    write(clerk, new_id(), "one")
    audit.seal_heads()
    assert audit.seal_heads(now=timezone.now() + timedelta(hours=1)) is not None  # lines of a slow transaction
    later = AuditRoot.objects.order_by("-id").first()
    assert audit.seal_heads(now=later.at + timedelta(hours=1)) is None


def test_roots_are_chained(clerk):
    write(clerk, new_id(), "one")
    first = audit.seal_heads()
    write(clerk, new_id(), "one")
    second = audit.seal_heads()
    assert (first.previous, second.previous) == ("", first.mac)


def test_chain_written_anew_does_not_fit_its_root(clerk):
    """Whoever can rewrite a whole chain so that it fits itself still cannot make it fit the sealed root."""
    stream = new_id()
    write(clerk, stream, "one")
    root = audit.seal_heads()
    entry = AuditEntry.objects.get(stream=stream)
    entry.reason = "دیگر"
    forged = audit._digest("", entry)
    tamper(where={"stream": stream}, reason="دیگر", hash=forged)
    assert audit.broken_at(audit.history(stream)) is None
    assert not audit.root_holds(root)


def test_forged_root_is_noticed(clerk):
    write(clerk, new_id(), "one")
    root = audit.seal_heads()
    root.heads = {}
    assert not audit.root_holds(root)


# The command ----------------------------------------------------------------------------------------


def test_check_audit_counts_what_holds(clerk, capsys):
    for _ in range(3):
        write(clerk, new_id(), "one", "two")
        audit.seal_heads()
    call_command("check_audit")
    assert "3 streams, 3 roots" in capsys.readouterr().out


def test_check_audit_names_the_first_line_that_was_changed(clerk):
    streams = sorted(new_id() for _ in range(3))
    for stream in streams:
        write(clerk, stream, "one", "two", "three")
    for stream in streams[1:]:
        tamper(where={"stream": stream, "seq": 2}, reason="دیگر")
    with pytest.raises(CommandError, match=f"stream {streams[1]}, line 2"):
        call_command("check_audit")


def remove(model, **where):
    table, name = model._meta.db_table, "audit_append_only" if model is AuditEntry else "audit_root_append_only"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    model.objects.filter(**where).delete()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def test_check_audit_misses_last_lines_that_were_cut_off(clerk):
    """A chain that lost its end still fits itself; the sealed root remembers where it ended."""
    stream = new_id()
    write(clerk, stream, "one", "two")
    root = audit.seal_heads()
    remove(AuditEntry, stream=stream, seq=2)
    with pytest.raises(CommandError, match=f"root {root.pk} .* a line it sealed is gone"):
        call_command("check_audit")


def test_check_audit_misses_a_root_that_was_taken_out(clerk):
    roots = []
    for _ in range(3):
        write(clerk, new_id(), "one")
        roots.append(audit.seal_heads())
    remove(AuditRoot, pk=roots[1].pk)
    with pytest.raises(CommandError, match=f"root {roots[2].pk} .* does not follow"):
        call_command("check_audit")
