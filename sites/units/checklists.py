"""What a thing must have before it goes to approval; each unit switches off the points it does not ask for.

Apps register points for their kinds of things. A point names what is missing in words, so that the sentence shown
to a writer says what to do and not only that something is wrong.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from .models import Unit, UnitChecklist
from .permissions import unit_id_of


@dataclass(frozen=True)
class Point:
    """One point: its code, what it asks for, of which models, and how what is missing is found.

    `missing` returns what to do for each gap, as sentences; `field` is the form field the gap is shown at.
    """

    code: str
    label: Any
    models: tuple[type[Model], ...]
    missing: Callable[[Any], Iterable[str]]
    field: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that is missing, as a sentence that says what to do."""

    point: Point
    text: str


_points: dict[str, Point] = {}


def register_point(
    code: str, label: Any, *models: type[Model], field: str = ""
) -> Callable[[Callable[[Any], Iterable[str]]], Callable[[Any], Iterable[str]]]:
    """Register a function that yields, for a thing of one of the models, a sentence for each gap; as decorator."""

    def register(missing: Callable[[Any], Iterable[str]]) -> Callable[[Any], Iterable[str]]:
        _points[code] = Point(code, label, models, missing, field)
        return missing

    return register


def points() -> list[Point]:
    """Every point there is, in the order of registering."""
    return list(_points.values())


def switched_off(unit_id: int | None) -> set[str]:
    """The codes of the points that the unit does not ask for."""
    found = UnitChecklist.objects.filter(unit=unit_id).values_list("switched_off", flat=True).first()
    return set(found or ())


def set_points(unit: Unit, wanted: Iterable[str]) -> None:
    """Ask for these points in the unit and for no other of those registered today."""
    off = sorted(set(_points) - set(wanted))
    UnitChecklist.objects.update_or_create(unit=unit, defaults={"switched_off": off})


def gaps(obj: Model, unit_id: int | None = None) -> list[Gap]:
    """What the thing as it is in memory lacks of what its unit asks for."""
    asked = [point for point in points() if isinstance(obj, point.models)]
    if not asked:
        return []
    off = switched_off(unit_id if unit_id is not None else unit_id_of(obj))
    return [Gap(point, text) for point in asked if point.code not in off for text in point.missing(obj)]


def sentence(obj: Model) -> str | None:
    """What is missing as one sentence for the writer; None when the thing is complete."""
    found = gaps(obj)
    if not found:
        return None
    return _("Chưa đủ để đăng: %(gaps)s") % {"gaps": " ".join(gap.text for gap in found)}
