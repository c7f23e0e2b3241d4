"""Public pages of the organisation: the chart and the leaders, a body, a person, who speaks for whom."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.media import renditions
from sites.documents.services.serving import closed_units
from sites.pages.models import ContactPoint
from sites.units.contents import around, crumb, shown_here
from sites.units.models import today

from . import reading
from .models import Body, Person, Position, Spokesperson


def _way() -> tuple[str, str]:
    return crumb(_("Tổ chức bộ máy"), "organisation:index")


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """The leaders, the chart as a list in a list, who speaks for the unit and whom to turn to."""
    closed = closed_units()
    bodies = shown_here(request, Body, closed)
    people = shown_here(request, Person, closed).defer("biography").select_related("photo")
    chart = reading.chart_of(bodies, reading.with_positions(people, today()))
    renditions.fetch([seat.person.photo for seat in chart.leaders], "portrait")
    context = {
        "chart": chart,
        "spokespersons": list(reading.speaking(shown_here(request, Spokesperson, closed))),
        "contacts": list(ContactPoint.objects.filter(unit=request.unit_host.unit_id, live=True)),
    }
    return render(request, "organisation/organisation.html", {**context, **around(request, _("Tổ chức bộ máy"))})


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """A body: what it is for, who works there, what is below it."""
    closed = closed_units()
    found = shown_here(request, Body, closed).select_related("parent").filter(slug=slug).first()
    if found is None:
        raise Http404(_("Không có tổ chức này."))
    positions = Position.objects.on().filter(body=found, person__live=True, person__unit=found.unit_id)
    context = {
        "body": found,
        "parent": found.parent if found.parent and found.parent.live else None,
        "positions": list(positions.select_related("person").order_by("-is_leader", "sort_order", "person__name_key")),
        "children": list(shown_here(request, Body, closed).filter(parent=found)),
    }
    return render(request, "organisation/body.html", {**context, **around(request, found.shown_name, _way())})


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """A person with the positions of now and, marked so, of before."""
    people = shown_here(request, Person, closed_units()).select_related("photo").filter(slug=slug)
    found = reading.with_positions(people).first()
    if found is None:
        raise Http404(_("Không có người này trong bộ máy của đơn vị."))
    renditions.fetch([found.photo], "portrait")
    context = reading.terms_of(found)
    return render(request, "organisation/person.html", {**context, **around(request, found.name, _way())})


@require_safe
def spokespersons(request: HttpRequest) -> HttpResponse:
    """Who speaks for this unit."""
    rows = list(reading.speaking(shown_here(request, Spokesperson, closed_units())))
    context = {"spokespersons": rows, **around(request, _("Người phát ngôn"), _way())}
    return render(request, "organisation/spokespersons.html", context)


@require_safe
def all_spokespersons(request: HttpRequest) -> HttpResponse:
    """Who speaks for which unit, made from the units' own lists (NĐ 244/2026 art. 3.3)."""
    groups = reading.all_spokespersons()
    title = _("Người phát ngôn của tất cả các đơn vị")
    own = (_("Người phát ngôn"), reverse("organisation:spokespersons"))
    return render(
        request, "organisation/all_spokespersons.html", {"groups": groups, **around(request, title, _way(), own)}
    )
