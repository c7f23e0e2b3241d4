"""Tables of others: what is read, what is said of a row, and what is refused as a whole."""

import tracemalloc
import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from portal.media import tables
from portal.media.tables import TableError, read_rows, sheet_names
from tests.factories.texts import xlsx_file

HEADER = ("Số đến", "Ngày đến", "Trích yếu")


@pytest.fixture
def table(tmp_path):
    """A file with this content; gives its path."""

    def store(content: bytes, name: str = "so.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return store


def test_cells_keep_their_kind_and_empty_rows_are_left_out(table):
    path = table(xlsx_file(HEADER, (), (5.0, datetime(2025, 3, 1), "  Về việc   nghỉ lễ "), (None, None, "")))
    header, row = read_rows(path)
    assert header.cells == list(HEADER) and header.line == 1
    assert row.cells == [5, date(2025, 3, 1), "Về việc nghỉ lễ"]
    assert (row.line, row.faults, row.remarks) == (3, [], [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_of_any_delimiter_and_with_a_mark_at_its_start(table, delimiter):
    text = "\ufeff" + delimiter.join(HEADER) + "\r\n" + delimiter.join(["5", "01/03/2025", '"Nghỉ lễ\nhai ngày"'])
    header, row = read_rows(table(text.encode(), "so.csv"))
    assert header.cells == list(HEADER)
    assert row.cells == ["5", "01/03/2025", "Nghỉ lễ\nhai ngày"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Quyết định".encode("utf-16"), ""),
        (unicodedata.normalize("NFD", "Quyết định").encode(), "NFD"),
        ("QuyÕt ®Þnh".encode("latin-1"), "TCVN3"),
        ("Quyeát ñònh".encode("latin-1"), "VNI"),
    ],
)
def test_text_of_old_fonts_and_decomposed_text_is_turned_and_told(table, data, words):
    (row,) = read_rows(table(data, "so.csv"))
    assert row.cells == ["Quyết định"]
    assert [words in remark for remark in row.remarks] == ([True] if words else [])


def test_broken_rows_are_told_and_the_others_read(table):
    text = b'a,b\n"x,y\n' + b""
    rows = list(read_rows(table(text, "so.csv")))
    assert rows[0].cells == ["a", "b"]
    assert "CSV" in rows[1].faults[0]


def test_formulas_count_by_their_result_and_are_told_without_one(table, tmp_path):
    path = table(xlsx_file(("Số", "Tổng"), (1, "=A2+1")))
    header, row = read_rows(path)
    assert header.faults == []
    assert "B2" in row.faults[0] and "công thức" in row.faults[0]
    saved = tmp_path / "da-tinh.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(saved, "w") as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                assert b"<f>A2+1</f><v></v>" in data or b"<f>A2+1</f><v />" in data or b"<f>A2+1</f><v/>" in data
                for empty in (b"<v></v>", b"<v />", b"<v/>"):
                    data = data.replace(b"<f>A2+1</f>" + empty, b"<f>A2+1</f><v>2</v>")
            new.writestr(member, data)
    assert [(row.cells, row.faults) for row in read_rows(saved)][1] == ([1, 2], [])


def test_a_formula_in_csv_is_told_and_never_run(table):
    (row,) = read_rows(table(b"\"=cmd|' /C calc'!A0\",2\n", "so.csv"))
    assert "công thức" in row.faults[0]


def test_results_that_are_errors_are_told(table):
    _header, row = read_rows(table(xlsx_file(("a", "b"), ("#REF!", 2))))
    assert "#REF!" in row.faults[0]


def test_rows_without_content_cost_no_memory(table):
    """As of a sheet with borders down to its end; how long a million of them take is told in docs/document-files.md."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Trang 1")
    sheet.append(HEADER)
    path = table(b"")
    book.save(path)
    with zipfile.ZipFile(path) as old:
        members = {member.filename: old.read(member) for member in old.infolist()}
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (line, line) for line in range(2, 50_001))
    name = "xl/worksheets/sheet1.xml"
    members[name] = members[name].replace(b"</sheetData>", rows + b"</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member, data in members.items():
            new.writestr(member, data)
    del rows, members
    tracemalloc.start()
    try:
        (only,) = read_rows(path)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert only.cells == list(HEADER)
    # Fifty thousand kept rows would be some 20 MB; what is read at once is the text of the sheet.
    assert most < 12_000_000


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + bytes(50), b"<html>", bytes(100)])
def test_what_is_no_workbook_is_refused_in_words(table, content):
    with pytest.raises(TableError, match="Excel"):
        list(read_rows(table(content)))


def test_a_locked_workbook_is_named(table):
    content = bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(TableError, match="mật khẩu"):
        list(read_rows(table(content)))


def test_too_large_a_table_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "lon.xlsx"
    with path.open("wb") as file:
        file.truncate(500 * 1024 * 1024)
    with pytest.raises(TableError, match="quá lớn"):
        list(read_rows(path))


def test_too_many_rows_columns_and_unpacked_bytes_are_refused(table, tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    with pytest.raises(TableError, match="hơn 3 dòng"):
        list(read_rows(table(b"a\nb\nc\nd\n", "so.csv")))
    with pytest.raises(TableError, match="cột"):
        list(read_rows(table(xlsx_file(tuple(range(1, 300))))))
    monkeypatch.setattr(tables, "MAX_UNPACKED", 100)
    with pytest.raises(TableError, match="giải nén"):
        list(read_rows(table(xlsx_file(HEADER))))


def test_other_kinds_and_missing_sheets_are_refused(table):
    with pytest.raises(TableError, match=r"\.xlsx, \.csv hoặc \.json"):
        list(read_rows(table(b"x", "so.xls")))
    path = table(xlsx_file(HEADER, sheet="Văn bản đến"))
    assert sheet_names(path) == ["Văn bản đến"]
    assert sheet_names(table(b"a,b", "so.csv")) == []
    with pytest.raises(TableError, match="Văn bản đi"):
        list(read_rows(path, "Văn bản đi"))
