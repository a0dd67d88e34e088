"""The signing key: what is wrong with a file stands at the top of the page too."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.desk.conftest import Desk


def _summary(desk):
    return desk.html.split("data-summary>")[1].split("</ul>")[0]


def test_missing_file_is_linked_from_the_summary(iums):
    desk = Desk(iums, "admin")
    assert desk.post("/console/keys/", password="x") == 422
    assert '<a href="#p12">Choose the .p12 file.</a>' in _summary(desk)
    assert desk.html.index("data-summary") < desk.html.index("Fingerprint (SHA-256)")
    assert 'js/summary' in desk.html


def test_file_that_does_not_open_is_linked_to_its_password(iums):
    desk = Desk(iums, "admin")
    assert desk.post("/console/keys/", p12=SimpleUploadedFile("seal.p12", b"nonsense"), password="x") == 422
    assert '<a href="#password">' in _summary(desk)


def test_page_without_a_fault_has_no_summary(iums):
    desk = Desk(iums, "admin")
    assert desk.get("/console/keys/") == 200
    assert "data-summary" not in desk.html
