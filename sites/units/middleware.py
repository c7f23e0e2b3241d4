"""Which unit's site a request is for; everything behind this can rely on `request.unit`."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render

from . import hosts
from .models import HostName, Unit

LOOPBACK = ("localhost", "127.0.0.1")


class UnitHostMiddleware:
    """Finds the unit by host.

    A host outside every domain is refused by Django with 400. A host below a domain that speaks for no unit
    gets a 404 page with the directory. An alias is redirected to the primary host for good. The admin is
    served on ADMIN_HOST and nowhere else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().partition(":")[0].lower()
        request.unit = None
        # Wagtail looks here before it searches by host name; no site is the default.
        request._wagtail_site = None
        if host == settings.ADMIN_HOST:
            return self._admin(request)
        if settings.LOOPBACK_LEADS_TO_PROVINCE and host in LOOPBACK:
            return self._loopback(request)
        found = hosts.resolve(host)
        if found is None:
            return render(request, "units/unknown_host.html", {"host": host}, status=404)
        if host != found.primary_host:
            return HttpResponsePermanentRedirect(hosts.root_url(found.primary_host) + request.get_full_path())
        request.unit_host = found
        request.unit = Unit.objects.select_related("site__root_page", "settings").get(pk=found.unit_id)
        request._wagtail_site = request.unit.site
        if request.path_info.startswith("/admin"):
            return HttpResponseRedirect(hosts.root_url(settings.ADMIN_HOST) + "/admin/")
        return self.get_response(request)

    def _admin(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/":
            return HttpResponseRedirect("/admin/")
        return self.get_response(request)

    def _loopback(self, request: HttpRequest) -> HttpResponse:
        row = HostName.objects.on().filter(unit__versions__tier__code="province").order_by("pk").first()
        if row is None:
            return render(request, "units/unknown_host.html", {"host": ""}, status=404)
        return HttpResponseRedirect(hosts.root_url(row.host) + request.get_full_path())
