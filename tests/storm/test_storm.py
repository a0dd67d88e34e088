"""Two thousand payments in a storm in `./test long`, a tenth of it here. PISHKHAN_SEED repeats one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tools.house import LOGS, PYTHON, ROOT

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(("payments", "kills"), [(200, 1), pytest.param(2000, 5, marks=pytest.mark.long)])
def test_banks_ledger_and_dues_agree_after_a_storm(payments, kills, capfd):
    command = [str(PYTHON), "-m", "tests.storm", "--attended", "--payments", str(payments), "--kills", str(kills)]
    if seed := os.environ.get("PISHKHAN_SEED"):
        command += ["--seed", seed]
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as child:  # fmt: skip
        told = child.stdout.read()
    LOGS.mkdir(parents=True, exist_ok=True)
    (LOGS / f"storm-{payments}.txt").write_text(told)
    with capfd.disabled():
        print(f"\n{told}", file=sys.stderr)  # noqa: T201 - the figures are what a storm is for
    assert child.returncode == 0, told
