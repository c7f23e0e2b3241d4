"""Lists and pages of documents as a reader meets them: on a phone and on a desk, with and without scripts."""

import json
from datetime import date, timedelta

import pytest

from sites.documents.models import OfficialDocument
from sites.documents.services import relate
from sites.units.models import Unit
from tests.factories.documents import make_document_of

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NARROW = 320
BODY = json.dumps(
    [
        {
            "type": "text",
            "id": "c2f3a0de-0000-4000-8000-000000000001",
            "value": "<h2>Chương I. Quy định chung</h2><h3>Điều 1. Phạm vi điều chỉnh</h3><p>Quy định này áp dụng cho "
            "các chợ trên địa bàn.</p><h3>Điều 2. Giải thích từ ngữ</h3><p>Chợ là nơi mua bán.</p>"
            "<h2>Chương II. Tổ chức thực hiện</h2><p>Các thôn thực hiện.</p>",
        }
    ]
)


@pytest.fixture(scope="module")
def filled(live_hosts, django_db_blocker):
    """The hosts with documents: a chain of replacements across two units, and a list of several pages."""
    with django_db_blocker.unblock():
        commune = Unit.objects.get(site__hostname=live_hosts.host("trungmon"))
        province = Unit.objects.get(site__hostname=live_hosts.host(""))
        old = make_document_of(
            commune,
            "15/2022/QĐ-UBND",
            "Ban hành Quy định về quản lý, khai thác và bảo vệ chợ nông thôn trên địa bàn xã Trung Môn",
            kind="quyet-dinh",
            field="dat-dai",
            issued_on=date(2022, 4, 5),
            issuer_name="Uỷ ban nhân dân xã Trung Môn",
            recipients="Các thôn\nLưu: VT",
            body=BODY,
            is_sample=True,
        )
        newer = make_document_of(
            province,
            "8/2023/QĐ-UBND",
            "Quy định mới về chợ",
            kind="quyet-dinh",
            issued_on=date(2023, 6, 1),
            issuer_name="Uỷ ban nhân dân tỉnh Tuyên Quang",
        )
        relate(newer, "replaces", old)
        relate(old, "based_on", "72/2015/QH13")
        for number in range(45):
            make_document_of(
                commune if number % 3 else province,
                f"{number + 1}/TB-UBND",
                f"Thông báo lịch tiếp công dân kỳ {number + 1} của lãnh đạo",
                kind=["thong-bao", "ke-hoach", "cong-van"][number % 3],
                field=["dat-dai", ""][number % 2],
                issued_on=date(2024, 1, 1) + timedelta(days=number * 9),
                issuer_name="Uỷ ban nhân dân xã Trung Môn",
            )
        live_hosts.document = f"/van-ban/{OfficialDocument.objects.get(pk=old.pk).slug}/"
    return live_hosts


@pytest.mark.parametrize("width", [NARROW, PHONE, DESK])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("list", "/van-ban/"),
        ("filtered", "/van-ban/?pham-vi=all&loai=thong-bao&nam=2024"),
        ("nothing", "/van-ban/?loai=bao-cao&nam=1999&cap=x"),
        ("document", ""),
        ("front", "/"),
    ],
)
def test_pages_of_documents_are_accessible_and_fit(filled, open_browser, violations, width, name, path):
    page = open_browser(width)
    page.goto(filled.url("trungmon", path or filled.document))
    screenshot(page, f"documents-{name}-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reader_without_scripts_filters_turns_pages_and_opens_a_document(filled, open_browser):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto(filled.url("trungmon"))
    page.get_by_role("link", name="Tất cả văn bản").click()
    page.get_by_role("link", name="Tất cả các cấp").click()
    page.get_by_role("link", name="Cũ hơn").click()
    assert page.locator(".document-row").count() == 20
    page.get_by_role("link", name="Mới hơn").click()
    page.locator("#loc").get_by_role("link", name="2022").click()
    assert page.locator(".document-row").count() == 1
    page.locator(".document-row a").click()
    assert "đã hết hiệu lực" in page.locator(".document-banner").inner_text()
    page.locator(".document-contents").get_by_role("link", name="Điều 2. Giải thích từ ngữ").click()
    assert page.url.endswith("#muc-dieu-2-giai-thich-tu-ngu")
    page.locator(".document-banner").get_by_role("link", name="8/2023/QĐ-UBND").first.click()
    assert page.url.startswith(filled.url("", "/van-ban/")) and "8/2023/QĐ-UBND" in page.content()


def test_the_form_for_paper_is_accessible(filled, open_browser, violations):
    page = open_browser(DESK)
    page.goto(filled.url("trungmon", f"{filled.document}ban-in/"))
    screenshot(page, "documents-paper")
    assert violations(page) == []
    assert page.get_by_role("button", name="In trang này").is_visible()
