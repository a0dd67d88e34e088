"""Refusals around requests and their conversation, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

SENTENCES: Mapping[str, Promise] = {
    "cannot_reopen": lazy("This request cannot be taken up again. File a new one, or call the number below."),
    "invite_many": lazy("At most %(most)s people take part in a request."),
    "invites_spent": lazy("Too many people were invited today. Try again tomorrow."),
    "invite_shape": lazy(
        "This is no student number, mobile number, e-mail address or staff code. People are not found by name here."
    ),
    "invite_self": lazy("This is you. Write who else should take part."),
    "invite_empty": lazy("Write a student number, a mobile number, an e-mail address or a staff code."),
    "invitation_gone": lazy("This invitation is not there any more."),
    "files_many": lazy("A request holds at most %(most)s files. Take some together into one, or leave some out."),
    "files_heavy": lazy("The files of a request hold at most %(most)s MB together. Send smaller ones."),
    "files_at_once": lazy("At most %(most)s files go with one message. Nothing was sent; choose fewer."),
    "picture_large": lazy("The picture %(name)s has too many dots. Make it smaller, at most %(most)s million dots."),
    "picture_broken": lazy("The picture %(name)s cannot be read. Save it anew, or send it as a PDF."),
    "file_quarantined": lazy(
        "The file %(name)s waits for the virus scanner. It is kept; it can be opened once it was looked at."
    ),
    "file_removed": lazy("The file %(name)s held a virus and was removed."),
    "file_infected": lazy("The file %(name)s holds a virus. It was not kept. Clean your device, then send another."),
    "survey_unknown": lazy("This link is not good any more."),
    "survey_over": lazy("Your answer was kept more than a day ago; it can no longer be changed."),
    "survey_score": lazy("Choose one of the five."),
    "survey_long": lazy("The remark is too long. Shorten it to %(most)s characters."),
    "canned_title": lazy("Write a title of at most %(most)s characters."),
    "canned_taken": lazy("Another reply here has this title."),
    "canned_body": lazy("Write the text of the reply, at most %(most)s characters."),
    "canned_place": lazy("There is no place {%(place)s}. Use only those listed below."),
    "canned_many": lazy("There are %(most)s replies already. Put one away first."),
}

BLOCKS: Mapping[str, Promise] = {
    "payment_under_way": lazy(
        "A payment of one of its debts is on its way. Wait until the bank has answered, then try again."
    ),
}

INCIDENTS: Mapping[str, tuple[Promise, Promise]] = {
    "scanner_down": (
        lazy("The virus scanner does not answer"),
        lazy("Files that come in are kept and given to nobody. Start it again; they are looked at and this closes."),
    ),
    "file_infected": (
        lazy("Somebody sent a file with a virus"),
        lazy("Nothing of it was kept. They were told; if it happens again, ask them about their device."),
    ),
}
