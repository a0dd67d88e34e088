"""Texts are found wherever they stand, and a missing Persian one is told."""

import pytest

from tools import texts


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A small checkout with one program and one template."""
    (tmp_path / "src" / "templates").mkdir(parents=True)
    (tmp_path / "src" / "a.py").write_text(
        "x = _('Plain')\ny = ngettext('%(n)s day', '%(n)s days', n)\nz = pgettext('month', 'May')\n"
    )
    (tmp_path / "src" / "templates" / "p.html").write_text(
        '{% translate "It\'s here" %} {{ x|default:_("None") }} {% include "c" with title=_("Title") %}\n'
        "{% blocktranslate trimmed with n=1 %}\n  Step {{ n }}\n  of many\n{% endblocktranslate %}"
    )
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    monkeypatch.setattr(texts, "SOURCES", (tmp_path / "src",))
    monkeypatch.setattr(texts, "PERSIAN", tmp_path / "fa" / "LC_MESSAGES" / "django.po")
    return tmp_path


def test_gather_reads_programs_and_templates(checkout):
    found = sorted(str(m.id) for m in texts.gather() if m.id)
    assert found == sorted([
        "('%(n)s day', '%(n)s days')", "It's here", "May", "None", "Plain", "Step %(n)s of many", "Title",
    ])  # fmt: skip


def test_problems_names_each_text_without_persian(checkout):
    table = checkout / "t.tsv"
    table.write_text("Plain\tساده\n%(n)s day\t%(n)s روز\nMay\tمی\nIt's here\tاینجاست\nNone\tهیچ\nTitle\tعنوان\n")
    assert texts.update([table]) == 1
    assert list(texts.problems()) == ["src/templates/p.html: no Persian for 'Step %(n)s of many'"]


def test_problems_names_a_placeholder_the_english_has_not(checkout):
    table = checkout / "t.tsv"
    lines = ["Plain\tساده %(x)s", "%(n)s day\t%(n)s روز", "May\tمی", "It's here\tا", "None\tه", "Title\tع",
             "Step %(n)s of many\tگام %(n)s"]  # fmt: skip
    table.write_text("\n".join(lines))
    assert texts.update([table]) == 0
    assert list(texts.problems()) == ["src/a.py: the Persian of 'Plain' has placeholders the English has not"]


def test_update_keeps_what_was_translated_and_drops_what_is_gone(checkout):
    table = checkout / "t.tsv"
    table.write_text("Plain\tساده\n")
    texts.update([table])
    (checkout / "src" / "templates" / "p.html").write_text("")
    texts.update([])
    assert {m.id: m.string for m in texts._read(texts.PERSIAN) if isinstance(m.id, str) and m.id} == {
        "Plain": "ساده",
        "May": "",
    }
