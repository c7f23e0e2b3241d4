"""Tables that people bring: XLSX, CSV and JSON, read row by row, with a sentence for whatever cannot be taken.

A table is somebody else's file: it may claim a million rows, hold formulas that were never computed, text of an
old font or half a letter. What is wrong with one row is said of that row; what is wrong with the whole raises
`TableError`.
"""

import csv
import json
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from portal.core import legacy_text

from .extraction.readers import decode

MAX_BYTES = 50 * 1024 * 1024
# What a sheet may be once unpacked; a million rows of nothing but borders are some 100 MB.
MAX_UNPACKED = 400 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
EXTENSIONS = ("xlsx", "csv", "json")
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}


class TableError(Exception):
    """A table that cannot be used at all; the message is a sentence for whoever brought it."""


@dataclass
class Row:
    """One row that is not empty: its line in the file, its cells, why it cannot be taken, what was done to it."""

    line: int
    cells: list[Any]
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check_size(size: int) -> None:
    """Refuse a table that is too large before any of it is read."""
    if size > MAX_BYTES:
        raise TableError(
            _("Bảng quá lớn (%(size)s). Dung lượng tối đa là %(limit)s; hãy chia thành nhiều tệp.")
            % {"size": filesizeformat(size), "limit": filesizeformat(MAX_BYTES)}
        )


def sheet_names(path: Path) -> list[str]:
    """The visible sheets of a workbook; none for other files."""
    if _kind(path) != "xlsx":
        return []
    with _Workbook(path) as book:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def read_rows(path: Path, sheet: str = "") -> Iterator[Row]:
    """The rows of a table that hold anything, at most `MAX_ROWS`; raises `TableError` for one that has more."""
    kind = _kind(path)
    rows = {"csv": _csv_rows, "json": _json_rows}[kind](path) if kind != "xlsx" else _sheet_rows(path, sheet)
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise TableError(
                _("Bảng có hơn %(limit)d dòng. Hãy chia thành nhiều tệp rồi nhập lần lượt.") % {"limit": MAX_ROWS}
            )
        yield row


def _kind(path: Path) -> str:
    kind = path.suffix.lower().removeprefix(".")
    if kind not in EXTENSIONS:
        raise TableError(_("Chỉ nhập được bảng .xlsx, .csv hoặc .json. Hãy mở tệp bằng Excel rồi lưu lại dạng .xlsx."))
    check_size(path.stat().st_size)
    return kind


# --- XLSX ------------------------------------------------------------------------------------------


class _Workbook:
    """A workbook opened for reading once; `formulas` shows what stands in the cells instead of the results."""

    def __init__(self, path: Path, *, formulas: bool = False) -> None:
        _check_archive(path)
        try:
            self.book = load_workbook(path, read_only=True, data_only=not formulas, keep_links=False)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
            raise TableError(_broken()) from error

    def __enter__(self) -> Any:
        return self.book

    def __exit__(self, *error: object) -> None:
        self.book.close()


def _broken() -> str:
    return _("Tệp không phải là bảng Excel (.xlsx) hoặc đã hỏng. Hãy mở bằng Excel rồi lưu lại.")


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        with path.open("rb") as file:
            if "EncryptedPackage".encode("utf-16-le") in file.read(4 * 1024 * 1024):
                raise TableError(_("Bảng có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.")) from error
        raise TableError(_broken()) from error
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise TableError(_("Bảng sau khi giải nén quá lớn. Hãy xoá trang tính và dòng trống không dùng rồi lưu lại."))


