"""The API of machines. Its description is at /api/v1/openapi.json; there is no page of it, for that would load
programs from elsewhere."""

from django.urls import path
from ninja import NinjaAPI

from pishkhan.web.rest.dues import router as dues
from pishkhan.web.rest.people import router
from pishkhan.web.rest.refusals import refuse_in

api = NinjaAPI(
    title="Pishkhan", version="1", urls_namespace="rest", docs_url=None, openapi_url="/openapi.json",
    description="People and dues of one institution, told by the host name. Every call carries a bearer token.",
)  # fmt: skip
refuse_in(api)
api.add_router("", router)
api.add_router("", dues)

urlpatterns = [path("", api.urls)]
