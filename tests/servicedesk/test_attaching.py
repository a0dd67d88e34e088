"""How many files a request holds, and who reads those of a note."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from pishkhan.identity.domain import people
from pishkhan.kernel.errors import DomainError
from pishkhan.plumbing import files
from pishkhan.plumbing.actor import Role
from pishkhan.servicedesk import api as servicedesk
from pishkhan.servicedesk.models import Attachment, Request
from tests.factories import letters, walks

PDF = b"%PDF-1.7 sample"


def taken(university, count):
    return {
        f"file{n}": files.take_in(institution_id=university.id, owner_id=None, name=f"{n}.pdf", content=PDF)
        for n in range(count)
    }


def file(university, chosen):
    kind = letters.offer(university)
    return servicedesk.file_request(
        actor=university.actor(letters.LOGIN), type_id=kind.id, enrolment=university.enrolment(letters.LOGIN),
        raw=walks.FILED["iums-nursing"], files=chosen, key=uuid4().hex,
    )  # fmt: skip


def test_a_form_brings_twenty_files_and_no_more(iums):
    with pytest.raises(DomainError, match="files_many"):
        file(iums, taken(iums, 21))
    assert (Request.objects.count(), Attachment.objects.count()) == (0, 0)
    assert Attachment.objects.filter(request=file(iums, taken(iums, 20))).count() == 20


def test_files_of_a_form_are_weighed_together(iums, monkeypatch):
    monkeypatch.setattr("pishkhan.servicedesk.domain.attaching.MOST_BYTES", 3 * len(PDF))
    with pytest.raises(DomainError, match="files_heavy"):
        file(iums, taken(iums, 4))
    assert file(iums, taken(iums, 3))


def test_file_of_a_note_on_ones_own_request_is_not_given_at_a_desk(iums):
    """Its words are not shown either."""
    request = letters.file(iums)
    task = walks.task_at(request, letters.NODE)
    clerk, own = walks.holder_of(iums, task), iums.person(letters.LOGIN)
    people.put_membership(person=own, unit_id=task.office_id, role=Role.EXPERT, since=date(2020, 1, 1))
    for visibility in (servicedesk.Visibility.INTERNAL, servicedesk.Visibility.PUBLIC):
        [stored] = taken(iums, 1).values()
        servicedesk.comment(
            actor=clerk, request_id=request.id, body="x", visibility=visibility, task_id=task.id, files=[stored]
        )
    note, said = Attachment.objects.order_by("created_at")
    applicant = iums.actor(letters.LOGIN)
    assert applicant.is_staff
    assert servicedesk.attachment_of(request, note.id, applicant) is None
    assert servicedesk.attachment_of(request, said.id, applicant) == said
    assert servicedesk.attachment_of(request, note.id, clerk) == note
