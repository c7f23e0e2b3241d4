"""The map of units: points drawn on the server, with nothing from anywhere else."""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from .directory import Entry, entries, find
from .models import Unit, UnitVersion

WIDTH = 700.0
# Room for the names written under the marks at the edge.
MARGIN = 95.0
MAX_HEIGHT = 1400.0
KM_PER_DEGREE = 111.32
# Two points closer than this, in the units of the drawing, are one spot to the eye.
SAME_SPOT = 3.0
# A map with more spots than this says nothing; a country is shown by its provinces.
MAX_UNITS = 600


@dataclass
class Spot:
    """A place on the map and the units that stand there."""

    number: int
    x: float
    y: float
    entries: list[Entry]
    approximate: bool
    middle: bool  # computed from the units below, so drawn as a larger mark with a name

    @property
    def url(self) -> str:
        """The one unit's site, or the list of the units that share the spot."""
        alone = self.entries[0].url if len(self.entries) == 1 else ""
        return alone or f"#diem-{self.number}"

    @property
    def is_shared(self) -> bool:
        return len(self.entries) > 1

    @property
    def title(self) -> str:
        return ", ".join(entry.name for entry in self.entries)


@dataclass
class UnitMap:
    """All that the template draws; lengths are in the units of the drawing."""

    height: float = 0
    spots: list[Spot] = field(default_factory=list)
    middles: list[Spot] = field(default_factory=list)
    spokes: str = ""
    without_point: list[Entry] = field(default_factory=list)
    scale_km: int = 0
    scale_width: float = 0


def units_of(root: Unit) -> list[UnitVersion]:
    """The unit and everything below it, as far down as a map can show."""
    found = find()
    level = list(found.filter(unit=root))
    known = list(level)
    while level:
        level = list(found.filter(parent__in=[row.unit_id for row in level])[: MAX_UNITS + 1])
        if len(known) + len(level) > MAX_UNITS:
            break
        known += level
    return known


def draw(root: Unit) -> UnitMap:
    """The map of a unit and those below it; empty where the data has no points."""
    listed = entries(units_of(root))
    points = _points(listed)
    drawn = UnitMap(without_point=[entry for entry in listed if entry.version.unit_id not in points])
    if not points:
        return drawn
    place = _projection(list(points.values()))
    drawn.height = place.height
    drawn.scale_km, drawn.scale_width = place.scale()
    at = {unit: place.xy(*point) for unit, point in points.items()}
    with_children = {entry.version.parent_id for entry in listed}
    low = [entry for entry in listed if entry.version.unit_id in at and entry.version.unit_id not in with_children]
    high = [entry for entry in listed if entry.version.unit_id in at and entry.version.unit_id in with_children]
    drawn.spots = _spots(low, at, first=1, middle=False)
    drawn.middles = _spots(high, at, first=len(drawn.spots) + 1, middle=True)
    drawn.spokes = "".join(
        f"M{_short(at[unit][0])} {_short(at[unit][1])}L{_short(at[parent][0])} {_short(at[parent][1])}"
        for unit, parent in ((entry.version.unit_id, entry.version.parent_id) for entry in low)
        if parent in at and parent != root.pk
    )
    return drawn


def _points(listed: list[Entry]) -> dict[int, tuple[float, float]]:
    """Latitude and longitude by unit: the middle of the units below, else the unit's own point."""
    rows = {entry.version.unit_id: entry.version for entry in listed}
    below: dict[int, list[int]] = defaultdict(list)
    for unit, row in rows.items():
        if row.parent_id in rows:
            below[row.parent_id].append(unit)
    points: dict[int, tuple[float, float]] = {}

    def lowest(unit: int) -> list[tuple[float, float]]:
        found = [point for child in below[unit] for point in lowest(child)]
        row = rows[unit]
        if found:
            points[unit] = (
                sum(point[0] for point in found) / len(found),
                sum(point[1] for point in found) / len(found),
            )
        elif row.latitude is not None and row.longitude is not None:
            points[unit] = (row.latitude, row.longitude)
            found = [points[unit]]
        return found

    for unit, row in rows.items():
        if row.parent_id not in rows:
            lowest(unit)
    return points


@dataclass(frozen=True)
class _Projection:
    """Degrees to the units of the drawing; at the size of a province the earth is flat enough."""

    north: float
    west: float
    per_degree: float
    shrink: float
    offset: float
    height: float

    def xy(self, latitude: float, longitude: float) -> tuple[float, float]:
        return (
            self.offset + (longitude - self.west) * self.shrink * self.per_degree,
            MARGIN + (self.north - latitude) * self.per_degree,
        )

    def scale(self) -> tuple[int, float]:
        """A round number of kilometres, and how long it is in the drawing."""
        per_km = self.per_degree / KM_PER_DEGREE
        steps = (1, 2, 5, 10, 20, 50, 100, 200, 500)
        length = next((long for short, long in pairwise(steps) if long * per_km > WIDTH / 5), steps[-1])
        return length, round(length * per_km, 1)


def _projection(points: list[tuple[float, float]]) -> _Projection:
    north, south = max(p[0] for p in points), min(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    shrink = math.cos(math.radians((north + south) / 2))
    # One point alone has no extent; a hundredth of a degree stands for it.
    wide, high = max((east - west) * shrink, 0.01), max(north - south, 0.01)
    per_degree = min((WIDTH - 2 * MARGIN) / wide, (MAX_HEIGHT - 2 * MARGIN) / high)
    return _Projection(
        north, west, per_degree, shrink, (WIDTH - wide * per_degree) / 2, round(high * per_degree + 2 * MARGIN)
    )


def _spots(listed: list[Entry], at: dict[int, tuple[float, float]], first: int, middle: bool) -> list[Spot]:
    shared: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in listed:
        x, y = at[entry.version.unit_id]
        shared[round(x / SAME_SPOT), round(y / SAME_SPOT)].append(entry)
    spots = []
    for number, together in enumerate(shared.values(), first):
        x, y = at[together[0].version.unit_id]
        approximate = any(entry.version.point_is_approximate for entry in together)
        spots.append(Spot(number, round(x, 1), round(y, 1), together, approximate and not middle, middle))
    return spots


def _short(value: float) -> str:
    return f"{value:.0f}"
