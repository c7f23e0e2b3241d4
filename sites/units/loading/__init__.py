"""Lists of units in files, and how they become units, versions and events."""

from .errors import BadRow, BadRows
from .lists import LoadReport, ensure_national, load_file
from .reform import load_reform
from .rows import UnitRow, read_rows

__all__ = [
    "BadRow",
    "BadRows",
    "LoadReport",
    "UnitRow",
    "ensure_national",
    "load_file",
    "load_reform",
    "read_rows",
]
