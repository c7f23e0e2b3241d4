"""The languages of what is shown: where the same thing is in each of them, and what readers are told otherwise.

A page has a translation or has none; then the switcher leads to a page that says so. Everything else (lists,
documents, procedures, search) has one address in all languages of the site, and says itself, with `only_in`, when
what it shows is not in the language asked for.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from portal.core import serving

LANGUAGE_CODE = settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Language:
    """A language of the site; `url`, absolute, leads to the same thing or to a page that says that it is not there."""

    code: str
    label: str
    url: str
    current: bool
    is_same_page: bool


@dataclass(frozen=True)
class Original:
    """What a translation was made from, where it has been published again since."""

    language: str
    url: str
    changed_at: datetime


def only_in(request: HttpRequest, language: str) -> str:
    """Say that what this request shows is in one language only; returns its path in that language."""
    request._only_in = language
    return path_in(request, language)


def behind(request: HttpRequest, language: str, changed_at: datetime) -> None:
    """Say that what this request shows is a translation whose original, at this address, has changed since."""
    request._original = Original(name_of(language), path_in(request, language), changed_at)


def path_in(request: HttpRequest, code: str) -> str:
    """The path of the address asked for, in another language."""
    current = get_language()
    path = request.path if current == LANGUAGE_CODE else request.path.removeprefix(f"/{current}")
    return path if code == LANGUAGE_CODE else f"/{code}{path}"


def label(code: str) -> str:
    """What a language calls itself."""
    return dict(settings.LANGUAGES).get(code, code)


def name_of(code: str) -> str:
    """What a language is called in the reader's own."""
    return str(get_language_info(code)["name_translated"])


def taken_over(translation_key: OuterRef, locale: OuterRef) -> QuerySet:
    """When the original of a translation was last taken over for the translator; none for one made by hand."""
    taken = TranslationSource.objects.filter(
        object_id=translation_key, translations__target_locale=locale, translations__enabled=True
    )
    return taken.order_by("-last_updated_at").values("last_updated_at")[:1]


def with_source(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Translations with `made_at`, the moment up to which each of them follows its original.

    A translation that is kept by wagtail-localize follows what was taken over for the translator, and readers see
    that only from the day on which it was published.
    """
    taken_at = Subquery(taken_over(OuterRef("translation_key"), OuterRef("locale")))
    return pages.annotate(made_at=Least(F("last_published_at"), Coalesce(taken_at, F("last_published_at"))))


def outdated(pages: QuerySet[Page], main: Q) -> QuerySet[Page]:
    """Those of the live pages whose original, in the language that `main` is a condition on, was published since.

    Each has `original_id` and `original_changed_at` as well.
    """
    originals = Page.objects.filter(
        main, translation_key=OuterRef("translation_key"), live=True, alias_of=None
    ).exclude(pk=OuterRef("pk"))
    return (
        with_source(pages.filter(live=True, alias_of=None))
        .annotate(
            original_id=Subquery(originals.values("pk")[:1]),
            original_changed_at=Subquery(originals.values("last_published_at")[:1]),
        )
        .filter(original_changed_at__gt=F("made_at"))
    )


class Languages:
    """The languages of one request on a unit's site; asked for at most once, in two queries."""

    def __init__(self, request: HttpRequest, root_url: str) -> None:
        self.request = request
        self.root_url = root_url
        self.current = get_language() or LANGUAGE_CODE

    @property
    def page(self) -> Page | None:
        way = serving.chain(self.request)
        return way[-1] if way else None

    @cached_property
    def homes(self) -> list[Page]:
        """The home pages, the main language first; none on a site with one language."""
        if len(getattr(self.request, "site_languages", ("vi", "en"))) < 2:
            return []
        homes = serving.homes(self.request)
        return homes if len(homes) > 1 else []

    @cached_property
    def _same(self) -> dict[int, Page]:
        """The page asked for in the languages it is in, by language; an alias only repeats another one."""
        if self.page is None or not self.homes:
            return {}
        if self.page.depth == self.homes[0].depth:
            return {home.locale_id: home for home in self.homes}
        found = Page.objects.filter(translation_key=self.page.translation_key, live=True, alias_of=None)
        found = with_source(found).only("url_path", "locale_id", "last_published_at")
        roots = {home.locale_id: home.url_path for home in self.homes}
        return {page.locale_id: page for page in found if page.url_path.startswith(roots.get(page.locale_id, "//"))}

    @cached_property
    def all(self) -> list[Language]:
        return [self._language(home) for home in self.homes]

    @property
    def translations(self) -> list[Language]:
        """The languages this very thing is in, for `hreflang`; nothing where it is in one only."""
        if self._kept_in or (self.page is None and self.request.GET):
            return []
        same = [language for language in self.all if language.is_same_page]
        return same if len(same) > 1 else []

    @cached_property
    def _kept_in(self) -> str:
        """The one language of what is shown; empty where it is in several."""
        if self.page is not None and self.page.alias_of_id and self.homes:
            source = Page.objects.filter(pk=self.page.alias_of_id).values_list("locale__language_code", flat=True)
            return source.first() or ""
        return getattr(self.request, "_only_in", "")

    @property
    def only_in(self) -> str:
        """The one language of what is shown, where that is not the language of the address."""
        return self._kept_in if self._kept_in != self.current else ""

    @property
    def only_in_name(self) -> str:
        return name_of(self.only_in)

    @property
    def only_in_label(self) -> str:
        return label(self.only_in)

    @property
    def only_in_url(self) -> str:
        """The same address in the language that the thing is in."""
        return next((language.url for language in self.all if language.code == self.only_in), "")

    @cached_property
    def original(self) -> Original | None:
        """What the thing was translated from, if that has been published again since."""
        if self.page is None:
            return getattr(self.request, "_original", None)
        if not self._same or self.page.depth == self.homes[0].depth:
            return None
        home = self.homes[0]
        mine, first = self._same.get(self.page.locale_id), self._same.get(home.locale_id)
        if mine is None or first is None or mine.locale_id == home.locale_id or not mine.made_at:
            return None
        if not first.last_published_at or first.last_published_at <= mine.made_at:
            return None
        code = home.locale.language_code
        return Original(name_of(code), self._url(home, first.url_path), first.last_published_at)

    def _language(self, home: Page) -> Language:
        code = home.locale.language_code
        same = self._same.get(home.locale_id)
        if self.page is None:
            url, is_same = self._url_of_view(code), not self._leads_nowhere
        elif same is not None:
            url, is_same = self._url(home, same.url_path), True
        elif code == self.current:
            url, is_same = self._url(home, self.page.url_path), False
        else:
            url, is_same = self._url_of("units:untranslated", code, self.page.pk), False
        return Language(code, label(code), url, code == self.current, is_same)

    @property
    def _leads_nowhere(self) -> bool:
        """Whether the address is none of a view: what is not found is in no language."""
        match = self.request.resolver_match
        return match is None or match.url_name == "wagtail_serve" or getattr(self.request, "has_failed", False)

    def _url(self, home: Page, url_path: str) -> str:
        with translation.override(home.locale.language_code):
            return self.root_url + serving.home_url() + url_path.removeprefix(home.url_path)

    def _url_of(self, name: str, code: str, *args: object) -> str:
        with translation.override(code):
            return self.root_url + reverse(name, args=args)

    def _url_of_view(self, code: str) -> str:
        """The address asked for, in another language; the front page where there is nothing at this one."""
        if self._leads_nowhere:
            return self._url_of("wagtail_serve", code, "")
        query = self.request.GET.urlencode()
        return self.root_url + path_in(self.request, code) + (f"?{query}" if query else "")
