"""A real virus scanner for tests: clamd on a socket of its own, which knows nothing but the harmless EICAR file."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from tools import system
from tools.house import VAR, Trouble, say

PACKAGE = "clamav-daemon"
HOME = VAR / "test" / "clamd"
PATIENCE = 60
SIGNATURE = "Eicar-Signature:0:*:" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*".hex()
"""A line of an .ndb database of our own: the words that every scanner agrees to call a virus."""
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def ready() -> bool:
    """Whether a real scanner can be run here, after getting it where that is possible; says so if not."""
    if present():
        return True
    if not system.can_install():
        say(f"NOT RUN: tests on a real virus scanner. To have it: sudo apt-get install -y {PACKAGE}")
        return False
    try:
        system.install(PACKAGE)
    except Trouble as trouble:
        say(f"NOT RUN: tests on a real virus scanner. {trouble}")
        return False
    return present()


def present() -> bool:
    """Whether it is here already."""
    return _program() is not None


def _program() -> str | None:
    return shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class Clamd:
    """A running scanner of one's own. `address` is what CLAMD is set to."""

    def __init__(self) -> None:
        self.home = HOME / f"run{os.getpid()}"
        shutil.rmtree(self.home, ignore_errors=True)
        self.base = self.home / "database"
        self.base.mkdir(parents=True)
        (self.base / "ours.ndb").write_text(SIGNATURE + "\n")
        self.socket = Path(f"/tmp/clamd-{os.getpid()}.sock")
        self.address = f"unix:{self.socket}"
        rows = {
            "LocalSocket": self.socket, "DatabaseDirectory": self.base, "Foreground": "yes", "User": "root",
            "TemporaryDirectory": self.home, "StreamMaxLength": "12M", "MaxThreads": "4", "FixStaleSocket": "yes",
            "LogFile": self.home / "log", "SelfCheck": "0",
        }  # fmt: skip
        (self.home / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in rows.items()))
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers. Raises Trouble."""
        program = _program()
        if program is None:
            raise Trouble(f"To have it: sudo apt-get install -y {PACKAGE}")
        with (self.home / "log.start").open("ab") as log:
            command = [program, f"--config-file={self.home / 'clamd.conf'}"]
            self._running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._running.poll() is None:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
                wire.connect(str(self.socket))
                wire.sendall(b"zPING\0")
                if wire.recv(16).startswith(b"PONG"):
                    return
            time.sleep(0.05)
        told = (self.home / "log.start").read_text(errors="replace")[-800:]
        self.stop()
        raise Trouble(f"clamd did not start: {told}")

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None
        self.socket.unlink(missing_ok=True)

    def stop(self) -> None:
        """End it and take it away."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)
