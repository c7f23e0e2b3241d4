"""The public list of documents: filters with numbers, pages at one cost, sentences for what cannot be."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import serving
from sites.units import hosts

from .. import asking, presenting
from ..exports import EXPORT_LIMIT, FORMATS
from ..services.facets import FACETS, summarise
from ..services.listing import PAGE_SIZE, read_page
from ..services.places import units_below
from ..services.serving import closed_units
from .registers import links_of


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The documents of this unit, of it and those below, or of all tiers, newest first.

    Works as plain links. Whatever the address says, the answer is a normal page.
    """
    asked = asking.parse(request)
    page_url = reverse("documents:listing")
    closed = closed_units()
    wanted = asked.wanted(closed)
    summary = summarise(wanted, tuple(facet for facet in FACETS if asked.scope != asking.SITE or facet != "tier"))
    found = read_page(wanted, summary.lengths, asked.after, asked.before)
    if asked.before and len(found.rows) < PAGE_SIZE and not found.is_cut:
        # Going back has come to the beginning; the first page is full and has one address.
        return HttpResponseRedirect(page_url + asking.address(asked))
    documents = presenting.listed(found.rows, closed=closed)
    here = asking.address(asked)
    response = render(
        request,
        "documents/listing.html",
        {
            "asked": asked,
            "documents": presenting.shown(documents, asked.unit_id),
            "facets": presenting.facets(summary, asked, page_url),
            "chosen": _chosen(asked, page_url),
            "scopes": _scopes(asked, page_url),
            "total": presenting.total_of(summary.total, len(documents)),
            "is_cut": found.is_cut,
            "first_url": "" if asked.is_first_page else page_url + here,
            "newer_url": page_url + asking.address(asked, **{asking.BEFORE: found.newer}) if found.newer else "",
            "older_url": page_url + asking.address(asked, **{asking.AFTER: found.older}) if found.older else "",
            "exports": [(name, reverse("documents:export", args=[name]) + here) for name in FORMATS],
            "export_limit": presenting.grouped(EXPORT_LIMIT),
            "feeds": [
                {
                    "title": _("Văn bản"),
                    "rss_url": reverse("documents:rss") + here,
                    "atom_url": reverse("documents:atom") + here,
                }
            ],
            "canonical_url": f"{hosts.root_url(request.unit_host.primary_host)}{page_url}{here}"
            if asked.is_first_page
            else "",
            "noindex": not asked.is_first_page or len(asked.chosen) > 1,
            "registers": links_of(request.unit_host.unit_id),
            "breadcrumb": [(_("Trang chủ"), serving.home_url())],
            "breadcrumb_title": _("Văn bản"),
        },
    )
    if asked.problems:
        # There is no end of addresses that mean nothing.
        add_never_cache_headers(response)
    return response


def _scopes(asked: asking.Asked, page_url: str) -> list[tuple[str, str, bool]]:
    labels = {asking.SITE: _("Đơn vị này"), asking.BELOW: _("Đơn vị này và cấp dưới"), asking.ALL: _("Tất cả các cấp")}
    below = units_below(asked.unit_id)
    # Nothing below, or everything: then it is what another choice says.
    if (below is None or len(below) == 1) and asked.scope != asking.BELOW:
        del labels[asking.BELOW]
    first = asked.first_page()
    lines = []
    for scope, label in labels.items():
        # On one unit's list there is one tier.
        chosen = {name: value for name, value in first.chosen.items() if name != "tier" or scope != asking.SITE}
        url = page_url + asking.address(replace(first, scope=scope, chosen=chosen))
        lines.append((label, url, scope == asked.scope))
    return lines


def _chosen(asked: asking.Asked, page_url: str) -> list[tuple[str, str, str]]:
    """The filters that are set: what they are called, their value, and the address of the list without them."""
    first = asked.first_page()
    return [
        (
            str(presenting.FACET_NAMES[name]),
            asked.issuer_name if name == "issuer" else asking.label_of(name, value),
            page_url + asking.address(first, **{asking.PARAMETERS[name]: ""}),
        )
        for name, value in asked.chosen.items()
    ]
