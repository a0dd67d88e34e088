"""./test: prepare what the checks need and run them in order."""

from __future__ import annotations

import subprocess
import sys

from tools import ground, house, prepare
from tools.house import PYTHON, ROOT, door, say


def one(arguments: list[str]) -> int:
    """pytest with these arguments, on a database of its own."""
    with ground.database() as env:
        return subprocess.run([PYTHON, "-m", "pytest", *arguments], env=env, cwd=ROOT).returncode


def main() -> int:
    """Choose by the first word."""
    if not house.is_inside():
        prepare.environment("dev")
        house.inside("tools.test")
    if sys.argv[1:2] == ["one"]:
        return one(sys.argv[2:])
    say("usage: ./test one <pytest arguments>")
    return 2


if __name__ == "__main__":
    sys.exit(door(main))
