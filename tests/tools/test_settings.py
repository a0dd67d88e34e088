"""Production refuses to start with what only demos and tests may have."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "a-long-enough-random-secret-key-0123456789",
    "SEALING_KEYS": "k1:" + base64.b64encode(bytes(range(32))).decode(),
    "BLIND_INDEX_KEY": base64.b64encode(bytes(range(40, 72))).decode(),
    "ALLOWED_HOSTS": "desk.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x",
}


def _start(
    code: str = "import config.settings.production as p; print(p.DEMO)", **changes: str
) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    env |= {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"} | GOOD | changes
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, cwd=ROOT)


def test_production_starts_with_real_secrets():
    started = _start()
    assert (started.returncode, started.stdout.strip()) == (0, "False"), started.stderr


def test_production_knows_no_simulated_bank():
    code = "import config.settings.production as p; print([p.BANKS_BASE])"
    started = _start(code, PISHKHAN_BANKS="http://127.0.0.1:8002")
    assert (started.returncode, started.stdout.strip()) == (0, "['']"), started.stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"SECRET_KEY": "only-for-tests"},
        {"SECRET_KEY": "short"},
        {"BLIND_INDEX_KEY": ""},
        {"BLIND_INDEX_KEY": "changeme"},
        {"SEALING_KEYS": ""},
        {"SEALING_KEYS": "k1:" + base64.b64encode(b"1" * 32).decode()},
        {"SEALING_KEYS": "k1:dG9vIHNob3J0"},
        {"ALLOWED_HOSTS": ""},
        {"PISHKHAN_DEMO": "yes"},
    ],
    ids=str,
)
def test_production_refuses_default_secrets_and_demo(changes):
    refused = _start(**changes)
    assert refused.returncode != 0
    assert "SettingMissing" in refused.stderr
