"""What is wrong with rows of a file, told so that a person finds them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class BadRow:
    """One row that cannot be taken: its line in the file and a sentence that says why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return _("Dòng %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}


class BadRows(Exception):
    """A file has rows that cannot be taken, and the caller did not ask to skip them; nothing was kept."""

    def __init__(self, name: str, rows: list[BadRow]) -> None:
        self.name = name
        self.rows = sorted(rows, key=lambda row: row.line)
        super().__init__("\n".join(str(row) for row in self.rows))
