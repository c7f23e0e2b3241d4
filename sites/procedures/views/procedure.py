"""The page of a procedure on the site of any unit: the guide, its checklist for paper, where to go, what changed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import serving
from sites.documents.filing.views import hand_out
from sites.documents.services.serving import closed_units
from sites.units import directory, hosts
from sites.units.chrome import chrome
from sites.units.models import Unit

from .. import showing
from ..models import Procedure, ProcedureFile
from ..services.serving import public_procedures

UNITS_SHOWN = 30
NAMED = "noi"


def closed_for(request: HttpRequest) -> list[int]:
    """The units whose site readers may not see; raises `Http404` on the site of one of them."""
    closed = closed_units()
    if request.unit_host.unit_id in closed:
        raise Http404
    return closed


def find(request: HttpRequest, slug: str) -> Procedure:
    """The public procedure at an address, the same on every site; raises `Http404`."""
    found = showing.prefetched(public_procedures(closed_for(request)).filter(slug=slug)).first()
    if found is None:
        raise Http404(_("Không có thủ tục này, hoặc thủ tục không còn được công khai."))
    return found


def list_crumb() -> tuple[str, str]:
    return _("Thủ tục hành chính"), reverse("procedures:browse")


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Trang chủ"), serving.home_url()), list_crumb(), *more]


def _named(request: HttpRequest, procedure: Procedure) -> Unit | None:
    """The unit that the address names (`?noi=`); raises `Http404` for one that does not carry the procedure out."""
    typed = request.GET.get(NAMED, "")
    if not typed:
        return None
    try:
        uuid = UUID(typed)
    except ValueError as error:
        raise Http404 from error
    unit = showing.unit_named(str(uuid), procedure)
    if unit is None or unit.pk in closed_units():
        raise Http404(_("Đơn vị này không thực hiện thủ tục."))
    return unit


def _context(request: HttpRequest, procedure: Procedure) -> dict[str, Any]:
    place = chrome(request)["chrome"].place
    named = _named(request, procedure)
    context = showing.context(procedure, request, place, named)
    return context | {"named_query": f"?{NAMED}={named.uuid}" if named else ""}


@require_safe
def one(request: HttpRequest, slug: str) -> HttpResponse:
    found = find(request, slug)
    context = _context(request, found)
    return render(
        request,
        "procedures/procedure.html",
        {
            **context,
            "canonical_url": _canonical(request, found),
            "breadcrumb": _crumbs(),
            "breadcrumb_title": context["title"],
        },
    )


def _canonical(request: HttpRequest, procedure: Procedure) -> str:
    """The page on the site of the owner, of which those of other units are the same with their own desk."""
    above = {link.unit_id: link.url for link in chrome(request)["chrome"].place}
    root = above.get(procedure.unit_id) or hosts.unit_url(Unit(pk=procedure.unit_id))
    return root.removesuffix("/") + reverse("procedures:one", args=[procedure.slug]) if root else ""


@require_safe
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """What to bring and to do, on one or two sheets, with boxes to tick."""
    context = _context(request, find(request, slug))
    return render(request, "procedures/checklist.html", {**context, "noindex": True})


@require_safe
def choose_unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Find the unit one lives in: the procedure is then shown on its site, whose address remembers the choice."""
    found = find(request, slug)
    query = request.GET.get("q", "")[:100]
    tiers = {tier.code for tier in found.tiers.all()}
    versions = list(directory.find(query).filter(tier__code__in=tiers)[: UNITS_SHOWN + 1]) if query.strip() else []
    path = reverse("procedures:one", args=[slug])
    units = [
        {
            "name": entry.name,
            "parent": entry.parent,
            "url": f"{entry.url.removesuffix('/')}{path}" if entry.url else f"{path}?{NAMED}={entry.version.unit.uuid}",
        }
        for entry in directory.entries(versions[:UNITS_SHOWN])
    ]
    _row, _version, content = showing.text_of(found)
    return render(
        request,
        "procedures/choose_unit.html",
        {
            "query": query,
            "units": units,
            "is_cut": len(versions) > UNITS_SHOWN,
            "title": content["name"],
            "path": path,
            "noindex": True,
            "breadcrumb": _crumbs((content["name"], path)),
            "breadcrumb_title": _("Nơi nộp hồ sơ"),
        },
    )


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version beside the one before it."""
    found = find(request, slug)
    row, _version, content = showing.text_of(found)
    path = reverse("procedures:one", args=[slug])
    return render(
        request,
        "procedures/changes.html",
        {
            "title": content["name"],
            "slug": slug,
            "changes": showing.changes_of(row),
            "path": path,
            "breadcrumb": _crumbs((content["name"], path)),
            "breadcrumb_title": _("Thay đổi qua các phiên bản"),
        },
    )


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What held during a time that is over; the present version has the page itself."""
    found = find(request, slug)
    row, _version, _content = showing.text_of(found)
    kept = row.versions.filter(number=number).first()
    if kept is None:
        raise Http404
    path = reverse("procedures:one", args=[slug])
    return render(
        request,
        "procedures/version.html",
        {
            **showing.guide(kept.content),
            "title": kept.content["name"],
            "version": kept,
            "path": path,
            "changes_url": reverse("procedures:changes", args=[slug]),
            "noindex": True,
            "breadcrumb": _crumbs((row.name, path)),
            "breadcrumb_title": _("Phiên bản %(number)d") % {"number": number},
        },
    )


@require_safe
def form(request: HttpRequest, slug: str, mark: str, name: str) -> HttpResponse:
    """A form of a published procedure."""
    found = find(request, slug)
    rows = ProcedureFile.objects.filter(procedure__translation_key=found.translation_key, procedure__live=True)
    row = rows.filter(stored__sha256__startswith=mark).select_related("stored").first()
    if row is None:
        raise Http404(_("Không có tệp này, hoặc thủ tục không còn công khai."))
    return hand_out(request, row.stored, is_public=True)
