"""A certificate and a form of plainly invented people, to be varied by the tests."""

from datetime import UTC, datetime
from typing import Any

from pishkhan.clearance.paper.render import (
    Answer,
    CertificateData,
    Fact,
    FormData,
    Letterhead,
    State,
    Station,
)

AT = datetime(2026, 11, 23, 9, 56, tzinfo=UTC)
URL = "http://iums.localhost:8000/fa/check/48271690531197"

LETTERHEAD = Letterhead(university="دانشگاه علوم پزشکی نمونه", directorate="معاونت دانشجویی و فرهنگی")
PERSON = (
    Fact("نام و نام خانوادگی", "دانشجوی نمونه"),
    Fact("شماره دانشجویی", "۹۸۱۰۲۰۳۰۴"),
    Fact("کد ملی", "۰۴۹۹۳۷۰۸۹۹"),
    Fact("دانشکده", "پرستاری و مامایی"),
)


def station(name: str, **changes: Any) -> Station:
    return Station(
        **{"name": name, "by": "کارشناس آزمایشی", "at": "۱۴۰۵/۰۸/۳۰، ۰۹:۴۰", "result": "تایید"} | changes
    )


def stations(count: int) -> tuple[Station, ...]:
    return tuple(station(f"ایستگاه شمارهٔ {place}") for place in range(1, count + 1))


def certificate(**changes: Any) -> CertificateData:
    values: dict[str, Any] = {
        "letterhead": LETTERHEAD,
        "number": "۱۴۰۵-۰۰۱۲۳۴",
        "issued_on": "۱۴۰۵/۰۹/۰۲",
        "letter_number": "۱۲/۳۴۵۶",
        "letter_date": "۱۴۰۵/۰۸/۳۰",
        "case_number": "۱۴۰۵-۰۱۲۸۴۷",
        "holder": "دانشجوی نمونه",
        "person": PERSON,
        "stations": (
            station("آموزش", by="کارشناس آزمایشی آموزش"),
            station("امور دانشجویی"),
            station("صندوق", result="مشروط به اقساط", conditional=True),
        ),
        "conditions": ("وام دانشجویی در ۱۲ قسط بازپرداخت می‌شود.",),
        "state": State.CONDITIONAL,
        "state_words": "مشروط",
        "signer": "مدیر نمونه",
        "signed_at": "۲ آذر ۱۴۰۵، ۱۳:۲۶",
        "code": "۴۸-۲۷۱۶-۹۰۵۳-۱۱۹۷",
        "check_url": URL,
        "check_place": "iums.localhost/check",
        "note": "نسخهٔ نمایشی؛ همهٔ داده‌ها ساختگی است",
    }
    return CertificateData(**values | changes)


def form(**changes: Any) -> FormData:
    values: dict[str, Any] = {
        "letterhead": LETTERHEAD,
        "case_number": "۱۴۰۵-۰۱۲۸۴۷",
        "filed_on": "۱۴۰۵/۰۸/۲۸",
        "printed_on": "۱۴۰۵/۰۹/۰۲",
        "holder": "دانشجوی نمونه",
        "person": PERSON,
        "answers": (
            Answer(number="۱", label="تلفن ثابت", value="۰۲۱-۴۷۷۰۱۲۳۴"),
            Answer(number="۲", label="نشانی", value="تهران، کوچه نمونه، درب ۱۲"),
        ),
        "stations": (station("ادارهٔ رفاه", details=(Fact("شروع اقساط", "۱۴۰۵/۱۰/۰۱"),)),),
        "letter_number": "۱۴۰۵/د/۱۲۳",
        "letter_date": "۱۴۰۵/۰۸/۳۰",
    }
    return FormData(**values | changes)
