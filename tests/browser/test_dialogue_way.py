"""A question from a citizen's phone to the purge: passed on, late, escalated, answered, published, found, rated."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import F
from playwright.sync_api import Page, expect

from portal.core import senders
from sites.dialogue import tasks
from sites.dialogue.enums import Happening
from sites.dialogue.models import Case, CaseEvent, PublishedCase
from sites.dialogue.services import figures
from sites.units.enums import Role
from sites.units.models import Notification, Unit, today
from tests.factories.units import make_person

from .conftest import PHONE, outside, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORDS = "Tôi là Nguyễn Thị Hoa, số 0912 345 678, hỏi bao giờ làm đường vào thôn 3?"
DEPARTMENT = "sonoivu"


def a_day_goes_by(days: int = 1) -> None:
    """All that has happened to cases happened so many days earlier; then comes the night."""
    back = timedelta(days=days)
    moved = (
        "received_at",
        "received_on",
        "forward_by",
        "due_on",
        "warn_on",
        "finished_on",
        "warned_at",
        "escalated_at",
    )
    Case.objects.update(**{name: F(name) - back for name in moved})
    CaseEvent.objects.update(at=F("at") - back)
    tasks.tend_clocks.call()


@pytest.fixture(scope="module")
def people(live_hosts, django_db_blocker):
    """A clerk of the commune and publishers of the department and of the province above it."""
    with django_db_blocker.unblock():
        commune, department, province = (
            Unit.objects.get(hosts__host=f"{label}tuyenquang.localhost") for label in ("trungmon.", "sonoivu.", "")
        )
        return {
            "clerk": make_person(unit=commune, role=Role.EDITOR),
            "publisher": make_person(unit=department, role=Role.PUBLISHER),
            "above": make_person(unit=province, role=Role.PUBLISHER),
        }


@pytest.fixture
def at_desk(live_hosts, people, desk, open_browser) -> Callable[[str], Page]:
    """A browser in which one of the people has signed in."""

    def sit(name: str) -> Page:
        client = outside(lambda: desk(people[name]))
        page = open_browser()
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        url = f"http://{settings.ADMIN_HOST}:{live_hosts.port}"
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])
        page.set_default_timeout(30_000)
        page.goto(f"{url}/admin/doi-thoai/")
        return page

    return sit


def test_a_question_goes_its_whole_way(live_hosts, people, at_desk, open_browser):
    # A citizen without an account asks the commune, on a phone without a script.
    phone = open_browser(PHONE, java_script_enabled=False)
    phone.set_default_timeout(30_000)
    phone.goto(live_hosts.url("trungmon", "/hoi-dap/gui/hoi-dap/"))
    phone.get_by_label("Tôi đã đọc và đồng ý").check()
    phone.get_by_label("Tiêu đề").fill("Làm đường vào thôn 3")
    phone.get_by_label("Nội dung").fill(WORDS)
    phone.get_by_label("Họ tên").fill("Nguyễn Thị Hoa")
    phone.get_by_label("Thư điện tử").fill("hoa@example.test")
    phone.get_by_label("Cơ quan có thể công bố").check()
    phone.wait_for_timeout((senders.FEWEST_SECONDS + 1) * 1000)
    phone.get_by_role("button", name="Gửi", exact=True).click()
    expect(phone.get_by_role("heading", name="Biên nhận")).to_be_visible()
    receipt = re.sub(r"\?.*", "", phone.url)
    code = re.search(r"[0-9]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt)[0]

    # The commune passes it on to the department, in time.
    clerk = at_desk("clerk")
    clerk.get_by_role("link", name=code).click()
    clerk.get_by_role("link", name="Chuyển đơn vị khác").click()
    clerk.get_by_label("Tìm đơn vị theo tên").fill("noi vu")
    clerk.get_by_role("button", name="Tìm", exact=True).click()
    clerk.get_by_label("Sở Nội vụ").check()
    clerk.locator("[name=text]").fill("Thuộc thẩm quyền của Sở.")
    clerk.get_by_role("button", name="Chuyển", exact=True).click()
    expect(clerk.get_by_text("Đã chuyển tới Sở Nội vụ")).to_be_visible()

    # Nobody answers: the department is warned, and the province told on the first day after the last one.
    for _night in range(60):
        outside(a_day_goes_by)
        case = outside(lambda: Case.objects.get(code=code))
        if case.escalated_at:
            break
    assert case.due_on < today() and (today() - case.due_on).days <= 4
    happened = outside(lambda: list(case.events.values_list("what", flat=True)))
    assert happened.index(Happening.WARNED) < happened.index(Happening.ESCALATED)
    told = outside(lambda: set(Notification.objects.values_list("kind", "person")))
    assert ("case_nearly_late", people["publisher"].pk) in told
    assert ("case_late_below", people["above"].pk) in told
    above = at_desk("above")
    above.get_by_role("link", name="Có vụ việc quá hạn ở đơn vị cấp dưới").click()
    expect(above.get_by_text(code)).to_be_visible()
    assert "Hoa" not in above.locator("main").inner_text() and "thôn 3" not in above.locator("main").inner_text()
    phone.goto(receipt)
    expect(phone.get_by_text("xin lỗi vì chưa trả lời đúng hạn")).to_be_visible()
    screenshot(phone, "dialogue-way-late-390")

    # It is answered, a day late, and published without the name.
    publisher = at_desk("publisher")
    publisher.get_by_role("link", name=code).click()
    publisher.locator("[name=answer]").fill("Đường vào thôn được làm trong quý sau. Chị Hoa theo dõi giúp.")
    screenshot(publisher, "dialogue-way-case-1280")
    publisher.get_by_role("button", name="Duyệt và trả lời").click()
    expect(publisher.get_by_text("Đã trả lời.").first).to_be_visible()
    publisher.get_by_role("button", name="Tạo bản nháp công bố").click()
    expect(publisher.locator("[name=question]")).to_be_visible()
    question = publisher.locator("[name=question]").input_value()
    assert "Hoa" not in question and "0912" not in question and "thôn 3" in question
    publisher.locator("footer .w-dropdown button").first.click()
    publisher.locator("[name=action-publish]").first.click()
    expect(publisher.locator(".messages, [data-messages]").first).to_be_visible()
    published = outside(lambda: PublishedCase.objects.get(case__code=code))
    assert published.live

    # Anybody finds it by the search, and nobody in it.
    reader = open_browser(PHONE, java_script_enabled=False)
    reader.goto(live_hosts.url(DEPARTMENT, "/tim-kiem/?q=lam+duong+thon"))
    reader.get_by_role("link", name="Làm đường vào thôn 3").first.click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Làm đường vào thôn 3")
    text = reader.locator("main").inner_text()
    assert "quý sau" in text and "Hoa" not in text and "0912" not in text
    screenshot(reader, "dialogue-way-answer-390")

    # The asker rates it, and the figures move.
    phone.goto(receipt)
    phone.get_by_label("Hài lòng", exact=True).check()
    phone.get_by_role("button", name="Gửi đánh giá").click()
    reader.goto(live_hosts.url(DEPARTMENT, "/hoi-dap/so-lieu/"))
    heads = reader.locator(".figure-heads").inner_text()
    assert re.search(r"Trả lời trong năm\s+1\b", heads) and re.search(r"Đúng hạn\s+0,0%", heads)
    month = outside(lambda: dict(figures.by_month(today().year, case.unit_id))[today().replace(day=1)])
    assert (month.answered, month.late, month.satisfaction) == (1, 1, "100,0%")

    # On its day the purge removes what it must, and no day earlier.
    kept = outside(lambda: Case.objects.select_related("kind").get(code=code)).kind.retention_days
    for days, remains in ((kept, True), (1, False)):
        outside(lambda days=days: a_day_goes_by(days))
        outside(tasks.forget_cases.call)
        case = outside(lambda: Case.objects.get(code=code))
        assert bool(case.body) is bool(case.email) is remains
    phone.goto(receipt)
    assert "Hoa" not in phone.locator("main").inner_text() and code in phone.locator("main").inner_text()
    assert reader.goto(live_hosts.url(DEPARTMENT, f"/hoi-dap/tra-loi/{published.slug}/")).status == 200
