"""Where entries come from: each kind of public thing says what of it is found.

A source knows which things are public and turns one into `Facts` for each of its languages. What is public is
asked of the things themselves, never of the index.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.models import Page

from portal.core import root_paths
from portal.core.models import BasePage
from sites.units.permissions import unit_id_of


@dataclass(frozen=True)
class Part:
    """A piece of a thing's text, with the anchor at which it begins on the page."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Facts:
    """What the index is told of a thing in one language; `parts` has at least one."""

    unit_id: int
    language: str
    kind: str
    title: str
    path: str
    parts: list[Part]
    date: datetime | None = None
    ages: bool = False
    number: str = ""
    issuer: str = ""
    field: str = ""
    status: str = ""
    visible_from: datetime | None = None
    visible_to: datetime | None = None


@dataclass(frozen=True)
class Source:
    """One kind of thing.

    `public` gives all things of it that anybody may read now; `facts` tells of one of them, once for each
    language it is in.
    """

    name: str
    model: type[Model]
    public: Callable[[], QuerySet]
    facts: Callable[[Any], Iterable[Facts]]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    _sources[source.name] = source


def sources() -> list[Source]:
    return list(_sources.values())


def source_of(obj: Model) -> Source | None:
    """The source that tells of this thing, or None for one that is not searched."""
    return next((source for source in _sources.values() if isinstance(obj, source.model)), None)


def get_source(name: str) -> Source:
    return _sources[name]


# --- Pages -----------------------------------------------------------------------------------------


def public_pages() -> QuerySet[Page]:
    """Live pages that no restriction hides, on the page or above it."""
    return Page.objects.live().public().filter(depth__gte=root_paths.HOME_DEPTH).specific().order_by("pk")


def page_facts(page: Page) -> Iterator[Facts]:
    """What a page of ours tells of itself; a type without a kind is not found by itself."""
    if not isinstance(page, BasePage) or not page.search_kind:
        return
    unit_id, parts = unit_id_of(page), page.get_url_parts()
    if unit_id is None or parts is None:
        return
    yield Facts(
        unit_id=unit_id,
        language=page.locale.language_code,
        kind=page.search_kind,
        title=page.title,
        path=parts[2],
        parts=[Part(text) for text in page.search_texts()] or [Part("")],
        date=getattr(page, "published_at", None) or page.first_published_at,
        ages=page.search_ages,
    )


register_source(Source(name="page", model=Page, public=public_pages, facts=page_facts))
