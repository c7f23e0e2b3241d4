"""What every engine promises, and the answer it gives."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ..query import Request

# Counted exactly up to here; beyond it, readers are told "more than".
COUNTED = 10_000
# So many values of a facet are told at most, the commonest.
FACET_VALUES = 1_000


@dataclass(frozen=True)
class Hit:
    """A thing that was found, by its best part."""

    thing: str
    entry_id: int
    unit_id: int
    kind: str
    tier: str
    language: str
    title: str
    text: str
    path: str
    anchor: str
    places: list
    date: datetime | None
    number: str
    status: str
    score: float


class Counts(StrEnum):
    """What the numbers of the facets are: there may be too many hits to count each."""

    EXACT = "exact"
    ABOUT = "about"
    # Only so many hits were looked at.
    AT_LEAST = "at_least"


@dataclass(frozen=True)
class Answer:
    """The hits of a page, how many there are in all, and the counts of each facet ignoring its own filter."""

    hits: list[Hit]
    total: int
    more_than_total: bool
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    counts: Counts = Counts.EXACT
    relaxed: bool = False
    engine: str = ""
    # The engine that was chosen does not answer; this one stands in for it.
    stands_in: bool = False


class Engine(Protocol):
    """Searches the entries. What matches is the same in every engine; only the order may differ."""

    name: str

    def search(self, request: Request) -> Answer: ...
