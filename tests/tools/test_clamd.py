"""./test says aloud when no real virus scanner can be had."""

from tools import clamd
from tools.house import Trouble


def test_who_cannot_install_is_told_how(monkeypatch, capsys):
    monkeypatch.setattr(clamd, "present", lambda: False)
    monkeypatch.setattr(clamd.system, "can_install", lambda: False)
    assert clamd.ready() is False
    assert "NOT RUN: tests on a real virus scanner" in capsys.readouterr().out


def test_a_package_that_cannot_be_had_is_told(monkeypatch, capsys):
    def fails(*_packages: str) -> None:
        raise Trouble("apt-get could not install clamav-daemon")

    monkeypatch.setattr(clamd, "present", lambda: False)
    monkeypatch.setattr(clamd.system, "can_install", lambda: True)
    monkeypatch.setattr(clamd.system, "install", fails)
    assert clamd.ready() is False
    assert "NOT RUN: tests on a real virus scanner. apt-get could not install" in capsys.readouterr().out
