"""Addresses of the statistics in the admin."""

from django.urls import path

from . import views

app_name = "newsroom_statistics"
urlpatterns = [
    path("", views.unit, name="unit"),
    path("toan-tinh/", views.province, name="province"),
]
