"""Tables of figures and of names: read from a file that a clerk brings, shown, drawn and handed out."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core import charts
from portal.media.local import local_path
from portal.media.tables import TableError, as_text, read_rows
from sites.documents.exports import harmless

from .enums import Chart

MAX_BYTES = 5 * 1024 * 1024
EXTENSIONS = ("xlsx", "csv")
MAX_ROWS, MAX_COLUMNS, LONGEST_CELL = 5000, 30, 500
SHOWN_PROBLEMS = 10
_SWAPPED = str.maketrans(",.", ".,")


def read_table(file: Any) -> tuple[list[str], list[list[Any]]]:
    """The headings and rows of a file: the first line that holds anything are the headings.

    Raises `ValidationError` with a sentence for each row that cannot be taken; nothing is kept then.
    """
    problems: list[str] = []
    headings: list[str] = []
    rows: list[list[Any]] = []
    try:
        with local_path(file) as path:
            for row in read_rows(path):
                if row.faults:
                    problems += [_("Dòng %(line)d: %(reason)s") % {"line": row.line, "reason": f} for f in row.faults]
                    continue
                cells = [_kept(cell) for cell in row.cells]
                while cells and cells[-1] in ("", None):
                    cells.pop()
                if not headings:
                    headings = [as_text(cell) for cell in cells]
                elif problem := _why_not(cells, headings):
                    problems.append(_("Dòng %(line)d: %(reason)s") % {"line": row.line, "reason": problem})
                elif cells:
                    rows.append([*cells, *([""] * (len(headings) - len(cells)))])
                if len(rows) > MAX_ROWS:
                    raise ValidationError(_("Bảng có hơn %(limit)d dòng. Hãy chia nhỏ.") % {"limit": MAX_ROWS})
                if len(problems) >= SHOWN_PROBLEMS:
                    break
    except TableError as error:
        raise ValidationError(str(error)) from error
    if problems:
        raise ValidationError(problems)
    if not rows:
        raise ValidationError(_("Bảng không có dòng số liệu nào dưới dòng tiêu đề."))
    if len(headings) > MAX_COLUMNS:
        raise ValidationError(_("Bảng có hơn %(limit)d cột.") % {"limit": MAX_COLUMNS})
    if not all(headings):
        raise ValidationError(_("Mỗi cột phải có tên ở dòng tiêu đề."))
    return headings, rows


def _kept(cell: Any) -> Any:
    """A cell as it is kept: a number stays one, a day becomes text."""
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else as_text(cell)
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell == int(cell) else cell
    return as_text(cell).strip()


def _why_not(cells: Sequence[Any], headings: Sequence[str]) -> str | None:
    if len(cells) > len(headings):
        return _("có nhiều ô hơn dòng tiêu đề.")
    long = next((cell for cell in cells if isinstance(cell, str) and len(cell) > LONGEST_CELL), None)
    if long is not None:
        return _("có ô dài quá %(limit)d ký tự.") % {"limit": LONGEST_CELL}
    return None


# --- Charts ---------------------------------------------------------------------------------------


def number_of(cell: Any) -> float | None:
    """The number that a cell holds, as a number or as Vietnamese write one; None where it holds none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    written = str(cell).replace(" ", "").replace("\xa0", "")
    whole, _comma, part = written.partition(",")
    digits = whole.replace(".", "")
    if digits.lstrip("-").isdigit() and (not part or part.isdigit()):
        return float(f"{digits}.{part or 0}")
    return None


def why_not_chart(chart: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> str | None:
    """Why a table cannot be drawn so, as a sentence; None when it can, or when none is asked for."""
    if chart == Chart.NONE:
        return None
    if len(headings) < 2 or not rows:
        return _("Biểu đồ cần một cột tên và một cột số.")
    for line, row in enumerate(rows, start=2):
        if number_of(row[1]) is None:
            return _("Không vẽ được biểu đồ: dòng %(line)d, cột “%(column)s” ghi “%(cell)s”, không phải số.") % {
                "line": line,
                "column": headings[1],
                "cell": row[1],
            }
    if not any(number_of(row[1]) for row in rows):
        return _("Không vẽ được biểu đồ: mọi số đều bằng không.")
    return None


def picture(title: str, chart: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], unit: str) -> Any:
    """The second column drawn by the first; None where nothing can be drawn."""
    if chart == Chart.NONE or why_not_chart(chart, headings, rows):
        return None
    return charts.bars(
        title, [(str(row[0]), _whole(number_of(row[1]) or 0)) for row in rows], unit=unit, lying=chart == Chart.BARS
    )


def _whole(number: float) -> float:
    """Without a fraction where there is none, so that it is said as it was written."""
    return int(number) if number == int(number) else number


def written(number: float) -> str:
    """A number with its thousands parted, as the reader's language does it: 1.234,5 or 1,234.5."""
    plain = f"{number:,}"
    return plain if get_language() == "en" else plain.translate(_SWAPPED)


# --- Showing --------------------------------------------------------------------------------------


def shown(rows: Sequence[Sequence[Any]]) -> list[list[tuple[str, bool]]]:
    """Cells as people read them, each with whether it is a number."""
    return [
        [(written(cell), True) if isinstance(cell, int | float) else (str(cell), False) for cell in row] for row in rows
    ]


def as_csv(headings: Sequence[str], rows: Sequence[Sequence[Any]], notes: Sequence[str]) -> str:
    """The table for spreadsheets and programs; what one must know to read it stands below."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    writer.writerows([[harmless(note)] for note in notes])
    # Without this mark Excel reads Vietnamese letters as something else.
    return f"\ufeff{file.getvalue()}"
