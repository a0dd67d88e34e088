"""Packages of the machine itself, by apt-get on Debian and Ubuntu when root."""

from __future__ import annotations

import os
import shutil
import subprocess

from tools.house import LOGS, Trouble, say


def can_install() -> bool:
    """Whether this is root on a machine with apt-get."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> None:
    """apt-get install, after an update when the lists are missing or old. Raises Trouble when it fails."""
    say(f"Installing {' '.join(packages)} with apt-get …")
    if _apt("install", *packages) == 0:
        return
    _apt("update")
    if _apt("install", *packages):
        raise Trouble(f"apt-get could not install {' '.join(packages)}; see var/log/apt.log")


def _apt(verb: str, *packages: str) -> int:
    options = ["-y", "-q", "--no-install-recommends"] if verb == "install" else ["-q"]
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "apt.log").open("a") as log:
        return subprocess.run(
            ["apt-get", verb, *options, *packages],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        ).returncode  # fmt: skip
