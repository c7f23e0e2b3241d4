"""Tables as XLSX: what opens in a spreadsheet is what was written."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from portal.core.spreadsheets import Sheet, download, workbook


def opened(*sheets: Sheet):
    return load_workbook(io.BytesIO(workbook(*sheets)))


def test_numbers_days_and_moments_are_what_they_are():
    moment = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
    page = opened(Sheet("Tin", ["Số", "Ngày", "Lúc", "Trống"], [[1200, date(2026, 3, 1), moment, None]])).active
    number, day, at, nothing = page[2]
    assert number.value == 1200 and number.data_type == "n"
    assert day.value == datetime(2026, 3, 1) and day.is_date
    # Half past midnight of the next day in Việt Nam.
    assert at.value == datetime(2026, 3, 2, 0, 30)
    assert nothing.value is None


@pytest.mark.parametrize("text", ["=1+1", "+84 207", "-5", "@SUM(A1)", "=HYPERLINK('x')"])
def test_text_that_looks_like_a_formula_stays_text(text):
    page = opened(Sheet("Tin", ["Tiêu đề"], [[text], ["thường"]])).active
    assert page["A2"].value == text and page["A2"].data_type == "s" and page["A2"].quotePrefix
    assert not page["A3"].quotePrefix


def test_headings_stand_below_the_explanation_and_totals_below_the_rows():
    page = opened(Sheet("Tin", ["Tên", "Số"], [["a", 1], ["b", 2]], lines=["Tháng 3"], totals=["Cộng", 3])).active
    assert [[cell.value for cell in row] for row in page] == [
        ["Tháng 3", None],
        [None, None],
        ["Tên", "Số"],
        ["a", 1],
        ["b", 2],
        ["Cộng", 3],
    ]
    assert page["A3"].font.bold and page["B6"].font.bold and not page["A4"].font.bold


def test_letters_and_titles_that_excel_refuses_do_not_break_the_file():
    page = opened(Sheet("Tin/Bài: [tháng 3] của một đơn vị có tên dài", ["x"], [["a\x07b"]])).active
    assert page.title == "Tin-Bài- -tháng 3- của một đơn "[:31]
    assert page["A2"].value == "ab"


def test_a_download_has_its_vietnamese_name_and_is_kept_by_nobody():
    answer = download("thống kê.xlsx", Sheet("Tin", ["x"], []))
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''th%E1%BB%91ng%20k%C3%AA.xlsx"
    assert "no-store" in answer["Cache-Control"]
