"""What one unit owns in the scanner's world, and how to find it by kind or by model."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from sites.units.models import Unit

from .markers import NEEDLE, Markers


@dataclass
class Estate:
    """A unit with its people and things.

    `things` maps a kind (`page`, `image`, `task_state`, `newsroom.articletag` …) to objects.
    """

    key: str
    unit: Unit
    markers: Markers
    people: dict[str, Any] = field(default_factory=dict)
    things: dict[str, list[Any]] = field(default_factory=dict)
    pages: dict[str, Any] = field(default_factory=dict)

    def word(self, kind: str, *, public: bool = False) -> str:
        """A new marker of this unit followed by the needle."""
        return f"{self.markers.new(self.key, kind, public=public)} {NEEDLE}"

    def bare(self, kind: str, *, public: bool = False) -> str:
        """A new marker alone, for names that take one word."""
        return self.markers.new(self.key, kind, public=public)

    def add(self, kind: str, thing: Any) -> Any:
        self.things.setdefault(kind, []).append(thing)
        return thing

    def of_model(self, model: type[models.Model]) -> list[Any]:
        """All things that are of a model or of one derived from it."""
        return [thing for things in self.things.values() for thing in things if isinstance(thing, model)]
