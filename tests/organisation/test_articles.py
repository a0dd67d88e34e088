"""Articles of the front: who may write, what visitors see of it, and what a pack may not undo."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from pishkhan.clearance import api as clearance
from pishkhan.kernel.errors import DomainError, Several
from pishkhan.organisation import api as organisation
from pishkhan.organisation.api import Article, ArticleVersion, Origin, Wording
from pishkhan.plumbing import audit
from tests.factories.packs import PACKS

FIRST = Wording(
    title={"fa": "آزمون زبان", "en": "Language exam"}, body={"fa": ["ثبت‌نام آغاز شد.", "  "], "en": ["It began."]},
    day=date(2026, 11, 24),
)  # fmt: skip
SECOND = Wording(title={"fa": "آزمون زبان دوم"}, body={"fa": ["نوبت دوم"]}, day=date(2026, 11, 25))


def begun(university, wording=FIRST, kind="news"):
    return organisation.articles.begin_article(actor=university.actor("admin"), kind=kind, wording=wording)


def published(university, wording=FIRST, kind="news"):
    made = begun(university, wording, kind)
    organisation.articles.publish(
        actor=university.actor("admin"), article_id=made.article_id, seen=(made.number, made.rev)
    )
    return made


def titles(university, kind="news"):
    rows, _following = organisation.front.dated(university.id, kind)
    return [row.published.title["fa"] for row in rows]


def found(university, text):
    return [row.published.title["fa"] for row in organisation.front.search_articles(university.id, text).articles]


def test_draft_is_seen_by_nobody_until_it_is_published(iums):
    before = titles(iums)
    made = begun(iums)
    assert titles(iums) == before
    assert "آزمون زبان" not in found(iums, "آزمون زبان")
    organisation.articles.publish(actor=iums.actor("admin"), article_id=made.article_id, seen=(1, 0))
    assert titles(iums)[0] == "آزمون زبان"
    article = Article.objects.get(id=made.article_id)
    assert (article.key, article.day, article.origin) == ("language-exam", date(2026, 11, 24), Origin.CONSOLE)
    actions = audit.history(article.id).values_list("action", flat=True)
    assert list(actions) == ["article.begun", "article.published"]


@pytest.mark.parametrize("query", ["آزمون", "ازمون زبان", "ثبت نام", "ثبت‌نام", "ثبتنام", "EXAM language", "آغاز؟"])
def test_whole_words_are_found_in_either_language_and_spelling(iums, query):
    published(iums)
    assert "آزمون زبان" in found(iums, query)


@pytest.mark.parametrize("query", ["", "آزمو", "زبا", "آزمون دوم", "ناموجود", "!!", "'", "a & ! b |", "\\"])
def test_parts_of_words_and_other_words_find_nothing(iums, query):
    published(iums)
    assert "آزمون زبان" not in found(iums, query)


def test_published_wording_is_never_changed(iums):
    made = published(iums)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ArticleVersion.objects.filter(id=made.id).update(title={"fa": "دیگر"})
    later = organisation.articles.save_draft(
        actor=iums.actor("admin"), article_id=made.article_id, seen=(1, 0), wording=SECOND
    )
    assert (later.number, titles(iums)[0]) == (2, "آزمون زبان")
    organisation.articles.publish(actor=iums.actor("admin"), article_id=made.article_id, seen=(2, 0))
    assert (titles(iums)[0], found(iums, "آغاز")) == ("آزمون زبان دوم", [])
    back = organisation.articles.take_up(
        actor=iums.actor("admin"), article_id=made.article_id, seen=(2, 0), number=1
    )
    organisation.articles.publish(actor=iums.actor("admin"), article_id=made.article_id, seen=(back.number, back.rev))
    assert (titles(iums)[0], Article.objects.get(id=made.article_id).day) == ("آزمون زبان", date(2026, 11, 24))


def test_two_who_write_at_once_do_not_overwrite_each_other(iums):
    made = begun(iums)
    save = organisation.articles.save_draft
    save(actor=iums.actor("admin"), article_id=made.article_id, seen=(1, 0), wording=SECOND)
    with pytest.raises(DomainError, match="article_changed"):
        save(actor=iums.actor("admin"), article_id=made.article_id, seen=(1, 0), wording=FIRST)
    with pytest.raises(DomainError, match="article_changed"):
        organisation.articles.publish(actor=iums.actor("admin"), article_id=made.article_id, seen=(1, 0))
    assert ArticleVersion.objects.get(article_id=made.article_id).title == {"fa": "آزمون زبان دوم"}


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_kept(iums):
    made, actor, told, ready = begun(iums), iums.actor("admin"), [], threading.Barrier(2)

    def save(wording):
        ready.wait()
        try:
            organisation.articles.save_draft(actor=actor, article_id=made.article_id, seen=(1, 0), wording=wording)
            told.append("kept")
        except DomainError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[each]) for each in (FIRST, SECOND)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(told) == ["article_changed", "kept"]


def test_archived_article_is_gone_and_comes_back(iums):
    made = published(iums)
    organisation.articles.archive(actor=iums.actor("admin"), article_id=made.article_id)
    assert "آزمون زبان" not in [*titles(iums), *found(iums, "آزمون")]
    organisation.articles.restore(actor=iums.actor("admin"), article_id=made.article_id)
    assert titles(iums)[0] == "آزمون زبان"
    assert "آزمون زبان" in found(iums, "آزمون")


@pytest.mark.parametrize(
    ("kind", "wording", "faults"),
    [
        ("news", Wording(title={"en": "x"}), {"title_fa"}),
        ("news", Wording(title={"fa": "x" * 201, "en": "y" * 201}), {"title_fa", "title_en"}),
        ("page", Wording(title={"fa": "x"}, body={"fa": ["x"] * 101}), {"body_fa"}),
        ("page", Wording(title={"fa": "x"}, body={"en": ["x" * 4_001]}), {"body_en"}),
        ("calendar", Wording(title={"fa": "x"}, day=date(2026, 1, 2), until=date(2026, 1, 1)), {"until"}),
        ("question", Wording(title={"fa": "x"}, position=1_000), {"position"}),
    ],
)
def test_what_cannot_be_kept_is_told_by_its_input(iums, kind, wording, faults):
    with pytest.raises(Several) as refused:
        begun(iums, wording, kind)
    assert set(refused.value.faults) == faults
    assert not ArticleVersion.objects.filter(author_id__isnull=False).exists()


@pytest.mark.parametrize(
    ("kind", "faults"), [("news", {"body_fa", "day"}), ("calendar", {"day"}), ("question", {"body_fa"})]
)
def test_visitors_are_shown_nothing_half(iums, kind, faults):
    made = begun(iums, Wording(title={"fa": "بی‌متن"}), kind)
    with pytest.raises(Several) as refused:
        organisation.articles.publish(actor=iums.actor("admin"), article_id=made.article_id, seen=(1, 0))
    assert set(refused.value.faults) == faults


@pytest.mark.parametrize("login", ["manager", "edu.lead", "nutrition", "981020304"])
def test_only_administrators_write(iums, login):
    actor, made = iums.actor(login), published(iums)
    verbs, given = organisation.articles, {"actor": actor, "article_id": made.article_id}
    for verb, more in [
        (verbs.save_draft, {"seen": (1, 0), "wording": SECOND}), (verbs.publish, {"seen": (1, 0)}),
        (verbs.take_up, {"seen": (1, 0), "number": 1}), (verbs.archive, {}), (verbs.restore, {}),
    ]:  # fmt: skip
        with pytest.raises(DomainError, match="not_found"):
            verb(**given, **more)
    with pytest.raises(DomainError, match="not_found"):
        verbs.begin_article(actor=actor, kind="news", wording=FIRST)
    assert (organisation.front.versions_of(actor, made.article_id), titles(iums)[0]) == ([], "آزمون زبان")


def test_articles_of_another_institution_are_neither_seen_nor_changed(iums, shiraz):
    made, stranger = published(iums), shiraz.actor("admin")
    assert "آزمون زبان" not in titles(shiraz)
    assert found(shiraz, "آزمون زبان") == []
    assert organisation.front.one_shown(shiraz.id, "news", "language-exam") is None
    with pytest.raises(DomainError, match="not_found"):
        organisation.front.one_article(stranger, made.article_id)
    with pytest.raises(DomainError, match="not_found"):
        organisation.articles.archive(actor=stranger, article_id=made.article_id)


def test_parts_of_the_front_are_known_ones_and_there_once(iums):
    begin = organisation.articles.begin_article
    for kind, key in [("block", "nothing"), ("block", ""), ("news", "hero"), ("nothing", "")]:
        with pytest.raises(DomainError, match="not_found"):
            begin(actor=iums.actor("admin"), kind=kind, key=key, wording=FIRST)
    with pytest.raises(DomainError, match="article_there"):
        begin(actor=iums.actor("admin"), kind="block", key="hero", wording=FIRST)
    begin(actor=iums.actor("admin"), kind="block", key="register", wording=FIRST)


def test_list_is_read_page_by_page_without_loss(iums):
    for place in range(7):
        published(iums, Wording(title={"fa": f"خبر {place}"}, body={"fa": ["متن"]}, day=date(2027, 1, 1 + place // 3)))
    seen, before = [], None
    while True:
        rows, before = organisation.front.dated(iums.id, "news", most=2, before=before)
        seen += [row.published.title["fa"] for row in rows]
        if before is None:
            break
    assert seen[:7] == [f"خبر {place}" for place in (6, 5, 4, 3, 2, 1, 0)]
    assert len(seen) == len(set(seen)) == Article.objects.filter(institution_id=iums.id, kind="news").count()


def test_pack_leaves_what_the_console_edited_and_says_so(iums):
    """Words of a pack come back as they were, are taken off when the pack has them no more, and are left alone when an
    administrator wrote something else."""
    news = Article.objects.get(institution_id=iums.id, kind="news", key="forgotten-password")
    saved = organisation.articles.save_draft(
        actor=iums.actor("admin"), article_id=news.id, seen=(1, 0), wording=SECOND
    )
    organisation.articles.publish(actor=iums.actor("admin"), article_id=news.id, seen=(saved.number, saved.rev))
    own = published(iums)
    other = Article.objects.create(institution_id=iums.id, kind="page", key="gone")
    loaded = clearance.load_pack(PACKS / "iums-nursing")
    assert loaded.changed == ["page gone taken off: the pack no longer has it"]
    assert "news forgotten-password kept: it was edited in the console" in loaded.kept
    assert {"آزمون زبان دوم", "آزمون زبان"} <= set(titles(iums))
    other.refresh_from_db()
    assert other.archived_at is not None
    assert Article.objects.get(id=own.article_id).archived_at is None
