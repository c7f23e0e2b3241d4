"""Where entries come from: each kind of public thing says what of it is found.

A source knows which things are public and turns one into `Facts` for each of its languages. What is public is
asked of the things themselves, never of the index.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.models import Page

from portal.core import root_paths
from portal.core.models import BasePage
from portal.media import bodies, texts
from sites.units.permissions import unit_id_of


@dataclass(frozen=True)
class Section:
    """A stretch of a text below a heading that has an anchor, or on one page of a file (from 1; 0 for none)."""

    text: str
    anchor: str = ""
    page: int = 0


@dataclass(frozen=True)
class Part:
    """A piece of a thing's text, with the anchor at which it begins on the page; a long one in its sections."""

    text: str = ""
    anchor: str = ""
    sections: Sequence[Section] = ()


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
    found = Page.objects.live().public().filter(depth__gte=root_paths.HOME_DEPTH)
    # Every page tells its language: asked for once for all that are read together.
    return found.specific().prefetch_related("locale").order_by("pk")


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
        parts=([Part(text) for text in page.search_texts()] or [Part("")]) + _attached(page),
        date=getattr(page, "published_at", None) or page.first_published_at,
        ages=page.search_ages,
        # Asked of the clock by every search, even where the job that takes the page off line is late.
        visible_to=page.expire_at,
    )


def anchor_of(document: int) -> str:
    """The place on a page where a document of the library stands; by it, the pages that show it are found."""
    return f"tep-{document}"


def _attached(page: BasePage) -> list[Part]:
    """What the files say that a page shows: a part for each, empty while nobody or not everybody may read it."""
    body = getattr(page, "body", None)
    keys = bodies.shown_documents(body) if body else []
    shown = texts.shown_to_all(keys) if keys else []
    return [Part(anchor=anchor_of(one.key), sections=[Section(one.title), *by_page(one.text)]) for one in shown]


# --- Long texts ------------------------------------------------------------------------------------

_HEADING = re.compile(r'(?=<h[23](?:\s[^>]*)?\sid="[^"]+")')
_ANCHOR = re.compile(r'<h[23](?:\s[^>]*)?\sid="([^"]+)"')


def by_heading(html: str) -> list[Section]:
    """A text with anchors at its headings, cut before each of them."""
    cut = [(piece, _ANCHOR.match(piece)) for piece in _HEADING.split(html)]
    return [Section(piece, found[1] if found else "") for piece, found in cut]


def by_page(plain: str) -> list[Section]:
    """The text taken out of a file, cut at its form feeds; a file without pages is one section."""
    pages = plain.split("\f")
    return [Section(page, page=number) for number, page in enumerate(pages, 1)] if len(pages) > 1 else [Section(plain)]


register_source(Source(name="page", model=Page, public=public_pages, facts=page_facts))
