"""Boundaries and plans as GeoJSON (RFC 7946): read with a sentence for whatever is wrong, drawn on the server.

What is kept of a file is its shapes and their names; nothing is added, straightened or closed.
"""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_SHAPES = 2000
MAX_POINTS = 100_000
LONGEST_NAME = 150
# Where the country is, its islands included; what lies outside is most often longitude and latitude exchanged.
WEST, SOUTH, EAST, NORTH = 101.0, 5.0, 119.0, 24.5
WIDTH, MARGIN, MOST_HIGH = 640.0, 20.0, 900.0
# Points closer than this in the drawing are one to the eye.
CLOSE = 0.7
_NAMES = ("name", "ten", "Name", "NAME", "TEN", "title")

Point = tuple[float, float]


class GeoProblem(Exception):
    """A file that cannot be drawn; the message is a sentence."""


@dataclass
class _Count:
    points: int = 0


def read(content: bytes) -> dict[str, Any]:
    """The shapes of a file as a small `FeatureCollection`; raises `GeoProblem` that names what is wrong."""
    if len(content) > MAX_BYTES:
        raise GeoProblem(
            _("Tệp bản đồ quá lớn (%(size)d MB); tối đa %(limit)d MB. Hãy giản lược ranh giới rồi lưu lại.")
            % {"size": len(content) // 1024 // 1024, "limit": MAX_BYTES // 1024 // 1024}
        )
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise GeoProblem(_("Tệp không phải GeoJSON: không đọc được nội dung JSON.")) from error
    count = _Count()
    features = [_feature(number, *pair, count) for number, pair in enumerate(_shapes(found), start=1)]
    if not features:
        raise GeoProblem(_("Tệp GeoJSON không có hình nào."))
    return {"type": "FeatureCollection", "features": features}


def _shapes(found: Any) -> Iterator[tuple[Any, str]]:
    """Geometries with their names."""
    if not isinstance(found, dict):
        raise GeoProblem(_("Tệp không phải GeoJSON: thiếu “type”."))
    kind = found.get("type")
    if kind == "FeatureCollection":
        features = found.get("features")
        if not isinstance(features, list):
            raise GeoProblem(_("Tệp GeoJSON thiếu danh sách “features”."))
        if len(features) > MAX_SHAPES:
            raise GeoProblem(_("Tệp GeoJSON có hơn %(limit)d hình.") % {"limit": MAX_SHAPES})
    else:
        features = [found if kind == "Feature" else {"type": "Feature", "geometry": found}]
    for feature in features:
        if not isinstance(feature, dict):
            raise GeoProblem(_("Tệp GeoJSON có một mục không phải là hình."))
        said = feature.get("properties")
        names = said if isinstance(said, dict) else {}
        name = next((str(names[key]) for key in _NAMES if names.get(key)), "")
        yield feature.get("geometry"), name[:LONGEST_NAME]


def _feature(number: int, geometry: Any, name: str, count: _Count) -> dict[str, Any]:
    where = _("Hình %(number)d%(name)s") % {"number": number, "name": f" ({name})" if name else ""}
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon", "LineString", "MultiLineString", "Point"):
        raise GeoProblem(_("%(where)s: chỉ nhận vùng, đường và điểm.") % {"where": where})
    given = geometry.get("coordinates")
    if kind == "Polygon":
        coordinates: Any = _polygon(given, where, count)
    elif kind == "MultiPolygon":
        coordinates = [_polygon(part, where, count) for part in _listed(given, where)]
    elif kind == "LineString":
        coordinates = _line(given, where, count)
    elif kind == "MultiLineString":
        coordinates = [_line(part, where, count) for part in _listed(given, where)]
    else:
        coordinates = _point(given, where, count)
    return {
        "type": "Feature",
        "properties": {"name": name},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _listed(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise GeoProblem(_("%(where)s: thiếu toạ độ.") % {"where": where})
    return value


def _polygon(given: Any, where: str, count: _Count) -> list[list[Point]]:
    rings = []
    for number, ring in enumerate(_listed(given, where), start=1):
        place = _("%(where)s, vòng %(number)d") % {"where": where, "number": number}
        points = [_point(one, place, count) for one in _listed(ring, place)]
        if points[0] != points[-1]:
            raise GeoProblem(_("%(where)s: vòng chưa khép kín, điểm cuối phải trùng điểm đầu.") % {"where": place})
        if len(set(points)) < 3:
            raise GeoProblem(_("%(where)s: vòng có ít hơn ba điểm khác nhau.") % {"where": place})
        if abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))) < 1e-12:
            raise GeoProblem(_("%(where)s: vòng không bao quanh diện tích nào.") % {"where": place})
        rings.append(points)
    return rings


