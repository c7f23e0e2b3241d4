"""What apps keep of people outside the administration, for whoever asks to see it, to have it or to have it erased.

Each app registers its source; the screen on which a unit's administrator deals with such a request asks all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import Unit


@dataclass(frozen=True)
class Source:
    """`find` gives everything that a unit keeps of the person of an address or a number, as plain values to hand over;
    `erase` removes it, in the transaction of the caller, and returns of how many records.
    """

    code: str
    label: Any
    find: Callable[[Unit, str], list[dict[str, Any]]]
    erase: Callable[[Unit, str], int]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    _sources[source.code] = source


def sources() -> list[Source]:
    return list(_sources.values())


def source_of(code: str) -> Source | None:
    return _sources.get(code)
