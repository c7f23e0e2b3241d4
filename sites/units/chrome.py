"""What surrounds every page of a unit's site: its name, place, menu, languages, contact.

Each part is asked for once a request and only if the page shows it, so that pages of any kind, the page that
says "not found" included, extend the same base template.
"""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.core import serving

from . import tree
from .boxes import Box
from .enums import BannerColour
from .languages import Language, Languages
from .models import UnitSettings
from .strips import strips


@dataclass(frozen=True)
class MenuItem:
    """`is_current` is the value of `aria-current`: "page" on the page itself, "true" below it."""

    title: str
    url: str
    is_current: str


class Chrome:
    """The surroundings of a page; everything is empty on a host that speaks for no unit."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.unit = getattr(request, "unit", None)
        self.demo = settings.DEMO
        self.language = get_language()

    @cached_property
    def settings(self) -> UnitSettings | None:
        return getattr(self.unit, "settings", None) if self.unit else None

    @cached_property
    def banner(self) -> str:
        return self.settings.banner_colour if self.settings else BannerColour.RED

    @cached_property
    def emblem(self):  # noqa: ANN201 - the image model is a setting
        return self.settings.emblem if self.settings and self.settings.emblem_id else None

    @cached_property
    def place(self) -> list[tree.UnitLink]:
        """The unit, then the units above it."""
        return tree.of(self.request)

    @property
    def parents(self) -> list[tree.UnitLink]:
        return self.place[1:]

    @property
    def top(self) -> tree.UnitLink | None:
        return self.place[-1] if self.place else None

    @property
    def is_top(self) -> bool:
        return len(self.place) == 1

    @cached_property
    def name(self) -> str:
        """The title chosen for the site, else the unit's full name."""
        if self.settings:
            own = self.settings.site_title
            if self.language == "en":
                own = self.settings.site_title_en
            if own:
                return own
        return self.place[0].name if self.place else ""

    @cached_property
    def links(self) -> list[dict[str, str]]:
        """Where the foot of every page leads, as the unit's blueprint or the unit itself has it."""
        found = self.settings.parts("link").values() if self.settings else ()
        return [{"title": self._words(link), "url": link["url"]} for link in found if link["shown"]]

    @cached_property
    def footer_note(self) -> str:
        """What the foot of every page says; none says what the portal says."""
        note = self.settings.parts("footer").get("note") if self.settings else None
        return self._words(note) if note else ""

    def _words(self, value: dict[str, str]) -> str:
        return (self.language == "en" and value["title_en"]) or value["title"]

    @property
    def kind(self) -> str:
        """What the site calls itself above its name (a portal joins others; a component site does not)."""
        if not self.place:
            return ""
        return _("Cổng thông tin điện tử") if self.is_top else _("Trang thông tin điện tử")

    @property
    def home_url(self) -> str:
        return serving.home_url()

    @property
    def page(self) -> Page | None:
        """The page asked for, where it is one of Wagtail's."""
        way = serving.chain(self.request)
        return way[-1] if way else None

    @cached_property
    def sections(self) -> list[Page]:
        """The live pages directly below the front page, in the editors' order."""
        return serving.sections(self.request) if self.unit else []

    @cached_property
    def menu(self) -> list[MenuItem]:
        """The front page and the pages below it that are marked for menus."""
        home = serving.home(self.request) if self.unit else None
        if home is None:
            return []
        way = serving.chain(self.request)
        here = {page.pk: "page" if page is way[-1] else "true" for page in way}
        on_home = "page" if len(way) == 1 else ""
        items = [MenuItem(_("Trang chủ"), self.home_url, on_home)]
        items += [
            MenuItem(page.title, serving.local_url(page, home), here.get(page.pk, ""))
            for page in self.sections
            if page.show_in_menus
        ]
        return items

    @cached_property
    def strips(self) -> list[Box]:
        """What stands above the head of every page of the site."""
        return strips(self.request) if self.unit else []

    @cached_property
    def tongues(self) -> Languages:
        """The languages of the site, and in which of them the thing asked for is."""
        return Languages(self.request, self._root_url)

    @property
    def languages(self) -> list[Language]:
        """All languages of the site, for the switcher."""
        return self.tongues.all if self.unit else []

    @property
    def translations(self) -> list[Language]:
        """The languages this very thing is in, for `hreflang`; nothing where it is in one only."""
        return self.tongues.translations if self.unit else []

    @cached_property
    def _root_url(self) -> str:
        return self.place[0].url.rstrip("/") if self.place else ""


def chrome(request: HttpRequest) -> dict[str, Chrome]:
    """Context processor: the surroundings of the page, kept on the request."""
    if not hasattr(request, "_chrome"):
        request._chrome = Chrome(request)
    return {"chrome": request._chrome}
