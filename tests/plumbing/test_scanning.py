"""Files and the virus scanner, which is a real clamd with one signature of ours."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from pishkhan.kernel.errors import DomainError, Invalid
from pishkhan.kernel.ids import new_id
from pishkhan.notifications.models import Notice
from pishkhan.plumbing import files, quarantine, rescanning, scanning
from pishkhan.plumbing.models import FileState, Incident, StoredFile
from tests.factories.jobs import run_jobs
from tools import clamd

PDF = b"%PDF-1.7\n"
VIRUS = PDF + clamd.EICAR


@pytest.fixture(scope="module")
def scanner():
    running = clamd.Clamd()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def set_up(scanner, settings):
    settings.CLAMD = scanner.address
    return scanner


@pytest.fixture
def nobody_there(settings, tmp_path):
    settings.CLAMD = f"unix:{tmp_path}/none"


def take_in(content=PDF, *, institution_id=None, owner_id=None, name="paper.pdf"):
    return files.take_in(institution_id=institution_id or new_id(), owner_id=owner_id, name=name, content=content)


@contextmanager
def pretender(settings, answer: bytes | None):
    """Something on a port that takes the file and answers this; None: it says nothing."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD = f"tcp:127.0.0.1:{server.getsockname()[1]}"

        def serve():
            wire, _ = server.accept()
            with wire:
                wire.recv(100)
                if answer is not None:
                    wire.sendall(answer)
                done.wait(10)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        done.set()
        thread.join()


@pytest.mark.scanner
class TestReal:
    def test_it_knows_a_virus_from_a_paper(self, set_up):
        assert scanning.scan(PDF + b"\0" * 300_000) is scanning.Verdict.CLEAN
        assert scanning.scan(b"\0" * 200_000 + clamd.EICAR) is scanning.Verdict.INFECTED

    def test_what_is_more_than_it_takes_is_not_called_clean(self, set_up):
        with pytest.raises(scanning.Unsure, match="size limit"):
            scanning.scan(b"\0" * (13 * 1024 * 1024))

    def test_eicar_is_kept_out_and_told(self, set_up, db):
        owner, institution = new_id(), new_id()
        with pytest.raises(Invalid, match="file_infected") as refused:
            take_in(VIRUS, institution_id=institution, owner_id=owner)
        assert refused.value.params["name"] == "paper.pdf"
        assert not StoredFile.objects.exists()
        assert Incident.objects.get(institution_id=institution).kind == quarantine.INFECTED

    def test_a_clean_file_is_given_out(self, set_up, db):
        stored = take_in()
        assert (stored.state, files.read(stored)) == (FileState.CLEAN, PDF)
        assert stored.scanned_at

    def test_down_then_up_again(self, set_up, iums, django_capture_on_commit_callbacks):
        owner = iums.person("981020304").id
        set_up.kill()
        good = take_in(institution_id=iums.id, owner_id=owner)
        bad = take_in(VIRUS, institution_id=iums.id, owner_id=owner)
        assert [good.state, bad.state] == [FileState.QUARANTINED] * 2
        with pytest.raises(DomainError, match="file_quarantined"):
            files.read(good)
        assert rescanning.rescan() == 0
        down = Incident.objects.get(institution_id=iums.id, kind=quarantine.DOWN)
        assert down.state == Incident.State.OPEN
        set_up.start()
        with django_capture_on_commit_callbacks(execute=True):
            assert rescanning.rescan() == 2
        good.refresh_from_db()
        bad.refresh_from_db()
        down.refresh_from_db()
        assert [good.state, bad.state, down.state] == [FileState.CLEAN, FileState.INFECTED, Incident.State.CLOSED]
        assert files.read(good) == PDF
        assert not default_storage.exists(bad.path)
        with pytest.raises(DomainError, match="file_removed"):
            files.read(bad)
        run_jobs()
        assert Notice.objects.filter(person_id=owner, message="file_removed").exists()


def test_without_a_scanner_nothing_is_asked(db, settings):
    settings.CLAMD = ""
    assert take_in().state == FileState.PLAIN
    StoredFile.objects.update(state=FileState.QUARANTINED)
    assert rescanning.rescan() == 0


