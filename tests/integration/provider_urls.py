"""The addresses of an installation whose mail goes through a provider."""

from django.urls import include, path

from portal.urls import urlpatterns as portal_urls

urlpatterns = [path("anymail/", include("anymail.urls")), *portal_urls]
