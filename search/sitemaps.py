"""What is told to search engines: every public thing of a site, from the index that knows them all, and the rules."""

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.core import serving
from sites.units import hosts

from .models import Entry

# As many as the protocol allows in one file are 50,000; half of it keeps a file small.
PER_FILE = 25_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def entries_of(unit_id: int) -> QuerySet[Entry]:
    """The public things of a unit that readers see now, each once a language."""
    now = timezone.now()
    shown = Q(visible_from__isnull=True) | Q(visible_from__lte=now)
    still = Q(visible_to__isnull=True) | Q(visible_to__gt=now)
    return Entry.objects.filter(shown, still, unit=unit_id, part=0).order_by("pk")


def _root(request: Any) -> str:
    if request.unit_host is None:
        raise Http404
    return hosts.root_url(request.unit_host.primary_host)


@require_safe
def index(request: Any) -> HttpResponse:
    """The files of the site map; one for most units."""
    root = _root(request)
    files = max(1, -(-entries_of(request.unit_host.unit_id).count() // PER_FILE))
    rows = (
        f"<sitemap><loc>{root}{reverse('sitemap_file', args=[number])}</loc></sitemap>"
        for number in range(1, files + 1)
    )
    return _xml("sitemapindex", rows)


@require_safe
def part(request: Any, number: int) -> HttpResponse:
    """One file of the site map."""
    root = _root(request)
    start = (number - 1) * PER_FILE
    paths = list(entries_of(request.unit_host.unit_id).values_list("path", flat=True)[start : start + PER_FILE])
    if not paths and number > 1:
        raise Http404
    if number == 1:
        # The parts of a site that list what is above, and have no entry of their own.
        home = serving.home(request)
        lists = [serving.local_url(page, home) for page in serving.sections(request)] if home else []
        paths = list(dict.fromkeys(["/", *lists, *paths]))
    return _xml("urlset", (f"<url><loc>{escape(root + path)}</loc></url>" for path in paths))


def _xml(name: str, rows: Iterator[str]) -> HttpResponse:
    body = "\n".join(rows)
    return HttpResponse(f"{_HEAD}<{name} {_SPACE}>\n{body}\n</{name}>\n", content_type="application/xml; charset=utf-8")


@require_safe
def robots(request: Any) -> HttpResponse:
    """What engines need not look at; the demo asks them to stay away altogether."""
    root = _root(request)
    kept_out = ["/"] if settings.DEMO else [reverse("search:results"), "/admin/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in kept_out)]
    lines += ["", f"Sitemap: {root}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
