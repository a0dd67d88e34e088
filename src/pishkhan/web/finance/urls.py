"""The room of the accounts."""

from django.urls import path

from pishkhan.web.finance import home

urlpatterns = [
    path("", home.home, name="finance"),
]
