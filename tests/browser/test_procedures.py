"""Procedures as a citizen meets them: accessible, narrow enough, on paper, without scripts."""

from datetime import date

import pytest

from sites.units.models import Unit
from tests.factories.procedures import make_facts, make_procedure

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NARROW = 320
LONG = "Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc có yếu tố nước ngoài"


@pytest.fixture(scope="module")
def filled(live_hosts, django_db_blocker):
    """A procedure with all its parts and two versions, localised in a commune, among others."""
    with django_db_blocker.unblock():
        province = Unit.objects.get(site__hostname=live_hosts.host(""))
        commune = Unit.objects.get(site__hostname=live_hosts.host("trungmon"))
        birth = make_procedure(
            province,
            name=LONG,
            summary="Sửa họ, tên, ngày sinh hoặc thông tin sai trong giấy tờ hộ tịch.",
            events=("sinh-con", "giay-to"),
            groups=("cha-me", "moi-nguoi"),
            level="mot-phan",
            reason="Phải đối chiếu bản chính khi trả kết quả.",
            conditions="Người yêu cầu có đủ năng lực hành vi dân sự.",
            is_sample=True,
        )
        birth.time_value, birth.valid_from, birth.change_note = 3, date(2026, 1, 1), "Thêm thời gian xác minh."
        birth.save()
        for number in range(12):
            make_procedure(
                province,
                f"DEMO.TT.{number:03}",
                f"Cấp giấy xác nhận số {number}",
                field=("dat-dai", "y-te", "giao-duc-dao-tao")[number % 3],
                agency=("ubnd-cap-xa", "so-y-te")[number % 2],
                events=("nha-dat", "di-hoc")[number % 2 :],
            )
        make_facts(province, hours="Thứ Hai đến thứ Sáu, 7:30–11:30 và 13:30–17:00")
        make_facts(commune, place="Trung tâm Phục vụ hành chính công xã Trung Môn", phone="0207 000 001")
        live_hosts.procedure = f"/thu-tuc/{birth.slug}/"
    return live_hosts


PAGES = {
    "doors": "/thu-tuc/",
    "list": "/thu-tuc/?cap=commune",
    "guide": "",
    "changes": "thay-doi/",
    "former": "phien-ban/1/",
    "checklist": "ban-in/",
    "where": "noi-nop/?q=tan",
}


@pytest.mark.parametrize("width", [NARROW, PHONE, DESK])
def test_pages_are_accessible_and_fit_the_screen(filled, open_browser, violations, width):
    page, found = open_browser(width), []
    for name, path in PAGES.items():
        address = path if path.startswith("/") else filled.procedure + path
        assert page.goto(filled.url("trungmon", address)).status == 200, address
        found += violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        screenshot(page, f"procedures-{name}-{width}")
    page.goto(filled.url("", filled.procedure))
    found += violations(page)
    screenshot(page, f"procedures-guide-province-{width}")
    assert not found, "\n".join(found)


def test_a_citizen_finds_the_desk_of_their_commune_without_a_script(filled, open_browser):
    page = open_browser(NARROW, java_script_enabled=False)
    page.goto(filled.url("", filled.procedure))
    page.get_by_label("Tên xã, phường").fill("trung mon")
    page.get_by_role("search", name="Tìm đơn vị của bạn").get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Xã Trung Môn").first.click()
    assert page.url == filled.url("trungmon", filled.procedure)
    assert page.get_by_text("Trung tâm Phục vụ hành chính công xã Trung Môn").first.is_visible()


def test_the_checklist_leaves_buttons_off_the_paper(filled, open_browser):
    page = open_browser(DESK)
    page.goto(filled.url("trungmon", filled.procedure + "ban-in/"))
    assert page.get_by_role("button", name="In trang này").is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="In trang này").is_visible()
    assert page.get_by_text("Giấy chứng sinh").is_visible()
