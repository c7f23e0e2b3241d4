"""Addresses of what every page offers, on every unit's host."""

from django.urls import path

from . import views

urlpatterns = [path("huu-ich/", views.vote, name="page_vote")]
