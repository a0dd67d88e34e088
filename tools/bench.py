"""./bench: prepare what measuring needs and hand over to benchmarks/."""

from __future__ import annotations

import os
import sys

from tools import assets, house, prepare, texts
from tools.house import PYTHON, ROOT, door


def main() -> int:
    """Prepare with any Python, then go on in the one of .venv."""
    if not house.is_inside():
        prepare.environment("demo")
        house.inside("tools.bench")
    assets.build()
    texts.compile_all()
    os.environ["PYTHONPATH"] = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    os.execv(PYTHON, [str(PYTHON), "-m", "benchmarks", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(door(main))
