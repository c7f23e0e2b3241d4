"""The search as a reader uses it, with and without scripts, on a phone and on a desk."""

import pytest
from django.core.management import call_command

from .conftest import DESK, PHONE, screenshot

NARROW = 320

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def searched(live_hosts, django_db_blocker):
    """The hosts, their content indexed; the module's content was made without signals' help to the index."""
    with django_db_blocker.unblock():
        call_command("index_search")
    return live_hosts


@pytest.mark.parametrize("width", [NARROW, PHONE, DESK])
def test_search_page_is_accessible_and_fits(searched, open_browser, violations, width):
    page = open_browser(width)
    page.goto(searched.url("trungmon", "/tim-kiem/?q=nha+van+hoa"))
    screenshot(page, f"search-{width}")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".search-hits mark").first.inner_text().lower().startswith("nhà")


def test_a_reader_without_scripts_searches_from_the_front_page_and_opens_a_hit(searched, open_browser):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto(searched.url("trungmon"))
    page.get_by_label("Bạn cần tìm gì?").fill("khanh thanh nha van hoa")
    page.get_by_role("search", name="Tìm kiếm trên cổng").get_by_role("button", name="Tìm").click()
    page.locator(".search-hits a").first.click()
    assert page.locator("h1").inner_text() == "Khánh thành nhà văn hoá"
    assert page.url.startswith(searched.url("trungmon", "/tin-tuc/"))


def test_suggestions_are_offered_while_typing(searched, open_browser):
    page = open_browser(DESK)
    page.goto(searched.url("trungmon", "/tim-kiem/"))
    page.get_by_label("Bạn cần tìm gì?").press_sequentially("khanh th")
    first = page.locator("#search-titles option").first
    first.wait_for(state="attached")
    assert "Khánh thành nhà văn hoá" in first.get_attribute("value")


def test_zero_hits_say_what_to_do_and_stay_accessible(searched, open_browser, violations):
    page = open_browser(320)
    page.goto(searched.url("trungmon", "/tim-kiem/?q=khongcogica"))
    screenshot(page, "search-nothing")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
