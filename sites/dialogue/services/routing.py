"""To which unit a case may belong: proposed by its field, by the place it names, and by the tree."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.core import text
from sites.units import directory
from sites.units.models import UnitVersion

from ..models import Case, FieldRoute
from .escalation import parent_of

MOST_FOUND, MOST_NEAR = 30, 12


@dataclass(frozen=True)
class Proposal:
    """A unit to pass a case on to, and why."""

    unit_id: int
    name: str
    reason: str


def proposals(case: Case) -> list[Proposal]:
    """The likely units, each once, the likeliest first; at most `MOST_NEAR`, whatever the number of units."""
    found: dict[int, Proposal] = {}
    for one in _proposals(case):
        if one.unit_id != case.unit_id:
            found.setdefault(one.unit_id, one)
        if len(found) == MOST_NEAR:
            break
    return list(found.values())


def _proposals(case: Case) -> Iterator[Proposal]:
    if case.field_id:
        routed = FieldRoute.objects.filter(field=case.field_id).values("unit")
        for version in UnitVersion.objects.on().filter(unit__in=routed).order_by("name_key")[:MOST_NEAR]:
            yield _as_proposal(version, _("Phụ trách lĩnh vực này"))
    for version in _named_in(f"{case.place} {case.subject}"):
        yield _as_proposal(version, _("Được nêu tên trong nội dung"))
    for unit, reason in ((parent_of(case.unit), _("Đơn vị cấp trên")), (case.first_unit, _("Đơn vị đã nhận đầu tiên"))):
        yield from (_as_proposal(one, reason) for one in UnitVersion.objects.on().filter(unit=unit))


def _named_in(words: str) -> list[UnitVersion]:
    """The units whose whole name stands in the text, with or without accents; the longest names first."""
    parts = text.fold(words).split()
    pieces = {" ".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 2, start + 7)}
    named = list(UnitVersion.objects.on().filter(folded__in=pieces)[:MOST_NEAR]) if pieces else []
    return sorted(named, key=lambda version: (-len(version.folded), version.pk))


def search(words: str) -> list[Proposal]:
    """The units that go by these words, for whoever looks for one by name; none for no words."""
    if not words.strip():
        return []
    rows = directory.find(words[:100])[:MOST_FOUND]
    return [_as_proposal(version, str(version.tier)) for version in rows]


def _as_proposal(version: UnitVersion, reason: str) -> Proposal:
    return Proposal(version.unit_id, version.full_name, reason)
