"""`python -m tests.storm --payments 200 --kills 1 --seed 7`: one storm, its figures, and 1 when they disagree."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
import signal
import sys

from tests.storm.ground import Ground, end_with


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.storm", description=__doc__)
    parser.add_argument("--payments", type=int, default=200)
    parser.add_argument("--kills", type=int, default=1, help="of web, each worker and the database")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--attended", action="store_true", help="end when standard input does")
    given = parser.parse_args()
    seed = secrets.randbits(32) if given.seed is None else given.seed
    ground = Ground(f"storm-{given.payments}")
    signal.signal(signal.SIGTERM, lambda *_: (ground.leave(), os._exit(143)))  # payers would be waited for otherwise
    with ground:
        if given.attended:
            end_with(sys.stdin, ground.ending)
        os.environ.update(ground.env)
        import django

        django.setup()
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # the server it asks is being killed
        from tests.storm.running import storm

        troubles = storm(ground, given.payments, given.kills, seed, lambda line: print(line, flush=True))  # noqa: T201
    for each in troubles[:60]:
        print(each)  # noqa: T201
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
