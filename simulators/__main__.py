"""`python -m simulators NAME --port N`: one simulator as a process. Its address is the first line it prints."""

from __future__ import annotations

import argparse
import importlib
import json
import signal
import threading


def main() -> None:
    """Run until asked to stop. Steered over HTTP, see `simulators.control`."""
    parser = argparse.ArgumentParser(prog="python -m simulators", description=main.__doc__)
    parser.add_argument("name", help="kavenegar, ippanel, banks, …: a module of this package")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--key", default="", help="the key the account is opened with")
    parser.add_argument("--templates", type=json.loads, help='JSON: template → its fields, {"code": ["token"]}')
    given = parser.parse_args()
    simulator = importlib.import_module(f"simulators.{given.name}").MAIN
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    with simulator(port=given.port, key=given.key, templates=given.templates) as running:
        print(running.url, flush=True)  # noqa: T201 - the caller waits for this line
        stop.wait()


if __name__ == "__main__":
    main()
