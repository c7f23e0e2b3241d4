"""What stands above the head of every page of a unit's site, such as a warning; each app registers its own.

A strip is there on pages of every kind, the search and "not found" included, so it may cost one query. One that
has nothing to show is not there.
"""

from collections.abc import Callable

from django.http import HttpRequest

from .boxes import Box

StripMaker = Callable[[HttpRequest], Box | None]
_makers: dict[str, StripMaker] = {}


def register_strip(maker: StripMaker) -> StripMaker:
    """Register a function that makes a strip for a public request, or None; for use as decorator."""
    _makers[f"{maker.__module__}.{maker.__qualname__}"] = maker
    return maker


def strips(request: HttpRequest) -> list[Box]:
    """The strips that have something to show, in the order of their registration."""
    made = (maker(request) for maker in _makers.values())
    return [strip for strip in made if strip is not None]
