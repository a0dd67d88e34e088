"""No child outlives its start, whether that ends politely or not."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tools import serve
from tools.house import PYTHON, ROOT, Trouble

SLEEPER = [str(PYTHON), "-c", "import time; time.sleep(60)"]


@pytest.fixture
def ground(tmp_path, monkeypatch):
    """Logs and the record of children in a folder of the test."""
    monkeypatch.setattr(serve, "LOGS", tmp_path)
    monkeypatch.setattr(serve, "CHILDREN", tmp_path / "children.json")
    return tmp_path


def test_stop_ends_every_child(ground):
    servers = serve.Servers(env=os.environ, record=serve.CHILDREN)
    servers.start("one", *SLEEPER)
    servers.start("two", *SLEEPER)
    children = list(servers.running.values())
    servers.stop()
    assert [child.returncode for child in children] == [-signal.SIGTERM, -signal.SIGTERM]
    assert serve.CHILDREN.exists() is False


def test_stop_ends_a_child_that_does_not_listen(ground, monkeypatch):
    monkeypatch.setattr(serve, "PATIENCE", 0.2)
    servers = serve.Servers(env=os.environ, record=None)
    servers.start(
        "deaf", sys.executable, "-u", "-c",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(60)",
    )  # fmt: skip
    while serve.last_line(ground / "deaf.log") != "deaf":
        time.sleep(0.02)
    child = servers.running["deaf"]
    servers.stop()
    assert child.returncode == -signal.SIGKILL


def test_ended_names_the_child_and_its_last_words(ground):
    servers = serve.Servers(env=os.environ, record=None)
    servers.start("web", sys.executable, "-c", "print('no such table'); raise SystemExit(3)")
    with pytest.raises(Trouble, match=r"^The web process ended at once: no such table$"):
        servers.wait_until_up(1, seconds=20)
    servers.stop()


def test_end_leftovers_ends_the_children_of_a_killed_start(ground):
    program = (
        "import os, sys, pathlib; sys.path.insert(0, sys.argv[1]); from tools import serve\n"
        "where = pathlib.Path(sys.argv[2]); serve.LOGS = where\n"
        "s = serve.Servers(env=os.environ, record=where / 'children.json'); s.start('one', *sys.argv[3:])\n"
        "print(s.running['one'].pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(ROOT), str(ground), *SLEEPER], capture_output=True, text=True
    )
    orphan = int(killed.stdout)
    until = time.monotonic() + 30
    while not serve._command(orphan) and time.monotonic() < until:  # it may not be what it will be yet
        time.sleep(0.02)
    assert "time.sleep" in serve._command(orphan)
    assert serve.end_leftovers() == 1
    assert "time.sleep" not in serve._command(orphan)
    assert serve.end_leftovers() == 0


def test_end_leftovers_spares_a_stranger_with_an_old_number(ground):
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    serve.CHILDREN.write_text(f"[{stranger.pid}]")
    assert serve.end_leftovers() == 0
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
