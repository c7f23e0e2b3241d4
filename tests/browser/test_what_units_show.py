"""What every unit shows, as a citizen meets it: accessible, narrow enough, on paper, without scripts."""

from datetime import timedelta

import pytest

from sites.organisation.enums import EntryKind, OnDayOff, Repeats
from sites.units.models import Unit, today
from tests.factories.organisation import at, make_body, make_entry, make_holder, make_spokesperson
from tests.factories.publicinfo import (
    make_boundary,
    make_budget,
    make_dated_notice,
    make_film,
    make_infographic,
    make_names,
    make_plan,
    make_project,
    make_report,
)

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NARROW = 320
PAGES = {
    "organisation": "/to-chuc-bo-may/",
    "body": "/to-chuc-bo-may/co-quan/van-phong-hoi-dong-nhan-dan-va-uy-ban-nhan-dan/",
    "person": "/to-chuc-bo-may/nhan-su/nguyen-van-an/",
    "spokespersons": "/nguoi-phat-ngon/",
    "all-spokespersons": "/nguoi-phat-ngon/tat-ca/",
    "week": "/lich-cong-tac/",
    "agenda": "/lich-cong-tac/sap-toi/",
    "public": "/cong-khai/",
    "notices": "/cong-khai/thong-bao/",
    "notice": "/cong-khai/thong-bao/tuyen-dung-vien-chuc/",
    "outage": "/cong-khai/thong-bao/ngung-cap-nuoc/",
    "projects": "/cong-khai/du-an/",
    "project": "/cong-khai/du-an/cau-trung-mon/",
    "budget": "/cong-khai/ngan-sach/thu-ngan-sach/",
    "plan": "/cong-khai/quy-hoach-ke-hoach/quy-hoach-chung/",
    "report": "/cong-khai/thong-ke/dan-so-theo-thon/",
    "boundary": "/cong-khai/ranh-gioi/",
    "library": "/cong-khai/thu-vien/",
    "infographic": "/cong-khai/thu-vien/nam-buoc-nop-ho-so/",
    "film": "/cong-khai/thu-vien/mot-ngay-o-xa/",
    "site-map": "/so-do-trang/",
    "nowhere": "/tin-tuc/khong-co-trang-nay/",
    "front": "/",
}


@pytest.fixture(scope="module")
def filled(live_hosts, django_db_blocker):
    """A commune with something of every kind."""
    with django_db_blocker.unblock():
        commune = Unit.objects.get(site__hostname=live_hosts.host("trungmon"))
        committee = make_body(commune, "Ủy ban nhân dân xã Trung Môn", kind="committee", order=1)
        office = make_body(
            commune,
            "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
            parent=committee,
            functions="Tham mưu, tổng hợp.\nPhục vụ hoạt động của Ủy ban nhân dân.",
            phone="0207 000 001",
        )
        make_body(commune, "Thôn Một", kind="village", parent=committee, order=200)
        make_holder(
            commune,
            body=committee,
            phone="0207 000 002",
            email="chutich.ubndxatrungmon@tuyenquang.example",
            is_sample=True,
        )
        make_holder(commune, "Trần Thị Bình", "Phó Chủ tịch", body=committee)
        make_holder(commune, "Lê Văn Cường", "Chánh Văn phòng", body=office, is_leader=False)
        make_spokesperson(commune, is_sample=True)
        day = today() - timedelta(days=today().weekday())
        make_entry(
            commune,
            "Tiếp công dân định kỳ",
            f"{day} 07:30",
            f"{day} 11:30",
            kind=EntryKind.RECEPTION,
            chair="Nguyễn Văn An, Chủ tịch",
            place="Trụ sở tiếp công dân",
            repeats=Repeats.WEEKLY,
            on_day_off=OnDayOff.MOVED,
        )
        make_entry(
            commune,
            "Kiểm tra tiến độ các công trình trên địa bàn xã",
            f"{day + timedelta(days=2)} 14:00",
            participants="Các phòng, ban\nTrưởng thôn",
        )
        notice = make_dated_notice(commune, conditions="Có bằng đại học.", post="Chuyên viên", quota=2)
        make_names(notice)
        make_dated_notice(
            commune,
            "Ngừng cấp nước",
            kind="outage",
            service="nước",
            area="Thôn Một",
            starts_at=at(f"{today() + timedelta(days=20)} 07:30"),
            ends_at=at(f"{today() + timedelta(days=20)} 16:00"),
        )
        make_project(commune, progress=60, project_owner="Ban quản lý dự án", price=14_000_000_000)
        make_budget(commune)
        make_plan(commune)
        make_report(commune, is_sample=True)
        make_boundary(commune)
        make_infographic(commune)
        make_film(commune)
    return live_hosts


@pytest.mark.parametrize("width", [NARROW, PHONE, DESK])
def test_pages_are_accessible_and_fit_the_screen(filled, open_browser, violations, width):
    page, found = open_browser(width), []
    for name, path in PAGES.items():
        status = page.goto(filled.url("trungmon", path)).status
        assert status == (404 if name == "nowhere" else 200), path
        found += [f"{path}: {one}" for one in violations(page)]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        screenshot(page, f"shows-{name}-{width}")
    assert not found, "\n".join(found)


def test_an_answer_without_a_script_leads_back_with_a_word_of_thanks(filled, open_browser):
    page = open_browser(NARROW, java_script_enabled=False)
    page.goto(filled.url("trungmon", "/cong-khai/du-an/cau-trung-mon/"))
    page.get_by_role("button", name="Có", exact=True).click()
    assert page.url.endswith("/cong-khai/du-an/cau-trung-mon/#da-gop-y")
    assert page.get_by_text("Cảm ơn bạn đã trả lời").is_visible()


def test_a_week_is_walked_with_the_keyboard_and_printed_without_its_links(filled, open_browser):
    page = open_browser(DESK)
    page.goto(filled.url("trungmon", "/lich-cong-tac/"))
    page.get_by_role("link", name="Tuần sau").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**tuan=**")
    assert page.get_by_text("Tiếp công dân định kỳ").first.is_visible()
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="Theo tuần").is_visible()
    assert page.get_by_text("Tiếp công dân định kỳ").first.is_visible()
