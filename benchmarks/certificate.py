"""CPU per signed certificate. Goal: at most 150 ms each, all threads counted (measure.md).

One JSON line per figure: the median over interleaved rounds, beside the floors of the same run: an empty
typst page as PDF/A, and a bare ECDSA P-256 signature over the same bytes.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import typst
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pishkhan.clearance.paper.render import CertificateData, Fact, Letterhead, Station, render_certificate
from pishkhan.clearance.paper.signing import new_key_and_certificate, sign

ROOT = Path(__file__).resolve().parents[1]
AT = datetime(2026, 11, 23, 9, 56, tzinfo=UTC)
GOAL_MS = 150
STATIONS = 12


def sheet(number: int) -> CertificateData:
    """A certificate with twelve stations; each number gives another sheet, so that no cache helps."""
    return CertificateData(
        letterhead=Letterhead(university="دانشگاه نمونه", directorate="معاونت دانشجویی"),
        number=f"۱۴۰۵-{number:06d}",
        issued_on="۱۴۰۵/۰۹/۰۲",
        case_number=f"۱۴۰۵-{number:06d}",
        holder=f"دانشجوی نمونهٔ {number}",
        person=tuple(Fact(f"ویژگی {place}", f"مقدار {number}") for place in range(8)),
        stations=tuple(
            Station(name=f"ایستگاه {place}", by=f"کارشناس {number}", at="۳۰ آبان، ۰۹:۴۰", result="تأیید")
            for place in range(STATIONS)
        ),
        signer="مدیر نمونه",
        signed_at="۲ آذر ۱۴۰۵، ۱۳:۲۶",
        code="۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۷",
        check_url=f"http://iums.localhost:8000/fa/check/{number:014d}",
    )


class Clock:
    """CPU milliseconds of this process, by figure."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}

    def time(self, figure: str, verb: Callable[[], bytes]) -> bytes:
        start = time.process_time()
        result = verb()
        self.taken.setdefault(figure, []).append((time.process_time() - start) * 1000)
        return result


def measured(fonts: Path, rounds: int) -> dict[str, float]:
    """Median CPU milliseconds by figure."""
    pem, cert = new_key_and_certificate("دانشگاه نمونه", "Demo University", valid_years=1, at=AT)
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[fonts])
    signed = partial(sign, reason="صدور گواهی", name="دانشگاه نمونه", location="تهران", at=AT)
    clock = Clock()
    for number in range(rounds + 1):
        pdf = clock.time("render", partial(render_certificate, sheet(number), fonts=fonts, at=AT))
        clock.time("sign", partial(signed, pdf, pem, cert))
        clock.time("floor_empty_page", partial(empty_page, number, faces))
        clock.time("floor_bare_ecdsa", partial(key.sign, pdf, ec.ECDSA(hashes.SHA256())))
    taken = clock.taken
    taken["total"] = [
        render + signing for render, signing in zip(taken["render"], taken["sign"], strict=True)
    ]
    # The first round pays for reading fonts and importing pyHanko, once per worker.
    first = {f"first_{figure}": taken[figure][0] for figure in ("render", "sign")}
    return {figure: statistics.median(values[1:]) for figure, values in taken.items()} | first


def empty_page(number: int, faces: typst.Fonts) -> bytes:
    """A page of the same paper and standard with one word on it."""
    source = f'#set document(title: "x")\n#set page(paper: "a4")\n{number}'.encode()
    return typst.compile(source, font_paths=faces, format="pdf", pdf_standards=["a-2a", "ua-1"])


def main() -> None:
    """Prints one JSON line per figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fonts", type=Path, default=ROOT / "var/assets/fonts")
    options.add_argument("--rounds", type=int, default=30)
    chosen = options.parse_args()
    figures = measured(chosen.fonts, chosen.rounds)
    floor = figures["floor_empty_page"] + figures["floor_bare_ecdsa"]
    for name, value in figures.items():
        line: dict[str, object] = {"bench": "certificate", "figure": name, "cpu_ms": round(value, 2)}
        if name == "total":
            line |= {"goal_ms": GOAL_MS, "met": value <= GOAL_MS, "times_floor": round(value / floor, 1)}
        print(json.dumps(line))


if __name__ == "__main__":
    main()
