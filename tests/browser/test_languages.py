"""Changing language on every kind of page: the same thing, or a page that says that it is not there."""

from urllib.parse import urlsplit

import pytest

from sites.units.models import Unit
from tests.factories.consultations import make_consultation, make_issue
from tests.factories.documents import make_official
from tests.factories.organisation import make_body, make_holder
from tests.factories.procedures import make_procedure
from tests.factories.publicinfo import make_dated_notice, make_project
from tests.factories.units import home_of, make_article

from .conftest import DESK, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# What has one address in both languages: lists and views, and things in Vietnamese alone, which say so.
VIEWS = (
    "/",
    "/tin-tuc/",
    "/gioi-thieu/",
    "/thong-bao/",
    "/van-ban/",
    "/thu-tuc/",
    "/tim-kiem/?q=cau",
    "/to-chuc-bo-may/",
    "/nguoi-phat-ngon/",
    "/lich-cong-tac/",
    "/cong-khai/",
    "/cong-khai/du-an/",
    "/hoi-dap/",
    "/hoi-dap/so-lieu/",
    "/hoi-dap/theo-doi/",
    "/tham-do/",
    "/gop-y-du-thao/",
    "/cong-bao/",
    "/tra-cuu-ho-so/",
    "/tien-do-ho-so/",
    "/danh-ba/",
    "/so-do-trang/",
    "/tu-cap-tren/",
)
BODY = '[{"type": "text", "id": "c2f3a0de-0000-4000-8000-000000000001", "value": "<p>Điều 1.</p>"}]'
THINGS = (
    "/van-ban/15-2024-qd-ubnd/",
    "/cong-khai/du-an/cau-trung-mon/",
    "/gop-y-du-thao/du-thao/",
    "/cong-bao/so-12-nam-2026/",
)


@pytest.fixture(scope="module")
def bilingual(live_hosts, django_db_blocker):
    """A commune with something of every kind, and one article in both languages."""
    with django_db_blocker.unblock():
        commune = Unit.objects.get(site__hostname=live_hosts.host("trungmon"))
        first = make_article(commune, "Khánh thành cầu")
        first.save_revision().publish()
        section = home_of(commune, "en").get_children().get(slug="tin-tuc")
        second = first.copy_for_translation(section.locale)
        second.title, second.slug = "Bridge opened", "bridge-opened"
        second.save_revision().publish()
        make_official(commune, "15/2024/QĐ-UBND", body=BODY)
        make_project(commune)
        make_dated_notice(commune)
        make_consultation(commune, "Dự thảo")
        make_issue(commune)
        make_holder(commune, body=make_body(commune))
        make_procedure(commune)
    return live_hosts


def other_language(page) -> str:
    """Click the language that is not the page's, and tell the path one comes to."""
    page.locator(".languages a").click()
    page.wait_for_load_state()
    return urlsplit(page.url).path


def test_a_list_or_a_view_leads_to_itself_and_back(bilingual, open_browser):
    page = open_browser(DESK)
    for path in VIEWS:
        answer = page.goto(bilingual.url("trungmon", path))
        if answer.status == 404:
            pytest.fail(f"{path} is not there")
        before = urlsplit(page.url)
        assert other_language(page) == f"/en{before.path}", path
        assert page.locator("html").get_attribute("lang") == "en"
        assert urlsplit(page.url).query == before.query
        assert other_language(page) == before.path, path
        assert page.locator("html").get_attribute("lang") == "vi"


def test_a_thing_in_one_language_is_shown_and_says_so(bilingual, open_browser, violations):
    page, found = open_browser(PHONE), []
    for number, path in enumerate(THINGS):
        assert page.goto(bilingual.url("trungmon", path)).status == 200, path
        assert page.locator(".language-notice").count() == 0
        assert other_language(page) == f"/en{path}"
        assert page.locator(".language-notice").count() == 1, path
        assert page.locator("main [lang=vi]").count() > 0, path
        found += violations(page)
        screenshot(page, f"language-thing-{number}")
    assert not found, "\n".join(found)


def test_a_page_leads_to_its_translation_or_to_a_page_that_says_there_is_none(bilingual, open_browser, violations):
    found = []
    for width in (PHONE, DESK):
        page = open_browser(width)
        page.goto(bilingual.url("trungmon", "/tin-tuc/khanh-thanh-cau/"))
        assert other_language(page) == "/en/tin-tuc/bridge-opened/"
        assert other_language(page) == "/tin-tuc/khanh-thanh-cau/"
        page.goto(bilingual.url("trungmon", bilingual.article))
        assert other_language(page).startswith("/en/ban-dich/")
        assert page.locator("html").get_attribute("lang") == "en"
        found += violations(page)
        screenshot(page, f"untranslated-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("main a[hreflang=vi]").click()
        assert urlsplit(page.url).path == bilingual.article
    assert not found, "\n".join(found)


def test_a_site_in_one_language_offers_no_other(bilingual, open_browser):
    page = open_browser(DESK)
    page.goto(bilingual.url("yenson", "/van-ban/"))
    assert page.locator(".languages").count() == 0
    assert page.goto(bilingual.url("yenson", "/en/")).status == 404
