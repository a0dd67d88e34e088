"""Articles in the states that pages of the front show, and questions to the support."""

from __future__ import annotations

from datetime import date

from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import Wording
from pishkhan.servicedesk import api as servicedesk
from tests.factories.packs import University

TITLE = {"fa": "کارگاه نمونهٔ نگارش پایان‌نامه", "en": "Demo workshop on writing a thesis"}


def prepared(university: University) -> dict[str, str]:
    """Names of the rows the addresses of tests.e2e.shots ask for."""
    admin, verbs = university.actor("admin"), organisation.articles
    wording = Wording(
        title=TITLE, day=date(2026, 11, 25),
        body={
            "fa": ["کارگاه دو روز است و گواهی حضور داده می‌شود.", "نام‌نویسی تا پایان هفته در دفتر دانشکده."],
            "en": ["Two days; attendance is certified.", "Sign up at your faculty's office by the end of the week."],
        },
    )  # fmt: skip
    made = verbs.begin_article(actor=admin, kind="news", wording=wording)
    verbs.publish(actor=admin, article_id=made.article_id, seen=(1, 0))
    later = Wording(title=TITLE, day=wording.day, body={"fa": ["کارگاه سه روز شد."], "en": ["Three days now."]})
    verbs.save_draft(actor=admin, article_id=made.article_id, seen=(1, 0), wording=later)
    hero = organisation.Article.objects.get(institution_id=university.id, kind="block", key="hero")
    body = "به نام کاربری خود وارد نمی‌شوم و تلفن همراهم عوض شده است. چه کنم؟"
    for _ in range(2):
        servicedesk.enquiries.ask(actor=admin, name="متقاضی نمونه", address="someone@uni.example", body=body)
    answered, waiting = servicedesk.enquiries.page(admin)[0][:2]
    servicedesk.enquiries.answer(actor=admin, enquiry_id=answered.id, text="با کارت ملی به دانشکده بروید.")
    return {
        "article": str(made.article_id), "hero": str(hero.id), "enquiry": str(waiting.id),
        "enquiry_answered": str(answered.id),
    }  # fmt: skip
