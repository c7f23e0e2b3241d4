"""Which page an address means, in two queries at any depth.

Wagtail walks an address step by step, two queries a step, then asks for the ancestors again to learn whether
the page is restricted. Here the whole way down comes at once, with the pages of the menu, and is kept on the
request, where the access check, the breadcrumb and the menu find it.
"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left, Length
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult


def homes(request: HttpRequest) -> list[Page]:
    """The live home pages of the request's site, one a language, the main language first."""
    if not hasattr(request, "_homes"):
        site = Site.find_for_request(request)
        found = (
            Page.objects.filter(translation_key=site.root_page.translation_key, live=True)
            .select_related("locale")
            .order_by("pk")
            if site
            else []
        )
        request._homes = sorted(found, key=lambda home: home.pk != site.root_page_id)
    return request._homes


def home(request: HttpRequest) -> Page | None:
    """The home page in the language of the address, or None where the site is not in that language."""
    language = get_language()
    if getattr(request, "site_languages", ()) == (language,):
        return Site.find_for_request(request).root_page
    return next((page for page in homes(request) if page.locale.language_code == language), None)


def chain(request: HttpRequest) -> list[Page]:
    """The pages from the home page down to the one asked for; empty where no page was asked for."""
    return getattr(request, "_page_chain", [])


def home_url() -> str:
    """The address of the front page in the active language."""
    return reverse("wagtail_serve", args=[""])


def public(pages: PageQuerySet, home_page: Page | None = None) -> PageQuerySet:
    """Those of the pages that everybody may read: live, and neither they nor a page above them restricted.

    With `home_page`, those at or below it only, which is the quicker question.
    """
    above = PageViewRestriction.objects.filter(page__path=Left(OuterRef("path"), Length("page__path")))
    if home_page is not None:
        above = above.filter(page__path__startswith=home_page.path)
        pages = pages.filter(path__startswith=home_page.path)
    return pages.filter(~Exists(above), live=True)


def local_url(page: Page, home_page: Page) -> str:
    """The address of a page of the same site and language, without a query."""
    return home_url() + page.url_path.removeprefix(home_page.url_path)


def sections(request: HttpRequest) -> list[Page]:
    """The live pages directly below the home page, in the editors' order."""
    if not hasattr(request, "_sections"):
        start = home(request)
        below = Page.objects.filter(path__startswith=start.path, depth=start.depth + 1) if start else []
        request._sections = _live_below(below, start)
    return request._sections


def _live_below(pages: Iterable[Page], start: Page | None) -> list[Page]:
    found = [page for page in pages if start and page.live and page.depth == start.depth + 1]
    return sorted(found, key=lambda page: page.path)


def find(request: HttpRequest, path: str) -> RouteResult | None:
    """The page an address of the request's site means, or None; answers like `Page.route_for_request`."""
    start = home(request)
    if start is None:
        return None
    components = [component for component in path.split("/") if component]
    above = [start.path[:length] for length in range(Page.steplen, len(start.path) + 1, Page.steplen)]
    rows = (
        Page.objects.filter(
            Q(path__in=above) | Q(path__startswith=start.path) & (Q(slug__in=components) | Q(depth=start.depth + 1))
        )
        .annotate(is_restricted=Exists(PageViewRestriction.objects.filter(page=OuterRef("pk"))))
        .order_by("path")
    )
    by_address = {page.url_path: page for page in rows}
    way = [by_address[start.url_path]]
    for component in components:
        below = by_address.get(f"{way[-1].url_path}{component}/")
        if below is None:
            break
        way.append(below)
    page = readable(way[-1])
    page._way = [row for row in rows if row.path in above[:-1]] + way
    if len(way) > 1:
        page._cached_parent_obj = way[-2]
    request._page_chain = way
    request._sections = _live_below(rows, start)
    try:
        return page.route(request, components[len(way) - 1 :])
    except Http404:
        # The page that says so is none of those on the way.
        request._page_chain = []
        return None


def readable(page: Page) -> Page:
    """The page as its own type, with what its template shows of it."""
    model = page.specific_class
    if hasattr(model, "reading"):
        return model.reading().get(pk=page.pk)
    return page.specific


def for_one_reader(response: HttpResponse) -> HttpResponse:
    """What was typed and answered stays in no cache, and the secret address goes to no other site."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
