"""Keeping the texts that search looks in. Everything here may be repeated: a text has one row, written over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from pishkhan.identity import api as identity
from pishkhan.intake import api as intake
from pishkhan.intake import logic
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk.domain import lexemes
from pishkhan.servicedesk.enums import Visibility
from pishkhan.servicedesk.models import Comment, Request

REQUEST, ANSWERS, COMMENT = "request", "answers", "comment"
"""What a text is. The id of the first two is the request's, of the third the comment's."""
BATCH = 500
"""Requests per transaction of a rebuilding."""
SOME = 10 * BATCH
"""Requests of a renamed service that one job writes."""
LONGEST = 8000
"""Characters of a text that are kept for its snippet."""
TYPED = frozenset({
    logic.FieldType.MOBILE, logic.FieldType.LANDLINE, logic.FieldType.NATIONAL_ID, logic.FieldType.FILEPICKER
})  # fmt: skip
"""Answers that are never words: numbers are looked up elsewhere, files are not read."""
_PUT = f"""
    INSERT INTO servicedesk_searchtext AS kept
        (id, institution_id, request_id, source, source_id, visibility, office_id, body, words)
    SELECT fresh.id, %(institution)s, %(request)s, %(source)s, %(source_id)s, %(visibility)s, %(office)s, %(body)s,
        array_to_tsvector(%(lexemes)s || {lexemes.slices_in_sql('fresh.id')})
    FROM (SELECT nextval(pg_get_serial_sequence('servicedesk_searchtext', 'id')) AS id) fresh
    ON CONFLICT (source, source_id) DO UPDATE SET
        visibility = excluded.visibility, office_id = excluded.office_id, body = excluded.body,
        words = array_to_tsvector(%(lexemes)s || {lexemes.slices_in_sql('kept.id')})
"""  # noqa: S608 - made of our own words

Text = dict[str, Any]


def keep_request(request_id: UUID) -> None:
    """The number, service, applicant and plain answers of a request, as they are now; nothing of one that is gone."""
    _put(text for request in _requests([request_id]) for text in _of_request(request))


def keep_comment(comment_id: UUID) -> None:
    """The words of one message or note."""
    rows = Comment.objects.filter(id=comment_id).select_related("request")
    _put(_of_comment(row, row.request.institution_id) for row in rows)


def keep_people(person_ids: Sequence[UUID]) -> None:
    """The people have other names: all requests of theirs are found by them from now on."""
    rows = Request.objects.filter(applicant_id__in=person_ids).order_by("id")
    for batch in _batches(rows.values_list("id", flat=True)):
        _put(_about(request) for request in _requests(batch))


def keep_service(type_id: UUID, *, after: UUID | None = None) -> UUID | None:
    """The service has another name: its requests are found by it from now on, `SOME` at a time and oldest first. The
    last one that was written, `after` which one may go on; None when all are."""
    rows = Request.objects.filter(type_id=type_id).order_by("id")
    ids = list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:SOME])
    for batch in _batches(ids):
        _put(_about(request) for request in _requests(batch))
    return ids[-1] if len(ids) == SOME else None


def rebuild(*, after: UUID | None = None) -> Iterator[tuple[int, UUID]]:
    """Write every text of every request anew, oldest first, in batches. After each: how many requests it had, and the
    last one, `after` which one may go on."""
    while True:
        rows = Request.objects.order_by("id")
        batch = list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:BATCH])
        if not batch:
            return
        _put(text for request in _requests(batch) for text in _of_request(request))
        comments = Comment.objects.filter(request_id__in=batch).order_by("request_id", "created_at", "id")
        _put(_of_comment(row, row.request.institution_id) for row in comments.select_related("request"))
        after = batch[-1]
        yield len(batch), after


def _requests(ids: Sequence[UUID]) -> Iterable[Request]:
    rows = Request.objects.filter(id__in=ids).select_related("type", "applicant", "submission")
    return rows.order_by("id")


def _of_request(request: Request) -> Iterator[Text]:
    yield _about(request)
    yield _answers(request)


def _about(request: Request) -> Text:
    person: identity.Person = request.applicant
    services = {pick(request.type.name, language) for language in ("fa", "en")}
    names = [name for name in (person.full_name, person.full_name_en) if name]
    words = [word for text in (request.number, *services) for word in lexemes.of_text(text)]
    words += [word for name in names for word in lexemes.of_name(name)]
    body = " · ".join([pick(request.type.name, "fa"), *names, request.number])
    return _text(request.institution_id, request.id, REQUEST, request.id, body, words)


def _answers(request: Request) -> Text:
    """Plain answers only: the sealed ones are not read here."""
    form, given = intake.form_of(request.submission.form_version_id), request.submission.answers
    lines, words = [], dict[str, None]()
    for field in form.fields:
        if not field.asks or field.sensitive or field.type in TYPED or field.key not in given:
            continue
        fa, en = (logic.show_answer(field, given, language) for language in ("fa", "en"))
        if fa:
            lines.append(f"{field.label.in_('fa')}: {fa}")
            words.update(dict.fromkeys([*lexemes.of_text(fa), *lexemes.of_text(en)]))
    return _text(request.institution_id, request.id, ANSWERS, request.id, " · ".join(lines), list(words))


def _of_comment(row: Comment, institution_id: UUID) -> Text:
    text = _text(institution_id, row.request_id, COMMENT, row.id, row.body, lexemes.of_text(row.body))
    return {**text, "visibility": row.visibility, "office": row.office_id}


def _text(
    institution_id: UUID, request_id: UUID, source: str, source_id: UUID, body: str, words: Iterable[str]
) -> Text:  # fmt: skip
    found = list(dict.fromkeys([*words][: lexemes.MOST_WORDS]))
    return {
        "institution": institution_id, "request": request_id, "source": source, "source_id": source_id,
        "visibility": Visibility.PUBLIC.value, "office": None, "body": body[:LONGEST],
        "lexemes": [*found, lexemes.of_institution(institution_id)],
    }  # fmt: skip


def _put(texts: Iterable[Text]) -> None:
    rows = list(texts)
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, rows)


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    waiting = list(ids)
    for start in range(0, len(waiting), BATCH):
        yield waiting[start : start + BATCH]
