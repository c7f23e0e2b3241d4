"""Projects, budgets, plans, statistics and maps: what readers see, and what a form says of a wrong file."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time
from openpyxl import Workbook

from sites.documents.importing import running, starting
from sites.publicinfo import tables
from sites.publicinfo.models import MediaItem, Plan, Project, StatisticalReport
from sites.units.enums import Role
from tests.factories.publicinfo import (
    RING,
    SQUARE,
    make_boundary,
    make_budget,
    make_plan,
    make_project,
    make_report,
)
from tests.factories.units import make_person

HOST, OTHER = "trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost"


def text_of(response):
    return response.content.decode()


def workbook(*rows, name="bang.xlsx"):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def test_a_project_shows_its_nine_fields_and_is_listed_by_stage(province, visit):
    make_project(province.commune)
    page = text_of(visit(HOST, "/cong-khai/du-an/cau-trung-mon/"))
    for said in (
        "Cầu Trung Môn",
        "Nối hai bờ sông.",
        "Giao thông",
        "Dự án đầu tư",
        "2025–2027",
        "14.900.000.000 đồng",
        "Ngân sách tỉnh",
        "Ủy ban nhân dân tỉnh",
        "Đang thực hiện",
    ):
        assert said in page, said
    assert "Cầu Trung Môn" in text_of(visit(HOST, "/cong-khai/du-an/?loai=running"))
    assert "Cầu Trung Môn" not in text_of(visit(HOST, "/cong-khai/du-an/?loai=finished"))
    assert visit(OTHER, "/cong-khai/du-an/cau-trung-mon/").status_code == 404


def test_figures_are_a_table_and_a_file_in_which_nothing_runs(province, visit):
    make_budget(province.commune)
    page = text_of(visit(HOST, "/cong-khai/ngan-sach/thu-ngan-sach/"))
    assert "54/CK-NSNN" in page and "Thực hiện quý I" in page and "1.200" in page
    rows = list(csv.reader(io.StringIO(text_of(visit(HOST, "/cong-khai/ngan-sach/thu-ngan-sach/so-lieu.csv")))))
    assert rows[0] == ["\ufeffNội dung", "Dự toán", "Thực hiện"] and rows[1] == ["Thu nội địa", "1200", "350"]
    assert rows[2][0] == "'=1+1"
    assert visit(HOST, "/cong-khai/du-an/khong-co/so-lieu.csv").status_code == 404


def test_the_clocks_of_budgets_follow_the_law(province):
    assert str(make_budget(province.commune).due_on) == "2026-04-15"
    draft = make_budget(province.commune, "A", stage="draft", sent_on=date(2026, 4, 22), form_number="1")
    assert draft.due_on == date(2026, 5, 4)
    assert make_budget(province.commune, "B", stage="year", form_number="2").due_on is None
    with freeze_time("2026-03-30"), pytest.raises(ValidationError) as refused:
        make_budget(province.other_commune).clean()
    assert "chưa kết thúc" in refused.value.message_dict["stage"][0]


def test_statistics_say_how_they_were_made_and_draw_what_can_be_drawn(province, visit):
    make_report(province.commune)
    page = text_of(visit(HOST, "/cong-khai/thong-ke/dan-so-theo-thon/"))
    assert "Tổng điều tra." in page and "năm 2025" in page and "người" in page
    assert "data:image/svg+xml;base64," in page and "Cao nhất: Hai: 615 người" in page


def report_form(**values):
    data = {"title": "Dân số", "summary": "", "period": "2025", "released_on": "2026-01-01", "measure": "người"}
    data |= {"source": "TK", "method": "Điều tra", "chart": "columns", "body-count": 0}
    return data | values


@pytest.mark.parametrize(
    ("rows", "chart", "said"),
    [
        ([["Thôn", "Số"], ["Một", 4], ["Hai", "nhiều"]], "columns", "dòng 3, cột “Số” ghi “nhiều”, không phải số"),
        ([["Thôn", "Số"], ["Một", 0]], "bars", "mọi số đều bằng không"),
        ([["Thôn"], ["Một"]], "bars", "cần một cột tên và một cột số"),
        ([["Thôn", "Số"]], "none", "không có dòng số liệu nào"),
        ([["Thôn", "Số"], ["Một", "=B9+1"]], "none", "công thức"),
    ],
)
def test_a_table_that_cannot_be_taken_or_drawn_is_told_at_its_field(province, desk, rows, chart, said):
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    url = reverse("wagtailsnippets_publicinfo_statisticalreport:add")
    answer = client.post(url, report_form(chart=chart, upload=workbook(*rows)))
    assert answer.status_code == 200 and said in text_of(answer)
    assert not StatisticalReport.objects.exists()


def test_a_table_that_can_be_taken_is_kept_with_its_numbers(province, desk):
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    url = reverse("wagtailsnippets_publicinfo_statisticalreport:add")
    assert client.post(url, report_form(upload=workbook(["Thôn", "Số"], ["Một", 4]))).status_code == 302
    made = StatisticalReport.objects.get()
    assert made.headings == ["Thôn", "Số"] and made.rows == [["Một", 4]] and not made.live
    edit = reverse("wagtailsnippets_publicinfo_statisticalreport:edit", args=[made.pk])
    assert client.post(edit, report_form(title="Dân số mới")).status_code == 302
    latest = StatisticalReport.objects.get().get_latest_revision_as_object()
    assert latest.title == "Dân số mới" and latest.rows == [["Một", 4]]


def test_a_million_empty_rows_are_nothing(province):
    book, file = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    sheet.append(["Thôn", "Số"])
    sheet.append(["Một", 1])
    for _number in range(20_000):
        sheet.append([])
    book.save(file)
    assert tables.read_table(SimpleUploadedFile("b.xlsx", file.getvalue()))[1] == [["Một", 1]]


# --- Maps ------------------------------------------------------------------------------------------


def geo(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"khong phai json", "không đọc được nội dung JSON"),
        (json.dumps({"type": "FeatureCollection", "features": []}), "không có hình nào"),
        (
            json.dumps(geo({"type": "Polygon", "coordinates": [RING[:-1]]}, name="Thôn Một")),
            "Hình 1 (Thôn Một), vòng 1: vòng chưa khép kín",
        ),
        (json.dumps(geo({"type": "Polygon", "coordinates": [[RING[0], RING[1], RING[0]]]})), "ít hơn ba điểm"),
        (
            json.dumps(geo({"type": "Polygon", "coordinates": [[[21.8, 105.1], *RING[1:]]]})),
            "kinh độ phải đứng trước vĩ độ",
        ),
        (json.dumps(geo({"type": "Polygon", "coordinates": [[["a", 1]]]})), "không gồm kinh độ và vĩ độ"),
        (json.dumps(geo({"type": "GeometryCollection"})), "chỉ nhận vùng, đường và điểm"),
        (b"[1]" + b" " * (6 * 1024 * 1024), "5,0"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_told_at_its_field(province, desk, content, said):
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    data = {
        "title": "Quy hoạch",
        "summary": "",
        "kind": "land",
        "period": "2026–2030",
        "decision": "",
        "approved_on": "",
        "body-count": 0,
    }
    content = content.encode() if isinstance(content, str) else content
    upload = SimpleUploadedFile("ban-do.geojson", content)
    answer = client.post(reverse("wagtailsnippets_publicinfo_plan:add"), data | {"upload": upload})
    assert answer.status_code == 200 and said in text_of(answer)
    assert not Plan.objects.exists()


def test_a_plan_and_a_boundary_are_drawn_and_handed_out_as_they_came(province, visit):
    make_plan(province.commune)
    page = text_of(visit(HOST, "/cong-khai/quy-hoach-ke-hoach/quy-hoach-chung/"))
    assert '<path class="shape-area"' in page and "Trên bản đồ: Khu A." in page
    assert visit(HOST, "/cong-khai/quy-hoach-ke-hoach/quy-hoach-chung/ban-do.geojson").json() == SQUARE
    assert "chưa đưa lên tệp ranh giới" in text_of(visit(HOST, "/cong-khai/ranh-gioi/"))
    with TestCase.captureOnCommitCallbacks(execute=True):
        make_boundary(province.commune)
    page = text_of(visit(HOST, "/cong-khai/ranh-gioi/"))
    assert '<path class="shape-area"' in page and "Hồ sơ địa giới 2020" in page
    assert "shape-area" not in text_of(visit(OTHER, "/cong-khai/ranh-gioi/"))


def test_pages_of_figures_stay_within_their_queries(province, visit):
    make_budget(province.commune)
    make_report(province.commune)
    make_plan(province.commune)
    make_boundary(province.commune)
    for number in range(25):
        make_project(province.commune, f"Dự án {number}")
    limits = {
        "/cong-khai/": 15,
        "/cong-khai/du-an/": 15,
        "/cong-khai/du-an/du-an-1/": 12,
        "/cong-khai/ngan-sach/thu-ngan-sach/": 12,
        "/cong-khai/thong-ke/dan-so-theo-thon/": 12,
        "/cong-khai/quy-hoach-ke-hoach/quy-hoach-chung/": 12,
        "/cong-khai/ranh-gioi/": 12,
    }
    for path, limit in limits.items():
        with CaptureQueriesContext(connection) as found:
            assert visit(HOST, path).status_code == 200
        assert len(found) <= limit, f"{path}: {len(found)}"


def test_projects_come_in_from_a_table_and_one_that_ends_before_it_begins_is_named(province):
    table = workbook(
        [
            "Tên dự án, gói thầu",
            "Mục tiêu chính",
            "Lĩnh vực",
            "Loại",
            "Từ năm",
            "Đến năm",
            "Tổng kinh phí (đồng)",
            "Loại nguồn vốn",
            "Nhà tài trợ, cơ quan cấp vốn",
            "Tình trạng",
        ],
        [
            "Cầu",
            "Qua sông",
            "Giao thông",
            "Dự án đầu tư",
            2025,
            2027,
            "14.900.000.000",
            "Tỉnh",
            "UBND",
            "Đang thực hiện",
        ],
        ["Đường", "Đi lại", "Giao thông", "Dự án đầu tư", 2027, 2025, "một tỷ", "Tỉnh", "UBND", "Đang thực hiện"],
        ["Chợ", "Mua bán", "Thương mại", "Dự án đầu tư", 2027, 2025, "1", "Tỉnh", "UBND", "Đang thực hiện"],
    )
    made = starting.start_import(unit=province.commune, by=None, kind="projects", table=table)
    starting.prepare(made, keep="good")
    running.work(made.pk)
    made.refresh_from_db()
    said = " ".join(str(fault) for fault in made.faults.all())
    assert (made.made, made.bad) == (1, 2) and "Dòng 3" in said and "Năm kết thúc" in said
    starting.prepare_to_write(made)
    running.work(made.pk)
    assert Project.objects.get().cost == 14_900_000_000


def test_films_come_in_by_their_links_and_an_unknown_site_is_named_by_its_row(province):
    table = workbook(
        ["Tên phim", "Địa chỉ video", "Lời, nội dung bằng chữ"],
        ["Một ngày ở xã", "https://www.youtube.com/watch?v=aqz-KE-bpKQ", "Lời bình."],
        ["Phim lạ", "https://video.example/1", "Lời."],
        ["Phim câm", "https://www.youtube.com/watch?v=aqz-KE-bpKQ", ""],
    )
    made = starting.start_import(unit=province.commune, by=None, kind="films", table=table)
    starting.prepare(made, keep="good")
    running.work(made.pk)
    made.refresh_from_db()
    faults = [str(fault) for fault in made.faults.all()]
    assert (made.made, made.bad) == (1, 2) and not MediaItem.objects.exists()
    assert "3" in faults[0] and "4" in faults[1] and "thiếu Lời" in faults[1]
    starting.prepare_to_write(made)
    running.work(made.pk)
    film = MediaItem.objects.get()
    assert (film.kind, film.live) == ("video", False)
