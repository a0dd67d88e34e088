"""The console: for administrators, who see processes, incidents and certificates, and move cases."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.servicedesk import api as servicedesk
from pishkhan.workflow import api as workflow
from tests.factories import walks
from tests.factories.jobs import run_jobs
from tests.web.desk.conftest import Desk

PAGES = ("/console/", "/console/incidents/", "/console/certificates/", "/console/migration/")


@pytest.mark.parametrize("path", PAGES)
def test_console_exists_for_administrators_only(iums, path):
    assert Desk(iums, "admin").get(path) == 200
    assert [Desk(iums, login).get(path) for login in ("manager", "edu.lead", "981020304")] == [404, 404, 404]


def test_console_of_another_university_is_closed(iums, shiraz):
    desk = Desk(shiraz, "admin")
    desk.client.defaults["SERVER_NAME"] = "iums.localhost"
    assert desk.get("/console/") == 404


def test_processes_show_versions_stations_and_open_cases(iums):
    walks.file(iums, "981020304")
    desk = Desk(iums, "admin")
    desk.get("/console/")
    assert "Version 1" in desk.text
    assert "1 open case" in desk.text
    assert "Approval of the faculty's cultural deputy" in desk.text


def _issued(iums):
    request = walks.file(iums, "981020304")
    walks.walk(iums, request)
    return clearance.certificate_of(request.id)


def test_certificate_is_found_and_revoked_with_a_reason(iums):
    certificate = _issued(iums)
    desk = Desk(iums, "admin")
    for sought in (certificate.number, certificate.code, certificate.request.number, "0499370899"):
        desk.get(f"/console/certificates/?q={sought}")
        assert desk.html.count('class="who"') == 1, sought
    page = f"/console/certificates/{certificate.id}/"
    assert desk.post(page + "revoke/", reason=" ") == 422
    assert "Write the reason." in desk.text
    assert desk.post(page + "revoke/", reason="اشتباه صادر شد") == 200
    assert desk.path == page
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_by) == ("revoked", iums.person("admin").id)
    assert desk.post(page + "revoke/", reason="دوباره") == 422
    assert "This certificate is already revoked." in desk.text


def test_certificate_of_another_university_is_not_there(iums, shiraz):
    certificate = _issued(iums)
    desk = Desk(shiraz, "admin")
    assert desk.get(f"/console/certificates/{certificate.id}/") == 404
    assert desk.post(f"/console/certificates/{certificate.id}/revoke/", reason="x") == 404
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def _ways(shiraz):
    """An open case of the serial process, and what the page is asked for."""
    request = walks.file(shiraz, "97204001")
    case = workflow.case_of_request(shiraz.id, request.id)
    versions = [v for v in workflow.versions_of(shiraz.id) if v.process_id == case.version.process_id]
    new = next(v for v in versions if v.id != case.version_id)
    return case, new, {"process": new.process.key, "from": str(case.version_id), "to": str(new.id)}


def test_open_cases_move_to_the_other_version(shiraz):
    """F2: the parallel version of the process knows every station of the serial one."""
    case, new, asked = _ways(shiraz)
    desk = Desk(shiraz, "admin")
    desk.get(f"/console/migration/?{urlencode(asked)}")
    assert "Move open cases from version" not in desk.text, "nothing moves before it was foreseen"
    desk.get(f"/console/migration/?{urlencode({**asked, 'preview': 1})}")
    assert "Would move 1 open case" in desk.text
    assert "Move open cases from version" in desk.text
    desk.post("/console/migration/", **asked)
    assert "Under way" in desk.text
    assert "0 of 1 open cases were looked at so far." in desk.text
    page = desk.path
    assert desk.post("/console/migration/", **asked) == 409
    assert "are being moved already" in desk.text
    run_jobs()
    desk.get(page)
    assert "Finished" in desk.text
    assert "No case stayed behind." in desk.text
    case.refresh_from_db()
    assert case.version_id == new.id
    desk.get("/console/migration/")
    assert page in desk.html


def test_page_of_a_running_migration_is_renewed_by_a_link_until_it_is_over(shiraz):
    """WCAG 2.2.1: a page that reloads by itself takes the keyboard's place away."""
    _case, _new, asked = _ways(shiraz)
    desk = Desk(shiraz, "admin")
    desk.post("/console/migration/", **asked)
    page = desk.path
    desk.get(page)
    assert "0 of 1 open cases were looked at so far." in desk.text
    assert f'<a class="btn" href="{page}">' in desk.html
    assert "Refresh" not in desk.client.get(page).headers
    run_jobs()
    desk.get(page)
    assert f'href="{page}"' not in desk.html


def test_cases_that_stayed_are_named_with_the_reason(shiraz):
    case, _new, asked = _ways(shiraz)
    workflow.Case.objects.filter(id=case.id).update(marking={"tokens": [["r"]], "log": [], "last": 0})
    desk = Desk(shiraz, "admin")
    desk.get(f"/console/migration/?{urlencode({**asked, 'preview': 1})}")
    assert "Would stay 1 open case It could not be read." in desk.text
    assert "No case would move." in desk.text
    desk.post("/console/migration/", **asked)
    run_jobs()
    desk.get(desk.path)
    number = servicedesk.numbers_of(shiraz.id, [case.id])[case.id]
    assert number in desk.text
    assert "It could not be read." in desk.text


def test_migration_of_another_university_is_not_there(iums, shiraz):
    _case, _new, asked = _ways(shiraz)
    desk = Desk(shiraz, "admin")
    desk.post("/console/migration/", **asked)
    assert Desk(iums, "admin").get(desk.path) == 404
    assert Desk(shiraz, "manager").get(desk.path) == 404


def test_migration_to_the_same_version_asks_again(shiraz):
    walks.file(shiraz, "97204001")
    version = next(v for v in workflow.versions_of(shiraz.id) if v.process.key == "elearning-clearance")
    desk = Desk(shiraz, "admin")
    same = {"process": version.process.key, "from": str(version.id), "to": str(version.id)}
    desk.post("/console/migration/", **same)
    assert "Choose two different versions." in desk.text
