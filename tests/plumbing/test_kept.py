"""A kept query answers as the queryset it was made from, however its values change."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import get_language, override

from pishkhan.identity.models import Person
from pishkhan.plumbing.kept import kept

pytestmark = pytest.mark.django_db


def test_values_change_and_the_text_does_not(iums, shiraz):
    built = []

    @kept
    def people(active: bool, /, *, institution: UUID) -> QuerySet[Person]:
        built.append(active)
        return Person.objects.filter(institution_id=institution, is_active=active).order_by("id")

    for _ in range(2):
        for university in (iums, shiraz):
            wanted = list(Person.objects.filter(institution_id=university.id, is_active=True).order_by("id"))
            assert people(True, institution=university.id) == wanted
            assert wanted
    assert people(False, institution=iums.id) == []
    assert built == [True, False]


def test_lists_compile_once_per_length_and_none_is_nothing(iums):
    ids = list(Person.objects.filter(institution_id=iums.id).order_by("id").values_list("id", flat=True)[:3])

    @kept
    def some(*, ids: list[UUID]) -> QuerySet[Person]:
        return Person.objects.filter(id__in=ids).order_by("id")

    for length in (3, 1, 2, 0):
        assert [person.id for person in some(ids=ids[:length])] == ids[:length]
    assert [person.id for person in some(ids=[uuid4(), ids[2]])] == [ids[2]]


def test_annotations_related_rows_and_converted_columns_come_along(iums):
    @kept
    def found(*, name: str) -> QuerySet[Person]:
        return Person.objects.filter(username=name).select_related("institution")

    person = Person.objects.filter(institution_id=iums.id).order_by("id").first()
    (kept_one,) = found(name=person.username)
    for field in Person._meta.concrete_fields:
        assert getattr(kept_one, field.attname) == getattr(person, field.attname), field.attname
    with CaptureQueriesContext(connection) as log:
        assert kept_one.institution.id == iums.id
    assert not log.captured_queries, "the institution was read with the person"


def test_texts_give_tuples(iums):
    @kept
    def count(*, institution: UUID) -> tuple[str, list[object]]:
        return "SELECT count(*), 'ten %%' FROM identity_person WHERE institution_id = %s", [institution]

    ((number, words),) = count(institution=iums.id)
    assert (number, words) == (Person.objects.filter(institution_id=iums.id).count(), "ten %")


def test_a_percent_sign_in_a_constant_survives(iums):
    @kept
    def found(*, institution: UUID) -> QuerySet[Person]:
        return Person.objects.filter(institution_id=institution).exclude(Q(username="100% x") | Q(username="%s"))

    assert len(found(institution=iums.id)) == Person.objects.filter(institution_id=iums.id).count()


def test_value_that_is_changed_before_it_is_compared_is_refused(iums):
    @kept
    def named(*, words: str) -> QuerySet[Person]:
        return Person.objects.filter(full_name__icontains=words)

    with pytest.raises(TypeError, match="changed"):
        named(words="علی")


def test_value_that_is_compared_plainly_and_changed_as_well_is_refused(iums):
    @kept
    def named(*, words: str) -> QuerySet[Person]:
        return Person.objects.filter(Q(full_name=words) | Q(full_name__icontains=words))

    with pytest.raises(TypeError, match="changed"):
        named(words="علی")


def test_each_language_has_its_own_text(iums):
    @kept
    def languages(*, institution: UUID) -> QuerySet[Person]:
        said = Value(get_language() or "")
        return Person.objects.filter(institution_id=institution).annotate(said=said).order_by("id")[:1]

    for code in ("fa", "en", "fa"):
        with override(code):
            assert languages(institution=iums.id)[0].said == code


def test_more_shapes_than_are_kept_still_answer(iums, monkeypatch):
    monkeypatch.setattr("pishkhan.plumbing.kept.SHAPES", 2)
    built = []

    @kept
    def some(most: int, /, *, institution: UUID) -> QuerySet[Person]:
        built.append(most)
        return Person.objects.filter(institution_id=institution).order_by("id")[:most]

    for most in (1, 2, 3, 3, 2, 1):
        assert len(some(most, institution=iums.id)) == most
    assert built == [1, 2, 3, 1]


def test_rows_fetched_apart_are_refused(iums):
    @kept
    def people(*, institution: UUID) -> QuerySet[Person]:
        return Person.objects.filter(institution_id=institution).prefetch_related("enrolments")

    with pytest.raises(TypeError, match="prefetch"):
        people(institution=iums.id)


def test_moment_taken_while_building_is_refused(iums):
    @kept
    def recent(*, institution: UUID) -> QuerySet[Person]:
        return Person.objects.filter(institution_id=institution, created_at__lt=timezone.now())

    with pytest.raises(TypeError, match="moment"):
        recent(institution=iums.id)

    @kept
    def before(*, institution: UUID, now: datetime) -> QuerySet[Person]:
        return Person.objects.filter(institution_id=institution, created_at__lt=now)

    assert before(institution=iums.id, now=timezone.now())


def test_what_shapes_a_query_is_not_taken_for_a_value(iums):
    @kept
    def people(*, active: bool) -> QuerySet[Person]:
        return Person.objects.filter(is_active=active)

    with pytest.raises(TypeError, match="shapes"):
        people(active=True)
