"""How each part of a unit stands to the newest version of its tier's blueprint.

Three values are compared: what the province has now, what the unit took of it, and what the unit shows. Where the unit
shows what it took, the province's next change is offered; where it shows something else, that is the unit's own and is
kept. Sections, their order in the menu and settings are read where editors change them: in the pages and the settings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from sites.units.boxes import arrangeable
from sites.units.models import Unit, UnitSettings

from ..enums import PartKind, PartState
from .models import SETTINGS, BlueprintVersion

PENDING = (PartState.NEW, PartState.CHANGED, PartState.GONE)
MENU = "order:section"


@dataclass(frozen=True)
class Part:
    """A part of a unit; `theirs`, `taken` and `now` are None where it is not in them."""

    id: str
    theirs: Any
    taken: Any
    now: Any
    state: PartState
    # What sections and links are called, by their keys.
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.id.partition(":")[0]

    @property
    def key(self) -> str:
        return self.id.partition(":")[2]

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def is_own(self) -> bool:
        return self.state == PartState.OWN

    @property
    def has_moved(self) -> bool:
        """The unit's own, while the province has changed it since."""
        return self.is_own and self.theirs is not None and self.taken is not None and self.theirs != self.taken

    @property
    def label(self) -> str:
        return label_of(self.id, self.theirs or self.now or self.taken)

    @property
    def theirs_in_words(self) -> str:
        return in_words(self.id, self.theirs, self.names)

    @property
    def now_in_words(self) -> str:
        return in_words(self.id, self.now, self.names)


def label_of(part_id: str, value: Any) -> str:
    kind, _colon, key = part_id.partition(":")
    if kind == "order":
        return str(_("Thứ tự: %(kind)s")) % {"kind": PartKind(key).label.lower()}
    if kind == PartKind.BOX:
        return str(next((frame.label for frame in arrangeable() if frame.code == key), key))
    if kind in (PartKind.SECTION, PartKind.LINK) and value:
        return value.get("title") or key
    return str(_("Màu biểu ngữ")) if kind == PartKind.SETTING else str(PartKind(kind).label)


def names_in(values: Mapping[str, Any]) -> dict[str, str]:
    """What the sections and links among the parts are called, by their keys."""
    named = ((part_id.partition(":"), value) for part_id, value in values.items())
    return {
        key: value["title"]
        for (kind, _colon, key), value in named
        if kind in (PartKind.SECTION, PartKind.LINK) and value and value.get("title")
    }


def in_words(part_id: str, value: Any, names: Mapping[str, str]) -> str:
    """What a part is, as a person reads it; empty where there is none. `names` are those that an order refers to."""
    kind, _colon, key = part_id.partition(":")
    if value is None:
        return ""
    if kind == "order":
        labels = {**{frame.code: str(frame.label) for frame in arrangeable()}, **names}
        return " → ".join(labels.get(one, one) for one in value)
    if kind == PartKind.SETTING:
        return str(dict(SETTINGS[key].choices).get(value["title"], value["title"]))
    words = [value.get("title", ""), value.get("title_en", ""), value.get("url", "")]
    if kind != PartKind.FOOTER:
        words.append(str(_("hiện")) if value["shown"] else str(_("ẩn")))
    return " · ".join(filter(None, words))


# --- What a unit shows now -----------------------------------------------------------------------


@dataclass
class Shown:
    """The sections of a unit by language, in the order of its menu, and its settings."""

    settings: UnitSettings
    sections: dict[str, list[Page]]

    def now(self, part_id: str) -> Any:
        kind, _colon, key = part_id.partition(":")
        if kind == PartKind.SECTION:
            return self._section(key)
        if part_id == MENU:
            return [page.slug for page in self._first()]
        if kind == PartKind.SETTING:
            return {"title": getattr(self.settings, key)}
        return self.settings.own.get(part_id, self.settings.taken.get(part_id))

    def pages(self, slug: str) -> dict[str, Page]:
        return {code: page for code, pages in self.sections.items() for page in pages if page.slug == slug}

    @property
    def titles(self) -> dict[str, str]:
        """What the unit calls its sections, by slug."""
        return {page.slug: page.title for page in self._first()}

    def _first(self) -> list[Page]:
        """Of the main language: the order of the others is compared with the same."""
        return next(iter(self.sections.values()), [])

    def _section(self, slug: str) -> dict[str, Any] | None:
        """As a blueprint tells of a section that the main language has; the English title where there is one."""
        pages = self.pages(slug)
        main = pages.get(next(iter(self.sections), ""))
        if main is None:
            return None
        english = pages["en"].title if "en" in pages else ""
        return {"title": main.title, "title_en": english, "shown": any(page.show_in_menus for page in pages.values())}

    def same(self, part_id: str, one: Any, other: Any) -> bool:
        """Whether two values come to the same for this unit."""
        kind, _colon, key = part_id.partition(":")
        if part_id == MENU and one is not None and other is not None:
            both = set(one) & set(other) & {page.slug for page in self._first()}
            return [slug for slug in one if slug in both] == [slug for slug in other if slug in both]
        if kind == PartKind.SECTION:
            return self._plain(key, one) == self._plain(key, other)
        return one == other

    def _plain(self, slug: str, value: Any) -> Any:
        """A section that no menu shows and that the blueprint does not have is as good as none."""
        if value is None:
            return None
        plain = {"title": value["title"], "shown": value["shown"]}
        if "en" in self.pages(slug):
            plain["title_en"] = value["title_en"] or value["title"]
        return plain


def shown_by(unit: Unit, settings: UnitSettings) -> Shown:
    """Two queries and one for each language of the unit."""
    sections = {}
    homes = unit.homes.select_related("locale", "page").order_by("pk")
    for home in homes:
        below = Page.objects.filter(path__startswith=home.page.path, depth=home.page.depth + 1).order_by("path")
        sections[home.locale.language_code] = list(below)
    return Shown(settings, sections)


def parts_of(version: BlueprintVersion, shown: Shown) -> list[Part]:
    """All parts of the version, then those that the unit took before, then what it has added itself."""
    taken, own = shown.settings.taken, shown.settings.own
    ids: Iterable[str] = dict.fromkeys([*version.values, *taken, *own])
    names = names_in(version.values) | names_in(taken) | names_in(own) | shown.titles
    found = (_part(part_id, version.values.get(part_id), taken.get(part_id), shown, names) for part_id in ids)
    return [part for part in found if part is not None]


def _part(part_id: str, theirs: Any, taken: Any, shown: Shown, names: Mapping[str, str]) -> Part | None:
    now = shown.now(part_id)
    if theirs is None and part_id.startswith("section:") and (now is None or not now["shown"]):
        # Gone from the blueprint and from the menu: there is nothing left to say.
        return None
    if shown.same(part_id, now, theirs):
        state = PartState.SAME
    elif shown.same(part_id, now, taken):
        state = PartState.NEW if taken is None else PartState.GONE if theirs is None else PartState.CHANGED
    else:
        state = PartState.OWN
    return Part(part_id, theirs, taken, now, state, names)
