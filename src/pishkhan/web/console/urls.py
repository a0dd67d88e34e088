"""The console of administrators."""

from django.urls import path

from pishkhan.web.console import home

urlpatterns = [
    path("", home.home, name="console"),
]
