"""The way from login to a service."""

from __future__ import annotations

import re

from tests.factories.packs import load

HOST = {"HTTP_HOST": "shiraz.localhost"}


def test_c2_student_reaches_clearance_through_the_menu(client, shiraz):
    """C2, A14: log in → services → «درخواست های دانشجویی» → the clearance request, link by link."""
    client.force_login(shiraz.person("97204001"))
    home = client.get("/", **HOST).content.decode()
    assert 'href="/services/"' in home
    listed = client.get("/services/", **HOST).content.decode()
    way, group = re.search(r'<h2><a href="([^"]+)">([^<]*دانشجویی[^<]*)</a></h2>', listed).groups()
    assert group.strip() == "درخواست های دانشجویی"
    inside = client.get(way, **HOST).content.decode()
    address = re.search(r'<li><a href="(/services/[^"]+/)"><b>[^<]*تسویه', inside).group(1)
    page = client.get(address, **HOST).content.decode()
    assert "تسویه حساب" in page
    assert client.get(f"{address}form/", follow=True, **HOST).status_code == 200


def test_services_of_another_institution_do_not_exist(client, iums, shiraz):
    assert client.get("/services/sms-panel-charge/", **HOST).status_code == 404


def test_search_names_a_service_that_is_here(client, iums):
    load("uok-ghorveh")
    for host, there in (("iums.localhost", True), ("uok.localhost", False)):
        for path in ("/", "/services/"):
            page = client.get(path, HTTP_HOST=host).content.decode()
            example = re.search(r'placeholder="مانند ([^"]+)"', page)[1]
            assert ("تسویه" in example) is (there and path == "/"), (host, example)
            assert re.search(rf"<b>[^<]*{example}[^<]*</b>", page), (host, path, example)


def test_each_group_has_an_icon_of_its_own(client, iums):
    page = client.get("/services/", HTTP_HOST="iums.localhost").content.decode()
    found = re.findall(r'class="pk-cardhead"><svg[^>]*><use href="[^"]*#(\w+)"', page)
    assert len(found) > 2
    assert len(set(found)) == len(found), found
