"""All addresses. Each room of `web` has its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("pishkhan.web.portal.urls")),
    path("", include("pishkhan.web.student.urls")),
    path("", include("pishkhan.web.oidc.urls")),
    path("account/", include("pishkhan.web.account.urls")),
    path("desk/", include("pishkhan.web.desk.urls")),
    path("api/v1/", include("pishkhan.web.rest.urls")),
    path("hooks/", include("pishkhan.web.hooks.urls")),
    path("console/", include("pishkhan.web.console.urls")),
    path("finance/", include("pishkhan.web.finance.urls")),
]

handler400 = "pishkhan.web.errors.bad_request"
handler403 = "pishkhan.web.errors.forbidden"
handler404 = "pishkhan.web.errors.not_found"
handler500 = "pishkhan.web.errors.broken"
