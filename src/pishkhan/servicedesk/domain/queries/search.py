"""Finding requests: numbers and identifiers by look-up, words in the texts that `searching` keeps.

What looks like a number is never searched as a word. Words are looked for in the newest slices of the index first,
until `CANDIDATES` texts have them or every slice was asked; only then comes who may see what, and the order. A common
word costs as little as a rare one, and what was left out is said (`Hits.capped`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from pishkhan.identity import api as identity
from pishkhan.kernel.digits import bare, only_digits, to_latin
from pishkhan.kernel.text import clean_display
from pishkhan.plumbing.actor import Actor
from pishkhan.plumbing.texts import pick
from pishkhan.servicedesk.domain import lexemes
from pishkhan.servicedesk.domain.lexemes import Piece, Sought
from pishkhan.servicedesk.domain.queries.reading import readers
from pishkhan.servicedesk.domain.queries.requests import said_since_joined
from pishkhan.servicedesk.domain.searching import ANSWERS, COMMENT, REQUEST
from pishkhan.servicedesk.enums import Visibility
from pishkhan.servicedesk.models import Comment, Participant, Request, SearchText, Taking
from pishkhan.workflow import api as workflow

PAGE = 25
CANDIDATES = 1000
"""Texts with the words, the newest, among which a page is looked for."""
CHUNKS = (50, 250, CANDIDATES)
"""Requests of candidates asked for at once: most readers have a page after the first few."""
OWN = 500
"""Requests of one student that are looked in, the newest."""
SHORTEST_NUMBER = 5
"""Digits; fewer are a word, such as a year or the number of a house."""
LONGEST = 100
_NEWEST = "SELECT coalesce(max(id), 0) FROM servicedesk_searchtext"
_HAS_WORDS = '"servicedesk_searchtext"."words" @@ %s::tsquery'
_FOUND = """
    WITH found AS MATERIALIZED (
        SELECT id, request_id, visibility, office_id FROM servicedesk_searchtext WHERE words @@ %s::tsquery
    )
    SELECT * FROM found ORDER BY id DESC LIMIT %s
