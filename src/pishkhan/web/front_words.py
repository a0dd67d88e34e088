"""Refusals about articles of the front and questions to the support, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy

SENTENCES: Mapping[str, Promise] = {
    "article_title": lazy("Write a title in Persian."),
    "article_title_long": lazy("The title may have %(most)s characters at most."),
    "article_long": lazy("At most %(most)s paragraphs, each of %(long)s characters at most."),
    "article_until": lazy("The end must not be before the day it begins."),
    "article_place": lazy("Write a number from 0 to %(most)s."),
    "article_body": lazy("Write the text in Persian before you publish it."),
    "article_day": lazy("Write the day before you publish it."),
    "article_changed": lazy(
        "Somebody changed this meanwhile; nothing was kept. Copy your words, then open the page anew."
    ),
    "article_no_draft": lazy("There is nothing new to publish."),
    "article_there": lazy("This part of the front is there already. Open it anew."),
    "articles_many": lazy("There are %(most)s articles already. Take one of them off and change it instead."),
    "versions_many": lazy("This article has %(most)s versions already. Begin a new article."),
    "enquiry_name": lazy("Write your name, with %(most)s characters at most."),
    "enquiry_address": lazy("Write the e-mail address for the answer, like name@example.ir."),
    "enquiry_body": lazy("Write your question, with %(most)s characters at most."),
    "enquiry_answer": lazy("Write the answer, with %(most)s characters at most."),
    "enquiry_answered": lazy("Somebody answered this question already."),
    "enquiry_no_mail": lazy("The institution has no account for e-mail, so no answer can go out. Set one up first."),
}
