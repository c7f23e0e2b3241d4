"""Wagtail's addresses of public pages, with our own way of finding the page."""

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from wagtail.urls import serve_pattern
from wagtail.urls import urlpatterns as wagtail_patterns
from wagtail.views import serve as wagtail_serve

from .serving import find


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view, told beforehand which page the address means."""
    request._wagtail_route_for_request = find(request, path)
    return wagtail_serve(request, path)


urlpatterns = [pattern for pattern in wagtail_patterns if pattern.name != "wagtail_serve"] + [
    re_path(serve_pattern, serve, name="wagtail_serve"),
]
