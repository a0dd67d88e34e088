"""Faults of closing letters and of who may use a service are told with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pishkhan.clearance.pack.reader import PackRefused, read_pack
from tests.packs.conftest import PACKS

CATALOGUE = "catalogue.json"
TITLE = '"title": {"fa": "نامهٔ نتیجهٔ درخواست وام", "en": "Letter on the loan request"},'


@pytest.fixture
def told(tmp_path):
    """Replace the first `old` of a file of the nursing pack and read: what is told, and the line it stands on now."""
    folder = Path(shutil.copytree(PACKS / "iums-nursing", tmp_path / "pack"))

    def breaking(old: str, new: str, file: str = CATALOGUE) -> list[tuple[str, str, bool]]:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(PackRefused) as refused:
            read_pack(folder)
        found = [(one, (folder / one.file).read_text(encoding="utf-8")) for one in refused.value.problems]
        return [(one.file, one.code, new.split()[0] in text.splitlines()[one.line - 1]) for one, text in found]

    return breaking


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("{nobody}", "letter_unknown"), ("{decision.nobody}", "letter_unknown"), ("{nothing.result}", "letter_unknown"),
        ("{filed.amount}", "letter_unknown"), ("{sheba}", "letter_sensitive"), ("{payslip_file}", "letter_file"),
        ("{", "letter_braces"), ("{}", "letter_unknown"), ("{a{b}c}", "letter_braces"),
    ],
)  # fmt: skip
def test_placeholder_nothing_can_fill_is_told_at_its_paragraph(told, new, code):
    assert (CATALOGUE, code, True) in told("{decision.granted}", new)


def test_letter_of_a_process_that_issues_none_and_the_other_way_round(told):
    found = told('pk:action="issue_letter"', 'pk:action="attach_form"', "processes/student-loan.bpmn")
    assert [(file, code) for file, code, _ in found] == [(CATALOGUE, "letter_never")]


def test_process_that_issues_a_letter_needs_its_words(told):
    assert "letter_missing" in [code for _, code, _ in told('"letter": {', '"reopen_days": 3, "letters": {')]


def test_letter_and_certificate_exclude_each_other(told):
    path_of_loan = '"process": "student-loan",\n          "certificate": false'
    codes = {code for _, code, _ in told(path_of_loan, path_of_loan.replace("false", "true"))}
    assert {"letter_beside_certificate", "certificate_never"} <= codes


def test_unknown_key_of_a_letter(told):
    assert [code for _, code, _ in told(TITLE, TITLE + ' "colour": "red",')] == ["key_unknown"]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ('"admission_types": ["nobody"],', "value_unknown"), ('"degrees": ["nobody"],', "value_unknown"),
        ('"entry_years": {"from": 1405, "to": 1400},', "span_bad"), ('"entry_years": {"since": 1400},', "key_unknown"),
        ('"roles": ["expert"],', "staff_not_asked"), ('"units": ["welfare"],', "staff_not_asked"),
        ('"hidden_from_others": "yes",', "shape"), ('"opens": "1405/07/01",', "moment_bad"),
        ('"opens": "1405/13/01 08:00",', "moment_bad"), ('"closes": "1405/07/01 25:00",', "moment_bad"),
        ('"opens": "1405/07/02 08:00", "closes": "1405/07/01 08:00",', "span_bad"),
    ],
)  # fmt: skip
def test_words_about_who_and_when(told, new, code):
    old = '"admission_types": ["daily", "guest"],'
    found = told(old, new if "admission_types" in new else f"{old} {new}")
    assert code in [each for _, each, _ in found]


@pytest.mark.parametrize("pack", ["iums-nursing", "saorg", "shiraz-elearning", "uok-ghorveh"])
def test_no_letter_calls_somebody_a_student_who_may_be_a_graduate(pack):
    for kind in (kind for group in read_pack(PACKS / pack).groups for kind in group.types):
        letter = kind.rules.get("letter", {"body": []})
        if set(kind.rules.get("statuses", [])) - {"studying", "guest"}:
            assert not [line for line in letter["body"] if "دانشجوی رشته" in line], kind.key
