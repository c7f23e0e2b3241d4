"""The public directory of units."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def directory(request: HttpRequest) -> HttpResponse:
    """All units of the province, to search and to filter by tier and parent."""
    return render(request, "units/directory.html")


def directory_map(request: HttpRequest) -> HttpResponse:
    """The units as points."""
    return render(request, "units/map.html")
