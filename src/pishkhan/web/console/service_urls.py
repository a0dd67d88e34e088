"""Services made and changed without code."""

from django.urls import path

from pishkhan.web.console import (
    service_about,
    service_conditions,
    service_documents,
    service_field,
    service_form,
    service_preview,
    service_publish,
    service_route,
    services,
)

SHEET = "<uuid:draft_id>/sheets/<slug:sheet>/"
urlpatterns = [
    path("", services.services, name="console-services"),
    path("import/", services.bring_in, name="console-service-import"),
    path("types/<uuid:type_id>/change/", services.change, name="console-service-change"),
    path("types/<uuid:type_id>/opening/", services.opening, name="console-service-opening"),
    path("types/<uuid:type_id>/export/", services.export, name="console-service-type-export"),
    path("<uuid:draft_id>/", service_about.about, name="console-service"),
    path(SHEET, service_form.sheet, name="console-service-form"),
    path(SHEET + "<slug:item>/", service_field.item, name="console-service-field"),
    path(SHEET + "<slug:item>/when/", service_conditions.when, name="console-service-when"),
    path("<uuid:draft_id>/conditions/", service_conditions.conditions, name="console-service-conditions"),
    path("<uuid:draft_id>/documents/", service_documents.documents, name="console-service-documents"),
    path("<uuid:draft_id>/route/", service_route.route, name="console-service-route"),
    path("<uuid:draft_id>/route/<slug:step>/", service_route.step, name="console-service-step"),
    path("<uuid:draft_id>/preview/", service_preview.preview, name="console-service-preview"),
    path("<uuid:draft_id>/publish/", service_publish.publish, name="console-service-publish"),
    path("<uuid:draft_id>/export/", service_publish.export, name="console-service-export"),
    path("<uuid:draft_id>/discard/", service_publish.discard, name="console-service-discard"),
]
