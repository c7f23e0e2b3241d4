"""The map of a site for people: all its parts and what is directly below them, as a tree of text."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from portal.core import serving
from sites.documents.services.serving import closed_units
from sites.publicinfo.sections import SECTIONS
from sites.units.contents import around

# What stands below a section that is a list is found in that list.
MOST_BELOW = 40


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every section with the pages below it; news, documents and the like are in the lists of their sections."""
    home = serving.home(request)
    sections = serving.sections(request)
    public: set[int] = set()
    below: dict[str, list[tuple[str, str]]] = {}
    if home is not None and request.unit_host.unit_id not in closed_units():
        public = set(serving.public(Page.objects.child_of(home), home).values_list("pk", flat=True))
        ordinary = Page.objects.filter(depth=home.depth + 2, path__startswith=home.path)
        pages = serving.public(ordinary.filter(content_type__app_label="pages"), home).order_by("path")
        for page in pages[: MOST_BELOW * 20]:
            below.setdefault(page.path[: home.steplen * (home.depth + 1)], []).append(
                (page.title, serving.local_url(page, home))
            )
    listed: list[dict[str, Any]] = [
        {
            "title": page.title,
            "url": serving.local_url(page, home),
            "below": [*_parts(page.slug), *below.get(page.path, [])[:MOST_BELOW]],
        }
        for page in sections
        if page.pk in public
    ]
    context = {"sections": listed, "others": _others(), **around(request, _("Sơ đồ trang"))}
    return render(request, "home/site_map.html", context)


def _parts(slug: str) -> list[tuple[str, str]]:
    """The parts of a section that are no pages."""
    parts = {
        "to-chuc-bo-may": [
            (_("Lịch công tác"), reverse("organisation:calendar:week")),
            (_("Lịch sắp tới"), reverse("organisation:calendar:agenda")),
            (_("Người phát ngôn"), reverse("organisation:spokespersons")),
        ],
        "cong-khai": [
            *((str(section.title), section.url) for section in SECTIONS.values()),
            (_("Vị trí và ranh giới"), reverse("publicinfo:boundary")),
        ],
        "van-ban": [
            (_("Lấy ý kiến dự thảo"), reverse("consultations:list")),
            (_("Công báo"), reverse("gazette:list")),
        ],
    }
    return parts.get(slug, [])


def _others() -> list[tuple[str, str]]:
    return [
        (_("Tìm kiếm"), reverse("search:results")),
        (_("Danh bạ đơn vị"), reverse("units:directory")),
        (_("Bản đồ đơn vị"), reverse("units:map")),
    ]
