"""What students and offices write when nothing is in the way, by the labels they read."""

from __future__ import annotations

from tests.e2e.pages import Answers

NURSING: Answers = {
    "تحویل کارت دانشجویی": "تحویل داده‌ام",
    "وضعیت تحصیل": "دانش‌آموخته",
    "تلفن ثابت": "۰۲۱۴۷۷۰۱۲۳۴",
    "نشانی دائم محل سکونت": "تهران، خیابان نمونه، پلاک ۱۲",
}
"""S-B's form; the rest comes from the record."""

ELEARNING: Answers = {
    "دلیل تسویه حساب": "حکم اخراج",
    "مقطع قبلی": "کارشناسی",
    "تحویل کارت دانشجویی": "تحویل داده‌ام",
}
"""S-C's form."""

EDUCATION: Answers = {"اطلاعات درخواست": "کامل است", "موارد بررسی‌شده": ["هویت با پروندهٔ آموزش"]}
AFFAIRS: Answers = {"مدارک بررسی‌شده": ["تصویر کارت ملی"], "کارت دانشجویی تحویل گرفته شد": True}
DEPUTY: Answers = {"نظر معاون فرهنگی": "تایید می‌شود"}
COUNCIL: Answers = {"نتیجهٔ بررسی شورا": "پرونده‌ای ندارد"}
NUTRITION: Answers = {"ماندهٔ اعتبار کارت تغذیه": "۰", "حساب تغذیه": "بسته شد"}
WITHOUT_DORMITORY: Answers = {"دانشجو خوابگاه داشته است؟": "خیر"}
WITH_DORMITORY: Answers = {
    "دانشجو خوابگاه داشته است؟": "بله", "بلوک و اتاق": "بلوک ۳، اتاق ۳۱۲", "تاریخ تخلیه": "۱۴۰۵/۰۶/۳۱",
    "تحویل گرفته شد": ["کلید اتاق"],
}  # fmt: skip
IT: Answers = {"خدمات بسته‌شده": ["ایمیل دانشگاهی"], "تجهیزات امانی شبکه": "نداشته است"}
LOAN: Answers = {"وضعیت وام": "وامی ندارد"}
WELFARE: Answers = {"وضعیت بدهی": "بدهی ندارد", "اطلاعات و فرم تسویه حساب دانشجو بررسی و ثبت شد": True}

DEPARTMENT: Answers = {"تسویه حساب داخلی": ["آزمایشگاه"], "کارت دانشجویی تحویل گرفته شد": True}
LIBRARY: Answers = {"وضعیت دانشجو": "کتابی در امانت ندارد"}
OFFICES: dict[str, Answers] = {
    "library.khwarizmi": LIBRARY,
    "library.mirza": LIBRARY,
    "library.mollasadra": LIBRARY,
    "counselling": {"وضعیت دانشجو": "مانعی ندارد"},
    "nutrition": {"وضعیت دانشجو": "بدهی ندارد", "ماندهٔ اعتبار کارت تغذیه": "۰"},
    "accounting": {"وضعیت دانشجو": "بدهی شهریه ندارد"},
    "dormitories": {"وضعیت بدهی": "ساکن خوابگاه نبوده است"},
    "welfare": {"وضعیت بدهی": "بدهی ندارد"},
}
"""S-C's offices that do not depend on each other, by login, in the source's order."""
SECOND_SHIFT: Answers = {"وضعیت دانشجو": "بدهی ندارد", "فرم‌های اداره خوابگاهها و اداره رفاه دیده شد": True}
HANDOVER: Answers = {
    "مدارک تحویل‌شده": ["ریزنمرات"], "تحویل‌گیرنده": "دانشجوی نمونه", "تاریخ تحویل": "۱۴۰۵/۰۹/۰۲",
}  # fmt: skip


def secretariat(letter: str) -> Answers:
    """A letter number is used once (B21)."""
    return {"شمارهٔ نامه": letter, "تاریخ نامه": "۱۴۰۵/۰۹/۰۱"}
