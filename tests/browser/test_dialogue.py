"""A question asked on a phone without a script, its receipt on paper, the answer read and rated; accessible, narrow."""

import pytest

from portal.core import senders
from sites.dialogue.models import Case, PublishedCase
from sites.dialogue.services import links
from sites.units.models import Unit
from tests.factories.dialogue import answer_case, kind_of, make_case

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FORM, SPOT, LOOKUP = "/hoi-dap/gui/hoi-dap/", "/hoi-dap/gui/phan-anh/", "/hoi-dap/theo-doi/"
LIST, ALL, FIGURES = "/hoi-dap/", "/hoi-dap/tat-ca/", "/hoi-dap/so-lieu/"
ANSWER = "/hoi-dap/tra-loi/cap-lai-ban-sao-giay-khai-sinh/"


@pytest.fixture(scope="module")
def dialogue(live_hosts, django_db_blocker):
    with django_db_blocker.unblock():
        commune = Unit.objects.get(hosts__host="trungmon.tuyenquang.localhost")
        for number in range(3):
            answer_case(make_case(commune, subject=f"Việc {number}"), "Mời đến bộ phận một cửa.")
        make_case(commune, "phan-anh", place="Cầu Trắng")
        PublishedCase.objects.create(
            unit=commune,
            kind=kind_of(),
            title="Cấp lại bản sao giấy khai sinh",
            question="Tôi làm mất bản sao. Cần mang giấy tờ gì?\n\nBao lâu thì có?",
            answer="Mang căn cước tới bộ phận một cửa, không cần đơn.",
            asked_on="2026-03-02",
            answered_on="2026-03-05",
            live=True,
        )
    return live_hosts


def follow_path(django_db_blocker, **wanted) -> str:
    with django_db_blocker.unblock():
        case = Case.objects.filter(**wanted).first()
        return f"{LOOKUP}{case.code}/{links.secret_of(case)}/"


def test_the_pages_are_accessible_at_two_widths_and_in_high_contrast(
    dialogue, open_browser, violations, django_db_blocker
):
    answered = follow_path(django_db_blocker, state="answered")
    waiting = follow_path(django_db_blocker, state="received")
    found = []
    for width in (PHONE, DESK):
        page = open_browser(width)
        for number, path in enumerate((LIST, ALL, FORM, SPOT, LOOKUP, FIGURES, ANSWER, answered, waiting)):
            assert page.goto(dialogue.url("trungmon", path)).status == 200, path
            found += violations(page)
            screenshot(page, f"dialogue-{number}-{width}")
    # In what is folded up, colours do not move on to the new ones until it is opened.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("Object.assign(document.documentElement.dataset, {contrast: 'high', text: 'largest'})")
    found += violations(page)
    assert not found, "\n".join(found)


def test_nothing_is_wider_than_the_smallest_screen(dialogue, open_browser, django_db_blocker):
    page = open_browser(320)
    answered = follow_path(django_db_blocker, state="answered")
    for path in (LIST, ALL, FORM, SPOT, LOOKUP, FIGURES, ANSWER, answered):
        page.goto(dialogue.url("trungmon", path))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_a_citizen_asks_on_a_phone_without_a_script_and_prints_the_receipt(dialogue, open_browser):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto(dialogue.url("trungmon", LIST))
    page.get_by_role("link", name="Hỏi đáp Hỏi về chính sách").click()
    page.get_by_label("Tôi đã đọc và đồng ý").check()
    page.get_by_label("Tiêu đề").fill("Hỏi lịch tiếp công dân")
    page.get_by_label("Nội dung").fill("Xin hỏi lịch tiếp công dân của Chủ tịch xã tháng này.")
    # The time that a person takes.
    page.wait_for_timeout((senders.FEWEST_SECONDS + 1) * 1000)
    page.get_by_role("button", name="Gửi", exact=True).click()
    assert page.get_by_text("Đã nhận.", exact=True).is_visible()
    assert page.get_by_role("heading", name="Biên nhận").is_visible()
    screenshot(page, "dialogue-receipt-390")
    page.emulate_media(media="print")
    assert page.get_by_text("Khoá theo dõi").is_visible()
    assert not page.get_by_role("button", name="Gửi bổ sung").is_visible()
