"""The service desk: seven everyday services, each from filing to its letter, and those of the national portal."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pishkhan.kernel import digits
from tests.clearance.paper.reading import pages
from tests.e2e import proof
from tests.e2e.pages import Answers, Clerk, Student, answer, labelled
from tests.e2e.words import said
from tests.factories.services import PDF

PATIENCE = 90
"""Seconds for the job that makes and signs a letter."""
SEND = "Confirm and send on"


@dataclass(frozen=True)
class Walk:
    """A service as people walk it: path on the pages, what is typed, files by their label, offices with answers by
    login, words of the letter, and a field that shows only beside an answer."""

    key: str
    group: str
    name: str
    answers: Answers
    files: tuple[str, ...]
    offices: tuple[tuple[str, Answers], ...]
    letter: tuple[str, ...]
    condition: tuple[Answers, str]


CARD = "تصویر کارت دانشجویی یا کارت ملی"
WALKS = (
    Walk(
        "study-certificate", "خدمات آموزشی", "درخواست گواهی اشتغال به تحصیل",
        {"گیرندهٔ گواهی": "بانک", "نام کامل گیرنده": "بانک نمونه", "نیم‌سال": "نیم‌سال اول", "تعداد نسخه": "۱",
         "گواهی را برای چه کاری می‌خواهید؟": "وام مسکن"},
        (CARD,),
        (("registrar.nursing", {"وضعیت ثبت نام در این نیم‌سال": "ثبت نام کامل", "تعداد واحد این نیم‌سال": "۱۸"}),
         ("edu.expert", {"پایان اعتبار گواهی": "۱۴۰۶/۰۶/۳۱", "پروندهٔ آموزشی بررسی شد": True})),
        ("بانک نمونه", "۱۸"),
        ({"گیرندهٔ گواهی": "سفارت"}, "نام به لاتین، مانند گذرنامه"),
    ),
    Walk(
        "transcript", "خدمات آموزشی", "درخواست ریزنمرات",
        {"نوع ریزنمرات": "رسمی، با مهر و امضا", "کدام نیم‌سال‌ها؟": "همهٔ نیم‌سال‌ها", "کاربرد": "استخدام",
         "تعداد نسخه": "۲", "تحویل نسخهٔ کاغذی": "فایل امضاشده کافی است"},
        (CARD,),
        (("edu.expert", {"واحدهای گذرانده": "۹۶", "معدل کل": "۱۷٫۲۵", "همهٔ نمره‌ها نهایی است": True}),
         ("secretariat.nursing", {"شمارهٔ ثبت در دبیرخانه": "۱۲۳۴", "تحویل": "فایل امضاشده کافی است"})),
        ("۹۶", "۱۲۳۴"),
        ({"کدام نیم‌سال‌ها؟": "فقط چند نیم‌سال"}, "نیم‌سال‌های خواسته‌شده"),
    ),
    Walk(
        "military-exemption", "خدمات آموزشی", "درخواست معافیت تحصیلی",
        {"دلیل درخواست": "آغاز تحصیل", "وضعیت کنونی خدمت": "مشمول", "پیش از این معافیت تحصیلی گرفته‌اید؟": "خیر",
         "تاریخ آغاز تحصیل در این مقطع": "۱۴۰۳/۰۷/۰۱", "دفتر پلیس +۱۰ محل سکونت": "نمونه"},
        ("تصویر همهٔ صفحه‌های شناسنامه",),
        (("edu.expert", {"وضعیت تحصیل": "در سنوات مجاز", "پایان سنوات مجاز": "۱۴۰۷/۰۶/۳۱"}),
         ("military", {"نتیجه": "معافیت صادر شد", "شمارهٔ نامهٔ وظیفه عمومی": "۵۵۶۶"})),
        ("معافیت صادر شد", "۵۵۶۶"),
        ({"پیش از این معافیت تحصیلی گرفته‌اید؟": "بله"}, "پایان معافیت پیشین"),
    ),
    Walk(
        "dormitory", "خدمات رفاهی و خوابگاه", "درخواست خوابگاه",
        {"نوع خوابگاه": "مجردی", "اتاق": "چهار نفره", "از تاریخ": "۱۴۰۵/۱۰/۰۱", "تا تاریخ": "۱۴۰۵/۱۲/۲۸",
         "فاصلهٔ خانه تا دانشگاه": "۴۲۰", "بیماری یا نیازی دارید که در تعیین اتاق مهم باشد؟": "خیر"},
        ("سند محل سکونت خانواده",),
        (("affairs.expert", {"شرایط آیین‌نامه": "دارد", "امتیاز": "۷۰"}),
         ("dormitory", {"نتیجه": "اتاق تعیین شد", "بلوک و اتاق": "بلوک نمونه", "هزینهٔ نیم‌سال": "۴۵۰۰۰۰۰"})),
        ("اتاق تعیین شد", "بلوک نمونه"),
        ({"بیماری یا نیازی دارید که در تعیین اتاق مهم باشد؟": "بله"}, "شرح نیاز"),
    ),
    Walk(
        "loan", "خدمات رفاهی و خوابگاه", "درخواست وام دانشجویی",
        {"نوع وام": "شهریه", "مبلغ درخواستی": "۲۰۰۰۰۰۰۰۰", "تعداد قسط ماهانه": "۲۴",
         "شماره شبا": "IR062960000000100324200001", "متأهل هستید؟": "خیر", "نام و نام خانوادگی ضامن": "ضامن نمونه",
         "کد ملی ضامن": "0499370899", "تلفن همراه ضامن": "09120000077"},
        ("فیش حقوقی یا گواهی کسر از حقوق ضامن",),
        (("welfare", {"اولویت": "زیاد", "مدارک ضامن بررسی شد": True}),
         ("loan", {"نتیجه": "با بخشی از درخواست موافقت شد", "مبلغ تصویب‌شده": "۱۵۰۰۰۰۰۰۰"})),
        ("با بخشی از درخواست موافقت شد",),
        ({"نوع وام": "ازدواج"}, "تصویر سند ازدواج"),
    ),
    Walk(
        "internal-scholarship", "خدمات رفاهی و خوابگاه", "درخواست بورس داخلی",
        {"نوع بورس": "استعداد درخشان", "معدل کل": "۱۸٫۵", "رتبه در ورودی": "۲",
         "مقالهٔ پذیرفته‌شده دارید؟": "خیر", "استاد معرف": "استاد نمونه",
         "چرا این بورس را می‌خواهید؟": "برای ادامهٔ پژوهش در مراقبت‌های ویژه"},
        ("رزومه",),
        (("edu.expert", {"معدل تاییدشده": "۱۸٫۵", "مشروطی": "ندارد"}),
         ("scholarships", {"نتیجه": "موافقت نشد"})),
        ("استعداد درخشان", "موافقت نشد"),
        ({"مقالهٔ پذیرفته‌شده دارید؟": "بله"}, "فهرست مقاله‌ها"),
    ),
    Walk(
        "sms-panel-charge", "درخواست شارژ مبلغ پنل پیامکی", "درخواست شارژ مبلغ پنل پیامکی",
        {"پنل برای": "انجمن یا کانون دانشجویی", "نام انجمن یا واحد": "انجمن علمی نمونه", "نام پنل پیامکی": "نمونه",
         "مبلغ شارژ": "۲۰۰۰۰۰۰", "نوع پیام‌ها": "اطلاع‌رسانی همیشگی", "دلیل درخواست": "همایش دانشجویی"},
        ("نامهٔ مسئول انجمن یا واحد",),
        (("affairs.expert", {"نظر امور دانشجویی": "موافقت شد", "مبلغ تاییدشده": "۲۰۰۰۰۰۰"}),
         ("it", {"نتیجه": "پنل شارژ شد", "شماره پیگیری": "889900"})),
        ("انجمن علمی نمونه", "پنل شارژ شد"),
        ({"نوع پیام‌ها": "یک رویداد"}, "تاریخ رویداد"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.key)
def test_a14_b5_service_from_the_desk_to_its_letter(visitors, house, tmp_path, walk):
    """A14, B5: «میز خدمت», the group, the type, «اطلاعات خود را به دقت وارد کنید», two offices, the letter."""
    someone = visitors.student("iums", "981020304", status="studying")
    student = Student(visitors.page("iums", someone["login"]))
    _through_the_desk(student.page, walk)
    main = student.page.get_by_role("main")
    expect(main).to_contain_text("اطلاعات خود را به دقت وارد کنید")
    number = _filed(student, walk)
    for login, given in walk.offices:
        with visitors.visit("iums", login) as page:
            Clerk(page).send_on(someone["login"], given, SEND)
    pdf = _letter(student.page, number)
    expect(student.status).to_contain_text("پایان یافت")
    assert proof.is_accepted(house, "iums", pdf, tmp_path) == (True, True)
    [text] = pages(pdf)
    for words in (*walk.letter, digits.to_persian(number)):
        assert words.replace("\u200c", "") in text
    stranger = visitors.page("iums")
    stranger.goto(proof.printed_address(pdf))
    expect(stranger.get_by_role("main")).to_contain_text(said("This letter is genuine and valid."))


def _through_the_desk(page: Page, walk: Walk) -> None:
    page.goto("/services/")
    expect(page.get_by_role("heading", level=1)).to_have_text("میز خدمت")
    page.get_by_role("main").get_by_role("heading", level=2).get_by_role("link", name=walk.group, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(walk.group)
    page.get_by_role("main").get_by_role("listitem").get_by_role("link", name=re.compile(walk.name)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(walk.name)
    page.get_by_role("link", name=re.compile(said("Begin the form"))).click()
    page.wait_for_url(re.compile(f"/services/{walk.key}/form/"))


def _filed(student: Student, walk: Walk) -> str:
    """The condition shows its field and hides it again; then everything is filled in, with the documents."""
    main = student.page.get_by_role("main")
    told, hidden = walk.condition
    asked = main.get_by_label(labelled(hidden)).first
    expect(asked).to_be_hidden()
    answer(main, told)
    expect(asked).to_be_visible()
    answer(main, walk.answers)
    for label in walk.files:
        paper = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": PDF}
        main.get_by_label(labelled(label)).set_input_files([paper])
    student.check_answers()
    return student.create()


def _letter(page: Page, number: str) -> bytes:
    """The signed letter, by the button of the request's page, as soon as it is made."""
    until = time.monotonic() + PATIENCE
    link = page.get_by_role("link", name=re.compile(re.escape(said("Download the letter (PDF)"))))
    page.goto(f"/requests/{number}/")
    while not link.count() and time.monotonic() < until:
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


PORTAL = {
    "اداره کل بورس و اعزام دانشجویان": (
        "اخذ بورس داخلی", "فرصت تحقیقاتی دانشجویان دکتری", "تسویه فرصت تحقیقاتی دانشجویان دکتری", "بورس سال آخر",
        "بورس غریبان",
    ),
    "اداره کل امور دانشجویان داخلی": ("صدور معافیت تحصیلی",),
}  # fmt: skip


def test_e3_six_services_are_visible_to_visitors_and_ask_for_a_login(visitors):
    """E3: every visitor reads what each service is; beginning one leads through the login."""
    page = visitors.page("saorg")
    for group, names in PORTAL.items():
        page.goto("/services/")
        page.get_by_role("main").get_by_role("link", name=group, exact=True).click()
        assert page.get_by_role("main").locator(".pk-svc b").all_inner_texts() == list(names)
    page.get_by_role("link", name=re.compile("صدور معافیت تحصیلی")).click()
    expect(page.get_by_role("main")).to_contain_text("گواهی اشتغال به تحصیل")
    page.get_by_role("link", name=re.compile(said("Log in and begin"))).click()
    page.wait_for_url(re.compile("/login/"))
