"""Places named in a query: units as they are called today, and as they were called before."""

from dataclasses import dataclass
from datetime import date

from portal.core import page_cache
from portal.core.text import fold
from sites.units import hosts, tree
from sites.units.models import UnitEventEdge, UnitType, UnitVersion, today

from .query import Terms

MAX_WORDS = 8
SHOWN = 3


@dataclass(frozen=True)
class Successor:
    name: str
    url: str


@dataclass(frozen=True)
class Place:
    """A unit that the query names. One that has ended has `ended_on`, its successors and perhaps an archive."""

    unit_id: int
    name: str
    url: str
    ended_on: date | None = None
    successors: tuple[Successor, ...] = ()


def named(terms: Terms) -> list[Place]:
    """The units whose full name, type word included, stands in the query; those in force first, at most a few.

    A bare name (`trung mon`) is too often an ordinary word; it counts only when it is the whole query.
    """
    words = fold(terms.typed).split()
    if not words:
        return []
    stretches = [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 2, min(start + MAX_WORDS, len(words)) + 1)
    ]
    day = today()
    whole = " ".join(words)
    stretches += [f"{kind} {whole}" for kind in _kinds()]
    versions = UnitVersion.objects.filter(folded__in=stretches, valid_from__lte=day)
    newest: dict[int, UnitVersion] = {}
    shown = ("unit_id", "full_name", "folded", "name_en", "unit_type__name", "unit_type__name_en")
    for version in versions.select_related("unit_type").only(*shown).order_by("valid_from"):
        newest[version.unit_id] = version
    if not newest:
        return []
    # A longer name says more than a shorter one that stands in it.
    longest = max(len(version.folded) for version in newest.values())
    found = [version for version in newest.values() if len(version.folded) == longest]
    return _places(found, day)[:SHOWN]


def _kinds() -> list[str]:
    """What units are called by their types, folded; kept, because every search asks."""

    def read() -> list[str]:
        return [fold(kind) for kind in UnitType.objects.values_list("name", flat=True)]

    return list(page_cache.remember("unit-kinds", read, hosts.CACHE_SECONDS))


def _places(versions: list[UnitVersion], day: date) -> list[Place]:
    keys = [version.unit_id for version in versions]
    last = {row.unit_id: row for row in UnitVersion.objects.filter(unit__in=keys).order_by("valid_from")}
    ends = {unit: last[unit].valid_to for unit in keys}
    ended = [unit for unit, end in ends.items() if end is not None and end <= day]
    successors = _successors(ended, day) if ended else {}
    units = tree.links()
    places = [
        Place(
            unit_id=version.unit_id,
            name=str(version),
            url=units[version.unit_id].url if version.unit_id in units else "",
            ended_on=ends[version.unit_id] if version.unit_id in ended else None,
            successors=tuple(
                Successor(units[unit].name, units[unit].url)
                for unit in successors.get(version.unit_id, [])
                if unit in units
            ),
        )
        for version in versions
    ]
    return sorted(places, key=lambda place: (place.ended_on is not None, place.name, place.unit_id))


def _successors(ended: list[int], day: date) -> dict[int, list[int]]:
    """The units of this day that each of these has become, however many events lie between."""
    onward: dict[int, list[int]] = {}
    in_force: set[int] = set()
    waiting = set(ended)
    while waiting:
        edges = UnitEventEdge.objects.filter(
            old_unit__in=waiting, new_unit__isnull=False, event__effective_on__lte=day
        ).order_by("-is_default", "pk")
        for old, new in edges.values_list("old_unit", "new_unit"):
            onward.setdefault(old, []).append(new)
        reached = {new for old in waiting for new in onward.get(old, [])}
        in_force |= set(UnitVersion.objects.on(day).filter(unit__in=reached).values_list("unit", flat=True))
        waiting = reached - in_force - onward.keys()
    return {unit: _ends_of(unit, onward, in_force) for unit in ended}


def _ends_of(unit: int, onward: dict[int, list[int]], in_force: set[int]) -> list[int]:
    found: dict[int, None] = {}
    way = [unit]
    for one in way:
        for new in onward.get(one, []):
            if new in in_force:
                found[new] = None
            elif new not in way:
                way.append(new)
    return list(found)
