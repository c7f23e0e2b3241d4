"""The boxes of a front page; each app registers its own, so that a kind of content brings its box along.

A box that has nothing to show is not there: no empty frames.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from wagtail.models import Page

from .models import Unit


@dataclass(frozen=True)
class Front:
    """The front page being made: its unit, its page and the live pages directly below it."""

    request: HttpRequest
    unit: Unit
    home: Page
    sections: list[Page]

    @cached_property
    def rows(self) -> dict[str, list[Any]]:
        """What boxes have asked for by `register_rows`, all in one query however many they are."""
        asked = {name: make(self) for name, make in _rows.items()}
        row = Unit.objects.filter(pk=self.unit.pk).values_list(*(_as_json(rows) for rows in asked.values())).get()
        return {
            name: [_instance(rows.model, values) for values in found]
            for (name, rows), found in zip(asked.items(), row, strict=True)
        }


@dataclass(frozen=True)
class Box:
    """A template and what it takes, besides the context of the front page."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


RowsMaker = Callable[[Front], QuerySet]
_rows: dict[str, RowsMaker] = {}


def register_rows(name: str) -> Callable[[RowsMaker], RowsMaker]:
    """Register a function that makes the query of a few rows for a box, without relations; `Front.rows` has them."""

    def register(maker: RowsMaker) -> RowsMaker:
        _rows[name] = maker
        return maker

    return register


def _as_json(rows: QuerySet) -> ArraySubquery:
    loaded = {one.attname: one.attname for one in rows.model._meta.concrete_fields if one.attname in _loaded(rows)}
    return ArraySubquery(rows.values(row=JSONObject(**loaded)))


def _loaded(rows: QuerySet) -> set[str]:
    """The columns that the query has not put off."""
    names, is_deferred = rows.query.deferred_loading
    fields = rows.model._meta.concrete_fields
    return {one.attname for one in fields if not is_deferred or not ({one.name, one.attname} & set(names))}


def _instance(model: type[Model], values: dict[str, Any]) -> Model:
    """The row as an object of its model; JSON holds days and moments as text."""
    loaded = [one for one in model._meta.concrete_fields if one.attname in values]
    return model.from_db(None, [one.attname for one in loaded], [_value(one, values[one.attname]) for one in loaded])


def _value(one: Any, value: Any) -> Any:
    if isinstance(one, ArrayField) and value is not None:
        return [one.base_field.to_python(item) for item in value]
    return one.to_python(value)


BoxMaker = Callable[[Front], Box | None]


@dataclass(frozen=True)
class Frame:
    """A box that is registered; one with a label can be hidden and moved by a unit, the others cannot."""

    order: int
    code: str
    label: Any
    make: BoxMaker


_frames: list[Frame] = []


def register_box(order: int, label: Any = "") -> Callable[[BoxMaker], BoxMaker]:
    """Register a function that makes a box, or None where there is nothing to show.

    Boxes stand from low orders to high ones (100 news, 200 notices), unless the unit has arranged those with a
    `label` otherwise. A box may run three queries at most, and better none of its own (`register_rows`), so that a
    front page stays within its fifteen. Its code is the app and the function, such as `newsroom.news`.
    """

    def register(maker: BoxMaker) -> BoxMaker:
        code = f"{maker.__module__.split('.')[1]}.{maker.__name__}"
        if code not in {frame.code for frame in _frames}:
            _frames.append(Frame(order, code, label, maker))
            _frames.sort(key=lambda frame: (frame.order, frame.code))
        return maker

    return register


def arrangeable() -> list[Frame]:
    """The boxes that a unit may hide and move, in the order they have without its doing."""
    return [frame for frame in _frames if frame.label]


def boxes(front: Front) -> list[Box]:
    """The boxes that have something to show, as the unit has arranged them."""
    row = getattr(front.unit, "settings", None)
    wanted = row.parts("box") if row else {}
    frames = {frame.code: frame for frame in _frames}
    codes = in_places(list(frames), list(wanted))
    shown = [code for code in codes if wanted.get(code, {}).get("shown", True) or not frames[code].label]
    made = (frames[code].make(front) for code in shown)
    return [box for box in made if box is not None]


def in_places(everything: list[str], wanted: list[str]) -> list[str]:
    """All of it, with those of `wanted` in that order, in the places that they hold together; others stay."""
    moved = iter([one for one in wanted if one in everything])
    among = set(wanted)
    return [next(moved) if one in among else one for one in everything]
