"""How it was: asked once after closing, answered by whoever has the link, changed within a day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from pishkhan.kernel.errors import DomainError
from pishkhan.notifications import api as notifications
from pishkhan.notifications.models import Delivery, Notice
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import Survey
from tests.factories import letters
from tests.factories.jobs import run_jobs


@pytest.fixture
def closed(iums):
    notifications.put_demo(iums.id)
    made = letters.close(iums, letters.file(iums))
    run_jobs()
    return made


def token_in(text):
    return re.search(r"/rate/([a-z]+)/", text)[1]


def texts_of(iums):
    rows = Delivery.objects.filter(person_id=iums.person(letters.LOGIN).id, message="closed")
    return [row.body for row in rows.order_by("id")]


def answer(iums, token, score=5, words=""):
    return servicedesk.surveys.answer(institution_id=iums.id, token=token, score=score, words=words)


def test_the_closing_message_carries_the_link_and_only_a_digest_is_kept(iums, closed):
    token = token_in(texts_of(iums)[0])
    survey = Survey.objects.get(request_id=closed.id)
    assert token not in survey.digest
    notice = Notice.objects.get(person_id=iums.person(letters.LOGIN).id, message="closed")
    assert token not in str(notice.values)
    assert servicedesk.surveys.asked(institution_id=iums.id, token=token).number == closed.number


def test_it_is_answered_once_and_changed_for_a_day(iums, closed):
    token = token_in(texts_of(iums)[0])
    answer(iums, token, 2, "دیر شد")
    answer(iums, token, 4)
    survey = Survey.objects.get(request_id=closed.id)
    assert (survey.score, survey.words) == (4, "")
    Survey.objects.update(answered_at=timezone.now() - timedelta(days=1, minutes=1))
    with pytest.raises(DomainError, match="survey_over"):
        answer(iums, token, 1)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_only_five_words(iums, closed, score):
    with pytest.raises(DomainError, match="survey_score"):
        answer(iums, token_in(texts_of(iums)[0]), score)


def test_a_link_of_another_house_or_none_is_unknown(iums, shiraz, closed):
    token = token_in(texts_of(iums)[0])
    for institution, word in ((shiraz.id, token), (iums.id, "nothing"), (iums.id, "")):
        with pytest.raises(DomainError, match="survey_unknown"):
            servicedesk.surveys.asked(institution_id=institution, token=word)


def test_nothing_is_asked_after_a_withdrawal(iums):
    notifications.put_demo(iums.id)
    request = letters.file(iums)
    servicedesk.withdraw(actor=iums.actor(letters.LOGIN), request_id=request.id, reason="نمی‌خواهم")
    run_jobs()
    assert not Survey.objects.exists()


def test_closed_again_it_is_asked_again_unless_it_was_answered(iums, closed):
    first = token_in(texts_of(iums)[0])

    def once_more():
        servicedesk.reopen(actor=iums.actor(letters.LOGIN), request_id=closed.id, reason="هنوز نه")
        letters.close(iums, closed)
        run_jobs()

    once_more()
    second = token_in(texts_of(iums)[-1])
    with pytest.raises(DomainError, match="survey_unknown"):
        answer(iums, first)
    answer(iums, second, 3)
    once_more()
    assert "/rate/" not in texts_of(iums)[-1]


def test_leads_and_managers_read_it_others_do_not(iums, closed):
    office = servicedesk.request_of_case(iums.actor("it"), closed.case_id)
    assert office is not None
    from pishkhan.workflow import api as workflow

    unit = workflow.tasks_of_case(closed.case_id)[-1].office_id
    answer(iums, token_in(texts_of(iums)[0]), 4)
    assert servicedesk.surveys.survey_for(iums.actor("admin"), closed, unit).score == 4
    assert servicedesk.surveys.survey_for(iums.actor("it"), closed, unit) is None
