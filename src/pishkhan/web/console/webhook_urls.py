"""Addresses of the console about other systems that are told news."""

from django.urls import path

from pishkhan.web.console import webhooks, webhooks_log

LOG = "<uuid:hook_id>/log/<uuid:hook_delivery_id>/"

urlpatterns = [
    path("", webhooks.listing, name="console-webhooks"),
    path("new/", webhooks.new, name="console-webhook-new"),
    path("<uuid:hook_id>/", webhooks.one, name="console-webhook"),
    path("<uuid:hook_id>/secret/", webhooks.secret, name="console-webhook-secret"),
    path("<uuid:hook_id>/ping/", webhooks.ping, name="console-webhook-ping"),
    path("<uuid:hook_id>/remove/", webhooks.remove, name="console-webhook-remove"),
    path("<uuid:hook_id>/log/", webhooks_log.listing, name="console-webhook-log"),
    path("<uuid:hook_id>/log/replay/", webhooks_log.replay_day, name="console-webhook-replay-day"),
    path(LOG, webhooks_log.one, name="console-webhook-delivery"),
    path(LOG + "replay/", webhooks_log.replay, name="console-webhook-replay"),
]
