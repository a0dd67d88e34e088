"""What a person wants to hear, and where; staff and students alike."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pishkhan.notifications import api as notifications
from pishkhan.notifications.api import Category, Channel, Wish
from pishkhan.web.student.access import actor_of, signed_in

OPTIONS = {Channel.SMS: (Wish.AT_ONCE, Wish.NEVER), Channel.EMAIL: (Wish.AT_ONCE, Wish.DAILY, Wish.NEVER)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One channel of a category: its field's name, how it stands and what it can be."""

    name: str
    channel: Channel
    wish: Wish
    options: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One category with its choices; `always`: some of its messages come whatever is chosen."""

    category: Category
    choices: list[Choice]
    always: bool


@signed_in
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Show what is chosen, or keep what was chosen. Values nobody offered are left out."""
    actor = actor_of(request)
    rows = [_row(line) for line in notifications.wish_lines(actor, staff=actor.is_staff)]
    if request.method == "POST":
        choices = [(row.category, choice) for row in rows for choice in row.choices]
        wanted = {
            (category, choice.channel): Wish(request.POST[choice.name]) for category, choice in choices
            if request.POST.get(choice.name) in choice.options
        }  # fmt: skip
        notifications.choose(actor=actor, wanted=wanted)
        messages.success(request, _("What you chose is kept."))
        return redirect("notification-wishes")
    return render(request, "student/wishes.html", {"rows": rows})


def _row(line: notifications.WishLine) -> Row:
    choices = [
        Choice(f"{line.category.value}-{channel.value}", channel, wish, OPTIONS[channel])
        for channel, wish in line.wishes.items()
    ]
    return Row(line.category, choices, line.always)