"""


Text = tuple[int, UUID, str, UUID | None]
"""Id, request, visibility and office of a text."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A request that was found. `source`: number, person, or what the text is (request, answers, comment, note), with
    its `snippet`. `task`: through which staff may see it, an open one if there is one, else the newest."""

    request: Request
    source: str
    snippet: tuple[Piece, ...] = ()
    task: workflow.Task | None = None

    @property
    def is_open(self) -> bool:
        return self.task is not None and self.task.status == workflow.TaskStatus.READY


@dataclass(frozen=True, slots=True)
class Hits:
    """A page, newest requests first. `next` is where the next one begins; `capped`: more texts have the words than were
    looked at."""

    rows: list[Hit]
    next: UUID | None = None
    capped: bool = False


def requests_of(actor: Actor) -> QuerySet[Request]:
    return Request.objects.filter(institution_id=actor.institution_id)


def applicant_of(actor: Actor, number: str) -> UUID | None:
    """Who filed the request of a number, for administrators."""
    if not actor.is_administrator:
        return None
    return requests_of(actor).filter(number=to_latin(number.strip())).values_list("applicant_id", flat=True).first()


def search(actor: Actor, text: str, *, before: UUID | None = None) -> Hits:
    """Requests with a task, open or past, at one of the actor's desks, closed ones too. Of their texts only what the
    actor may read: notes of an office in that office only (B22)."""
    at_desk = workflow.visible_to(actor).filter(case_id=OuterRef("case_id")).order_by().values("id")[:1]
    # Looked up for each request: as a join, all tasks of the desk would be read first.
    seen = requests_of(actor).alias(desk=Subquery(at_desk)).filter(desk__isnull=False)
    query = _typed(actor, text)
    if query is None:
        return Hits([])
    if isinstance(query, Named):
        hits = _of_numbers(seen, query, before)
    else:
        texts, capped = _candidates(actor.institution_id, query)
        readable = [each for each in texts if _is_readable(each, actor)]
        hits = replace(_of_texts(actor, readable, seen, query, before), capped=capped)
    return replace(hits, rows=_with_tasks(actor, hits.rows))


def search_own(actor: Actor, text: str, *, before: UUID | None = None) -> Hits:
    """The same among one's own requests and those one agreed to follow; notes of staff are not looked in, nor are
    answers and identifiers of others: who takes part reads few of the answers (`web/student/guests.py`), and of the
    conversation what was written since they agreed."""
    followed = Participant.objects.filter(person_id=actor.me, state=Taking.ACCEPTED).order_by()
    mine = Q(applicant_id=actor.me) | Q(id__in=followed.values("request_id"))
    own = requests_of(actor).filter(mine)
    query = _typed(actor, text)
    if query is None:
        return Hits([])
    if isinstance(query, Named):
        return _of_numbers(own, replace(query, people=tuple({*query.people} & {actor.me})), before)
    looked_in = list(own.order_by("-id").values_list("id", "applicant_id")[: OWN + 1])
    ids, of_others = [row[0] for row in looked_in], [row[0] for row in looked_in if row[1] != actor.me]
    rows = SearchText.objects.filter(request_id__in=ids[:OWN], visibility=Visibility.PUBLIC)
    rows = rows.exclude(source=ANSWERS, request_id__in=of_others)
    if of_others:
        told = Comment.objects.filter(said_since_joined(actor.me), id=OuterRef("source_id"))
        rows = rows.exclude(Q(source=COMMENT, request_id__in=of_others) & ~Q(Exists(told)))
    rows = rows.filter(RawSQL(_HAS_WORDS, [query.tsquery()], BooleanField()))  # noqa: S611 - the value is apart
    texts = rows.order_by("-id").values_list("id", "request_id", "visibility", "office_id")[:CANDIDATES]
    return replace(_of_texts(actor, list(texts), own, query, before), capped=len(ids) > OWN)


@dataclass(frozen=True, slots=True)
class Named:
    """What was typed names requests by number, or people."""

    numbers: tuple[str, ...]
    people: tuple[UUID, ...]


def _typed(actor: Actor, text: str) -> Named | Sought | None:
    """A look-up for what names a request or a person exactly, else the words; None for nothing."""
    shown = clean_display(text[:LONGEST])
    plain = bare(shown).lstrip("+")
    is_number = only_digits(plain) and len(plain) >= SHORTEST_NUMBER
    one_word = " " not in shown and any(char.isdigit() for char in shown)
    if is_number or "@" in shown or one_word:
        people = [each.id for each in identity.people_by_identifier(institution_id=actor.institution_id, typed=shown)]
        if people or is_number or "@" in shown:
            return Named((to_latin(shown), f"{plain[:4]}-{plain[4:]}"), tuple(people))
    return lexemes.sought(shown)


def _is_readable(text: Text, reader: Actor | None) -> bool:
    """None reads what was said in the open (`readers`)."""
    _id, _request, visibility, office = text
    if reader is None:
        return visibility == Visibility.PUBLIC
    return visibility != Visibility.OFFICE or office in reader.units()


def _candidates(institution_id: UUID, query: Sought) -> tuple[list[Text], bool]:
    """The newest texts of the institution with all the words, and whether there are more."""
    found: list[Text] = []
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        house = lexemes.of_institution(institution_id)
        for slices in lexemes.windows(cursor.fetchone()[0]):
            cursor.execute(_FOUND, [f"{query.tsquery(slices)} & '{house}'", CANDIDATES + 1 - len(found)])
            found += cursor.fetchall()
            if len(found) > CANDIDATES:
                break
    return found[:CANDIDATES], len(found) > CANDIDATES


def _of_numbers(seen: QuerySet[Request], named: Named, before: UUID | None) -> Hits:
    rows = seen.filter(Q(number__in=named.numbers) | Q(applicant_id__in=named.people))
    rows = (rows.filter(id__lt=before) if before else rows).select_related("applicant", "enrolment", "type")
    found = list(rows.order_by("-id")[: PAGE + 1])
    hits = [Hit(row, "number" if row.number in named.numbers else "person") for row in found[:PAGE]]
    return Hits(hits, hits[-1].request.id if len(found) > PAGE else None)


def _of_texts(
    actor: Actor, texts: Sequence[Text], seen: QuerySet[Request], query: Sought, before: UUID | None
) -> Hits:  # fmt: skip
    """One line for each request: its newest text that has the words. Of their own request even staff read only what
    its student reads, and from a lent seat only that of the lender's."""
    of_request: dict[UUID, list[Text]] = defaultdict(list)
    for each in texts:
        if before is None or each[1] < before:
            of_request[each[1]].append(each)
    rows = _seen_among(seen, sorted(of_request, reverse=True))
    held = readers(actor, rows[:PAGE])
    chosen = {
        row.id: next((each[0] for each in of_request[row.id] if _is_readable(each, held[row.id])), None)
        for row in rows[:PAGE]
    }
    kept = SearchText.objects.filter(id__in=[each for each in chosen.values() if each]).defer("words").order_by("id")
    by_request = {text.request_id: text for text in kept}
    hits = [
        Hit(row, _source(text), lexemes.snippet(_shown(text, row), query))
        for row in rows[:PAGE]
        if (text := by_request.get(row.id))
    ]
    return Hits(hits, rows[PAGE - 1].id if len(rows) > PAGE else None)


def _seen_among(seen: QuerySet[Request], ids: Sequence[UUID]) -> list[Request]:
    """The first of these requests, newest first, that may be seen: a page and one more."""
    found: list[Request] = []
    start = 0
    for size in CHUNKS:
        some = ids[start : start + size]
        start += size
        if some and len(found) <= PAGE:
            rows = seen.filter(id__in=some).select_related("applicant", "enrolment", "type").order_by("-id")
            found += rows[: PAGE + 1 - len(found)]
    return found


def _shown(text: SearchText, request: Request) -> str:
    """The text as it is read. Of what a request is looked up by (its number, and names in two languages) only what the
    reader's language has; the number stands in every line anyway."""
    if text.source != REQUEST:
        return text.body
    return pick({"fa": "، ", "en": ", "}).join([pick(request.type.name), request.applicant.shown_name])


def _source(row: SearchText) -> str:
    return "note" if row.visibility != Visibility.PUBLIC else row.source


def _with_tasks(actor: Actor, hits: Sequence[Hit]) -> list[Hit]:
    best: dict[UUID, workflow.Task] = {}
    cases = [hit.request.case_id for hit in hits]
    for task in workflow.visible_to(actor).filter(case_id__in=cases).order_by("created_at", "id") if cases else []:
        kept = best.get(task.case_id)
        if kept is None or task.status == workflow.TaskStatus.READY or kept.status != workflow.TaskStatus.READY:
            best[task.case_id] = task
    return [replace(hit, task=best[hit.request.case_id]) for hit in hits if hit.request.case_id in best]


def numbers_of(institution_id: UUID, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """Public numbers by case id. The caller has decided that its actor may know them."""
    rows = Request.objects.filter(institution_id=institution_id, case_id__in=case_ids)
    return dict(rows.order_by("id").values_list("case_id", "number"))
