"""Addresses of cases on every unit's host."""

from django.urls import path

from . import views

app_name = "cases"
urlpatterns = [
    path("tra-cuu-ho-so/", views.lookup, name="lookup"),
    path("tien-do-ho-so/", views.figures, name="figures"),
    path("tien-do-ho-so/don-vi/", views.units, name="units"),
    path("tien-do-ho-so/so-lieu.csv", views.as_csv, name="csv"),
    path("tien-do-ho-so/so-lieu.json", views.as_json, name="json"),
]
