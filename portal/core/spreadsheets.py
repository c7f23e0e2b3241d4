"""Tables as XLSX: numbers as numbers, days as days, and text that stays text whatever it begins with.

A cell that begins with `=`, `+`, `-` or `@` would run as a formula in somebody's spreadsheet, if not here then once
it is saved as CSV. Such a cell is stored as text and marked as quoted, which is what typing an apostrophe does.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.encoding import escape_uri_path
from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY, MOMENT, WHOLE = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0"
BOLD = Font(bold=True)
NARROWEST, WIDEST = 8, 60
# What Excel takes in one cell, and as the name of a sheet.
LONGEST_TEXT, LONGEST_TITLE = 32767, 31
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines of explanation above, headings, rows, and a line of totals below where there is one."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    lines: Sequence[str] = ()
    totals: Sequence[Any] = field(default_factory=tuple)


def workbook(*sheets: Sheet) -> bytes:
    """The file with these sheets."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _add(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def download(filename: str, *sheets: Sheet) -> HttpResponse:
    """The file as an answer that the browser saves under `filename`."""
    response = HttpResponse(workbook(*sheets), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(filename)}"
    response["Cache-Control"] = "private, no-store"
    return response


def _add(book: Workbook, sheet: Sheet) -> None:
    page = book.create_sheet(str(sheet.title).translate(NOT_IN_TITLES)[:LONGEST_TITLE])
    rows = [list(row) for row in sheet.rows]
    widths = [
        max([NARROWEST, *(len(str(row[index])) + 2 for row in [sheet.headings, *rows] if index < len(row))])
        for index in range(len(sheet.headings))
    ]
    # A sheet that is written row by row must know these before its first row.
    for index, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(index)].width = min(width, WIDEST)
    above = len(sheet.lines) + (1 if sheet.lines else 0)
    page.freeze_panes = f"A{above + 2}"
    for line in sheet.lines:
        page.append([_cell(page, line)])
    if sheet.lines:
        page.append([])
    page.append([_cell(page, heading, font=BOLD) for heading in sheet.headings])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    if sheet.totals:
        page.append([_cell(page, value, font=BOLD) for value in sheet.totals])


def _cell(page: Any, value: Any, font: Font | None = None) -> WriteOnlyCell:
    kind = ""
    if isinstance(value, datetime):
        # A spreadsheet knows no time zones; it gets the clock of the people who read it.
        value, kind = (localtime(value).replace(tzinfo=None) if value.tzinfo else value), MOMENT
    elif isinstance(value, date):
        kind = DAY
    elif isinstance(value, int) and not isinstance(value, bool):
        kind = WHOLE
    elif value is not None and not isinstance(value, float | Decimal):
        value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_TEXT]
    cell = WriteOnlyCell(page, value)
    if kind:
        cell.number_format = kind
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(vertical="top")
        if value[:1] in ("=", "+", "-", "@", "\t", "\r"):
            cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return cell
