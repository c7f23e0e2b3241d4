"""Addresses of the second factor, below the admin."""

from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("xac-minh/", views.verify, name="verify"),
    path("xac-minh/thiet-lap/", views.setup, name="setup"),
]
