"""The boxes of a front page; each app registers its own, so that a kind of content brings its box along.

A box that has nothing to show is not there: no empty frames.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

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


@dataclass(frozen=True)
class Box:
    """A template and what it takes, besides the context of the front page."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


BoxMaker = Callable[[Front], Box | None]
_makers: list[tuple[int, str, BoxMaker]] = []


def register_box(order: int) -> Callable[[BoxMaker], BoxMaker]:
    """Register a function that makes a box, or None where there is nothing to show.

    Boxes stand from low orders to high ones (100 news, 200 notices); a box may run three queries at most, so
    that a front page stays within its fifteen.
    """

    def register(maker: BoxMaker) -> BoxMaker:
        name = f"{maker.__module__}.{maker.__qualname__}"
        if name not in {known for _order, known, _maker in _makers}:
            _makers.append((order, name, maker))
            _makers.sort(key=lambda entry: entry[:2])
        return maker

    return register


def boxes(front: Front) -> list[Box]:
    """The boxes that have something to show, in order."""
    made = (maker(front) for _order, _name, maker in _makers)
    return [box for box in made if box is not None]
