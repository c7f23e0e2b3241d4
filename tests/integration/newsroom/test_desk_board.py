"""The board of a unit: everything stands in its column, for the unit's people alone, at a fixed cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sites.newsroom.desk.board import BOARD, COUNTED, SHOWN, Board, Stage
from sites.newsroom.models import ArticlePage, Genre
from sites.newsroom.services import desk as service
from sites.units.enums import Role
from tests.factories.newsroom import approve, make_story, published_by, send_in
from tests.factories.units import home_of, make_article, make_person

BOARD_PAGE = "newsroom_desk:board"


@pytest.fixture
def editor(province):
    return make_person(unit=province.commune, full_name="Nguyễn Thị Hoa")


def draft(unit, title, **fields) -> ArticlePage:
    return make_article(unit, title, live=False, **fields)


def columns(unit, user, **chosen) -> dict[Stage, list[str]]:
    return {column.stage: [card.title for card in column.cards] for column in Board(unit, user, chosen).columns()}


@pytest.fixture
def full(province, once):
    """One item in each column, and the same of a neighbour's."""
    once(lambda: fill(province))
    return province


def fill(province) -> None:
    for unit in (province.commune, province.other_commune):
        mark = "" if unit == province.commune else " LÁNG GIỀNG"
        writer = make_person(unit=unit)
        make_story(unit, f"Ý tưởng{mark}")
        draft(unit, f"Nháp{mark}", owner=writer)
        send_in(draft(unit, f"Biên tập{mark}", owner=writer), writer)
        waiting = draft(unit, f"Chờ duyệt{mark}", owner=writer)
        send_in(waiting, writer)
        approve(ArticlePage.objects.get(pk=waiting.pk), make_person(unit=unit))
        published_by(unit, f"Đã đăng{mark}")
        later = draft(unit, f"Hẹn giờ{mark}", owner=writer)
        later.go_live_at = timezone.now() + timedelta(days=1)
        later.save_revision()
        send_in(later, writer)
        for _step in range(2):
            approve(ArticlePage.objects.get(pk=later.pk), make_person(unit=unit, role=Role.PUBLISHER))


def test_everything_stands_in_its_column_and_nothing_of_a_neighbour(full, editor):
    assert columns(full.commune, editor) == {
        Stage.IDEA: ["Ý tưởng"],
        Stage.DRAFT: ["Nháp"],
        Stage.EDIT: ["Biên tập"],
        Stage.APPROVAL: ["Chờ duyệt"],
        Stage.SCHEDULED: ["Hẹn giờ"],
        Stage.PUBLISHED: ["Đã đăng"],
    }


def test_what_is_sent_back_is_a_draft_again_and_says_so(province, editor):
    article = draft(province.commune, "Sửa lại", owner=editor)
    state = send_in(article, editor)
    state.current_task_state.reject(user=make_person(unit=province.commune), comment="Thiếu ảnh")
    [column] = [column for column in Board(province.commune, editor, {}).columns() if column.stage is Stage.DRAFT]
    assert [card.title for card in column.cards] == ["Sửa lại"]
    assert column.cards[0].note == "Cần sửa lại, từ"


def test_a_published_article_that_is_changed_stands_among_the_drafts_alone(province, editor):
    article = published_by(province.commune, "Đã đăng")
    article.title = "Đã đăng, sửa"
    article.save_revision(user=editor)
    shown = columns(province.commune, editor)
    assert shown[Stage.DRAFT] == ["Đã đăng, sửa"] and shown[Stage.PUBLISHED] == []


def test_the_story_of_an_article_stands_on_its_card_with_its_deadline(province, editor):
    story = make_story(province.commune, assignee=editor, deadline=timezone.now() - timedelta(hours=1))
    section = home_of(province.commune).get_children().get(slug="tin-tuc").specific
    service.start_article(story, section, by=editor)
    [column] = [column for column in Board(province.commune, editor, {}).columns() if column.stage is Stage.DRAFT]
    assert column.cards[0].story == story and column.cards[0].is_overdue
    assert columns(province.commune, editor)[Stage.IDEA] == []


