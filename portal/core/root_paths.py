"""Where a page's site is found without reading the list of all sites.

Wagtail answers "which site does this page belong to?" from one list of every site, read from the cache for
each request or, without a request, for each page: at 3,300 sites 182 kB a time. Here a site's root is always
the page at depth 3 (tree root, folder of a tier, home page), so the answer is one small cached row per home,
forgotten whenever `page_cache.EVERYTHING` is expired.

This replaces two private methods of `wagtail.models.Page`; it can go when Wagtail looks sites up by page
(upstream issue 14620 tells of the cost).
"""

from django.db.models import OuterRef, Subquery
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from . import page_cache

HOME_DEPTH = 3
HOME_PATH_LENGTH = HOME_DEPTH * Page.steplen
CACHE_SECONDS = 3600


def home_path(path: str) -> str | None:
    """The tree path of the home page above `path`, or None for the root and the folders."""
    return path[:HOME_PATH_LENGTH] if len(path) >= HOME_PATH_LENGTH else None


def site_root_for(path: str) -> SiteRootPath | None:
    """The site whose home, in any language, is at or above this tree path."""
    root = home_path(path)
    if root is None:
        return None
    found = page_cache.remember(f"site-root:{root}", lambda: _find(root), CACHE_SECONDS)
    return SiteRootPath(*found) if found else None


def _find(root: str) -> tuple | None:
    """The site of a home page; None, which is not remembered, while it has none."""
    sites = Site.objects.filter(root_page__translation_key=OuterRef("translation_key")).order_by("id")
    home = (
        Page.objects.filter(path=root)
        .annotate(**{f"site_{name}": Subquery(sites.values(name)[:1]) for name in ("id", "hostname", "port")})
        .values("url_path", "locale__language_code", "site_id", "site_hostname", "site_port")
        .first()
    )
    if home is None or home["site_id"] is None:
        return None
    root_url = Site(hostname=home["site_hostname"], port=home["site_port"]).root_url
    # The language matters to Wagtail only to choose between sites; it always is the home page's own.
    return (home["site_id"], home["url_path"], root_url, home["locale__language_code"])


def _relevant_site_root_paths(page: Page, cache_object: object = None) -> list[SiteRootPath]:
    holder = cache_object if cache_object is not None else page
    known = holder.__dict__.setdefault("_site_roots", {})
    # Wagtail's redirects app hands this attribute on from one request to the next and fails where it is missing.
    holder.__dict__.setdefault("_wagtail_cached_site_root_paths", [])
    root = home_path(page.path)
    if root not in known:
        found = site_root_for(page.path)
        known[root] = [found] if found and page.url_path.startswith(found.root_path) else []
    return known[root]


def _more_than_one_site(page: Page, cache_object: object = None, **kwargs: object) -> list[tuple]:
    """`Page.get_url` counts the sites only to know whether a link may leave out the host; here it may not."""
    return [(0,), (1,)]


def install() -> None:
    Page._get_relevant_site_root_paths = _relevant_site_root_paths
    Page._get_site_root_paths = _more_than_one_site
