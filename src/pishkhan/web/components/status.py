"""Badges: the words, tone and icon of every state a customer or an office sees (design §3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from pishkhan.web.components.icons import icon
from pishkhan.web.components.language import current

Tone = Literal["turn", "debt", "done", "open", "visit", "wait", "note"]


@dataclass(frozen=True)
class Badge:
    """One state: its words in both languages, the colour tone and the icon. All three are always shown."""

    fa: str
    en: str
    tone: Tone
    icon: str


STATUS: Mapping[str, Badge] = MappingProxyType(
    {
        "new": Badge("تازه", "New", "open", "plus"),
        "open": Badge("در حال بررسی", "In review", "open", "hour"),
        "turn": Badge("منتظر شما", "Waiting for you", "turn", "flag"),
        "back": Badge("برگشت برای اصلاح", "Returned to you", "turn", "undo"),
        "debt": Badge("بدهی برای پرداخت", "Payment due", "debt", "coin"),
        "visit": Badge("مراجعه حضوری لازم است", "Visit needed", "visit", "walk"),
        "wait": Badge("هنوز شروع نشده", "Not started", "wait", "dash"),
        "done": Badge("انجام شد", "Cleared", "done", "check"),
        "auto": Badge("خودکار تایید شد", "Cleared automatically", "done", "auto"),
        "na": Badge("لازم نیست", "Not applicable", "wait", "minus"),
        "cond": Badge("تایید مشروط", "Conditional", "turn", "shield"),
        "closed": Badge("پایان یافت", "Completed", "done", "shield"),
        "pause": Badge("متوقف تا پاسخ دانشجو", "Paused", "wait", "stop"),
        "late": Badge("دیرکرد", "Overdue", "debt", "alert"),
        "warn": Badge("هشدار", "Warning", "turn", "alert"),
        "bank": Badge("در حال استعلام از بانک", "Checking with bank", "open", "hour"),
        "draft": Badge("پیش‌نویس؛ هنوز ثبت نشده", "Draft, not yet submitted", "turn", "flag"),
        "revoked": Badge("گواهی باطل شد", "Certificate revoked", "debt", "alert"),
        "withdrawn": Badge("پس گرفته شد", "Withdrawn", "wait", "minus"),
    }
)
"""Every key a page may ask for; an unknown key raises KeyError, so a new state is noticed."""


def words(key: str) -> str:
    """Return the words of the state in the page's language. Raises KeyError."""
    badge = STATUS[key]
    return badge.en if current() == "en" else badge.fa


def badge(key: str, *, lg: bool = False) -> SafeString:
    """Draw the badge of the state `key`. Raises KeyError."""
    return _drawn(key, current(), lg)


@lru_cache(maxsize=128)
def _drawn(key: str, lang: str, lg: bool) -> SafeString:
    found = STATUS[key]
    return format_html(
        '<span class="pk-st t-{}{}">{}{}</span>',
        found.tone,
        " lg" if lg else "",
        icon(found.icon),
        found.en if lang == "en" else found.fa,
    )
