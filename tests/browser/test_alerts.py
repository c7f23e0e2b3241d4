"""Alerts as readers meet them: on small screens, without a script, with a screen reader, on a page left open."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sites.newsroom.enums import AlertSeverity
from sites.newsroom.models import Alert
from sites.units import audiences
from sites.units.models import Unit

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LONG = (
    "Nước sông Lô tại trạm Tuyên Quang vượt báo động 3 lúc 05:00; bà con thôn 3, thôn 4 và tổ dân phố 7 rời nhà ngay"
    " đến trường tiểu học, mang theo giấy tờ, nước uống; không qua ngầm tràn Km 12."
)


def warn(severity: str, text: str, link: str = "") -> Alert:
    commune = Unit.objects.get(hosts__host="trungmon.tuyenquang.localhost")
    now = timezone.now()
    alert = Alert(
        unit=commune,
        severity=severity,
        text=text,
        link=link,
        starts_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(hours=6),
        audience="subtree",
        area=commune,
        keys=audiences.keys_of("subtree", area=commune),
    )
    alert.save()
    audiences.expire(alert.keys)
    return alert


@pytest.fixture(scope="module")
def stormy(live_hosts, django_db_blocker):
    """The commune's pages carry one alert of each grade."""
    with django_db_blocker.unblock():
        warn(AlertSeverity.NOTICE, "Cúp nước thôn 3 sáng thứ Bảy.")
        warn(AlertSeverity.WARNING, "Mưa lớn tối nay, đề phòng sạt lở.", "https://example.org/mua-lon")
        warn(AlertSeverity.EMERGENCY, LONG, "https://example.org/so-tan")
    return live_hosts


def test_alerts_are_accessible_on_every_kind_of_page(stormy, open_browser, violations):
    found = []
    for width in (PHONE, DESK):
        page = open_browser(width)
        for path in ("/", "/tin-tuc/", stormy.article, "/tim-kiem/?q=lua", "/danh-ba/", "/en/", "/khong-co/"):
            page.goto(stormy.url("trungmon", path))
            assert page.locator(".alert").count() == 3, path
            found += violations(page)
        screenshot(page, f"alerts-{width}")
    assert not found, "\n".join(found)


def test_alerts_stay_readable_in_high_contrast_and_large_text(stormy, open_browser, violations):
    page = open_browser(PHONE)
    page.goto(stormy.url("trungmon"))
    page.evaluate("Object.assign(document.documentElement.dataset, {contrast: 'high', text: 'largest'})")
    assert not violations(page)
    screenshot(page, "alerts-high-contrast")


def test_alerts_fit_the_smallest_screen(stormy, open_browser):
    page = open_browser(320)
    page.goto(stormy.url("trungmon"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    screenshot(page, "alerts-320")


def test_alerts_need_no_script_and_say_their_grade_in_words(stormy, open_browser):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto(stormy.url("trungmon"))
    area = page.get_by_role("region", name="Cảnh báo đang có hiệu lực")
    assert area.get_by_role("alert").inner_text().startswith("KHẨN CẤP:")
    assert [line.split(":")[0] for line in area.get_by_role("status").all_inner_texts()] == ["CẢNH BÁO", "LƯU Ý"]
    assert area.get_by_role("link", name="Xem hướng dẫn").count() == 2
    assert area.bounding_box()["y"] < page.get_by_role("banner").bounding_box()["y"]


def test_a_page_left_open_hears_of_an_alert_and_lets_go_of_it(live_hosts, open_browser):
    """What the server answers there is promised elsewhere; here it is played, so that a minute need not pass."""
    answers = ["", '<section class="alert-list"><div class="alert" role="alert">Cầu tạm đóng.</div></section>']
    page = open_browser()
    page.clock.install()
    page.goto(live_hosts.url("yenson"))
    assert page.locator("[data-alerts]").get_attribute("aria-live") == "polite"
    page.route("**/canh-bao/", lambda route: route.fulfill(body=answers[-1], content_type="text/html; charset=utf-8"))
    page.clock.fast_forward(61_000)
    alert = page.locator(".alert")
    expect(alert).to_have_text("Cầu tạm đóng.")
    # The same answer again must not be said aloud again: the element stays the one it is.
    alert.evaluate("element => { element.dataset.seen = 'yes'; }")
    with page.expect_response("**/canh-bao/") as heard:
        page.clock.fast_forward(61_000)
    assert "Cầu tạm đóng." in heard.value.text()
    page.wait_for_timeout(200)
    expect(alert).to_have_attribute("data-seen", "yes")
    answers.append("")
    page.clock.fast_forward(61_000)
    expect(alert).to_have_count(0)
