"""What may be shown here of what other units publish: the one place that pages, lists and feeds ask.

- *From above*: what is sent to the unit (`Push`), while the original is on line and readable by everybody, while it
  is in force, and unless the unit hides what it may hide.
- *From below*: the newest articles of the units below, on the tree of the day.

Each is one query through an index, and costs the same whatever the number of units. What is withdrawn, corrected
or taken off line is gone or right everywhere with the commit: pages are kept under a version for each key of an
audience, and those that list news from below under one for each unit above (`expire_below`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left, Length, RowNumber
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from portal.core import page_cache, serving
from portal.core.text import slugify
from sites.units import audiences, hosts
from sites.units.enums import HostRole
from sites.units.models import HostName, Unit, UnitHome, UnitVersion, today

from ..enums import Placement
from ..models import ArticlePage, Push

SLUG_WORDS = 12
# The pages that list news from below; no other depends on what units below publish.
_LISTS_BELOW = re.compile(r"^/(?:[a-z]{2}/)?(?:tu-cap-duoi/.*)?$")


@dataclass(frozen=True)
class Item:
    """Something of another unit as this site shows it.

    `url` leads to it on this site, `original_url` to where it was published; `source` names that unit.
    """

    pk: int
    title: str
    summary: str
    published_at: datetime | None
    lead_image: Any
    url: str
    source: str
    original_url: str
    placement: str = ""
    compulsory: bool = False
    push: Push | None = None

    @property
    def last_published_at(self) -> datetime | None:
        return self.push.page.last_published_at if self.push and self.push.page else None


# --- From above ----------------------------------------------------------------------------------


def _hidden_from_readers() -> Exists:
    """A condition on pushes: their page, or one above it, is not for everybody."""
    return Exists(PageViewRestriction.objects.filter(page__path=Left(OuterRef("page__path"), Length("page__path"))))


def shown_to(keys: tuple[str, ...], unit_id: int, locale_id: int, now: datetime | None = None) -> QuerySet[Push]:
    """What a unit with these keys shows of what was sent to it, in a language, newest first; one query.

    Each comes with its page, and with the source's name, host and home address.
    """
    found = Push.objects.in_force(now).addressed_to(keys, unit_id).not_hidden_by(unit_id)
    return _with_page(found, locale_id)


def _with_page(pushes: QuerySet[Push], locale_id: int) -> QuerySet[Push]:
    return (
        _with_source(pushes.filter(~_hidden_from_readers(), page__live=True, page__locale=locale_id))
        .select_related("page__articlepage__lead_image", "page__standardpage")
        .defer("page__articlepage__body", "page__standardpage__body")
        .order_by("-starts_at", "-pk")
    )


def _with_source(pushes: QuerySet[Push]) -> QuerySet[Push]:
    named = UnitVersion.objects.filter(unit=OuterRef("unit"), valid_from__lte=today()).order_by("-valid_from")
    host = HostName.objects.on().filter(unit=OuterRef("unit"), role=HostRole.PRIMARY)
    home = UnitHome.objects.filter(unit=OuterRef("unit"), locale=OuterRef("page__locale"))
    return pushes.annotate(
        source=Subquery(named.values("full_name")[:1]),
        source_host=Subquery(host.values("host")[:1]),
        source_home=Subquery(home.values("page__url_path")[:1]),
    )


def _where(request: Any) -> tuple[tuple[str, ...], int, int] | None:
    """The keys and the unit of a request, and the language of its pages; None where nothing is shown."""
    keys, home = audiences.keys_at(request), serving.home(request)
    return (keys, request.unit_host.unit_id, home.locale_id) if keys and home else None


def received(request: HttpRequest, number: int, skip: int = 0) -> list[Item]:
    """The newest of what the site of this request shows from above."""
    return list(_newest(request, [], number, skip))


def on_front(request: Any, number: int) -> dict[str, list[Item]]:
    """The newest of each placement on the front page of this request, in one query for all of them."""
    if not hasattr(request, "_received"):
        request._received = {placement: [] for placement in Placement.values}
        for item in _newest(request, ["placement"], number):
            request._received[item.placement].append(item)
    kept: dict[str, list[Item]] = request._received
    return kept


def _newest(request: HttpRequest, apart: list[str], number: int, skip: int = 0) -> Iterator[Item]:
    """The newest, or the newest of each value of the columns `apart`.

    What is about to begin is read as well: the page is right only until then.
    """
    place = _where(request)
    if place is None:
        return
    keys, unit_id, locale_id = place
    now = timezone.now()
    horizon = now + timedelta(seconds=settings.PAGE_CACHE_SECONDS)
    pushes = Push.objects.not_over(now).filter(starts_at__lte=horizon)
    has_begun = Case(When(starts_at__lte=now, then=True), default=False)
    ranked = _with_page(pushes.addressed_to(keys, unit_id).not_hidden_by(unit_id), locale_id).annotate(
        has_begun=has_begun, place=Window(RowNumber(), partition_by=[*apart, has_begun], order_by=["-starts_at", "-pk"])
    )
    wanted = Q(has_begun=False) | Q(place__gt=skip)
    yield from _items(request, ranked.filter(wanted, place__lte=skip + number), now)


def received_item(request: HttpRequest, push_id: int) -> Item | None:
    """One thing sent to the site of this request, or None where it may not be shown here now."""
    place = _where(request)
    if place is None:
        return None
    now = timezone.now()
    return next(_items(request, shown_to(*place, now).filter(pk=push_id), now), None)


def received_elsewhere(request: Any, push_id: int) -> Item | None:
    """One thing sent to the site of this request that it shows in another of its languages only."""
    keys = audiences.keys_at(request)
    for home in serving.homes(request) if keys else []:
        with translation.override(home.locale.language_code):
            found = shown_to(keys, request.unit_host.unit_id, home.locale_id).filter(pk=push_id)
            for item in _items(request, found, timezone.now()):
                return item
    return None


def _items(request: HttpRequest, pushes: Iterable[Push], now: datetime) -> Iterator[Item]:
    """What has begun, as the page shows it; when something ends or begins, the page is over."""
    for push in pushes:
        if push.starts_at > now:
            page_cache.right_until(request, push.starts_at)
            continue
        page_cache.right_until(request, push.ends_at)
        yield _item(push)


def _item(push: Any) -> Item:
    """What is shown of a push that was read with its source."""
    page = push.page
    own = getattr(page, "articlepage", None) or getattr(page, "standardpage", None)
    return Item(
        pk=push.pk,
        title=page.title,
        summary=getattr(own, "summary", ""),
        published_at=getattr(own, "published_at", None) or page.first_published_at,
        lead_image=getattr(own, "lead_image", None),
        url=reverse("newsroom:received_item", args=[push.pk, short_slug(page.title)]),
        source=push.source or "",
        original_url=original_url(push.source_host, push.source_home, page.url_path),
        placement=push.placement,
        compulsory=push.compulsory,
        push=push,
    )


def short_slug(title: str) -> str:
    """The first words of a title for an address."""
    return "-".join(slugify(title).split("-")[:SLUG_WORDS]) or "tin"


def original_url(host: str | None, home_path: str | None, url_path: str) -> str:
    """The address of a page on its own unit's host in the active language; empty while the unit has none."""
    if not host or not home_path:
        return ""
    return hosts.root_url(host) + serving.home_url() + url_path.removeprefix(home_path)


