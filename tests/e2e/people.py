"""Lists of people, changes of mobile and tokens for the pictures; runs in the registrar's process."""

from __future__ import annotations

from pishkhan.identity.domain import rescues, tokens
from pishkhan.identity.models import Rescue
from pishkhan.plumbing.actor import Actor
from tests.factories.packs import University
from tests.identity.bringing.lists import HEADER, csv, student, tried


def prepared(iums: University) -> dict[str, str]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    known = ["991020305", "نمونه", "آزمونی", "", "09129990000", *student(1)[5:]]
    content = csv([HEADER, student(1), student(2, national_id="12345679"), student(3, faculty="ناموجود"), known])
    whole, refused = tried(iums, content, source="آموزش"), tried(
        iums, csv([[*HEADER[1:], "رنگ"], student(4)]), source="آموزش"
    )
    visitor = Actor(institution_id=iums.id, network="192.0.2.9")
    rescues.ask_rescue(actor=visitor, typed="971020309", contact="09120009999", words="سیم‌کارت گم شده است.")
    asked = Rescue.objects.get(institution_id=iums.id, state="asked")
    proposed = rescues.begin_by_staff(actor=iums.actor("edu.lead"), typed="4011020308")
    rescues.propose(
        actor=iums.actor("edu.lead"), rescue_id=proposed.id, new_mobile="09120008888", evidence="کارت ملی دیده شد."
    )  # fmt: skip
    tokens.make(actor=iums.actor("admin"), name="سامانه ثبت‌نام", scopes=["people:read", "people:write"], days=90)
    return {
        "person": str(iums.person("4011020308").id), "officer": str(iums.person("edu.lead").id),
        "tried_list": str(whole.id), "refused_list": str(refused.id), "rescue_asked": str(asked.id),
        "rescue_proposed": str(proposed.id),
    }  # fmt: skip
