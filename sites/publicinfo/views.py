"""Public pages: the door to all parts, the list of a part, a thing, its table as CSV, a list of names, the map."""

from http import HTTPStatus
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import geojson
from portal.core.paging import paged
from sites.documents.services.serving import closed_units
from sites.units.chrome import chrome
from sites.units.contents import around, crumb, shown_here
from sites.units.languages import LANGUAGE_CODE
from sites.units.models import Unit, UnitVersion

from . import showing, tables
from .models import Boundary, Notice, NoticeList
from .models.items import PublicItem, WithTable
from .sections import FILTER, SECTIONS, Section

PER_PAGE = 20


def _hub_crumb() -> tuple[str, str]:
    return crumb(_("Công khai"), "publicinfo:hub")


def _numbers(request: HttpRequest) -> tuple[int, ...]:
    """How many things each part has, in one query."""
    unit_id = request.unit_host.unit_id
    if unit_id in closed_units():
        raise Http404
    counted = [
        Coalesce(
            Subquery(
                section.model._default_manager.filter(live=True, unit=OuterRef("pk"))
                .order_by()
                .values("unit")
                .annotate(number=Count("pk"))
                .values("number")
            ),
            0,
        )
        for section in SECTIONS.values()
    ]
    return Unit.objects.filter(pk=unit_id).values_list(*counted).get()


def _section(code: str) -> Section:
    if code not in SECTIONS:
        raise Http404
    return SECTIONS[code]


@require_safe
def hub(request: HttpRequest) -> HttpResponse:
    """The parts, each with how much is in it."""
    parts = list(zip(SECTIONS.values(), _numbers(request), strict=True))
    return render(request, "publicinfo/hub.html", {"parts": parts, **around(request, _("Công khai"))})


@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The things of a part, narrowed by the filter of the address."""
    section = _section(code)
    rows = section.order(shown_here(request, section.model, closed_units()))
    asked = request.GET.get(FILTER, "")
    chosen = asked if section.choices and asked in section.choices.values else ""
    url = section.url
    if chosen:
        rows, url = rows.filter(**{section.narrow: chosen}), f"{section.url}?{FILTER}={chosen}"
    page, neighbours = paged(request, rows.defer("body", *_heavy(section.model)), PER_PAGE, url)
    for row in page:
        if isinstance(row, Notice):
            showing.watch(request, row)
    filters = []
    if section.choices:
        filters = [
            (label, f"{section.url}?{FILTER}={value}" if value else section.url, value == chosen)
            for value, label in [("", _("Tất cả")), *section.choices.choices]
        ]
    context = {
        "section": section,
        "rows": [(row, section.address(row), section.line(row)) for row in page],
        "pages": page,
        "filters": filters,
        "noindex": bool(chosen) or page.number > 1,
        **neighbours,
        **around(request, str(section.title), _hub_crumb(), path=url),
    }
    return render(request, "publicinfo/list.html", context)


def _heavy(model: type[PublicItem]) -> list[str]:
    """The columns that no list shows."""
    columns = {field.name for field in model._meta.concrete_fields}
    return [name for name in ("headings", "rows", "geojson") if name in columns]


def _find(request: HttpRequest, section: Section, slug: str) -> Any:
    found = shown_here(request, section.model, closed_units()).filter(slug=slug).first()
    if found is None:
        raise Http404(_("Không có nội dung này, hoặc nội dung không còn được công khai."))
    return found


@require_safe
def one(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A thing with its facts, its text, its table and its map."""
    section = _section(code)
    item = _find(request, section, slug)
    context = {
        **around(request, item.title, _hub_crumb(), (str(section.title), section.url), language=LANGUAGE_CODE),
        **showing.context_of(item, request),
        "section": section,
        "published_on": item.first_published_at,
        "lead": item.summary,
        "csv_url": reverse("publicinfo:csv", args=[code, slug]) if isinstance(item, WithTable) else "",
        "map_url": reverse("publicinfo:geojson", args=[code, slug]) if getattr(item, "geojson", None) else "",
    }
    return render(request, "publicinfo/item.html", context)


@require_safe
def table(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The figures as CSV, with what one must know to read them."""
    section = _section(code)
    item = _find(request, section, slug)
    if not isinstance(item, WithTable):
        raise Http404
    facts = [f"{name}: {value}" for name, value in showing.context_of(item, request)["facts"]]
    content = tables.as_csv(item.headings, item.rows, [item.title, *facts])
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}.csv"'
    return response


@require_safe
def shapes(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The map of a plan as GeoJSON."""
    item = _find(request, _section(code), slug)
    if not getattr(item, "geojson", None):
        raise Http404
    return _as_geojson(item.geojson, slug)


def _as_geojson(collection: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(collection, content_type="application/geo+json")
    response["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    return response


@require_safe
def names(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A list of people; engines are told to leave it, and after its last day it is gone (410)."""
    rows = shown_here(request, NoticeList, closed_units()).select_related("notice")
    found = rows.filter(pk=pk, notice__slug=slug, notice__live=True).first()
    if found is None:
        raise Http404(_("Không có danh sách này."))
    section = SECTIONS["thong-bao"]
    way = (_hub_crumb(), (str(section.title), section.url), (found.notice.title, section.address(found.notice)))
    context = {
        "list": found,
        "headings": found.headings,
        "rows": tables.shown(found.rows),
        "noindex": True,
        **around(request, found.title, *way),
    }
    gone = found.is_over
    template = "publicinfo/list_gone.html" if gone else "publicinfo/names.html"
    response = render(request, template, context, status=HTTPStatus.GONE if gone else HTTPStatus.OK)
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response


@require_safe
def boundary(request: HttpRequest) -> HttpResponse:
    """Where the unit lies: its boundary where one was brought, and the points that the portal holds."""
    found = shown_here(request, Boundary, closed_units()).order_by("-as_of", "-pk").first()
    unit_id = request.unit_host.unit_id
    points = [
        (row.longitude, row.latitude, str(row))
        for row in UnitVersion.objects.on().filter(unit=unit_id).select_related("unit_type")
        if row.longitude is not None and row.latitude is not None
    ]
    below = UnitVersion.objects.on().filter(parent=unit_id, longitude__isnull=False, latitude__isnull=False)
    points += [
        (row.longitude, row.latitude, str(row)) for row in below.select_related("unit_type").order_by("name_key")
    ]
    title = _("Vị trí và ranh giới")
    context = {
        "boundary": found,
        "drawing": geojson.draw(found.geojson if found else None, points),
        "unit_name": chrome(request)["chrome"].name,
        "map_url": reverse("publicinfo:boundary_geojson") if found else "",
        **around(request, title, _hub_crumb()),
    }
    return render(request, "publicinfo/boundary.html", context)


@require_safe
def boundary_shapes(request: HttpRequest) -> HttpResponse:
    """The boundary as GeoJSON."""
    found = shown_here(request, Boundary, closed_units()).order_by("-as_of", "-pk").first()
    if found is None or not found.geojson:
        raise Http404
    return _as_geojson(found.geojson, "ranh-gioi")
