"""Addresses every site has, whatever its unit."""

from django.urls import path

from . import views

app_name = "units"

urlpatterns = [
    path("danh-ba/", views.directory, name="directory"),
    path("danh-ba/ban-do/", views.directory_map, name="map"),
    path("ban-dich/<int:pk>/", views.untranslated, name="untranslated"),
]
