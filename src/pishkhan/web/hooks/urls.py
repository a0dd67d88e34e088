"""Addresses of machines."""

from django.urls import path

from pishkhan.web.hooks import bank, receipts

urlpatterns = [
    path("messages/<uuid:account_id>/<slug:word>/", receipts.bring, name="hook-receipts"),
    path("bank/<slug:word>/", bank.back, name="hook-bank"),
]
