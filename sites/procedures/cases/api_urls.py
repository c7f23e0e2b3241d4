"""Addresses of the interface, outside the languages of the pages."""

from .api import api

urlpatterns = api.urls[0]
app_name = api.urls_namespace
