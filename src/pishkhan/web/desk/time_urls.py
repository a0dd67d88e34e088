"""Addresses of the desk for deadlines."""

from django.urls import path

from pishkhan.web.desk import office_times, overdue

urlpatterns = [
    path("overdue/", overdue.overdue, name="desk-overdue"),
    path("office/times/", office_times.times, name="desk-office-times"),
]
