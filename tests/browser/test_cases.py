"""A case looked up on a phone, and the figures of cases: accessible, narrow enough, without a script, on paper."""

import pytest

from sites.units.models import Unit, today
from tests.factories.cases import deliver, make_case_procedure, row

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

CODE = "000.00.08.H60-260302-0001"
LOOKUP, FIGURES = "/tra-cuu-ho-so/", "/tien-do-ho-so/?nam=2026"
UNITS = "/tien-do-ho-so/don-vi/?nam=2026"


@pytest.fixture(scope="module")
def cases(live_hosts, django_db_blocker):
    with django_db_blocker.unblock():
        commune = Unit.objects.get(hosts__host="trungmon.tuyenquang.localhost")
        make_case_procedure(commune, name="Cấp giấy chứng nhận quyền sử dụng đất lần đầu đối với hộ gia đình")
        deliver(commune, row(CODE, state="processing", new_due_on=str(today())))
        deliver(
            commune,
            *(
                row(
                    f"A-260302-{number:04}",
                    state="returned",
                    received_on=f"2026-{month:02}-02",
                    due_on=f"2026-{month:02}-09",
                    finished_on=f"2026-{month:02}-{7 + number % 4:02}",
                )
                for number, month in enumerate([1, 1, 2, 2, 2, 3, 3, 4] * 3)
            ),
        )
    return live_hosts


def look_up(page, hosts) -> None:
    page.goto(hosts.url("trungmon", LOOKUP))
    page.get_by_label("Mã hồ sơ").fill(CODE.lower())
    page.get_by_label("Bốn số cuối").fill("0042")
    page.get_by_role("button", name="Tra cứu").click()


def test_the_pages_are_accessible_at_two_widths_and_in_high_contrast(cases, open_browser, violations):
    found = []
    for width in (PHONE, DESK):
        page = open_browser(width)
        for path in (LOOKUP, FIGURES, UNITS):
            assert page.goto(cases.url("trungmon", path)).status == 200, path
            found += violations(page)
            screenshot(page, f"cases-{path.strip('/').partition('?')[0].replace('/', '-')}-{width}")
        look_up(page, cases)
        found += violations(page)
        screenshot(page, f"cases-found-{width}")
    page.evaluate("Object.assign(document.documentElement.dataset, {contrast: 'high', text: 'largest'})")
    found += violations(page)
    assert not found, "\n".join(found)


def test_a_case_is_looked_up_on_the_smallest_screen_without_a_script(cases, open_browser):
    page = open_browser(320, java_script_enabled=False)
    look_up(page, cases)
    assert page.get_by_text("xin lỗi vì chưa trả kết quả đúng hẹn").is_visible()
    assert page.get_by_role("heading", name=CODE).is_visible()
    # What was answered is in no address.
    assert CODE not in page.url and "0042" not in page.url
    screenshot(page, "cases-found-320")


def test_nothing_is_wider_than_the_smallest_screen(cases, open_browser):
    page = open_browser(320)
    for path in (LOOKUP, FIGURES, UNITS):
        page.goto(cases.url("trungmon", path))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    look_up(page, cases)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_case_goes_on_paper_without_the_form(cases, open_browser):
    page = open_browser(DESK)
    look_up(page, cases)
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Tra cứu").is_visible()
    assert page.get_by_text("Ngày hẹn trả").first.is_visible()
