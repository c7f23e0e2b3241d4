"""What every engine promises, and the answer it gives."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ..query import Request

# Counted exactly up to here; beyond it, readers are told "more than".
COUNTED = 10_000


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
    date: datetime | None
    number: str
    status: str
    score: float


@dataclass(frozen=True)
class Answer:
    """The hits of a page, how many there are in all, and the counts of each facet ignoring its own filter."""

    hits: list[Hit]
    total: int
    more_than_total: bool
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    relaxed: bool = False
    engine: str = ""


class Engine(Protocol):
    """Searches the entries. What matches is the same in every engine; only the order may differ."""

    name: str

    def search(self, request: Request) -> Answer: ...
