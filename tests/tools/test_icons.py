"""The sprite holds our drawings and whatever else the templates name."""

import json
import re

import pytest

from tools import assets, icons
from tools.house import Trouble


def test_used_finds_names_in_templates_and_programs(tmp_path):
    page, program = tmp_path / "a.html", tmp_path / "b.py"
    page.write_text('{% icon "bell" %} {%  icon \'go\' cls="x" %} {% emptystate "inbox" _("t") %}')
    program.write_text('icons.icon("lock"); Notice(icon="alert"); icon(name)')
    assert sorted(icons.used([page, program])) == ["alert", "bell", "go", "inbox", "lock"]


def test_sprite_takes_ours_first_and_tablers_for_the_rest(tmp_path, monkeypatch):
    folder = tmp_path / "@tabler/icons/icons/outline"
    folder.mkdir(parents=True)
    (folder / "bell.svg").write_text("<!-- tags -->\n<svg\n  width='24'\n>\n  <path d='theirs' />\n</svg>\n")
    monkeypatch.setattr(icons, "MODULES", tmp_path)
    made = icons.sprite({"go": "<path d='ours'/>"}, {"bell": tmp_path, "go": tmp_path})
    assert re.findall(r'id="(\w+)".*?d=\'(\w+)\'', made) == [("bell", "theirs"), ("go", "ours")]


def test_sprite_refuses_a_name_nobody_drew(tmp_path, monkeypatch):
    monkeypatch.setattr(icons, "MODULES", tmp_path)
    with pytest.raises(Trouble, match="'unicorn'"):
        icons.sprite({}, {"unicorn": tmp_path / "page.html"})


def test_our_drawings_carry_no_colour_of_their_own():
    drawn = json.loads(assets.DRAWN.read_text())
    assert [name for name, inner in drawn.items() if re.search(r"#[0-9a-f]{3}|style=|<script", inner)] == []
