"""What ./run says when it cannot start."""

import io
import socket
import subprocess

import pytest

from tools import demo, run
from tools.house import ROOT, Trouble


@pytest.fixture
def var(tmp_path, monkeypatch):
    """A var/ of the test's own."""
    monkeypatch.setattr(run, "VAR", tmp_path)
    return tmp_path


def test_free_when_the_port_is_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=rf"^Port {port} is taken\. Choose another: \./run --port \d+$"):
            run._free(port)


def test_only_one_when_it_runs_already(var):
    with run._only_one(), pytest.raises(Trouble, match=r"^Pishkhan already runs from this folder\."):
        run._only_one()
    run._only_one().close()


def test_ask_without_a_terminal_wants_yes(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(Trouble, match=r"Add --yes to agree\.$"):
        run._ask(sure=False)


def test_ask_never_deletes_a_real_server(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@/x")
    with pytest.raises(Trouble, match="embedded database only"):
        run._ask(sure=True)


def test_environment_of_the_demo_names_the_simulated_banks(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@/x")
    assert demo.environment(None, 8001, 8002)["PISHKHAN_BANKS"] == "http://127.0.0.1:8002"


def test_environment_of_the_demo_names_its_settings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://x@/x")
    env = demo.environment(None, 8001)
    assert [env[k] for k in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PISHKHAN_VAR", "PISHKHAN_PORT")] == [
        "config.settings.demo", "postgresql://x@/x", str(ROOT / "var"), "8001",
    ]  # fmt: skip


@pytest.mark.parametrize("door", ["run", "test", "bench"])
def test_door_without_a_python_says_one_line(door, tmp_path):
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    ran = subprocess.run(["/bin/sh", str(ROOT / door)], env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "Pishkhan needs Python 3.11 or newer. On Debian or Ubuntu: sudo apt-get install -y python3 python3-venv\n"
    )
