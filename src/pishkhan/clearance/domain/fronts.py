"""Bringing a pack's words of the front in, as articles; what the console edited stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from pishkhan.clearance.pack.front import ON_FRONT, articles_of
from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import Put, Wording


def left_over(texts: Mapping[str, Any]) -> dict[str, Any]:
    """What no article says: the institution keeps it."""
    return {name: value for name, value in texts.items() if name not in ON_FRONT}


def put_front(institution_id: UUID, texts: Mapping[str, Any]) -> Iterator[tuple[Put, str]]:
    """What became of each article that is not as it was, in words of the pack. Inside the caller's transaction."""
    told = set()
    for article in articles_of(texts):
        told.add((article.kind, article.key))
        wording = Wording(
            title=article.title, body=article.body, about=article.about, day=article.day, until=article.until,
            position=article.position,
        )  # fmt: skip
        put = organisation.put_article(
            institution_id=institution_id, kind=article.kind, key=article.key, wording=wording, at=article.at
        )
        if put is Put.CHANGED:
            yield put, f"{article.kind} {article.key}"
        elif put is Put.KEPT:
            yield put, f"{article.kind} {article.key} kept: it was edited in the console"
    for kind, key in organisation.archive_other_articles(institution_id=institution_id, keep=told):
        yield Put.CHANGED, f"{kind} {key} taken off: the pack no longer has it"
