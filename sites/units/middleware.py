"""Which unit's site a request is for; everything behind this can rely on `request.unit`."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.request import split_domain_port
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from portal.core import page_cache

from . import hosts
from .models import Unit
from .views import unknown_host

LOOPBACK = ("localhost", "127.0.0.1")


class UnitHostMiddleware:
    """Finds the unit by host and refuses what does not belong on the host.

    - The admin is served on ADMIN_HOST and nowhere else; nothing else is served there but what
      ADMIN_HOST_PATHS names.
    - An alias leads to the unit's primary host for good. So does an archive host, unless the unit has no
      primary host any more: then the closed unit's pages are shown where they are kept.
    - A host below a domain that speaks for no unit gets a 404 page that leads to the directory.

    Behind it a request carries `unit` (None on the admin's host), `unit_host`, `site_languages` and, on a
    unit's host, `page_cache_scope`. The unit is read when somebody looks at it, so that a page from the cache
    costs no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.unit = None
        request.unit_host = None
        # Wagtail looks here before it searches by host name; no site is the default.
        request._wagtail_site = None
        host = split_domain_port(request.get_host())[0]
        response = self._answer(request, host)
        if settings.DEMO or host == settings.ADMIN_HOST:
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _answer(self, request: HttpRequest, host: str) -> HttpResponse:
        if host == settings.ADMIN_HOST:
            return self._admin(request)
        if settings.LOOPBACK_LEADS_TO_PROVINCE and host in LOOPBACK:
            province = hosts.province_host()
            if province:
                return HttpResponseRedirect(hosts.root_url(province) + request.get_full_path())
        found = hosts.resolve(host)
        if found is None or found.site_id is None:
            return unknown_host(request, host)
        # A preview is a request that Wagtail made up; it stays where it is.
        if host != found.primary_host and not getattr(request, "is_dummy", False):
            return HttpResponsePermanentRedirect(
                hosts.root_url(found.primary_host) + request.get_full_path(),
                preserve_request=request.method not in ("GET", "HEAD"),
            )
        if request.path_info == "/admin" or request.path_info.startswith("/admin/"):
            return self._to_admin(request, found)
        self._prepare(request, found)
        return self.get_response(request)

    @staticmethod
    def _prepare(request: HttpRequest, found: hosts.ResolvedHost) -> None:
        request.unit_host = found
        request.unit = SimpleLazyObject(
            lambda: Unit.objects.select_related("site__root_page", "settings__emblem").get(pk=found.unit_id)
        )
        request._wagtail_site = SimpleLazyObject(lambda: request.unit.site)
        request.site_languages = found.languages
        request.page_cache_scope = page_cache.Scope(found.primary_host, (page_cache.site(found.site_id),))

    @staticmethod
    def _to_admin(request: HttpRequest, found: hosts.ResolvedHost) -> HttpResponse:
        query = request.GET.copy()
        query["don-vi"] = found.unit_uuid
        path = request.path if request.path != "/admin" else "/admin/"
        return HttpResponseRedirect(f"{hosts.root_url(settings.ADMIN_HOST)}{path}?{urlencode(query, doseq=True)}")

    def _admin(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in ("/", "/admin"):
            return HttpResponseRedirect("/admin/")
        if not getattr(request, "is_dummy", False) and not request.path_info.startswith(
            tuple(settings.ADMIN_HOST_PATHS)
        ):
            raise Http404
        response = self.get_response(request)
        if not hasattr(response, "_csp_config"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]
        return response


class SiteRedirectMiddleware(RedirectMiddleware):
    """Redirects where readers are; from the admin nothing leads away, and a refusal there costs no search for it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return response if request.unit_host is None else super().process_response(request, response)
