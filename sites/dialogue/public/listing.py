"""The door to the dialogue, published answers, and figures; the same for everybody, and kept."""

import csv
from io import StringIO

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import serving
from sites.documents.consulting.presenting import roots
from sites.documents.consulting.views import paged
from sites.units import hosts
from sites.units.chrome import chrome
from sites.units.languages import LANGUAGE_CODE, only_in

from ..models import Poll, PublishedCase
from ..services import figures as counting
from ..services import polls, publishing
from ..services.kinds import open_kinds
from .filing_views import crumbs
from .showing import pictures, published_context

PER_PAGE, SHOWN_POLLS = 20, 5


def _rows(
    request: HttpRequest, rows: QuerySet[PublishedCase], url: str, template: str, **context: object
) -> HttpResponse:
    rows = rows.select_related("field", "kind").defer("answer").order_by("-answered_on", "-pk")
    page, neighbours = paged(request, rows, PER_PAGE, url)
    root = roots({row.unit_id for row in page}) if context.get("everywhere") else {}
    names = counting.names_of({row.unit_id for row in page}) if context.get("everywhere") else {}
    shown = [
        (row, root.get(row.unit_id, "") + reverse("dialogue:published", args=[row.slug]), names.get(row.unit_id, ""))
        for row in page
    ]
    return render(request, template, {"rows": shown, "pages": page, **neighbours, **context})


@require_safe
def own_list(request: HttpRequest) -> HttpResponse:
    """What may be sent here, and what the unit has answered, the newest first."""
    own = publishing.public_cases().filter(unit=request.unit_host.unit_id)
    return _rows(
        request,
        own,
        reverse("dialogue:list"),
        "dialogue/list.html",
        kinds=list(open_kinds()),
        polls=list(polls.open_now(Poll.objects.filter(unit=request.unit_host.unit_id))[:SHOWN_POLLS]),
        breadcrumb=[(_("Trang chủ"), serving.home_url())],
        breadcrumb_title=_("Hỏi đáp, phản ánh"),
    )


@require_safe
def all_list(request: HttpRequest) -> HttpResponse:
    """What the units of all tiers have answered."""
    return _rows(
        request,
        publishing.public_cases(),
        reverse("dialogue:all"),
        "dialogue/all.html",
        everywhere=True,
        breadcrumb=crumbs(),
        breadcrumb_title=_("Tất cả các cấp"),
    )


@require_safe
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """A question and its answer."""
    rows = publishing.public_cases().filter(unit=request.unit_host.unit_id, slug=slug)
    found = rows.select_related("field", "kind").first()
    if found is None:
        raise Http404
    context = published_context(found) | {
        "canonical_url": hosts.root_url(request.unit_host.primary_host) + only_in(request, LANGUAGE_CODE),
        "breadcrumb": crumbs(),
    }
    return render(request, "dialogue/published.html", context)


# --- Figures -------------------------------------------------------------------------------------


def _scope(request: HttpRequest) -> int | None:
    """The unit whose figures its site shows; None for the site of the province, which shows those of all."""
    return None if chrome(request)["chrome"].is_top else request.unit_host.unit_id


def _year(request: HttpRequest, years: list[int]) -> int:
    asked = request.GET.get("nam", "")
    if not asked:
        return years[0]
    if not (asked.isascii() and asked.isdecimal() and len(asked) == 4) or int(asked) not in years:
        raise Http404(_("Không có số liệu của năm này."))
    return int(asked)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What was received and answered in a year, by month, kind and field; on the province's site also by unit."""
    unit = _scope(request)
    standing = counting.standing(unit)
    year = _year(request, standing.years)
    months = counting.by_month(year, unit)
    base = reverse("dialogue:figures")
    tables = [
        (_("Theo loại"), _("Loại"), counting.by_kind(year, unit)),
        (_("Theo lĩnh vực"), _("Lĩnh vực"), counting.by_field(year, unit)),
    ]
    if unit is None:
        tables.append((_("Theo đơn vị"), _("Đơn vị"), counting.by_unit(year)))
    context = {
        "is_province": unit is None,
        "year": year,
        "years": [(one, base + ("" if one == standing.years[0] else f"?nam={one}")) for one in standing.years],
        "total": sum((numbers for _month, numbers in months), counting.Numbers()),
        "standing": standing,
        "months": months,
        "pictures": pictures(months),
        "tables": [table for table in tables if table[2]],
        "csv_url": f"{reverse('dialogue:csv')}?nam={year}",
        "canonical_url": hosts.root_url(request.unit_host.primary_host) + request.path,
        "breadcrumb": crumbs(),
        "breadcrumb_title": _("Số liệu"),
    }
    return render(request, "dialogue/figures.html", context)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The rows of a year for a spreadsheet, which needs the mark in front to read Vietnamese."""
    unit = _scope(request)
    year = _year(request, counting.standing(unit).years)
    written = StringIO("\ufeff")
    written.seek(1)
    writer = csv.DictWriter(written, counting.ROW)
    writer.writeheader()
    writer.writerows(counting.exported(year, unit))
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="hoi-dap-{year}.csv"'
    return response