def _line(given: Any, where: str, count: _Count) -> list[Point]:
    points = [_point(one, where, count) for one in _listed(given, where)]
    if len(points) < 2:
        raise GeoProblem(_("%(where)s: đường có ít hơn hai điểm.") % {"where": where})
    return points


def _point(given: Any, where: str, count: _Count) -> Point:
    count.points += 1
    if count.points > MAX_POINTS:
        raise GeoProblem(_("Tệp GeoJSON có hơn %(limit)d điểm. Hãy giản lược ranh giới.") % {"limit": MAX_POINTS})
    numbers = given[:2] if isinstance(given, list) else []
    if len(numbers) != 2 or not all(
        isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one) for one in numbers
    ):
        raise GeoProblem(_("%(where)s: có điểm không gồm kinh độ và vĩ độ.") % {"where": where})
    east, north = float(numbers[0]), float(numbers[1])
    if not (WEST <= east <= EAST and SOUTH <= north <= NORTH):
        raise GeoProblem(
            _("%(where)s: điểm (%(east)s, %(north)s) nằm ngoài Việt Nam; kinh độ phải đứng trước vĩ độ.")
            % {"where": where, "east": round(east, 4), "north": round(north, 4)}
        )
    return round(east, 6), round(north, 6)


# --- Drawing --------------------------------------------------------------------------------------


@dataclass
class Mark:
    """A point with a name."""

    x: float
    y: float
    name: str


@dataclass
class Drawing:
    """What a template draws; lengths are in the units of the drawing. `areas` and `lines` are SVG paths with names."""

    height: float = 0
    areas: list[tuple[str, str]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    width: float = WIDTH

    @property
    def names(self) -> list[str]:
        """What is on it, for who does not see it."""
        every = [name for _path, name in (*self.areas, *self.lines)] + [mark.name for mark in self.marks]
        return list(dict.fromkeys(name for name in every if name))


def draw(collection: dict[str, Any] | None, points: Iterable[tuple[float, float, str]] = ()) -> Drawing | None:
    """The shapes of a kept file with further points (longitude, latitude, name); None where there is nothing."""
    features = list((collection or {}).get("features", []))
    extra = list(points)
    every = [point for one in features for point in _points_of(one["geometry"])] + [(e, n) for e, n, _name in extra]
    if not every:
        return None
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    shrink = math.cos(math.radians((north + south) / 2))
    wide, high = max((east - west) * shrink, 0.005), max(north - south, 0.005)
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HIGH - 2 * MARGIN) / high)
    offset = (WIDTH - wide * scale) / 2

    def place(point: Point) -> Point:
        return offset + (point[0] - west) * shrink * scale, MARGIN + (north - point[1]) * scale

    drawn = Drawing(height=round(high * scale + 2 * MARGIN))
    for one in features:
        kind, given, name = one["geometry"]["type"], one["geometry"]["coordinates"], one["properties"]["name"]
        if kind in ("Polygon", "MultiPolygon"):
            polygons = [given] if kind == "Polygon" else given
            path = "".join(_path(map(place, ring)) + "Z" for rings in polygons for ring in rings)
            drawn.areas.append((path, name))
        elif kind == "Point":
            drawn.marks.append(Mark(*(round(one, 1) for one in place(given)), name))
        else:
            parts = [given] if kind == "LineString" else given
            drawn.lines.append(("".join(_path(map(place, part)) for part in parts), name))
    drawn.marks += [Mark(*(round(one, 1) for one in place((e, n))), name) for e, n, name in extra]
    return drawn


def _points_of(geometry: dict[str, Any]) -> Iterator[Point]:
    def walk(value: Any) -> Iterator[Point]:
        if isinstance(value[0], int | float):
            yield value[0], value[1]
        else:
            for part in value:
                yield from walk(part)

    yield from walk(geometry["coordinates"])


def _path(points: Iterable[Point]) -> str:
    """A path through the points; those that nobody could tell apart are left out."""
    written, last = [], None
    for x, y in points:
        if last is not None and math.hypot(x - last[0], y - last[1]) < CLOSE:
            continue
        written.append(f"{'L' if last else 'M'}{x:.1f} {y:.1f}")
        last = (x, y)
    return "".join(written)