def _holds_formulas(path: Path) -> bool:
    """Whether any sheet has a formula; looked for in the raw file, which is quicker than reading it twice."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with archive.open(name) as sheet:
                last = b""
                while block := sheet.read(1024 * 1024):
                    if b"<f>" in last + block or b"<f " in last + block:
                        return True
                    last = block[-3:]
    return False


def _sheet_rows(path: Path, name: str) -> Iterator[Row]:
    with _Workbook(path) as book:
        results = _raw_rows(_sheet(book, name))
        if not _holds_formulas(path):
            yield from (row for line, cells in results if (row := _row(line, cells)))
            return
        with _Workbook(path, formulas=True) as written:
            for (line, cells), (_line, sources) in zip(results, _raw_rows(_sheet(written, name)), strict=False):
                row = _row(line, cells)
                if faults := _formula_faults(line, cells, sources):
                    row = row or Row(line, list(cells))
                    row.faults += faults
                if row:
                    yield row


def _sheet(book: Any, name: str) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets or (name and name not in sheets):
        raise TableError(_("Không có trang tính “%(name)s” trong tệp.") % {"name": name})
    return sheets[name] if name else next(iter(sheets.values()))


def _raw_rows(sheet: Any) -> Iterator[tuple[int, tuple]]:
    # The size that the file claims for itself is not to be believed.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    try:
        yield from enumerate(rows, start=1)
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, SyntaxError) as error:
        raise TableError(_broken()) from error


def _formula_faults(line: int, cells: tuple, sources: tuple) -> list[str]:
    places = [
        f"{get_column_letter(column)}{line}"
        for column, (value, source) in enumerate(zip_longest(cells, sources), start=1)
        if value is None and source is not None
    ]
    if not places:
        return []
    return [
        _("ô %(cells)s có công thức chưa được tính; hãy mở bằng Excel rồi lưu lại, hoặc dán giá trị vào.")
        % {"cells": ", ".join(places[:5])}
    ]


# --- CSV -------------------------------------------------------------------------------------------


def _csv_rows(path: Path) -> Iterator[Row]:
    text = decode(path.read_bytes())
    if not text.strip():
        raise TableError(_("Bảng rỗng."))
    if "\x00" in text[:4096]:
        raise TableError(_("Tệp không phải là bảng CSV."))
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Row(line, [], [_("không đọc được dòng CSV này (dấu nháy không khép đúng hoặc ô quá dài).")])
            continue
        row = _row(line, cells)
        if row is None:
            continue
        if any(isinstance(cell, str) and cell.startswith("=") for cell in row.cells):
            row.faults.append(_("có ô là công thức (bắt đầu bằng dấu “=”); hãy dán giá trị vào."))
        yield row


def _delimiter(text: str) -> str:
    """What stands between the cells: the sign that the first line has most of."""
    first = next(line for line in text.splitlines() if line.strip())
    return max(",;\t|", key=first.count)


# --- JSON ------------------------------------------------------------------------------------------


def _json_rows(path: Path) -> Iterator[Row]:
    """A list of objects: the names of their values are the headings, and a value may be a list or an object itself.

    The number of an object in the list, from 2, stands for its line, as if the headings were the first.
    """
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise TableError(_("Tệp JSON không đọc được: %(reason)s.") % {"reason": str(error)[:200]}) from error
    if not isinstance(found, list) or not found:
        raise TableError(_("Tệp JSON phải là một danh sách các đối tượng."))
    headings = list(dict.fromkeys(str(name) for entry in found if isinstance(entry, dict) for name in entry))
    if len(headings) > MAX_COLUMNS:
        raise TableError(_("Bảng có hơn %(limit)d cột. Hãy xoá các cột không dùng.") % {"limit": MAX_COLUMNS})
    yield Row(1, list(headings))
    for line, entry in enumerate(found, start=2):
        if not isinstance(entry, dict):
            yield Row(line, [], [_("không phải là một đối tượng JSON.")])
        elif row := _row(line, [entry.get(name) for name in headings]):
            yield row


# --- Cells -----------------------------------------------------------------------------------------


def _row(line: int, values: Any) -> Row | None:
    """The row with its cells cleaned; None for one without anything in it."""
    row = Row(line, [])
    forms: dict[str, None] = {}
    decomposed = False
    for value in values:
        if isinstance(value, str):
            decomposed = decomposed or not unicodedata.is_normalized("NFC", value)
            converted = legacy_text.to_unicode(value)
            forms.update(dict.fromkeys(converted.forms))
            value = _clean(converted.text, row)
        row.cells.append(_plain(value))
    while row.cells and row.cells[-1] in ("", None):
        row.cells.pop()
    if not any(cell not in ("", None) for cell in row.cells):
        return None
    if len(row.cells) > MAX_COLUMNS:
        raise TableError(_("Bảng có hơn %(limit)d cột. Hãy xoá các cột không dùng.") % {"limit": MAX_COLUMNS})
    if forms:
        names = legacy_text.names_of(tuple(forms))
        row.remarks.append(_("chữ ở phông cũ %(forms)s đã được chuyển sang Unicode.") % {"forms": names})
    if decomposed:
        row.remarks.append(_("chữ ở dạng tổ hợp rời (NFD) đã được chuyển sang dạng dựng sẵn (NFC)."))
    return row


def _clean(text: str, row: Row) -> str:
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    # A cell may hold a list, one item a line.
    text = "\n".join(filter(None, lines))
    if "\x00" in text or "\ufffd" in text:
        row.faults.append(_("có ký tự không đọc được; hãy lưu lại tệp ở dạng UTF-8."))
        text = text.replace("\x00", "")
    if text in _ERRORS:
        row.faults.append(_("có ô báo lỗi %(error)s.") % {"error": text})
    if len(text) > MAX_CELL:
        row.faults.append(_("có ô dài quá %(limit)d ký tự.") % {"limit": MAX_CELL})
        text = text[:MAX_CELL]
    return text


def _plain(value: Any) -> Any:
    """Numbers without a needless point, days without a time."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def as_text(value: Any) -> str:
    """A cell as people read it."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)
