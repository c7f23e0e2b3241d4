"""The statistics in the admin: of the unit worked in for its people, of the province for who oversees it."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.core import text
from portal.core.spreadsheets import download
from sites.units.models import UnitVersion

from ..desk.views import desk_unit
from . import reports
from .period import Period, PeriodForm
from .permissions import user_can_see_statistics_of_all

PAGE_SIZE = 50
EXPORT = "xlsx"


def unit(request: HttpRequest) -> HttpResponse:
    """The figures of the unit worked in, or the same as a spreadsheet."""
    own = desk_unit(request)
    form = PeriodForm.of(request.GET)
    tables = reports.of_unit(own, form.period)
    if request.GET.get("export") == EXPORT:
        lines = (str(own), str(form.period))
        return download(_file(_("thong-ke-toa-soan"), form.period), *(table.sheet(*lines) for table in tables))
    context = {
        "unit": own,
        "form": form,
        "period": form.period,
        "tables": tables,
        "sees_all": user_can_see_statistics_of_all(request.user),
    }
    return render(request, "newsroom/statistics/unit.html", context)


def province(request: HttpRequest) -> HttpResponse:
    """The figures of every unit, fifty at a time; all of them in the spreadsheet."""
    if not user_can_see_statistics_of_all(request.user):
        raise PermissionDenied(_("Thống kê toàn tỉnh dành cho Ban Biên tập, kiểm toán viên và quản trị nền tảng."))
    form = PeriodForm.of(request.GET)
    versions, query = _units(request)
    if request.GET.get("export") == EXPORT:
        table = reports.by_unit(form.period, list(versions), everything=True)
        return download(_file(_("thong-ke-toan-tinh"), form.period), table.sheet(str(form.period)))
    page = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("p"))
    tables = [reports.busiest(form.period), reports.by_unit(form.period, list(page))]
    context = {"form": form, "period": form.period, "tables": tables, "page": page, "query": query}
    return render(request, "newsroom/statistics/province.html", context)


def _units(request: HttpRequest) -> tuple[QuerySet[UnitVersion], str]:
    """The units of today that have a site, by tier and name, and the words they were looked for by."""
    query = request.GET.get("q", "")[:100].strip()
    versions = UnitVersion.objects.on().filter(unit__site__isnull=False).select_related("tier", "unit_type")
    if query:
        versions = versions.filter(folded__contains=text.fold(query))
    return versions.order_by("tier__rank", "name_key", "pk"), query


def _file(name: str, period: Period) -> str:
    return f"{name}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"
