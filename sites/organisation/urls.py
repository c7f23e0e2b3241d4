"""Addresses of the organisation and of the calendar, on every unit's host."""

from django.urls import include, path

from . import views
from .calendar import views as calendar

app_name = "organisation"

calendar_urls = [
    path("", calendar.week, name="week"),
    path("sap-toi/", calendar.agenda, name="agenda"),
    path("lich.ics", calendar.ics, name="ics"),
]
urlpatterns = [
    path("to-chuc-bo-may/", views.organisation, name="index"),
    path("to-chuc-bo-may/co-quan/<slug:slug>/", views.body, name="body"),
    path("to-chuc-bo-may/nhan-su/<slug:slug>/", views.person, name="person"),
    path("nguoi-phat-ngon/", views.spokespersons, name="spokespersons"),
    path("nguoi-phat-ngon/tat-ca/", views.all_spokespersons, name="all_spokespersons"),
    path("lich-cong-tac/", include((calendar_urls, "calendar"))),
]
