"""Directories for tests: the fake in a folder of its own, and a real one where that can run."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pishkhan.identity.domain import directory, directory_calls
from pishkhan.identity.providers import fake, table
from pishkhan.identity.providers.protocol import Directory, Reach
from tools import samba


class FakeHouse:
    """The fake with the handles a technician has at a real one."""

    kind = table.FAKE

    def __init__(self, store: Path) -> None:
        self.reach = Reach(
            host="dc1.test", port=636, base_dn=samba.PART, bind_dn="CN=pishkhan", secret="any", store=store
        )  # fmt: skip
        self._write(policy={"min_length": 7, "history": 3, "complexity": True, "threshold": 4, "lockout_minutes": 30})

    def directory(self) -> Directory:
        return table.directory(self.kind, self.reach)

    def rules(self, **policy: int) -> None:
        self._write(policy={**fake.read(self._path)["policy"], **policy})

    def must_change(self, name: str, password: str) -> None:
        self.directory().set_password(name, password)
        self._account(name, must_change=True)

    def elsewhere(self, name: str) -> None:
        kept = fake.read(self._path)
        kept["accounts"][name] = {"elsewhere": True, "set_at": 0, "must_change": False}
        fake.write(self._path, kept)

    def down(self) -> None:
        self._write(down=True)

    def up(self) -> None:
        self._write(down=False)

    @property
    def _path(self) -> Path:
        assert self.reach.store
        self.reach.store.mkdir(parents=True, exist_ok=True)
        return self.reach.store / "dc1.test.json"

    def _write(self, **values: object) -> None:
        fake.write(self._path, {**fake.read(self._path), **values})

    def _account(self, name: str, **values: object) -> None:
        kept = fake.read(self._path)
        kept["accounts"][name].update(values)
        fake.write(self._path, kept)


class RealHouse:
    """Samba's Active Directory, spoken to by the account that may work in one organisational unit."""

    kind = table.ACTIVE_DIRECTORY

    def __init__(self, running: samba.Samba) -> None:
        self.samba = running
        self.reach = Reach(
            host=running.host, port=636, base_dn=samba.PART, bind_dn=samba.OURS, secret=samba.OURS_KEY,
            ca_pem=running.ca_pem, upn_suffix="students.uni.test",
        )  # fmt: skip

    def directory(self) -> Directory:
        return table.directory(self.kind, self.reach)

    def rules(self, **policy: int) -> None:
        words = {"shortest_minutes": "--min-pwd-age", "threshold": "--account-lockout-threshold",
                 "history": "--history-length", "min_length": "--min-pwd-length"}  # fmt: skip
        given = [f"{words[name]}={value // 1440 if name == 'shortest_minutes' else value}"
                 for name, value in policy.items()]  # fmt: skip
        self.samba.tool("domain", "passwordsettings", "set", *given)

    def must_change(self, name: str, password: str) -> None:
        self.samba.tool("user", "setpassword", name, f"--newpassword={password}", "--must-change-at-next-login")

    def elsewhere(self, name: str) -> None:
        self.samba.tool("user", "create", name, "Some-Where-Else-1")

    def down(self) -> None:
        self.samba.kill()

    def up(self) -> None:
        self.samba.start()


@pytest.fixture(scope="session")
def running() -> Iterator[samba.Samba]:
    if not samba.present():
        pytest.skip("no real directory here: it takes root, Samba and python-ldap; ./test as root gets them")
    found = samba.Samba()
    found.start()
    yield found
    found.stop()


@pytest.fixture
def real(running: samba.Samba) -> Iterator[RealHouse]:
    """The same directory for every test: each takes names of its own."""
    found = RealHouse(running)
    found.rules(shortest_minutes=0, threshold=4, history=3, min_length=7)
    yield found
    if running._running is None:
        running.start()


@pytest.fixture
def faked(tmp_path: Path) -> FakeHouse:
    found = FakeHouse(tmp_path / "directory")
    found.rules(shortest_minutes=0)
    return found


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.ad)])
def house(request: pytest.FixtureRequest) -> FakeHouse | RealHouse:
    found: FakeHouse | RealHouse = request.getfixturevalue("faked" if request.param == "fake" else "real")
    return found


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        kept: list[socket.socket] = []
        stop = threading.Event()

        def take() -> None:
            server.settimeout(0.1)
            while not stop.is_set():
                try:
                    kept.append(server.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=take)
        thread.start()
        yield server.getsockname()[1]
        stop.set()
        thread.join()
        for each in kept:
            each.close()


@pytest.fixture
def at_iums(house, iums, settings):
    """The first university with its accounts in this directory."""
    return settle(house, iums, settings)


def settle(house: FakeHouse | RealHouse, university, settings):
    """Put a directory into use, as an administrator does."""
    settings.DIRECTORY_STORE = house.reach.store
    house.rules(threshold=10)
    reach = house.reach
    university.directory = directory.put_directory(
        actor=university.actor("admin"),
        wanted=directory.Wanted(
            kind=house.kind, host=reach.host, port=reach.port, base_dn=reach.base_dn, bind_dn=reach.bind_dn,
            upn_suffix=reach.upn_suffix, secret=reach.secret, ca_pem=reach.ca_pem, is_on=True,
        ),
    )  # fmt: skip
    return university


def again(university) -> None:
    """As if the seconds had passed in which nobody tries a directory that did not answer."""
    directory_calls.forget(university.id)


class Wire:
    """A connection to a directory that lets everything through until it is muted: then no answer comes back."""

    def __init__(self, host: str) -> None:
        self.host, self.open = host, threading.Event()
        self.open.set()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.kept: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def mute(self) -> None:
        self.open.clear()

    def close(self) -> None:
        for each in (self.server, *self.kept):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, far = self.server.accept()[0], socket.create_connection((self.host, 636))
                self.kept += [near, far]
                for source, target, answers in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._carry, args=(source, target, answers), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                if self.open.is_set() or not answers:
                    target.sendall(piece)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def wire(real: RealHouse) -> Iterator[Wire]:
    found = Wire(real.reach.host)
    yield found
    found.close()
