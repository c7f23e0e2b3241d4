"""What readers see and do, in a real browser."""

from urllib.parse import urlsplit

import pytest

from sites.newsroom.models import Push

from .conftest import DESK, DOMAIN, PHONE, screenshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_pages_of_three_tiers_are_accessible_at_two_widths(live_hosts, open_browser, violations):
    paths = ["/", "/tin-tuc/", "/gioi-thieu/", "/thong-bao/", live_hosts.article]
    found = []
    for width in (PHONE, DESK):
        page = open_browser(width)
        for label in live_hosts.labels:
            for path in paths:
                assert page.goto(live_hosts.url(label, path)).status == 200
                found += violations(page)
            screenshot(page, f"article-{label or 'tinh'}-{width}")
    assert not found, "\n".join(found)


def test_the_other_templates_are_accessible_at_two_widths(live_hosts, open_browser, violations):
    taken = Push.objects.get(taken_by__isnull=False)
    addresses = [
        (live_hosts.url("doingoai", "/"), 200),
        (live_hosts.url("doingoai", "/en/nguoi-nuoc-ngoai/"), 200),
        (live_hosts.url("doingoai", f"/tu-cap-tren/{taken.pk}/le-hoi-thanh-tuyen/"), 200),
        (live_hosts.url("doingoai", "/en/tin-tuc/thanh-tuyen-festival/"), 200),
        (live_hosts.url("", "/danh-ba/"), 200),
        (live_hosts.url("", "/danh-ba/ban-do/"), 200),
        (live_hosts.url("trungmon", "/khong-co-trang-nay/"), 404),
        (live_hosts.url("khongco", "/"), 404),
        (live_hosts.url("trungmon", live_hosts.article + "ban-in/"), 200),
        (live_hosts.url("trungmon", "/en/"), 200),
        (live_hosts.url("sonoivu", "/"), 200),
    ]
    found = []
    for width in (PHONE, DESK):
        page = open_browser(width)
        for number, (url, status) in enumerate(addresses):
            assert page.goto(url).status == status, url
            found += violations(page)
            screenshot(page, f"other-{number}-{width}")
    assert not found, "\n".join(found)


def test_high_contrast_and_the_largest_text_stay_accessible(live_hosts, open_browser, violations):
    page = open_browser(PHONE)
    found = []
    for path in ("/", live_hosts.article):
        page.goto(live_hosts.url("trungmon", path))
        page.evaluate("Object.assign(document.documentElement.dataset, {contrast: 'high', text: 'largest'})")
        found += violations(page)
    assert not found, "\n".join(found)


def test_nothing_is_wider_than_a_small_screen(live_hosts, open_browser):
    page = open_browser(320)
    for label in live_hosts.labels:
        for path in ("/", "/tin-tuc/", "/thong-bao/", live_hosts.article, "/khong-co/"):
            page.goto(live_hosts.url(label, path))
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url


def test_each_tier_shows_its_own_name_news_and_place(live_hosts, open_browser):
    page = open_browser()
    tiers = (("", "Tỉnh Tuyên Quang", 3), ("yenson", "Huyện Yên Sơn", 2), ("trungmon", "Xã Trung Môn", 1))
    for label, name, shown in tiers:
        page.goto(live_hosts.url(label))
        assert page.locator(".brand-name").inner_text() == name
        # The own news, and that of each unit below which has any.
        assert page.get_by_role("link", name="Khánh thành nhà văn hoá", exact=True).count() == shown
    page.get_by_role("link", name="Huyện Yên Sơn").first.click()
    assert urlsplit(page.url).hostname == f"yenson.{DOMAIN}"
    page.get_by_role("link", name="Xã Trung Môn").first.click()
    assert urlsplit(page.url).hostname == f"trungmon.{DOMAIN}"


def test_the_keyboard_reaches_the_content_in_one_step(live_hosts, open_browser):
    page = open_browser()
    page.goto(live_hosts.url("trungmon", live_hosts.article))
    page.keyboard.press("Tab")
    skip_link = page.locator(".skip-link")
    assert skip_link.evaluate("link => link === document.activeElement")
    assert skip_link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_reading_menu_and_display_need_no_script(live_hosts, open_browser):
    page = open_browser(PHONE, java_script_enabled=False)
    page.goto(live_hosts.url("trungmon", live_hosts.article))
    assert page.get_by_role("heading", name="Khánh thành nhà văn hoá", level=1).is_visible()
    news = page.get_by_role("navigation", name="Menu chính").get_by_role("link", name="Tin tức")
    assert not news.first.is_visible()
    page.get_by_text("Menu", exact=True).click()
    assert news.first.is_visible()

    body = page.locator("body")
    before = float(body.evaluate("body => getComputedStyle(body).fontSize").removesuffix("px"))
    page.get_by_text("Hiển thị", exact=True).click()
    page.get_by_label("Rất lớn").check()
    page.get_by_label("Tương phản cao").check()
    assert float(body.evaluate("body => getComputedStyle(body).fontSize").removesuffix("px")) > before * 1.3
    assert body.evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(0, 0, 0)"


def test_the_display_chosen_is_remembered_on_the_next_page_and_can_be_taken_back(live_hosts, open_browser):
    page = open_browser()
    page.goto(live_hosts.url("trungmon"))
    background = "getComputedStyle(document.body).backgroundColor"
    page.get_by_text("Hiển thị", exact=True).click()
    page.get_by_label("Tương phản cao").check()
    page.goto(live_hosts.url("trungmon", "/tin-tuc/"))
    assert page.evaluate(background) == "rgb(0, 0, 0)"
    page.get_by_text("Hiển thị", exact=True).click()
    page.get_by_label("Tương phản cao").uncheck()
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.goto(live_hosts.url("trungmon"))
    assert page.evaluate(background) == "rgb(255, 255, 255)"


def test_no_other_site_hears_of_the_reader_before_a_click(live_hosts, open_browser):
    page = open_browser()
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).hostname or "data"))
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    for path in ("/", live_hosts.article):
        page.goto(live_hosts.url("trungmon", path), wait_until="networkidle")
    assert set(asked) <= {f"trungmon.{DOMAIN}", "data"}
    assert not refused, "the content policy refused something of our own"

    page.context.route("**/video.example.org/**", lambda route: route.fulfill(status=200, body="video"))
    page.get_by_role("link", name="Xem video").click()
    assert "video.example.org" in asked
    assert urlsplit(page.url).hostname == "video.example.org"


def test_the_print_view_holds_the_article_and_nothing_to_click_through(live_hosts, open_browser):
    page = open_browser()
    page.goto(live_hosts.url("trungmon", live_hosts.article))
    page.get_by_role("link", name="Bản in").click()
    assert page.get_by_role("heading", name="Khánh thành nhà văn hoá", level=1).is_visible()
    assert page.get_by_role("navigation").count() == 0
    assert page.get_by_role("button", name="In trang này").is_visible()
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