def test_a_file_is_not_lost_when_nobody_is_there(nobody_there, db):
    stored = take_in()
    assert stored.state == FileState.QUARANTINED
    assert files.content_of(stored) == PDF


@pytest.mark.parametrize(("answer", "raised"), [
    (b"stream: OKAY\0", scanning.Unsure), (b"INSTREAM size limit exceeded. ERROR\0", scanning.Unsure),
    (b"", scanning.Down), (b"\0", scanning.Down), (b"x" * 9000, scanning.Unsure),
])  # fmt: skip
def test_whatever_is_no_clear_word_is_no_word(settings, answer, raised):
    with pretender(settings, answer or b"\0"), pytest.raises(raised):
        scanning.scan(PDF)


def test_one_who_never_answers_is_left(settings, monkeypatch):
    monkeypatch.setattr(scanning, "ANSWER_SECONDS", 0.2)
    with pretender(settings, None), pytest.raises(scanning.Down):
        scanning.scan(PDF)


@pytest.mark.parametrize("address", ["unix:", "tcp:nowhere", "tcp:127.0.0.1:x", "http://x", "tcp:127.0.0.1:1"])
def test_an_address_that_is_none_loses_no_file(settings, db, address):
    settings.CLAMD = address
    assert take_in().state == FileState.QUARANTINED


def test_one_that_cannot_be_looked_at_holds_up_no_other(settings, db, monkeypatch):
    settings.CLAMD = "unix:/nowhere"
    odd, fine = take_in(PDF + b"odd"), take_in(PDF)

    def scan(content):
        if content.endswith(b"odd"):
            raise scanning.Unsure("too large")
        return scanning.Verdict.CLEAN

    monkeypatch.setattr(scanning, "scan", scan)
    assert rescanning.rescan() == 1
    odd.refresh_from_db()
    fine.refresh_from_db()
    assert (odd.state, fine.state) == (FileState.QUARANTINED, FileState.CLEAN)
    assert fine.scanned_at <= timezone.now()


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "file_kind"),
    ("a.pdf", b"<svg><script>alert(1)</script></svg>", "file_kind"),
    ("a.html", b"\n<!doctype html><script>x</script>", "file_type"),
    ("a.pdf", b"PK\x03\x04" + b"\0" * 100, "file_kind"), ("a.zip", b"PK\x03\x04" + b"\0" * 100, "file_kind"),
    ("a.pdf", b"\x1f\x8b" + b"\0" * 100, "file_type"),
])  # fmt: skip
def test_scripts_and_archives_never_come_in(db, name, content, code):
    with pytest.raises(Invalid, match=code):
        take_in(content, name=name)
    assert not StoredFile.objects.exists()


def test_those_it_never_judges_do_not_stand_before_the_others(settings, db, monkeypatch):
    settings.CLAMD = "unix:/nowhere"
    odd, lost = take_in(PDF + b"odd"), take_in(PDF)
    default_storage.delete(lost.path)

    def scan(content):
        if content.endswith(b"odd"):
            raise scanning.Unsure("too large")
        return scanning.Verdict.CLEAN

    monkeypatch.setattr(scanning, "scan", scan)
    assert rescanning.rescan(most=2) == 0
    fine = take_in(PDF + b" ")
    StoredFile.objects.filter(id=fine.id).update(state=FileState.QUARANTINED, scanned_at=None)
    assert rescanning.rescan(most=1) == 1
    odd.refresh_from_db()
    assert odd.state == FileState.QUARANTINED


def test_a_run_ends_in_time_and_leaves_the_rest_to_the_next(settings, db, monkeypatch):
    settings.CLAMD = "unix:/nowhere"
    for n in range(3):
        take_in(PDF + bytes([n]))
    monkeypatch.setattr(rescanning, "RUNS_FOR", 0)
    monkeypatch.setattr(scanning, "scan", lambda content: scanning.Verdict.CLEAN)
    assert rescanning.rescan() < 3
