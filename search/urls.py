"""Addresses of the search, on every unit's host."""

from django.urls import path

from . import views

app_name = "search"

urlpatterns = [
    path("tim-kiem/", views.results, name="results"),
    path("tim-kiem/goi-y/", views.suggest, name="suggest"),
    path("tim-kiem/ket-qua.json", views.as_json, name="json"),
    path("tim-kiem/ket-qua.rss", views.SearchFeed(), name="rss"),
]
