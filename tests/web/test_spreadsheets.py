"""Tables people open in spreadsheets: nothing of them is run."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from pishkhan.web import spreadsheets

STARTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "|calc", "%0"]


@pytest.mark.parametrize("text", STARTS)
def test_no_cell_is_a_formula(text):
    table = [["Amount", "Name"], [-5, text]]
    told = spreadsheets.as_csv("t", table).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(told, newline="")))[1] == ["-5", f"'{text}"]
    sheet = load_workbook(io.BytesIO(spreadsheets.as_xlsx("t", table).content)).active
    number, name = sheet["A2"], sheet["B2"]
    assert (number.value, number.data_type, name.data_type) == (-5, "n", "s")
    assert name.value.startswith("'")


def test_a_name_of_any_letters_and_the_side_the_table_begins_at():
    answer = spreadsheets.as_xlsx("پرداخت", [["الف"]], from_right=True)
    assert "UTF-8''%D9%BE" in answer["Content-Disposition"]
    assert load_workbook(io.BytesIO(answer.content)).active.sheet_view.rightToLeft
