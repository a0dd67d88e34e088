"""The way from login to a service."""

from __future__ import annotations

import re

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
