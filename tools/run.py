"""./run: prepare everything this machine needs and serve the demo until Ctrl-C."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import socket
import sys
import time
from types import FrameType
from typing import IO

from tools import demo, house, prepare, serve
from tools.house import VAR, Trouble, door, say


def main() -> int:
    """Prepare with any Python, then go on in the one of .venv and serve."""
    wanted = _wanted()
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _interrupt)
    if not house.is_inside():
        began = time.time()
        _only_one().close()
        serve.end_leftovers()
        _free(wanted.port)
        if wanted.fresh:
            _ask(sure=wanted.yes)
        prepare.environment("demo")
        os.environ["PISHKHAN_BEGAN"] = str(began)
        sys.argv += ["--yes"] if wanted.fresh else []
        house.inside("tools.run")
    lock = _only_one()
    try:
        return _serve(wanted)
    finally:
        lock.close()


def _serve(wanted: argparse.Namespace) -> int:
    if wanted.fresh:
        demo.delete()
    running = None
    servers = serve.Servers(env={})
    try:
        running = demo.cluster()
        if running:
            demo.start(running)
        banks = serve.free_port()
        env = demo.environment(running, wanted.port, banks)
        demo.fill(env)
        servers.env = env
        servers.start("banks", *serve.banks(banks))
        servers.start("web", *serve.web(wanted.port, wanted.workers))
        servers.start("worker", *serve.worker())
        servers.wait_until_up(wanted.port)
        say(demo.logins(env).rstrip())
        say(f"Simulated banks, no real money: {serve.address(banks)}/control/orders")
        seconds = time.time() - float(os.environ.get("PISHKHAN_BEGAN", time.time()))
        say(f"\nPishkhan is up on http://127.0.0.1:{wanted.port} after {seconds:.1f} s. Ctrl-C stops it.")
        while not (ended := servers.ended()):
            time.sleep(0.5)
        last = serve.last_line(house.LOGS / f"{ended}.log")
        raise Trouble(f"The {ended} process ended: {last} (see var/log/{ended}.log)")
    except KeyboardInterrupt:
        return 0
    finally:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        say("Stopping …")
        servers.stop()
        if running:
            running.stop()


def _wanted() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="./run", description="Prepare and serve the Pishkhan demo.")
    words.add_argument("--port", type=int, default=8000, help="default 8000")
    words.add_argument("--workers", type=int, default=2, help="web processes, default 2")
    words.add_argument("--fresh", action="store_true", help="delete the demo's data first; asks")
    words.add_argument("--yes", action="store_true", help="do not ask")
    return words.parse_args()


def _only_one() -> IO[str]:
    """Hold the checkout's run lock until closed. Raises Trouble when it is held."""
    VAR.mkdir(exist_ok=True)
    lock = (VAR / "run.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Trouble("Pishkhan already runs from this folder. Stop it there with Ctrl-C first.") from None
    return lock


def _free(port: int) -> None:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(f"Port {port} is for root only. Choose another: ./run --port 8000") from None
        except (OSError, OverflowError):
            raise Trouble(f"Port {port} is taken. Choose another: ./run --port {port % 60000 + 1}") from None


def _ask(*, sure: bool) -> None:
    if os.environ.get("DATABASE_URL"):
        raise Trouble("--fresh deletes the embedded database only; DATABASE_URL names another one.")
    if sure:
        return
    if not sys.stdin.isatty():
        raise Trouble("--fresh deletes the demo's data. Add --yes to agree.")
    answer = input("This deletes every request, person and file of the demo under var/. Go on? [y/N] ")
    if answer.strip().lower() not in {"y", "yes"}:
        raise Trouble("Nothing was deleted.")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(door(main))
