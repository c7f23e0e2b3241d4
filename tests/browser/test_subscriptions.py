"""Subscribing on a phone without a script, in two languages; accessible and narrow."""

import pytest

from portal.core import senders
from sites.subscriptions.services import links
from sites.units.models import Unit
from tests.factories.subscriptions import subscribe

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FORM, SENT = "/nhan-tin/", "/nhan-tin/da-gui/"


@pytest.fixture(scope="module")
def pages(live_hosts, django_db_blocker):
    """The paths of every page: the form, what follows it, and those behind the secret links."""
    with django_db_blocker.unblock():
        commune = Unit.objects.get(hosts__host="trungmon.tuyenquang.localhost")
        wish = subscribe(commune, "mot@example.test", "news", "documents", confirmed=False)
        own = subscribe(commune, "hai@example.test", "news", "alerts")
        return [
            *(FORM, f"/en{FORM}", SENT, f"/nhan-tin/xac-nhan/{links.confirm_token(wish)}/"),
            *(f"/nhan-tin/cua-toi/{links.own_token(own)}/", "/nhan-tin/cua-toi/sai/"),
        ]


def test_the_pages_are_accessible_and_fit_the_smallest_screen(live_hosts, pages, open_browser, violations):
    found = []
    for width in (320, PHONE, DESK):
        page = open_browser(width)
        for number, path in enumerate(pages):
            page.goto(live_hosts.url("trungmon", path))
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            if width != 320:
                found += violations(page)
                screenshot(page, f"subscriptions-{number}-{width}")
    assert not found, "\n".join(found)


def test_a_reader_subscribes_and_leaves_without_a_script(live_hosts, pages, open_browser):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto(live_hosts.url("trungmon", "/"))
    page.get_by_role("link", name="Nhận tin qua thư điện tử").click()
    page.get_by_label("Tin mới của đơn vị").check()
    page.get_by_label("Mỗi ngày").check()
    page.get_by_label("Thư điện tử").fill("doc.gia@example.test")
    page.get_by_label("Tôi đồng ý").check()
    page.wait_for_timeout((senders.FEWEST_SECONDS + 1) * 1000)
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    assert page.get_by_role("heading", name="Hãy xem hộp thư").is_visible()
    page.goto(live_hosts.url("trungmon", pages[3]))
    page.get_by_role("button", name="Xác nhận, gửi tin cho tôi").click()
    assert page.get_by_text("có hiệu lực").is_visible()
    page.goto(live_hosts.url("trungmon", pages[4]))
    page.get_by_role("button", name="Ngừng nhận").click()
    assert page.get_by_role("heading", name="Đã ngừng nhận tin").is_visible()