# --- From below ----------------------------------------------------------------------------------

# For each unit below, its newest few through the index of articles by unit; of those the newest few.
_NEWEST_BELOW = """
WITH RECURSIVE below AS (
    SELECT v.unit_id, 0 AS level FROM units_unitversion AS v
    WHERE v.parent_id = %(unit)s AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
    UNION ALL
    SELECT v.unit_id, below.level + 1 FROM below JOIN units_unitversion AS v
      ON v.parent_id = below.unit_id AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
    WHERE below.level < %(depth)s
)
SELECT newest.page_ptr_id FROM below CROSS JOIN LATERAL (
    SELECT article.page_ptr_id, article.published_at
    FROM newsroom_articlepage AS article JOIN wagtailcore_page AS page ON page.id = article.page_ptr_id
    WHERE article.unit_id = below.unit_id AND page.live AND page.locale_id = %(locale)s
      AND NOT EXISTS (SELECT 1 FROM newsroom_adaptation AS adapted WHERE adapted.article_id = article.page_ptr_id)
      AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_pageviewrestriction AS hidden
        JOIN wagtailcore_page AS above ON above.id = hidden.page_id
        WHERE above.path = left(page.path, length(above.path))
      )
    ORDER BY article.published_at DESC, article.page_ptr_id DESC LIMIT %(number)s
) AS newest
ORDER BY newest.published_at DESC, newest.page_ptr_id DESC LIMIT %(number)s
"""


