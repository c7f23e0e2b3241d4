"""Request handling that knows nothing of units: health, refused hosts, language by address, whole-page cache."""

import json
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from . import page_cache
from .health import readiness

GetResponse = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

PRIVATE = "private, no-store"
# Files come from here with headers of their own; documents may be restricted to some readers.
NEVER_CACHED = ("/admin/", "/documents/", "/media/", "/static/", "/_util/")


class HealthMiddleware:
    """Answers `/healthz` (the process lives) and `/readyz` (its database answers) on any host."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return self._answer("ok\n", 200, "text/plain")
        if request.path_info == "/readyz":
            ready, states = readiness()
            return self._answer(json.dumps(states) + "\n", 200 if ready else 503, "application/json")
        return self.get_response(request)

    @staticmethod
    def _answer(body: str, status: int, content_type: str) -> HttpResponse:
        response = HttpResponse(body, status=status, content_type=content_type)
        response["Cache-Control"] = "no-store"
        return response


class RefusedHostMiddleware:
    """A host that is none of ours gets a plain 400, and the log a line instead of a traceback."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            logger.info("host refused", extra={"host": request.META.get("HTTP_HOST", "")[:253]})
            response = HttpResponseBadRequest("Bad request: unknown host.\n", content_type="text/plain")
            response._has_been_logged = True  # Django would add a warning of its own
            return response
        return self.get_response(request)


class PathLanguageMiddleware(LocaleMiddleware):
    """The language comes from the address alone, so that one address always is one page.

    Where a site has its own list of languages (`request.site_languages`), an address in any other one is not
    found.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        in_path = translation.get_language_from_path(request.path_info)
        languages = getattr(request, "site_languages", None)
        if in_path and languages is not None and in_path not in languages:
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """The page that tells of it is none of the view's, and in no other language."""
        request.has_failed = True

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        if response.get("Vary"):
            kept = [part for part in response["Vary"].split(", ") if part.lower() != "accept-language"]
            response["Vary"] = ", ".join(kept)
            if not kept:
                del response["Vary"]
        return response


class PageCacheMiddleware:
    """Answers anonymous readers with whole pages that are kept (portal.core.page_cache).

    A request takes part when whoever stands before has given it a `page_cache_scope`. A reader with a session,
    a message or a password is never answered from the cache, and what is rendered for one is never kept.
    Everybody else's cookies are taken off before rendering, so that no kept page can depend on them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scope = getattr(request, "page_cache_scope", None)
        if scope is None or request.method not in ("GET", "HEAD") or request.path_info.startswith(NEVER_CACHED):
            return self.get_response(request)
        if page_cache.has_own_state(request) or getattr(request, "is_dummy", False):
            response = self.get_response(request)
            response.headers["Cache-Control"] = PRIVATE
            return response
        lookup = page_cache.Lookup(request, scope)
        if lookup.entry:
            return lookup.entry.response(request)
        if settings.CSRF_COOKIE_NAME in request.COOKIES:
            # Half way through a form: the token must survive, so this page is for one reader.
            lookup.may_keep = False
        else:
            request.COOKIES = {}
            request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        return self._outgoing(request, lookup, response)

    def _outgoing(self, request: HttpRequest, lookup: page_cache.Lookup, response: HttpResponse) -> HttpResponse:
        if response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            response.headers["Cache-Control"] = PRIVATE
            return response
        if response.status_code in (200, 404) and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = (
                f"public, max-age=0, s-maxage={settings.EDGE_CACHE_SECONDS}, must-revalidate"
            )
        # No page here depends on a cookie, and saying so would keep caches on the way from sharing any.
        vary = [name for name in response.get("Vary", "").split(", ") if name and name.lower() != "cookie"]
        response.headers.pop("Vary", None)
        if vary:
            response.headers["Vary"] = ", ".join(vary)
        return lookup.keep(request, response)
