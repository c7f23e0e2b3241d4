"""The record of a commune's story from idea to the province's front page, all of it on one page."""

import pytest
from django.urls import reverse

from sites.newsroom.desk.timeline import timeline
from sites.newsroom.models import ArticlePage, Genre, Story
from sites.newsroom.services import desk as service
from sites.newsroom.services import flow_up
from sites.units.enums import Role
from tests.factories.newsroom import approve, send_in
from tests.factories.units import home_of, make_article, make_person


@pytest.fixture
def story(province) -> Story:
    """A story proposed, assigned, written, approved and put forward to the province."""
    unit = province.commune
    writer = make_person(unit=unit, role=Role.CONTRIBUTOR, full_name="Lý Văn Páo")
    editor = make_person("hoa", unit=unit, full_name="Nguyễn Thị Hoa")
    publisher = make_person("duc", unit=unit, role=Role.PUBLISHER, full_name="Trần Văn Đức")
    found = service.propose(unit, by=writer, title="Mùa cam")
    found = service.assign(found, writer, by=editor)
    section = home_of(unit).get_children().get(slug="tin-tuc").specific
    article = service.start_article(found, section, by=writer)
    send_in(article, writer)
    approve(ArticlePage.objects.get(pk=article.pk), editor)
    approve(ArticlePage.objects.get(pk=article.pk), publisher)
    flow_up.propose(ArticlePage.objects.get(pk=article.pk), province.province, by=editor, straight=True)
    return Story.objects.select_related("article").get(pk=found.pk)


def board_member(name: str = "Ban Biên tập"):
    person = make_person(unit=None, full_name=name)
    person.roles.create(role=Role.EDITORIAL_BOARD, valid_from="2019-01-01")
    return person


def texts(story: Story) -> list[str]:
    return [step.text for step in timeline(story)]


def take_over(story: Story, province, board) -> ArticlePage:
    copy = flow_up.accept(story.article.proposals.get(), by=board)
    make_article(province.province, "Tin khác")
    copy.summary, copy.genre = "Cam được mùa, được giá.", Genre.objects.filter(unit=province.province).first()
    copy.save_revision(user=board)
    copy.get_latest_revision().publish(user=board)
    return ArticlePage.objects.get(pk=copy.pk)


def test_every_step_from_idea_to_the_front_page_is_there_in_order(province, story):
    copy = take_over(story, province, board_member())
    home = home_of(province.province)
    home.lead_article = copy
    home.save_revision().publish()
    told = texts(story)
    wanted = [
        "Đề xuất đề tài",
        "Giao cho Lý Văn Páo",
        "Bắt đầu viết bài",
        "Lên trang chủ của Xã Trung Môn, mục tin mới",
        "Đề xuất: Xã Trung Môn → Tỉnh Tuyên Quang",
        "Nhận đăng: Tỉnh Tuyên Quang",
        "Tỉnh Tuyên Quang đăng tin",
        "Lên trang chủ của Tỉnh Tuyên Quang, mục tin mới",
        "Làm tin chính trên trang chủ của Tỉnh Tuyên Quang",
    ]
    assert [text for text in told if text in wanted] == wanted


def test_of_another_unit_it_names_the_unit_and_nothing_of_its_draft(province, story, desk):
    board = board_member("NGƯỜI CỦA BAN BIÊN TẬP")
    copy = flow_up.accept(story.article.proposals.get(), by=board)
    copy.title = "TÊN ĐANG SỬA"
    copy.save_revision(user=board, log_action=True)
    reader = make_person(unit=province.commune)
    page = desk(reader).get(reverse("newsroom_desk:story", args=[story.pk])).content.decode()
    assert "Nhận đăng: Tỉnh Tuyên Quang" in page
    assert "NGƯỜI CỦA BAN BIÊN TẬP" not in page and "TÊN ĐANG SỬA" not in page
    assert "Tỉnh Tuyên Quang đăng tin" not in page


def test_a_refusal_and_its_reason_are_on_the_record(province, story):
    flow_up.decline(story.article.proposals.get(), by=board_member(), note="Tỉnh đã có tin này.")
    declined = [step for step in timeline(story) if step.text == "Không nhận: Tỉnh Tuyên Quang"]
    assert [step.detail for step in declined] == ["Tỉnh đã có tin này."]


def test_what_never_left_its_unit_says_nothing_of_others(province):
    writer = make_person(unit=province.commune)
    alone = service.propose(province.commune, by=writer, title="Riêng")
    assert texts(alone) == ["Đề xuất đề tài"]
