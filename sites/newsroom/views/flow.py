"""Public views of what comes from other units: the list from above, the list from below, an item from above."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import serving
from portal.core.paging import SEGMENT
from portal.media import bodies, renditions
from sites.units import languages
from sites.units.models import Unit
from sites.units.views import say_untranslated

from .. import feeds
from ..services import adapting, flow_reading

PER_PAGE = 12
# Beyond these, the units' own sites and the search are the way; each page costs more than the one before.
LAST_PAGE = 10


@require_safe
def from_above(request: HttpRequest) -> HttpResponse:
    """What the site shows of what was sent to its unit, newest first."""
    return _list(request, "from_above", flow_reading.received, _("Tin từ cấp trên"))


@require_safe
def from_below(request: HttpRequest) -> HttpResponse:
    """The newest articles of the units below."""
    return _list(request, "from_below", flow_reading.from_below, _("Tin từ các đơn vị trực thuộc"))


def _list(request: HttpRequest, name: str, read: Callable[..., list], title: str) -> HttpResponse:
    if serving.home(request) is None:
        raise Http404
    number = request.GET.get(SEGMENT, "1")
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= LAST_PAGE):
        raise Http404
    at = int(number)
    # One more than is shown tells whether there is a next page; counting all would cost more than reading.
    items = read(request, PER_PAGE + 1, (at - 1) * PER_PAGE)
    if not items and at > 1:
        raise Http404
    url, has_next = reverse(f"newsroom:{name}"), len(items) > PER_PAGE and at < LAST_PAGE
    items = items[:PER_PAGE]
    renditions.fetch([item.lead_image for item in items], "card")

    def page_url(page: int) -> str:
        return url if page == 1 else f"{url}?{SEGMENT}={page}"

    return render(
        request,
        "newsroom/flow/list.html",
        {
            "title": title,
            "items": items,
            "number": at,
            "previous_url": page_url(at - 1) if at > 1 else "",
            "next_url": page_url(at + 1) if has_next else "",
            "canonical_url": feeds.site_root(request) + page_url(at),
            "breadcrumb": [(_("Trang chủ"), serving.home_url())],
            "breadcrumb_title": title,
            "below": name == "from_below",
        },
    )


@require_safe
def received_item(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """An item from above on this site: by reference, with its source, leading to the original."""
    item = flow_reading.received_item(request, pk)
    if item is None:
        return _in_another_language(request, pk)
    if slug != flow_reading.short_slug(item.title):
        # The title was corrected since; the address says what it is now.
        return HttpResponsePermanentRedirect(item.url)
    page = serving.readable(item.push.page)
    languages.only_in(request, page.locale.language_code)
    return render(request, "newsroom/flow/item.html", _context(request, item, page))


def _in_another_language(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to this site's own translation of what it shows in another language, or says that it has none."""
    item = flow_reading.received_elsewhere(request, pk)
    if item is None:
        raise Http404
    page, here = serving.readable(item.push.page), get_language()
    for _title, url, code, _name in _translations(request, page):
        if code == here:
            return redirect(url)
    section = (_("Tin từ cấp trên"), reverse("newsroom:from_above"))
    return say_untranslated(request, page.title, page.locale.language_code, item.url, section)


def _context(request: HttpRequest, item: flow_reading.Item, page: Any) -> dict[str, Any]:
    image = getattr(page, "lead_image", None)
    return {
        "page": page,
        "item": item,
        "body": bodies.prepare(page.body, request, [image]),
        "translations": _translations(request, page),
        # The same text is at its own place: search engines are told to look there.
        "canonical_url": item.original_url,
        "breadcrumb": [
            (_("Trang chủ"), serving.home_url()),
            (_("Tin từ cấp trên"), reverse("newsroom:from_above")),
        ],
    }


def _translations(request: HttpRequest, page: Any) -> list[tuple[str, str, str, str]]:
    """Title, address, language and its name of the adapted translations that this site has on line."""
    homes = {home.locale_id: home for home in serving.homes(request)}
    names = dict(settings.LANGUAGES)
    found = []
    for own in serving.public(adapting.adaptations_of(page, Unit(pk=request.unit_host.unit_id))).select_related(
        "locale"
    ):
        code = own.locale.language_code
        if home := homes.get(own.locale_id):
            with translation.override(code):
                found.append((own.title, serving.local_url(own, home), code, names.get(code, code)))
    return found
