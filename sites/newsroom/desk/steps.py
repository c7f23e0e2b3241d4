"""One step of a story's record."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Step:
    """One thing that happened: what, who did it, what was said, and where it can be seen."""

    at: datetime
    text: str
    who: str = ""
    detail: str = ""
    url: str = ""
    is_milestone: bool = False
