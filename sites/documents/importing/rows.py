"""What is known of one row on its way through an import."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model


@dataclass
class Checked:
    """A row that can be taken: its line, what tells it from all others, its values, and what to remark of it."""

    line: int
    key: Any
    values: dict[str, Any]
    remarks: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What became of a row; `thing` is the draft it is in now."""

    MADE: ClassVar[str] = "made"
    CHANGED: ClassVar[str] = "changed"
    UNCHANGED: ClassVar[str] = "unchanged"
    BAD: ClassVar[str] = "bad"

    line: int
    what: str
    thing: Model | None = None
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
