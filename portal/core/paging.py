"""Lists with pages at addresses of their own (`…/trang/2/`), so that each can be cached and linked to."""

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from wagtail.url_routing import RouteResult

SEGMENT = "trang"


class PagedListing:
    """Mixin of page types that list something."""

    per_page = 12

    def listing(self, request: HttpRequest) -> QuerySet:
        """What the page lists, in order."""
        raise NotImplementedError

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) == 2 and path_components[0] == SEGMENT and self.live:
            number = path_components[1]
            # One address for a page: neither `trang/1/` nor `trang/02/`.
            if number.isdecimal() and number == str(int(number)) and int(number) > 1:
                return RouteResult(self, kwargs={"number": int(number)})
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, number: int = 1, **kwargs: Any) -> dict[str, Any]:
        """Adds `pages` (the page of the list) and the addresses of its neighbours."""
        context = super().get_context(request, *args, **kwargs)
        try:
            pages = Paginator(self.listing(request), self.per_page).page(number)
        except EmptyPage as error:
            raise Http404 from error
        base = self.get_url(request) or ""
        context["pages"] = pages
        if pages.has_previous():
            earlier = pages.previous_page_number()
            context["previous_url"] = base if earlier == 1 else f"{base}{SEGMENT}/{earlier}/"
        if pages.has_next():
            context["next_url"] = f"{base}{SEGMENT}/{pages.next_page_number()}/"
        if number > 1:
            context["canonical_url"] = f"{context['canonical_url']}{SEGMENT}/{number}/"
        return context


def paged(request: HttpRequest, rows: QuerySet, per_page: int, url: str) -> tuple[Page, dict[str, str]]:
    """The page that the address asks for (`?trang=2`) and the addresses of its neighbours; raises `Http404` beyond
    the end. `url` may carry parameters of its own.
    """
    asked = request.GET.get(SEGMENT, "1")
    try:
        page = Paginator(rows, per_page).page(int(asked[:9]) if asked.isascii() and asked.isdigit() else 0)
    except EmptyPage as error:
        raise Http404 from error
    page.object_list = list(page.object_list)

    def at(number: int) -> str:
        return url if number == 1 else f"{url}{'&' if '?' in url else '?'}{SEGMENT}={number}"

    return page, {
        "previous_url": at(page.previous_page_number()) if page.has_previous() else "",
        "next_url": at(page.next_page_number()) if page.has_next() else "",
    }
