"""The door to the procedures of a site, and the list that filters narrow."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import serving
from sites.units import hosts
from sites.units.chrome import chrome

from .. import asking, browsing
from ..services.lists import names
from .procedure import closed_for, list_crumb

# One page holds what a filter leaves even in a large province, so that nothing is more than three steps away.
PAGE_SIZE = 200
DOORS = ("event", "group", "field", "agency")


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The ways to a procedure; with filters, the procedures. Works as plain links, whatever the address says."""
    closed = closed_for(request)
    place = chrome(request)["chrome"].place
    chain = [link.unit_id for link in place]
    tier = place[0].tier if place else ""
    here = browsing.on_site(browsing.directory(closed), request.unit_host.unit_id, tier, chain)
    asked = asking.parse(request)
    context = {"asked": asked, "base_url": reverse("procedures:browse")}
    if asked.is_empty:
        context |= _doors(here, asked, tier, place[0].name if place else "")
    else:
        context |= _list(request, here.all, asked)
    response = render(request, "procedures/browse.html", context)
    if asked.problems:
        # There is no end of addresses that mean nothing.
        add_never_cache_headers(response)
    return response


def _doors(here: browsing.Here, asked: asking.Asked, tier: str, unit_name: str) -> dict[str, Any]:
    base = reverse("procedures:browse")
    return {
        "doors": {
            name: [
                {"name": row, "number": number, "url": base + asked.address(**{name: row.key})}
                for row, number in browsing.counted(here.all, name)
            ]
            for name in DOORS
        },
        "own": {"name": unit_name, "number": len(here.own), "url": base + asked.address(**_own_filter(here, tier))}
        if 0 < len(here.own) < len(here.all)
        else None,
        "all_number": len(here.all),
        "all_url": base + asked.address(),
        "breadcrumb": [(_("Trang chủ"), serving.home_url())],
        "breadcrumb_title": _("Thủ tục hành chính"),
    }


def _own_filter(here: browsing.Here, tier: str) -> dict[str, int]:
    """The filter that leaves what the unit itself does: its tier's, or its own as an agency."""
    if here.agency is not None:
        return {"agency": here.agency}
    return {"tier": next(row.key for row in names()["tier"].values() if row.code == tier)}


def _list(request: HttpRequest, lines: list[browsing.Line], asked: asking.Asked) -> dict[str, Any]:
    base = reverse("procedures:browse")
    found = browsing.narrowed(lines, asked.chosen)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    number = min(asked.page, pages)
    return {
        "rows": browsing.rows(found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]),
        "total": len(found),
        "facets": browsing.facets(lines, asked, base),
        "chosen": [
            (name, str(names()[name][key]), base + asked.address(**{name: None})) for name, key in asked.chosen.items()
        ],
        "heading": _heading(asked),
        "newer_url": base + asked.address(page=number - 1) if number > 1 else "",
        "older_url": base + asked.address(page=number + 1) if number < pages else "",
        "canonical_url": f"{hosts.root_url(request.unit_host.primary_host)}{base}{asked.address(page=number)}",
        "noindex": len(asked.chosen) > 1 or number > 1,
        "breadcrumb": [(_("Trang chủ"), serving.home_url()), list_crumb()],
        "breadcrumb_title": _heading(asked),
    }


def _heading(asked: asking.Asked) -> str:
    """What the list is about: its first filter."""
    for name in asking.PARAMETERS:
        if name in asked.chosen:
            return str(names()[name][asked.chosen[name]])
    return _("Tất cả thủ tục")
