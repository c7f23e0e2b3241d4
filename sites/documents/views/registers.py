"""The public registers of a unit: what it has received and sent, and how far the handling is."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import serving, text

from ..enums import Direction, Handling
from ..models import RegisterEntry
from ..services.registers import public_entries
from ..services.serving import public_documents

ON_A_PAGE = 30
SEGMENTS = {"den": Direction.RECEIVED, "di": Direction.SENT}
MAX_TYPED = 100
# Of the parameters below, the ones that narrow the list.
YEAR, STATE, TYPED, AFTER = "nam", "tien-do", "q", "sau"
ORDER = ("-year", "-register_order", "-pk")


@require_safe
def register(request: HttpRequest, segment: str) -> HttpResponse:
    """One register, the newest first, at the same cost on every page; what an address asks in vain is left out."""
    direction = SEGMENTS.get(segment)
    if direction is None:
        raise Http404
    unit_id = request.unit_host.unit_id
    everything = public_entries().filter(unit=unit_id, direction=direction)
    years = list(everything.order_by("-year").values_list("year", flat=True).distinct()[:30])
    asked = _asked(request, years)
    entries = _narrowed(everything, asked)
    rows = list(_after(entries, asked.get(AFTER, "")).order_by(*ORDER)[: ON_A_PAGE + 1])
    page_url = reverse("documents_register", args=[segment])
    more = len(rows) > ON_A_PAGE
    rows = rows[:ON_A_PAGE]
    last = rows[-1] if rows else None
    filters = {name: value for name, value in asked.items() if name != AFTER}
    mark = f"{last.year}.{last.register_order}.{last.pk}" if last else ""
    name = _("Sổ văn bản đến") if direction == Direction.RECEIVED else _("Sổ văn bản đi")
    return render(
        request,
        "documents/register.html",
        {
            "name": name,
            "is_received": direction == Direction.RECEIVED,
            "rows": [(row, documents) for row, documents in _with_documents(rows, unit_id)],
            "years": years,
            "states": Handling.choices,
            "asked": {"year": asked.get(YEAR, ""), "state": asked.get(STATE, ""), "typed": asked.get(TYPED, "")},
            "is_filtered": bool(filters),
            "page_url": page_url,
            "registers": _links(),
            "first_url": page_url + _query(filters) if asked.get(AFTER) else "",
            "older_url": page_url + _query(filters | {AFTER: mark}) if more else "",
            "noindex": bool(asked),
            "canonical_url": request.build_absolute_uri(page_url),
            "breadcrumb": [(_("Trang chủ"), serving.home_url()), (_("Văn bản"), reverse("documents:listing"))],
            "breadcrumb_title": name,
        },
    )


def _links() -> list[tuple[str, str]]:
    labels = {"den": _("Văn bản đến"), "di": _("Văn bản đi")}
    return [(label, reverse("documents_register", args=[part])) for part, label in labels.items()]


def links_of(unit_id: int) -> list[tuple[str, str]]:
    """The registers of a unit by name and address; none while nothing in them is public."""
    return _links() if public_entries().filter(unit=unit_id).exists() else []


def _query(parts: dict[str, str]) -> str:
    return f"?{urlencode(parts)}" if parts else ""


def _asked(request: HttpRequest, years: list[int]) -> dict[str, str]:
    """The filters of an address that mean something."""
    data = request.GET
    asked = {
        YEAR: data.get(YEAR, "") if data.get(YEAR, "") in map(str, years) else "",
        STATE: data.get(STATE, "") if data.get(STATE, "") in Handling.values else "",
        TYPED: data.get(TYPED, "")[:MAX_TYPED].replace("\x00", "").strip(),
        AFTER: data.get(AFTER, "") if _mark(data.get(AFTER, "")) else "",
    }
    return {name: value for name, value in asked.items() if value}


def _narrowed(entries: QuerySet[RegisterEntry], asked: dict[str, str]) -> QuerySet[RegisterEntry]:
    if YEAR in asked:
        entries = entries.filter(year=int(asked[YEAR]))
    if STATE in asked:
        entries = entries.filter(state=asked[STATE])
    for word in text.fold(asked.get(TYPED, "")).split():
        entries = entries.filter(search_text__contains=word)
    return entries


def _mark(value: str) -> tuple[int, int, int] | None:
    parts = value.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 10 for part in parts):
        return None
    year, order, key = map(int, parts)
    return (year, order, key) if year < 10_000 and order < 2**31 else None


def _after(entries: QuerySet[RegisterEntry], value: str) -> QuerySet[RegisterEntry]:
    """The entries behind a mark, found by the index."""
    mark = _mark(value)
    if mark is None:
        return entries
    year, order, key = mark
    same_year = Q(year=year) & (Q(register_order__lt=order) | Q(register_order=order, pk__lt=key))
    return entries.filter(Q(year__lt=year) | same_year, year__lte=year)


def _with_documents(rows: list[RegisterEntry], unit_id: int) -> list[tuple[RegisterEntry, str]]:
    """Each entry with the address of the published document of the same symbol and day, where the unit has one."""
    keys = {row.symbol_key for row in rows if row.symbol_key}
    found = public_documents().filter(unit=unit_id, symbol_key__in=keys) if keys else []
    urls = {
        (document.symbol_key, document.issued_on): reverse("documents:document", args=[document.slug])
        for document in (found.only("symbol_key", "issued_on", "slug", "unit") if keys else ())
    }
    return [(row, urls.get((row.symbol_key, row.document_date or row.registered_on), "")) for row in rows]
