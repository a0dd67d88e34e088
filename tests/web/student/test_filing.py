"""From the page of a service to a filed request."""

from __future__ import annotations

from tests.web.student.conftest import text


def test_service_page_says_what_it_is_to_a_stranger(stranger):
    """B5, B1: group, type, both guides, documents, what happens next; the button leads through the login."""
    page = stranger.get("/services/clearance/")
    assert page.status_code == 200
    words = text(page)
    assert "Clearance request" in words
    assert "How to file a ticket" in words
    assert "How the process works" in words
    assert "Student card, or a declaration of loss" in words
    assert 'href="/services/clearance/form/"' in page.content.decode()


def test_form_check_create_confirmation(student):
    """B6: the form is checked, then «ایجاد» files it and the number is shown with what happens next."""
    student.get("/services/clearance/form/", enrolment=str(student.enrolment.id))
    filled = student.fill()
    assert (filled.status_code, filled.headers["Location"]) == (
        302,
        f"/services/clearance/check/?enrolment={student.enrolment.id}",
    )
    number = student.file(version="1")
    done = student.get(f"/requests/{number}/filed/")
    assert f"Your request is filed, number {number}." in text(done)
    page = student.get(f"/requests/{number}/")
    assert page.status_code == 200
