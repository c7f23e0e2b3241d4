"""The newsroom's board and a story's record in a real browser: clean for axe at two widths, worked by keyboard."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from portal.accounts.models import User
from sites.newsroom.models import ArticleAuthor, ArticlePage, Genre, Story
from sites.newsroom.services import desk
from sites.units.enums import Role
from sites.units.models import Unit
from sites.units.services import sync_tiers
from tests.conftest import build_province
from tests.factories.newsroom import make_story, published_by, send_in
from tests.factories.units import home_of, make_article

from .conftest import DESK, PHONE, serving
from .office import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def office(browser, django_db_setup, django_db_blocker) -> Iterator[Office]:
    """A commune with an editor and a publisher, and something in most columns of its board."""
    with serving(django_db_blocker) as port:
        sync_tiers()
        unit = build_province().commune
        built = Office(None, port, browser)
        built.hire("hoa", "Nguyễn Thị Hoa", (unit, Role.EDITOR))
        built.hire("duc", "Trần Văn Đức", (unit, Role.PUBLISHER))
        built.hire("ban", "Vương Thị Bàn", (None, Role.EDITORIAL_BOARD))
        furnish(unit, built.people["hoa"], built.people["duc"])
        yield built
        built.close()


def furnish(unit: Unit, hoa: User, duc: User) -> None:
    now = timezone.now()
    make_story(unit, "Vì sao cam Hàm Yên được giá", owner=hoa, notes="Gặp hợp tác xã, chụp vườn cam.")
    make_story(unit, "Tuyến đường mới qua thôn Đồng Trò", assignee=hoa, deadline=now - timedelta(days=1))
    section = home_of(unit).get_children().get(slug="tin-tuc").specific
    story = desk.propose(unit, by=hoa, title="Lớp học của thầy giáo người Dao", section=section)
    story = desk.assign(story, hoa, deadline=now + timedelta(days=2), by=duc)
    send_in(desk.start_article(story, section, by=hoa), hoa)
    published_by(unit, "Khai mạc lễ hội Lồng Tông", hoa, duc)
    genres = list(Genre.objects.filter(unit=unit)[:2])
    for number, genre in enumerate([*genres, genres[0]]):
        article = make_article(unit, f"Tin đã đăng {number}", genre=genre)
        ArticleAuthor.objects.create(article=article, person=duc if number else hoa, share=100)
        ArticlePage.objects.filter(pk=article.pk).update(first_published_at=now)
    make_article(unit, "Thu hoạch vụ đông", live=False, owner=hoa)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_board_and_record_are_clean_and_fit(office, violations, width):
    hoa = office.sit_down("hoa", width)
    story = Story.objects.get(title__startswith="Lớp học")
    pages = {
        "board": reverse("newsroom_desk:board"),
        "column": reverse("newsroom_desk:board") + "?stage=idea",
        "story": story.record_url,
        "new": reverse("newsroom_desk:new"),
        "statistics": reverse("newsroom_statistics:unit"),
        "dashboard": reverse("wagtailadmin_home"),
    }
    for name, path in pages.items():
        hoa.open(path)
        hoa.page.wait_for_load_state("networkidle")
        hoa.picture(f"desk-{name}-{width}")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert hoa.page.evaluate(overflow) <= 0, f"{path} is wider than {width} px"
        if name != "dashboard":
            assert not violations(hoa.page), violations(hoa.page)
    hoa.finish()


def test_the_board_is_worked_with_the_keyboard_alone(office):
    hoa = office.sit_down("hoa")
    hoa.open(reverse("newsroom_desk:board"))
    title = "Vì sao cam Hàm Yên được giá"
    for column in ("Ý tưởng", "Bản nháp", "Đang biên tập", "Chờ duyệt", "Hẹn giờ đăng", "Đã đăng"):
        expect(hoa.page.get_by_role("heading", name=column, level=2)).to_be_visible()
    expect(hoa.page.get_by_text("Quá hạn").first).to_be_visible()
    hoa.page.get_by_role("button", name=f"Nhận đề tài {title}").focus()
    hoa.page.keyboard.press("Enter")
    hoa.reads("Đã nhận đề tài.")
    assert hoa.page.url.endswith(reverse("newsroom_desk:board"))
    assert Story.objects.get(title=title).assignee == office.people["hoa"]
    hoa.page.get_by_label("Tìm theo tiêu đề").fill("cam ham yen")
    hoa.page.keyboard.press("Enter")
    expect(hoa.page.get_by_role("link", name=title, exact=True)).to_be_visible()
    expect(hoa.page.get_by_role("link", name="Khai mạc lễ hội Lồng Tông")).to_have_count(0)
    hoa.finish()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_board_of_the_province_reads_its_statistics(office, violations, width):
    board = office.sit_down("ban", width)
    board.open(reverse("newsroom_statistics:province"))
    board.page.wait_for_load_state("networkidle")
    board.picture(f"desk-province-{width}")
    expect(board.page.get_by_role("rowheader", name="Xã Trung Môn").first).to_be_visible()
    assert not violations(board.page), violations(board.page)
    board.finish()
