"""The steps that make a unit's web site; each app registers its own, so that nothing here imports upward."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import Q
from wagtail.models import Locale, Page

from portal.core.page_tree import add_children

from .models import Unit, UnitVersion


@dataclass
class Provisioning:
    """What the steps of one run know and hand on.

    `homes` maps a language code to the home page of the unit in that language, once its step has run.
    `changes` collects a line for each thing that was made, for the report; an empty list means that the unit
    was complete already.
    """

    unit: Unit
    version: UnitVersion
    locales: list[Locale]
    host: str
    homes: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    _waiting: dict[str, list[Page]] = field(default_factory=dict)
    _keys: dict[str, UUID] = field(default_factory=dict)
    _present: set[tuple[int, str]] | None = None

    def add_section(self, slug: str, make: Callable[[str], Page]) -> None:
        """Ask for a section below the home page of each language that has no page of this slug yet.

        `make` gets a language code and returns the page, unsaved, with its title; address, language and the
        tie to its translations are set here. All sections asked for are inserted together after the last
        step, in the order of asking: one by one they would cost some 20 queries each.
        """
        present = self._sections_there()
        for language, home in self.homes.items():
            if (home.locale_id, slug) in present:
                continue
            page = make(language)
            page.slug, page.locale = slug, home.locale
            page.translation_key = self._keys.setdefault(slug, page.translation_key)
            self._waiting.setdefault(language, []).append(page)
            self.changes.append(f"section {slug} ({language})")

    def asked(self) -> Iterator[tuple[str, Page]]:
        """The sections asked for so far, by language; a step may still change their titles."""
        for language, pages in self._waiting.items():
            yield from ((language, page) for page in pages)

    def leave_out(self, slugs: set[str]) -> None:
        """Do not make these sections, whoever has asked for them."""
        for language, pages in self._waiting.items():
            for page in [page for page in pages if page.slug in slugs]:
                pages.remove(page)
                self.changes.remove(f"section {page.slug} ({language})")

    def sort_sections(self, slugs: list[str]) -> None:
        """Have the sections asked for inserted in this order; those that it does not name come last."""
        place = {slug: number for number, slug in enumerate(slugs)}
        for pages in self._waiting.values():
            pages.sort(key=lambda page: place.get(page.slug, len(place)))

    def _sections_there(self) -> set[tuple[int, str]]:
        if self._present is None:
            below = Q()
            for home in self.homes.values():
                below |= Q(path__startswith=home.path, depth=home.depth + 1)
            rows = Page.objects.filter(below).values_list("locale_id", "slug", "translation_key") if self.homes else []
            self._present = {(locale, slug) for locale, slug, _key in rows}
            self._keys = {slug: key for _locale, slug, key in rows}
        return self._present

    def insert_sections(self) -> None:
        for language, pages in self._waiting.items():
            add_children(self.homes[language], pages)
        self._waiting = {}


Step = Callable[[Provisioning], None]
_steps: list[tuple[int, str, Step]] = []


def register_step(order: int, *, of_authorities: bool = False) -> Callable[[Step], Step]:
    """Register a provisioning step; `of_authorities` for what a site that is no authority does not get.

    A step finds what is there and makes only what is missing; it runs inside the transaction of the whole
    run. Orders in use: 100 folder and home, 200 site and host, 300 collection, 400 groups, 500 settings,
    550 and up what the content apps add; they ask
    for sections with `Provisioning.add_section`.
    """

    def register(step: Step) -> Step:
        name = f"{step.__module__}.{step.__qualname__}"
        if name not in {known for _order, known, _step in _steps}:
            _steps.append((order, name, _for_authorities(step) if of_authorities else step))
            _steps.sort(key=lambda entry: entry[:2])
        return step

    return register


def _for_authorities(step: Step) -> Step:
    @wraps(step)
    def guarded(context: Provisioning) -> None:
        if context.version.tier.is_authority:
            step(context)

    return guarded


def run_steps(context: Provisioning) -> None:
    for _order, _name, step in _steps:
        step(context)
    context.insert_sections()
