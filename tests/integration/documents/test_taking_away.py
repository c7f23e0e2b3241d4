"""A list of documents as a file or a feed: the same documents, harmless cells, a stated end."""

import csv
import io
import json
from datetime import date
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from tests.factories.documents import make_document_of

HOST = "trungmon.tuyenquang.localhost"
SLY = '=HYPERLINK("http://x.example")'


@pytest.fixture
def documents(province):
    make_document_of(province.commune, "3/TB-UBND", SLY, kind="thong-bao", field="dat-dai", issued_on=date(2024, 1, 8))
    make_document_of(province.commune, "4/KH-UBND", "Kế hoạch\x0b năm", kind="ke-hoach", issued_on=date(2023, 1, 8))
    make_document_of(province.other_commune, "9/TB-UBND", "Thông báo", kind="thong-bao", issued_on=date(2024, 6, 1))
    make_document_of(province.commune, "5/TB-UBND", "Bản nháp", kind="thong-bao", live=False)


def taken(visit, kind: str, asked: str = "") -> bytes:
    response = visit(HOST, f"/van-ban/tai-ve.{kind}{asked}")
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    return response.getvalue() if response.streaming else response.content


def test_csv_has_the_filtered_list_and_no_formula(documents, visit):
    content = taken(visit, "csv", "?pham-vi=all&loai=thong-bao").decode()
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    assert [row[1] for row in rows] == ["Số, ký hiệu", "9/TB-UBND", "3/TB-UBND"]
    assert rows[2][2] == "'" + SLY and rows[2][0].startswith("http://trungmon.tuyenquang.localhost")


def test_xlsx_has_days_as_days_and_text_as_text(documents, visit):
    page = load_workbook(io.BytesIO(taken(visit, "xlsx"))).active
    rows = [[cell.value for cell in row] for row in page]
    heading = next(place for place, row in enumerate(rows) if row[1] == "Số, ký hiệu")
    assert [row[1] for row in rows[heading + 1 :]] == ["3/TB-UBND", "4/KH-UBND"]
    assert page.cell(heading + 2, 9).is_date and rows[heading + 1][2] == SLY


def test_json_is_json_with_names_of_the_dublin_core(documents, visit):
    found = json.loads(taken(visit, "json", "?nam=2024"))
    assert [row["symbol"] for row in found["documents"]] == ["3/TB-UBND"]
    assert found["documents"][0]["issued"] == "2024-01-08" and found["documents"][0]["subject"]
    assert json.loads(taken(visit, "json", "?nam=1999"))["documents"] == []


def test_a_longer_list_ends_with_a_sentence(documents, visit, monkeypatch):
    monkeypatch.setattr("sites.documents.exports.EXPORT_LIMIT", 1)
    found = json.loads(taken(visit, "json"))
    assert len(found["documents"]) == 1 and "danh sách còn nữa" in found["notes"][1]
    assert "danh sách còn nữa" in taken(visit, "csv").decode().splitlines()[-1]


def test_batches_follow_each_other_without_a_gap(documents, visit, monkeypatch):
    monkeypatch.setattr("sites.documents.exports.BATCH", 1)
    found = json.loads(taken(visit, "json", "?pham-vi=all"))
    assert [row["symbol"] for row in found["documents"]] == ["9/TB-UBND", "3/TB-UBND", "4/KH-UBND"]


def test_other_kinds_of_files_are_not_found(documents, visit):
    assert visit(HOST, "/van-ban/tai-ve.exe").status_code == 404


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_a_filter_has_a_feed_of_its_own_with_absolute_addresses(documents, visit, name):
    tree = ElementTree.fromstring(visit(HOST, f"/van-ban/{name}?pham-vi=all&loai=thong-bao").content)  # noqa: S314
    text = ElementTree.tostring(tree, encoding="unicode")
    assert "9/TB-UBND" in text and "3/TB-UBND" in text and "4/KH-UBND" not in text and "5/TB-UBND" not in text
    assert "http://tantrao.tuyenquang.localhost" in text and "http://trungmon.tuyenquang.localhost" in text
    assert "/van-ban/rss.xml?pham-vi=all" in visit(HOST, "/van-ban/?pham-vi=all&loai=thong-bao").content.decode()
