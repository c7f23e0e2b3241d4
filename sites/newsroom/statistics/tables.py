"""A table of figures, shown on a page with its picture and written into a spreadsheet from the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.spreadsheets import Sheet

from .charts import Picture


@dataclass(frozen=True)
class Table:
    """Rows under headings; the first `texts` columns name what the others count."""

    key: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    totals: Sequence[Any] = ()
    note: str = ""
    picture: Picture | None = None
    texts: int = 1

    def sheet(self, *lines: str) -> Sheet:
        """The same as a sheet of a spreadsheet, with lines of explanation above."""
        above = [self.title, *lines, *([self.note] if self.note else [])]
        return Sheet(self.title, self.headings, self.rows, lines=above, totals=self.totals)
