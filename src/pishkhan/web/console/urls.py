"""The console of administrators."""

from django.urls import path

from pishkhan.web.console import certificates, home, incidents, keys, migration

urlpatterns = [
    path("", home.home, name="console"),
    path("incidents/", incidents.incidents, name="console-incidents"),
    path("incidents/<uuid:incident_id>/retry/", incidents.retry, name="console-incident-retry"),
    path("incidents/<uuid:incident_id>/recheck/", incidents.recheck, name="console-incident-recheck"),
    path("incidents/<uuid:incident_id>/close/", incidents.close, name="console-incident-close"),
    path("certificates/", certificates.certificates, name="console-certificates"),
    path("certificates/<uuid:certificate_id>/", certificates.certificate, name="console-certificate"),
    path("certificates/<uuid:certificate_id>/revoke/", certificates.revoke, name="console-revoke"),
    path("keys/", keys.keys, name="console-keys"),
    path("migration/", migration.migration, name="console-migration"),
    path("migration/<uuid:migration_id>/", migration.moving, name="console-moving"),
]
