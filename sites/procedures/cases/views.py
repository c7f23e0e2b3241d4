"""What citizens see of cases: the look-up, which is never kept anywhere, and the figures."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import serving
from portal.core.tries import TooManyTries
from sites.units import hosts
from sites.units.chrome import chrome

from . import reading, showing
from .forms import LookupForm
from .looking_up import examples, look_up


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Trang chủ"), serving.home_url())]


# --- One case ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """The form, and below it the case; whoever is wrong, in whatever, reads the same words."""
    form = LookupForm(request.POST or None, initial={"code": request.GET.get("ma", "")[:60]})
    answer, failure, status = None, "", 200
    if request.method == "POST" and form.is_valid():
        try:
            answer = look_up(form.cleaned_data["code"], form.cleaned_data["fact"], request)
        except TooManyTries as over:
            status = 429
            failure = _("Đã tra cứu sai quá nhiều lần. Hãy thử lại sau %(time)s.") % {
                "time": f"{timezone.localtime(over.ends_at):%H:%M}"
            }
        else:
            if answer is None:
                failure = _("Không tìm thấy hồ sơ có mã và bốn số cuối như vậy. Hãy xem lại giấy hẹn rồi nhập lại.")
    context = {
        "form": form,
        "answer": answer,
        "steps": showing.steps_of(answer) if answer else [],
        "failure": failure,
        "examples": examples(),
        "noindex": True,
        "breadcrumb": _crumbs(),
        "breadcrumb_title": _("Tra cứu hồ sơ"),
    }
    response = render(request, "procedures/cases/lookup.html", context, status=status)
    # What was typed and what was answered is for one reader, and stays in no cache and in no history.
    response["Cache-Control"] = "private, no-store"
    return response


# --- Figures -------------------------------------------------------------------------------------


def _year(request: HttpRequest, years: list[int]) -> int:
    asked = request.GET.get("nam", "")
    if not asked:
        return years[0]
    if not (asked.isascii() and asked.isdecimal() and len(asked) == 4) or int(asked) not in years:
        raise Http404(_("Không có số liệu của năm này."))
    return int(asked)


def _scope(request: HttpRequest) -> int | None:
    """The unit whose figures its site shows; None for the site of the province, which shows those of all."""
    return None if chrome(request)["chrome"].is_top else request.unit_host.unit_id


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """What was received and solved in a year, by month and by field of work."""
    unit = _scope(request)
    standing = reading.standing(unit)
    years = standing.years
    year = _year(request, years)
    months = reading.by_month(year, unit)
    context = {
        "is_province": unit is None,
        "year": year,
        "years": [(one, reverse("cases:figures") + ("" if one == years[0] else f"?nam={one}")) for one in years],
        "total": sum((numbers for _month, numbers in months), reading.Numbers()),
        "standing": standing,
        "months": months,
        "pictures": showing.pictures(months),
        "fields": showing.named_fields(reading.by_field(reading.Span.year(year), unit)),
        "urls": {name: f"{reverse(f'cases:{name}')}?nam={year}" for name in ("units", "csv", "json")},
        "lookup_url": reverse("cases:lookup"),
        "canonical_url": hosts.root_url(request.unit_host.primary_host) + request.path,
        "breadcrumb": _crumbs(),
        "breadcrumb_title": _("Tiến độ giải quyết hồ sơ"),
    }
    return render(request, "procedures/cases/figures.html", context)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """All units beside each other, of a year or of one of its months."""
    years = reading.years()
    year = _year(request, years)
    month = request.GET.get("thang", "")
    if month and not (month.isascii() and month.isdecimal() and len(month) <= 2 and 1 <= int(month) <= 12):
        raise Http404(_("Không có tháng này."))
    first = date(year, int(month or 1), 1)
    span = reading.Span(first, first) if month else reading.Span.year(year)
    order = request.GET.get("xep", "")
    rows = showing.compared(reading.by_unit(span), order)
    base = reverse("cases:units")
    context = {
        "year": year,
        "month": int(month) if month else None,
        "years": years,
        "months": range(1, 13),
        "orders": showing.orders(),
        "order": order,
        "rows": rows,
        "total": sum((numbers for _unit, numbers in rows), reading.Numbers()),
        "page_url": base,
        "canonical_url": hosts.root_url(request.unit_host.primary_host) + request.path,
        "breadcrumb": [*_crumbs(), (_("Tiến độ giải quyết hồ sơ"), reverse("cases:figures"))],
        "breadcrumb_title": _("So sánh các đơn vị"),
    }
    return render(request, "procedures/cases/units.html", context)


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The rows of a year for a spreadsheet, which needs the mark in front to read Vietnamese."""
    year = _year(request, reading.years())
    rows = reading.exported(year, _scope(request))

    def lines() -> Iterator[str]:
        line = StringIO()
        writer = csv.DictWriter(line, reading.ROW)
        yield "\ufeff"
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            yield line.getvalue()
            line.seek(0)
            line.truncate()
        yield line.getvalue()

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tien-do-ho-so-{year}.csv"'
    return response


@require_safe
def as_json(request: HttpRequest) -> StreamingHttpResponse:
    """The same as JSON: an object with the year and its rows."""
    year = _year(request, reading.years())
    rows = reading.exported(year, _scope(request))

    def parts() -> Iterator[str]:
        yield json.dumps({"year": year, "as_of": timezone.localtime().isoformat(timespec="seconds")})[:-1]
        yield ', "rows": ['
        for number, row in enumerate(rows):
            yield (", " if number else "") + json.dumps(row, ensure_ascii=False)
        yield "]}"

    return StreamingHttpResponse(parts(), content_type="application/json")
