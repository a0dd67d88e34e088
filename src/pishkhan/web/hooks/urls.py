"""Addresses of machines."""

from django.urls import path

from pishkhan.web.hooks import receipts

urlpatterns = [
    path("messages/<uuid:account_id>/<slug:word>/", receipts.bring, name="hook-receipts"),
]
