"""Drafts open for comment and the gazette as readers meet them: accessible, small enough, without a script."""

from datetime import date

import pytest
from django.utils import timezone

from sites.documents.enums import CommentState, Verdict
from sites.units.models import Unit
from tests.factories.consultations import make_comment, make_consultation, make_issue

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

OPEN, DONE = "/gop-y-du-thao/du-thao-dang-mo/", "/gop-y-du-thao/du-thao-da-xong/"
PATHS = (
    "/",
    "/gop-y-du-thao/",
    "/gop-y-du-thao/tat-ca/",
    OPEN,
    f"{OPEN}gui/",
    DONE,
    "/cong-bao/",
    "/cong-bao/so-7-nam-2026/",
)


@pytest.fixture(scope="module")
def drafts(live_hosts, django_db_blocker):
    with django_db_blocker.unblock():
        commune = Unit.objects.get(hosts__host="trungmon.tuyenquang.localhost")
        body = [("text", "<h2>Điều 1. Phạm vi</h2><p>Chợ trên địa bàn xã.</p>")]
        make_comment(make_consultation(commune, "Dự thảo đang mở", body=body), name="Bà Tư", show_name=True)
        done = make_consultation(commune, "Dự thảo đã xong", opens=-40, closes=-9, results_at=timezone.now())
        for number in range(3):
            make_comment(
                done,
                f"Góp ý dài {number} " + "về chỗ để xe " * 12,
                verdict=Verdict.ACCEPTED,
                answer="Đã bổ sung Điều 7.",
            )
        make_comment(done, "Chưa ai xem", state=CommentState.WAITING)
        make_issue(commune, "7", date(2026, 3, 5), {"symbol": "99/NQ-HĐND", "abstract": "Về chợ", "pages": "3–9"})
    return live_hosts


def test_the_pages_are_accessible_at_two_widths_and_in_high_contrast(drafts, open_browser, violations):
    found = []
    for width in (PHONE, DESK):
        page = open_browser(width)
        for path in PATHS:
            assert page.goto(drafts.url("trungmon", path)).status == 200, path
            found += violations(page)
            if path in (OPEN, DONE, f"{OPEN}gui/"):
                screenshot(page, f"consultation-{path.strip('/').replace('/', '-')}-{width}")
    page.goto(drafts.url("trungmon", DONE))
    page.evaluate("Object.assign(document.documentElement.dataset, {contrast: 'high', text: 'largest'})")
    found += violations(page)
    assert not found, "\n".join(found)


def test_nothing_is_wider_than_the_smallest_screen(drafts, open_browser):
    page = open_browser(320)
    for path in PATHS:
        page.goto(drafts.url("trungmon", path))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_one_comments_with_the_keyboard_and_without_a_script(drafts, open_browser):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto(drafts.url("trungmon", OPEN))
    page.get_by_role("link", name="Gửi góp ý").click()
    assert not page.get_by_label("Để trống ô này").is_visible()
    page.get_by_role("button", name="Gửi góp ý").click()
    assert page.get_by_role("alert").is_visible()
    page.get_by_label("Góp ý của bạn").fill("Cần thêm chỗ để xe máy ở cổng chợ.")
    page.get_by_label("Tôi đồng ý").check()
    page.wait_for_timeout(5_000)
    page.get_by_role("button", name="Gửi góp ý").click()
    assert page.get_by_role("heading", name="Đã nhận góp ý").is_visible()
