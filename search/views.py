"""The search page and its machine-readable forms."""

from typing import Any
from urllib.parse import quote_plus

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sites.units import languages, tree

from . import beginnings, guidance, places, presenting
from .asking import Outcome, ask, begin
from .engines.base import Answer
from .query import FACETS, MAX_PAGE, PAGE_SIZE, Request, parse
from .surroundings import Surroundings

SCOPES = ("all", "below", "site")
SORTS = ("relevance", "date")
MAX_VALUES = 20
# In an address: search what was typed and nothing else.
LETTER = "nguyen-van"
FEED = '<link rel="alternate" type="application/rss+xml" href="{}" title="{}">'


def asked(request: HttpRequest) -> Request:
    """The search an address stands for; what cannot be understood is left out, never an error."""
    data = request.GET
    page = data.get("trang", "1")
    return Request(
        terms=parse(data.get("q", ""), language=get_language() or ""),
        scope=data["pham-vi"] if data.get("pham-vi") in SCOPES else "all",
        unit_id=_unit_id(request),
        near=tuple(link.unit_id for link in tree.of(request)),
        language=get_language() or "",
        filters={
            facet: tuple(value[:210].replace("\x00", "") for value in data.getlist(name)[:MAX_VALUES] if value)
            for facet, name in presenting.PARAMETERS.items()
            if any(data.getlist(name))
        },
        sort=data["sap-xep"] if data.get("sap-xep") in SORTS else "relevance",
        page=min(int(page), MAX_PAGE) if page.isascii() and page.isdigit() and int(page[:9]) > 0 else 1,
        now=timezone.now(),
    )


def _unit_id(request: HttpRequest) -> int | None:
    """The unit whose site it is, known from the host without a query."""
    host = getattr(request, "unit_host", None)
    return host.unit_id if host else None


def address(search_request: Request, **changes: str | int | tuple[str, ...] | None) -> str:
    """The query string of a search with some of it changed; `None` leaves a part out."""
    parts: dict[str, Any] = {
        "q": search_request.terms.typed,
        "pham-vi": None if search_request.scope == "all" else search_request.scope,
        "sap-xep": None if search_request.sort == "relevance" else search_request.sort,
    }
    parts |= {presenting.PARAMETERS[facet]: values for facet, values in search_request.filters.items()}
    parts |= changes
    return "?" + "&".join(_encoded(name, value) for name, value in parts.items() if value)


def _encoded(name: str, value: str | int | tuple[str, ...]) -> str:
    """A part of a query string, as `urlencode` writes it; a page has some sixty addresses."""
    return "&".join(f"{name}={quote_plus(str(one))}" for one in (value if isinstance(value, tuple) else (value,)))


