"""The API. Its description is at /api/v1/openapi.json; there is no page of it, for that would load programs from
elsewhere."""

from django.urls import path
from ninja import NinjaAPI

from pishkhan.web.rest import (
    acts,
    catalogue,
    corrections,
    desk,
    dues,
    filling,
    lists,
    me,
    money,
    notices,
    participants,
    people,
    reports,
    requests,
    tasks,
    writing,
)
from pishkhan.web.rest.parsing import Readable
from pishkhan.web.rest.refusals import refuse_in

api = NinjaAPI(
    title="Pishkhan", version="1", parser=Readable(), urls_namespace="rest", docs_url=None, openapi_url="/openapi.json",
    description=(
        "What students and offices do on pages, for programs; of one institution, told by the host name. Every call "
        "carries a bearer token: of a person, as whom it acts, or of a machine."
    ),
)  # fmt: skip
refuse_in(api)
for noun in (
    catalogue, filling, requests, corrections, participants, desk, tasks, acts, writing, lists, notices, money, reports,
    me, people, dues,
):  # fmt: skip
    api.add_router("", noun.router)

urlpatterns = [path("", api.urls)]
