"""The console: for administrators, who see processes, incidents and certificates, and move cases."""

from __future__ import annotations

import pytest

from pishkhan.clearance import api as clearance
from pishkhan.workflow import api as workflow
from tests.factories import walks
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


def test_open_cases_move_to_the_other_version(shiraz):
    """F2: the parallel version of the process knows every station of the serial one."""
    request = walks.file(shiraz, "97204001")
    case = workflow.case_of_request(shiraz.id, request.id)
    versions = [v for v in workflow.versions_of(shiraz.id) if v.process_id == case.version.process_id]
    new = next(v for v in versions if v.id != case.version_id)
    desk = Desk(shiraz, "admin")
    asked = {"process": new.process.key, "from": str(case.version_id), "to": str(new.id)}
    desk.get(f"/console/migration/?process={asked['process']}&from={asked['from']}&to={asked['to']}")
    assert "Move open cases from version" in desk.text
    desk.post("/console/migration/", **asked)
    assert "1 case moved" in desk.text
    case.refresh_from_db()
    assert case.version_id == new.id


def test_migration_to_the_same_version_asks_again(shiraz):
    walks.file(shiraz, "97204001")
    version = next(v for v in workflow.versions_of(shiraz.id) if v.process.key == "elearning-clearance")
    desk = Desk(shiraz, "admin")
    same = {"process": version.process.key, "from": str(version.id), "to": str(version.id)}
    desk.post("/console/migration/", **same)
    assert "Choose two different versions." in desk.text
