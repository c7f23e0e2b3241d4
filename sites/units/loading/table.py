"""CSV files read strictly: every fault has a line and a reason, and no text gets in half broken."""

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from .errors import BadRow, BadRows


@dataclass(frozen=True)
class Table:
    """The good rows of a file, each with its line, and the bad ones."""

    name: str
    rows: list[tuple[int, dict[str, str]]]
    bad: list[BadRow]


def read_table(source: Path | bytes, *, name: str, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Read a CSV file in UTF-8 whose first line names its columns.

    Rows with broken UTF-8, decomposed letters (NFD) or a wrong number of cells are put aside with a reason.
    Columns nobody asked for are ignored. Raises `BadRows` when the header itself cannot be used: there is
    nothing to skip to then.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    broken: set[int] = set()
    reader = csv.reader(_decoded_lines(data.removeprefix(b"\xef\xbb\xbf"), broken), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    bad: list[BadRow] = []
    header: list[str] | None = None
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            bad.append(BadRow(start, _("không đọc được dòng CSV này (dấu nháy không khép đúng).")))
            continue
        lines = range(start, reader.line_num + 1)
        if header is None:
            header = [cell.strip() for cell in cells]
            _check_header(name, header, required, broken)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        reason = _fault(cells, header, any(line in broken for line in lines))
        if reason:
            bad.append(BadRow(start, reason))
            continue
        row = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=True))
        rows.append((start, {key: row.get(key, "") for key in (*required, *optional)}))
    if header is None:
        raise BadRows(name, [BadRow(1, _("tệp rỗng."))])
    return Table(name, rows, bad)


def _decoded_lines(data: bytes, broken: set[int]) -> Iterator[str]:
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            broken.add(number)
            yield line.decode("utf-8", errors="replace")


def _check_header(name: str, header: list[str], required: Sequence[str], broken: set[int]) -> None:
    if 1 in broken:
        raise BadRows(name, [BadRow(1, _("không phải văn bản UTF-8."))])
    if missing := [column for column in required if column not in header]:
        reason = _("thiếu cột: %(columns)s.") % {"columns": ", ".join(missing)}
        raise BadRows(name, [BadRow(1, reason)])
    if twice := sorted({column for column in header if header.count(column) > 1 and column in required}):
        raise BadRows(name, [BadRow(1, _("cột bị lặp: %(columns)s.") % {"columns": ", ".join(twice)})])


def _fault(cells: list[str], header: list[str], is_broken: bool) -> str:
    if is_broken:
        return _("không phải văn bản UTF-8.")
    if len(cells) != len(header):
        return _("có %(found)d ô, phải có %(expected)d.") % {"found": len(cells), "expected": len(header)}
    if any("\x00" in cell for cell in cells):
        return _("chứa ký tự rỗng (NUL).")
    if any(not unicodedata.is_normalized("NFC", cell) for cell in cells):
        return _("chữ ở dạng tổ hợp rời (NFD); hãy lưu lại tệp ở dạng dựng sẵn (NFC).")
    return ""
