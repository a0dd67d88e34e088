"""What installing says when it cannot."""

import re
from collections import namedtuple

import pytest

from tools import prepare, system
from tools.house import ROOT, Trouble

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("connection broken by 'NewConnectionError(…)'", "No package registry can be reached."),
        ("ERROR: No matching distribution (from versions: none)", "No package registry can be reached."),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "A downloaded package is not the pinned one;"),
        ("ERROR: first\nERROR: it broke", "The packages could not be installed: ERROR: it broke"),
    ],
)
def test_reason_says_what_to_do(log, said):
    assert prepare._reason(log).startswith(said)


def test_check_space_when_the_disk_is_nearly_full(monkeypatch):
    monkeypatch.setattr(prepare.shutil, "disk_usage", lambda _path: Usage(10**12, 10**12, 7 * 10**8))
    prepare.check_space(prepare.ENOUGH_TO_START)
    with pytest.raises(Trouble) as told:
        prepare.check_space(prepare.ENOUGH_TO_INSTALL)
    assert str(told.value) == (
        f"The disk is nearly full: 700 MB free under {ROOT}, 1000 MB needed. Free some space and try again."
    )


def test_get_venv_without_root_says_the_one_line(monkeypatch):
    monkeypatch.setattr(system, "can_install", lambda: False)
    with pytest.raises(Trouble, match=r"^Python has no venv module here\. Run: sudo apt-get install -y python3"):
        prepare._get_venv()


def test_pins_of_each_list_are_the_pins_of_the_larger_one():
    """./run and ./test share .venv, so neither may pull the other's versions away."""
    pins = {
        kind: dict(re.findall(r"^([\w.-]+)(?:\[.*?\])?==(\S+)", text, re.MULTILINE))
        for kind in ("production", "demo", "dev")
        if (text := (ROOT / "requirements" / f"{kind}.txt").read_text())
    }
    assert pins["production"].items() <= pins["demo"].items() <= pins["dev"].items()


@pytest.mark.parametrize("kind", ["production", "demo", "dev"])
def test_lists_name_no_registry(kind):
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    assert re.findall(r"https?://|--index-url|--extra-index-url|--find-links", text) == []


def test_package_lock_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