def newest_below(unit: Unit | int, locale_id: int, number: int) -> QuerySet[ArticlePage]:
    """The newest public articles of all units below one, on the tree of today, but what is adapted; one query."""
    values = {
        "unit": unit.pk if isinstance(unit, Unit) else unit,
        "day": today(),
        "depth": audiences.MAX_DEPTH,
        "locale": locale_id,
        "number": number,
    }
    named = UnitVersion.objects.filter(unit=OuterRef("unit"), valid_from__lte=today()).order_by("-valid_from")
    host = HostName.objects.on().filter(unit=OuterRef("unit"), role=HostRole.PRIMARY)
    home = UnitHome.objects.filter(unit=OuterRef("unit"), locale=OuterRef("locale"))
    return (
        ArticlePage.objects.filter(pk__in=RawSQL(*_numbered(_NEWEST_BELOW, values)))  # noqa: S611 - as parameters
        .select_related("lead_image")
        .defer_streamfields()
        .annotate(
            source=Subquery(named.values("full_name")[:1]),
            source_host=Subquery(host.values("host")[:1]),
            source_home=Subquery(home.values("page__url_path")[:1]),
        )
        .order_by("-published_at", "-pk")
    )


def _numbered(statement: str, values: dict[str, Any]) -> tuple[str, list[Any]]:
    """A statement with named values as Django's expressions take it: in their order."""
    order: list[Any] = []

    def name_to_place(match: re.Match) -> str:
        order.append(values[match.group(1)])
        return "%s"

    return re.sub(r"%\((\w+)\)s", name_to_place, statement), order


def has_units_below(request: HttpRequest) -> bool:
    """Whether there are units below the one of this request today; kept until some unit changes."""
    found = getattr(request, "unit_host", None)
    if found is None:
        return False
    exists = UnitVersion.objects.on().filter(parent=found.unit_id).exists
    return page_cache.remember(f"units-below:{found.unit_id}", exists, hosts.CACHE_SECONDS)


def from_below(request: HttpRequest, number: int, skip: int = 0) -> list[Item]:
    """The newest of the units below the one of this request; they lead to the units' own sites."""
    place = _where(request)
    if place is None:
        return []
    _keys, unit_id, locale_id = place
    articles = newest_below(unit_id, locale_id, skip + number)[skip : skip + number]
    return [
        Item(
            pk=article.pk,
            title=article.title,
            summary=article.summary,
            published_at=article.published_at,
            lead_image=article.lead_image,
            url=(url := original_url(article.source_host, article.source_home, article.url_path)),
            source=article.source or "",
            original_url=url,
        )
        for article in articles
    ]


# --- The page cache ------------------------------------------------------------------------------


@page_cache.register_versions
def versions_of_lists_below(request: HttpRequest) -> Iterable[str]:
    """The front page and the list of news from below depend on what any unit below publishes."""
    found = getattr(request, "unit_host", None)
    return (f"below:{found.unit_uuid}",) if found and _LISTS_BELOW.match(request.path_info) else ()


def expire_below(unit: Unit) -> None:
    """Make the lists of the units above stale, once the transaction has committed."""
    page_cache.expire(*(f"below:{uuid}" for _pk, uuid, _tier in audiences.above(unit)[1:]))
