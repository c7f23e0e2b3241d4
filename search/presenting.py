"""Hits and facets as a reader sees them: names instead of ids, addresses, marked words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from sites.documents.enums import Effect
from sites.units import tree

from .engines.base import Answer, Counts, Hit
from .highlight import Wanted, best_place, extract, mark
from .query import FACETS, Request

KINDS = {
    "news": gettext_lazy("Tin tức"),
    "page": gettext_lazy("Trang thông tin"),
    "unit": gettext_lazy("Đơn vị"),
    "document": gettext_lazy("Văn bản"),
    "consultation": gettext_lazy("Lấy ý kiến dự thảo"),
    "procedure": gettext_lazy("Thủ tục hành chính"),
    "answer": gettext_lazy("Hỏi đáp"),
    "person": gettext_lazy("Nhân sự"),
    "body": gettext_lazy("Tổ chức trong bộ máy"),
    "notice": gettext_lazy("Thông báo có thời hạn"),
    "project": gettext_lazy("Dự án, gói thầu"),
    "budget": gettext_lazy("Công khai ngân sách"),
    "plan": gettext_lazy("Quy hoạch, kế hoạch"),
    "statistics": gettext_lazy("Số liệu thống kê"),
    "media": gettext_lazy("Thư viện ảnh, phim, âm thanh"),
}
FACET_NAMES = {
    "kind": gettext_lazy("Loại nội dung"),
    "tier": gettext_lazy("Cấp"),
    "unit": gettext_lazy("Đơn vị"),
    "issuer": gettext_lazy("Cơ quan ban hành"),
    "field": gettext_lazy("Lĩnh vực"),
    "year": gettext_lazy("Năm"),
    "status": gettext_lazy("Hiệu lực"),
    "language": gettext_lazy("Ngôn ngữ"),
}
# What every unit's site shows: readers stay on theirs, where they find their own desk. All sites are in this language.
ON_EVERY_SITE, EVERYWHERE_IN = {"procedure"}, "vi"
# Readers' names of the facets in addresses.
PARAMETERS = {
    "kind": "loai",
    "tier": "cap",
    "unit": "don-vi",
    "issuer": "co-quan",
    "field": "linh-vuc",
    "year": "nam",
    "status": "hieu-luc",
    "language": "ngon-ngu",
}
VALUES_SHOWN = 12
# What stands before a number that is not exact.
SIGNS = {Counts.EXACT: "", Counts.ABOUT: "≈ ", Counts.AT_LEAST: "≥ "}
# How the anchors of files begin, on the pages of documents and on others.
FILES = "tep"


@dataclass(frozen=True)
class ShownHit:
    """A hit on the page; `marked` and `extract` are safe markup."""

    title: str
    marked: SafeString
    extract: SafeString
    url: str
    unit: str
    kind: str
    language: str
    date: datetime | None
    number: str
    # What was found is said in a file that the page shows; on which page of it, from 1, where that is known.
    in_file: bool = False
    page: int = 0

    @property
    def day(self) -> str:
        return f"{timezone.localtime(self.date):%d/%m/%Y}" if self.date else ""

    @property
    def moment(self) -> str:
        """The date as machines read it."""
        return timezone.localtime(self.date).isoformat() if self.date else ""


@dataclass(frozen=True)
class FacetValue:
    """A value to choose; `count` is how many things have it, as it is shown."""

    label: str
    count: str
    url: str
    chosen: bool


@dataclass(frozen=True)
class ShownFacet:
    name: str
    label: str
    values: list[FacetValue]
    clear_url: str


Units = Mapping[int, tree.UnitLink]


def hits(answer: Answer, request: Request, units: Units) -> list[ShownHit]:
    """The hits of a page as readers see them; `units` are those of `tree.links`."""
    alternatives = {
        part for tokens in request.terms.alternatives.values() for token in tokens for part in token.split("_")
    }
    wanted = Wanted({*request.terms.required, *alternatives})
    return [
        _shown(hit, wanted, units.get(_shown_at(hit, request.unit_id)), units.get(hit.unit_id)) for hit in answer.hits
    ]


def _shown(hit: Hit, wanted: Wanted, where: tree.UnitLink | None, unit: tree.UnitLink | None) -> ShownHit:
    place = best_place(hit.text, wanted)
    begun = [row for row in hit.places if place is not None and row[0] <= place]
    _start, anchor, page = begun[-1] if begun else (0, "", 0)
    anchor = anchor or hit.anchor
    return ShownHit(
        title=hit.title,
        marked=mark(hit.title, wanted),
        extract=extract(hit.text, wanted, place),
        url=(where.url.rstrip("/") if where else "") + hit.path + (f"#{anchor}" if anchor else ""),
        unit=unit.name if unit else "",
        kind=str(KINDS.get(hit.kind, hit.kind)),
        language=hit.language,
        date=hit.date,
        number=hit.number,
        in_file=hit.anchor.startswith(FILES),
        page=page,
    )


def _shown_at(hit: Any, own: int | None) -> int:
    """The unit on whose site a hit is opened."""
    return own if own and hit.kind in ON_EVERY_SITE and hit.language == EVERYWHERE_IN else hit.unit_id


def _values(answer: Answer, request: Request, facet: str) -> list[str]:
    """The values of a facet that are shown: the commonest, and what was chosen."""
    common = [value for value, _count in answer.facets.get(facet, [])[:VALUES_SHOWN]]
    return common + [value for value in request.filters.get(facet, ()) if value not in common]


def facets(answer: Answer, request: Request, address: Callable[..., str], units: Units) -> list[ShownFacet]:
    """The facets that offer a choice; a chosen value is always there, so that it can be taken back."""
    shown = []
    for facet in FACETS:
        counts = dict(answer.facets.get(facet, []))
        chosen = request.filters.get(facet, ())
        values = _values(answer, request, facet)
        if len(values) < 2 and not chosen:
            continue
        labels = _labels(facet, values, units)
        name = PARAMETERS[facet]
        shown.append(
            ShownFacet(
                name=name,
                label=str(FACET_NAMES[facet]),
                values=[
                    FacetValue(
                        label=labels.get(value, value),
                        count=counted(counts.get(value, 0), answer),
                        url=address(**{name: _toggled(chosen, value)}),
                        chosen=value in chosen,
                    )
                    for value in values
                ],
                clear_url=address(**{name: None}) if chosen else "",
            )
        )
    return shown


def counted(number: int, answer: Answer) -> str:
    """A number of a facet as readers read it."""
    return SIGNS[answer.counts] + number_format(number)


def _toggled(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)


def _labels(facet: str, values: list[str], units: Units) -> dict[str, str]:
    labels: dict[str, Any] = {}
    if facet == "kind":
        labels = {value: str(KINDS.get(value, value)) for value in values}
    elif facet == "tier":
        labels = {
            value: next((link.tier_name for link in units.values() if link.tier == value), value) for value in values
        }
    elif facet == "unit":
        known = {value: units.get(int(value)) for value in values if value.isascii() and value.isdigit()}
        labels = {value: link.name for value, link in known.items() if link}
    elif facet == "status":
        labels = {value: str(label) for value, label in Effect.choices}
    elif facet == "language":
        labels = dict(settings.LANGUAGES)
    return labels
