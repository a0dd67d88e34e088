"""The console of administrators."""

from django.urls import path

from pishkhan.web.console import (
    certificates,
    home,
    incidents,
    keys,
    message_accounts,
    message_rules,
    message_texts,
    message_try,
    messages,
    migration,
)

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
    path("messages/", messages.messages, name="console-messages"),
    path("messages/<int:delivery_id>/", messages.message, name="console-message"),
    path("messages/<int:delivery_id>/retry/", messages.retry, name="console-message-retry"),
    path("messages/providers/", message_accounts.accounts, name="console-accounts"),
    path("messages/providers/new/", message_accounts.new, name="console-account-new"),
    path("messages/providers/try/", message_try.attempt, name="console-try"),
    path("messages/providers/<uuid:account_id>/", message_accounts.account, name="console-account"),
    path("messages/providers/<uuid:account_id>/check/", message_accounts.check, name="console-account-check"),
    path("messages/providers/<uuid:account_id>/switch/", message_accounts.switch, name="console-account-switch"),
    path("messages/providers/<uuid:account_id>/remove/", message_accounts.remove, name="console-account-remove"),
    path("messages/texts/", message_texts.texts, name="console-texts"),
    path("messages/texts/<slug:message>/", message_texts.text, name="console-text"),
    path("messages/limits/", message_rules.limits, name="console-limits"),
]