@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """The page of a search.

    Works as a plain form. Nothing typed, nothing found or nothing understood each get a sentence that says
    what to do; whatever is typed, the answer is a normal page.
    """
    wanted = asked(request)
    # The engine looks while this puts together what does not depend on the answer.
    searched = begin(wanted, to_the_letter=LETTER in request.GET)
    chain = tree.of(request)
    promoted = guidance.promoted(wanted.terms, chain) if wanted.page == 1 else []
    around = Surroundings(request)
    outcome = searched()
    answer = outcome.answer
    in_vain = not answer.total or answer.relaxed or outcome.instead
    if in_vain and wanted.page == 1 and not wanted.filters and not wanted.terms.is_sentence:
        guidance.remember_missed(wanted.terms, wanted.unit_id)
    last = min(MAX_PAGE, -(-answer.total // PAGE_SIZE))
    units = tree.links()
    rss_url = reverse("search:rss") + address(wanted)
    found = {
        "search": wanted,
        "answer": answer,
        "language": wanted.language,
        "hits": presenting.hits(answer, outcome.request, units),
        "facets": presenting.facets(answer, wanted, lambda **changes: address(wanted, **changes), units),
        "scopes": _choices(wanted, "pham-vi", wanted.scope, _scope_names()),
        "sorts": _choices(wanted, "sap-xep", wanted.sort, {"relevance": _("Liên quan nhất"), "date": _("Mới nhất")}),
        "meant": _meant(wanted, outcome),
        "others": _in_other_languages(wanted, answer),
        "promoted": promoted,
        "offered": [] if answer.total else _offered(wanted, chain),
        "ended": [place for place in outcome.named if place.ended_on],
        "narrower": _narrower(wanted, outcome.named),
        "first_number": (wanted.page - 1) * PAGE_SIZE + 1,
        "previous_url": address(wanted, trang=wanted.page - 1) if wanted.page > 1 and answer.total else "",
        "first_url": address(wanted),
        "next_url": address(wanted, trang=wanted.page + 1) if wanted.page < last else "",
        "last_page": last,
        "rss_url": rss_url,
        "json_url": reverse("search:json") + address(wanted),
    }
    feed = format_html(FEED, rss_url, _("Theo dõi tìm kiếm này")) if wanted.terms else ""
    return around.put_around(
        title=escape(_title(wanted)), feed=feed, found=render_to_string("search/found.html", found)
    )


def _title(wanted: Request) -> str:
    return _("Tìm kiếm: %(query)s") % {"query": wanted.terms.typed} if wanted.terms else _("Tìm kiếm")


def _in_other_languages(wanted: Request, answer: Answer) -> list[dict[str, Any]]:
    """How much is found in languages other than the one chosen, or read in where none is, and the way to that alone."""
    seen = wanted.filters.get("language") or (wanted.language,)
    name = presenting.PARAMETERS["language"]
    return [
        {
            "name": languages.name_of(code),
            "number": number,
            "shown": presenting.counted(number, answer),
            "url": address(wanted, **{name: code}),
        }
        for code, number in answer.facets.get("language", [])
        if number and code not in seen
    ]


def _offered(wanted: Request, chain: list[tree.UnitLink]) -> list[tuple[str, str]]:
    return [(phrase, address(wanted, q=phrase)) for phrase in guidance.offered(chain)]


def _scope_names() -> dict[str, str]:
    return {"all": _("Toàn tỉnh"), "below": _("Đơn vị này và cấp dưới"), "site": _("Trang này")}


def _choices(wanted: Request, name: str, current: str, labels: dict[str, str]) -> list[tuple[str, str, bool]]:
    return [(label, address(wanted, **{name: value}), value == current) for value, label in labels.items()]


def _narrower(wanted: Request, named: list[places.Place]) -> list[dict[str, str]]:
    """The places in the query, to look at what their sites alone have."""
    if wanted.filters.get("unit"):
        return []
    name = presenting.PARAMETERS["unit"]
    return [{"name": place.name, "url": address(wanted, **{name: place.unit_id})} for place in named]


def _meant(wanted: Request, outcome: Outcome) -> dict[str, Any] | None:
    """What was searched instead of words that nobody writes so, or could be; and the way back to them."""
    if not outcome.meant:
        return None
    return {
        "text": outcome.meant,
        "instead": outcome.instead,
        "url": address(wanted, q=outcome.meant),
        "letter_url": address(wanted, **{LETTER: "1"}),
    }


@require_safe
@never_cache
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles that go on from what has been typed, for the search box."""
    return JsonResponse({"titles": beginnings.titles_beginning(request.GET.get("q", "")[:100], _unit_id(request))})


@require_safe
@never_cache
def as_json(request: HttpRequest) -> JsonResponse:
    """The same search for machines: hits, totals, facets and which engine answered."""
    wanted = asked(request)
    outcome = ask(wanted, to_the_letter=LETTER in request.GET)
    answer = outcome.answer
    return JsonResponse(
        {
            "query": wanted.terms.typed,
            "searched": outcome.request.terms.typed,
            "total": answer.total,
            "more_than_total": answer.more_than_total,
            "facets_are": answer.counts,
            "page": wanted.page,
            "engine": answer.engine,
            "hits": [
                {"title": hit.title, "url": hit.url, "unit": hit.unit, "kind": hit.kind, "date": hit.date}
                for hit in presenting.hits(answer, outcome.request, tree.links())
            ],
            "facets": {facet: dict(answer.facets.get(facet, [])) for facet in FACETS},
        }
    )


class SearchFeed(Feed):
    """The newest hits of a search as RSS, to follow a subject."""

    def get_object(self, request: HttpRequest) -> Request:
        return Request(**{**vars(asked(request)), "sort": "date", "page": 1})

    def title(self, wanted: Request) -> str:
        return _title(wanted)

    def link(self, wanted: Request) -> str:
        return reverse("search:results") + address(wanted)

    def description(self, wanted: Request) -> str:
        return _("Kết quả mới nhất cho “%(query)s”") % {"query": wanted.terms.typed}

    def items(self, wanted: Request) -> list[presenting.ShownHit]:
        outcome = ask(wanted)
        return presenting.hits(outcome.answer, outcome.request, tree.links())

    def item_title(self, item: presenting.ShownHit) -> str:
        return item.title

    def item_description(self, item: presenting.ShownHit) -> str:
        return item.extract

    def item_link(self, item: presenting.ShownHit) -> str:
        return item.url

    def item_pubdate(self, item: presenting.ShownHit) -> Any:
        return item.date
