"""A commune's clerk brings a list, from the template to the published page; its administrator takes the blueprint."""

import io
import time
from collections.abc import Iterator

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from sites.pages.blueprints import services
from sites.pages.blueprints.models import BlueprintItem
from sites.publicinfo.models import Project
from sites.units.enums import Role
from sites.units.services import sync_tiers
from tests.conftest import build_province

from .conftest import DESK, PHONE, serving
from .office import Desk, Office
from .writing import public

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# What is asked for is five minutes, of which the machine may take a part: a person reads and types besides.
SECONDS = 120
SECTION = "Phòng chống thiên tai"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD = {
    "Tên dự án, gói thầu": "Cầu Trung Môn",
    "Mục tiêu chính": "Đi lại an toàn trong mùa mưa",
    "Lĩnh vực": "Giao thông",
    "Loại": "Dự án đầu tư",
    "Từ năm": 2026,
    "Đến năm": 2027,
    "Tổng kinh phí (đồng)": "14.900.000.000",
    "Loại nguồn vốn": "ngân sách tỉnh",
    "Nhà tài trợ, cơ quan cấp vốn": "Ngân sách tỉnh",
    "Tình trạng": "Đang thực hiện",
}
WRONG = GOOD | {"Tên dự án, gói thầu": "Đường thôn Một", "Đến năm": 2020}
RIGHT = WRONG | {"Đến năm": 2028}


@pytest.fixture(scope="module")
def office(browser, django_db_setup, django_db_blocker) -> Iterator[Office]:
    with serving(django_db_blocker) as port:
        sync_tiers()
        unit = build_province().commune
        built = Office(None, port, browser)
        built.hire("hoa", "Nguyễn Thị Hoa", (unit, Role.EDITOR))
        built.hire("dung", "Lê Thị Dung", (unit, Role.UNIT_ADMIN))
        built.hire("lan", "Bùi Thị Lan", (unit, Role.PUBLISHER))
        blueprint = services.blueprint_of(unit.version.tier)
        BlueprintItem.objects.create(blueprint=blueprint, kind="section", key="thien-tai", title=SECTION, sort_order=99)
        services.keep_version(blueprint)
        services.keep_own(unit, {"footer:note": {"title": "Lời riêng của xã", "title_en": ""}})
        yield built
        built.close()


def filled(template: bytes, *rows: dict) -> dict:
    """The template with rows under its headings, as a clerk saves it."""
    book, kept = load_workbook(io.BytesIO(template)), io.BytesIO()
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert set(GOOD) <= set(headings)
    for row in rows:
        sheet.append([row.get(heading) for heading in headings])
    book.save(kept)
    return {"name": "du-an.xlsx", "mimeType": XLSX, "buffer": kept.getvalue()}


def bring(desk: Desk, file: dict) -> Page:
    """Upload, take the columns as they were found, and read the dry run."""
    desk.open(reverse("documents_imports:list"))
    page = desk.page
    page.locator("input[name=kind][value=projects]").check()
    page.locator("input[name=table]").set_input_files(file)
    desk.press("Tải lên")
    desk.press("Kiểm tra bảng")
    desk.reads("Số dòng")
    return page


def test_from_the_template_to_the_published_list(office, open_browser):
    started = time.monotonic()
    hoa = office.sit_down("hoa")
    hoa.open(reverse("documents_imports:list"))
    with hoa.page.expect_download() as download:
        # The menu beside it has a link of the same name.
        hoa.page.locator("main a[href$='loai=projects']").click()
    template = download.value.path().read_bytes()

    page = bring(hoa, filled(template, GOOD, WRONG))
    fault = page.locator("h2:has-text('Dòng lỗi') + ul li").first
    expect(fault).to_contain_text("3")
    assert "năm" in fault.inner_text().lower()
    assert not Project.objects.exists(), "a dry run keeps nothing"
    hoa.press("Dừng và bỏ những gì đã nhập")

    bring(hoa, filled(template, GOOD, RIGHT))
    assert hoa.page.locator("h2:has-text('Dòng lỗi')").count() == 0
    hoa.press("Nhập", exact=True)
    hoa.reads("Xem và duyệt đợt nhập")
    hoa.press("Xem và duyệt đợt nhập", "link")
    batch = hoa.page.url
    assert not Project.objects.filter(live=True).exists(), "an editor publishes nothing"

    lan = office.sit_down("lan")
    lan.page.goto(batch)
    lan.press("Duyệt và đăng cả đợt")
    lan.reads("Đã đăng 2 mục")
    assert time.monotonic() - started < SECONDS

    reader = open_browser(PHONE)
    reader.goto(public(office, "/cong-khai/du-an/"))
    expect(reader.get_by_role("link", name="Cầu Trung Môn")).to_be_visible()
    expect(reader.get_by_role("link", name="Đường thôn Một")).to_be_visible()
    for desk in (hoa, lan):
        assert not desk.trouble, desk.trouble


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_difference_to_the_blueprint_is_seen_and_taken(office, violations, width):
    dung = office.sit_down("dung", width)
    dung.open(reverse("units_menu"))
    # What Wagtail's own frame brings with it is not ours to mend; what stands in it adds nothing.
    before = {line.partition("]: ")[2] for line in violations(dung.page)}
    dung.open(reverse("pages_blueprint:overview"))
    dung.reads("Lời riêng của xã")
    dung.reads(SECTION)
    found = {line.partition("]: ")[2] for line in violations(dung.page)}
    assert found <= before, "\n".join(found - before)
    dung.picture(f"blueprint-{width}")
    if width == DESK:
        dung.press("Nhận tất cả")
        dung.reads("Không có phần nào của mẫu mới hơn phần đơn vị đã nhận.")
        assert SECTION in dung.text() and "Về theo mẫu của tỉnh" in dung.text()
    assert not dung.trouble, dung.trouble
