"""Public pages of the gazette: the issues of a unit by year, and one issue with what is in it."""

from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import serving
from portal.core.paging import paged
from sites.units import hosts
from sites.units.languages import LANGUAGE_CODE, only_in

from ..services.gazette import public_issues
from . import presenting

PER_PAGE = 24


@require_safe
def issues(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The issues of this unit, newest first, of all years or of one."""
    own = public_issues().filter(unit=request.unit_host.unit_id)
    url = reverse("gazette:year", args=[year]) if year else reverse("gazette:list")
    rows = own.filter(published_on__year=year) if year else own
    page, neighbours = paged(request, rows, PER_PAGE, url)
    if year and not page.object_list:
        raise Http404
    years = own.annotate(year=ExtractYear("published_on")).order_by("-year").values_list("year", flat=True).distinct()
    return render(
        request,
        "documents/gazette/list.html",
        {
            "issues": [(issue, reverse("gazette:issue", args=[issue.slug])) for issue in page],
            "pages": page,
            **neighbours,
            "year": year,
            "years": [(number, reverse("gazette:year", args=[number])) for number in years],
            "all_url": reverse("gazette:list"),
            "breadcrumb": [(_("Trang chủ"), serving.home_url())],
            "breadcrumb_title": _("Công báo"),
        },
    )


@require_safe
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    found = public_issues().filter(unit=request.unit_host.unit_id, slug=slug).select_related("file").first()
    if found is None:
        raise Http404
    return render(
        request,
        "documents/gazette/issue.html",
        {
            **presenting.gazette_context(found),
            "canonical_url": hosts.root_url(request.unit_host.primary_host) + only_in(request, LANGUAGE_CODE),
            "breadcrumb": [(_("Trang chủ"), serving.home_url()), (_("Công báo"), reverse("gazette:list"))],
        },
    )
