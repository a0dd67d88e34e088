"""./test says aloud when no real directory can be had."""

import pytest

from tools import samba
from tools.house import Trouble


def test_who_is_not_root_is_told_how(monkeypatch, capsys):
    monkeypatch.setattr(samba.os, "geteuid", lambda: 1000)
    assert samba.ready() is False
    assert "NOT RUN: tests on a real directory" in capsys.readouterr().out


def test_packages_that_cannot_be_had_are_told(monkeypatch, capsys):
    def fails() -> None:
        raise Trouble("apt-get could not install samba")

    monkeypatch.setattr(samba.os, "geteuid", lambda: 0)
    monkeypatch.setattr(samba, "_get", fails)
    assert samba.ready() is False
    assert "NOT RUN: tests on a real directory. apt-get could not install samba" in capsys.readouterr().out


@pytest.mark.parametrize("names", [set(samba.WRITTEN)])
def test_rights_are_those_the_guide_tells(names):
    """docs/directory.md gives the technicians the same list."""
    guide = (samba.prepare.ROOT / "docs" / "directory.md").read_text(encoding="utf-8")
    assert {name for name in names if f"{name};user" not in guide} == set()
