"""Addresses of the console for the calendar."""

from django.urls import path

from pishkhan.web.console import calendar

urlpatterns = [
    path("calendar/", calendar.calendar, name="console-calendar"),
    path("calendar/close/", calendar.close_now, name="console-calendar-close"),
    path("calendar/keep/", calendar.keep, name="console-calendar-keep"),
    path("calendar/fill/", calendar.fill, name="console-calendar-fill"),
    path("calendar/hours/", calendar.hours, name="console-calendar-hours"),
    path("calendar/<int:holiday_id>/confirm/", calendar.confirm, name="console-calendar-confirm"),
    path("calendar/<int:holiday_id>/remove/", calendar.remove, name="console-calendar-remove"),
]
