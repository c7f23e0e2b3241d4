"""Addresses of a site as a whole, on every unit's host."""

from django.urls import path

from . import views

urlpatterns = [path("so-do-trang/", views.site_map, name="site_map")]
