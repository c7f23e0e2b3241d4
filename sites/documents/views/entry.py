"""What the form of a document asks while a clerk types: what a symbol tells, what a file tells."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sites.units.models import Unit
from sites.units.permissions import active_unit

from .. import services
from ..entry import Filled, fill_from_file, fill_from_symbol
from ..models import IssuingBody, OfficialDocument
from ..services.files import store_file

MAX_SYMBOL = 100


def _unit(request: HttpRequest) -> Unit:
    unit = active_unit(request)
    if unit is None:
        raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc rồi làm lại."))
    return unit


@require_GET
def read_symbol(request: HttpRequest) -> JsonResponse:
    """What a symbol tells, and which documents of the unit bear it already."""
    unit = _unit(request)
    symbol = request.GET.get("symbol", "")[:MAX_SYMBOL]
    issued_on = _day(request.GET.get("issued_on", ""))
    filled = fill_from_symbol(symbol, unit, issued_on)
    return JsonResponse(_told(filled) | {"duplicates": _duplicates(request, unit, symbol, filled, issued_on)})


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _duplicates(
    request: HttpRequest, unit: Unit, symbol: str, filled: Filled, issued_on: date | None
) -> list[dict[str, str]]:
    issuer: IssuingBody | None = filled.issuer
    if (chosen := request.GET.get("issuer", "")).isdecimal():
        issuer = IssuingBody.objects.filter(pk=int(chosen[:18])).first()
    year = filled.year or (issued_on.year if issued_on else None)
    edited = request.GET.get("document", "")
    but = int(edited[:18]) if edited.isdecimal() else None
    found = services.duplicates(unit.pk, symbol, year, issuer, but)[:3]
    return [{"title": str(document), "url": _edit_url(document)} for document in found]


def _edit_url(document: OfficialDocument) -> str:
    return reverse(document.snippet_viewset.get_url_name("edit"), args=[document.pk])


@require_POST
def read_file(request: HttpRequest) -> JsonResponse:
    """Keep a file for the unit and say what its text tells; the form attaches it by the key in the answer."""
    unit = _unit(request)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": _("Hãy chọn một tệp.")}, status=400)
    try:
        stored = store_file(upload, unit=unit, by=request.user)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    filled = fill_from_file(stored, unit)
    return JsonResponse(_told(filled) | {"stored": stored.pk, "name": stored.name})


def _told(filled: Filled) -> dict[str, Any]:
    """The values as the fields of the form hold them."""
    values = {
        name: value.isoformat() if isinstance(value, date) else getattr(value, "pk", value)
        for name, value in filled.values().items()
    }
    return {
        "values": values,
        "labels": {"issuer": str(filled.issuer)} if filled.issuer else {},
        "message": filled.message,
        "relations": filled.relations,
    }