def test_filters_narrow_every_column(full, editor):
    unit = full.commune
    genre = Genre.objects.create(unit=unit, name="Phóng sự ảnh")
    mine = draft(unit, "Hội Lồng Tông", owner=editor, genre=genre)
    late = make_story(unit, "Lồng Tông trễ", assignee=editor, deadline=timezone.now() - timedelta(days=1), genre=genre)
    everything = {Stage.IDEA: ["Lồng Tông trễ"], Stage.DRAFT: ["Hội Lồng Tông"]}
    for chosen in ({"person": editor}, {"genre": genre}, {"q": "long tong"}):
        shown = columns(unit, editor, **chosen)
        assert {stage: titles for stage, titles in shown.items() if titles} == everything, chosen
    shown = columns(unit, editor, overdue=True)
    assert {stage: titles for stage, titles in shown.items() if titles} == {Stage.IDEA: [late.title]}
    section = home_of(unit).get_children().get(slug="tin-tuc").specific
    assert mine.title in columns(unit, editor, section=section)[Stage.DRAFT]


def test_the_board_is_the_one_of_the_unit_worked_in(full, editor, desk):
    page = desk(editor).get(reverse(BOARD_PAGE)).content.decode()
    for title in ("Ý tưởng", "Nháp", "Biên tập", "Chờ duyệt", "Hẹn giờ", "Đã đăng"):
        assert title in page
    assert "LÁNG GIỀNG" not in page
    assert len(re.findall(r"<h2 class=\"desk-column__title\"", page)) == len(BOARD)


def test_a_board_without_a_unit_asks_for_one(full, desk):
    platform = make_person(is_superuser=True, is_staff=True)
    client = desk(platform)
    answer = client.get(reverse(BOARD_PAGE))
    assert answer.status_code == 403 and "Hãy chọn đơn vị" in answer.content.decode()
    answer = client.get(reverse(BOARD_PAGE) + f"?don-vi={full.commune.uuid}", follow=True)
    assert answer.status_code == 200 and "LÁNG GIỀNG" not in answer.content.decode()


def test_nonsense_in_the_address_is_left_out_or_not_found(full, editor, desk):
    client = desk(editor)
    stranger = make_person(unit=full.other_commune)
    for query in ("?person=abc&genre=-1&section=999999999999999999999", f"?person={stranger.pk}", "?q=%27%22"):
        assert client.get(reverse(BOARD_PAGE) + query).status_code == 200, query
    assert client.get(reverse(BOARD_PAGE) + "?stage=nowhere").status_code == 404
    assert client.get(reverse(BOARD_PAGE) + "?stage=draft&p=999").status_code == 200


def test_one_column_has_pages_and_keeps_the_filters(province, editor, desk):
    for number in range(SHOWN + 3):
        make_story(province.commune, f"Đề tài {number:02}", assignee=editor if number else None)
    client = desk(editor)
    page = client.get(reverse(BOARD_PAGE)).content.decode()
    assert f"({SHOWN + 3})" in page and "stage=idea" in page
    second = client.get(reverse(BOARD_PAGE) + f"?stage=idea&person={editor.pk}&p=2").content.decode()
    assert second.count('<li class="desk-card') == 2


def test_a_count_stops_at_a_thousand(province, editor, monkeypatch):
    for number in range(SHOWN + 5):
        make_story(province.commune, f"Đề tài {number}")
    monkeypatch.setattr("sites.newsroom.desk.board.COUNTED", SHOWN + 1)
    ideas = Board(province.commune, editor, {}).columns()[0]
    assert ideas.count == f"{SHOWN + 1}+" and len(ideas.cards) == SHOWN < COUNTED


def test_the_cost_does_not_grow_with_the_items(full, editor, desk):
    client = desk(editor)

    def cost() -> int:
        client.get(reverse(BOARD_PAGE))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(BOARD_PAGE)).status_code == 200
        return len(captured)

    before = cost()
    for number in range(25):
        story = make_story(full.commune, f"Thêm {number}", assignee=editor)
        if number % 2:
            section = home_of(full.commune).get_children().get(slug="tin-tuc").specific
            article = service.start_article(story, section, by=editor)
            if number % 3:
                send_in(article, editor)
    published_by(full.commune, "Thêm đăng")
    # Two columns are full now and must be counted.
    assert cost() <= before + 2
    assert before <= 45
