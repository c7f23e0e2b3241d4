"""Newsroom statistics: what was published, by whom, how long it took, what was sent and received."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time
from openpyxl import load_workbook
from wagtail.models import WorkflowState

from sites.newsroom.models import ArticleAuthor, ArticlePage, Genre
from sites.newsroom.statistics import counts, reports
from sites.newsroom.statistics.period import Period
from sites.units.enums import Role
from tests.factories.newsroom import approve, published_by, send_in
from tests.factories.units import make_article, make_person

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
UNIT, PROVINCE = "newsroom_statistics:unit", "newsroom_statistics:province"


def on_line(unit, title: str, when: datetime, authors: tuple = (), **fields) -> ArticlePage:
    """An article that first went on line at a moment."""
    article = make_article(unit, title, **fields)
    for person, share in authors:
        ArticleAuthor.objects.create(article=article, person=person, share=share)
    ArticlePage.objects.filter(pk=article.pk).update(first_published_at=when)
    article.refresh_from_db()
    return article


def moment(day: int, hour: int = 9, month: int = 3) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, hour))


def query(period: Period) -> dict:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


@pytest.fixture
def unit(province):
    return province.commune


@pytest.fixture
def editor(unit):
    return make_person(unit=unit, full_name="Nguyễn Thị Hoa")


@pytest.fixture
def published(province, unit, editor):
    """Three items in March, one just before, one just after, one of a neighbour's."""
    other = make_person(unit=unit, full_name="Lý Văn Páo")
    genre = Genre.objects.create(unit=unit, name="Phóng sự ảnh")
    on_line(unit, "Một mình", moment(1, 0), ((editor, 100),), genre=genre)
    on_line(unit, "Hai người", moment(15), ((editor, 60), (other, 40)), genre=genre)
    on_line(unit, "Không ghi", moment(31, 23))
    on_line(unit, "Tháng hai", moment(28, 23, month=2), ((editor, 100),))
    on_line(unit, "Tháng tư", moment(1, 0, month=4), ((editor, 100),))
    on_line(province.other_commune, "Láng giềng", moment(15), genre=None)
    return province


def test_items_count_by_the_clock_of_the_readers_and_for_one_unit(published, unit):
    assert counts.items(MARCH, unit).count() == 3
    year = Period(date(2026, 2, 1), date(2026, 5, 31))
    assert counts.by_month(year, unit) == [
        (date(2026, 2, 1), 1),
        (date(2026, 3, 1), 3),
        (date(2026, 4, 1), 1),
        (date(2026, 5, 1), 0),
    ]


def test_what_was_taken_off_line_counts_and_what_never_went_on_does_not(unit, editor):
    on_line(unit, "Đã gỡ", moment(2)).unpublish()
    make_article(unit, "Nháp", live=False)
    assert [article.title for article in counts.items(MARCH, unit)] == ["Đã gỡ"]


def test_an_alias_is_no_item(unit):
    article = on_line(unit, "Bài", moment(2))
    alias = article.create_alias(parent=article.get_parent(), update_slug="ban-sao")
    ArticlePage.objects.filter(pk=alias.pk).update(first_published_at=moment(3))
    assert counts.items(MARCH, unit).count() == 1


def test_authors_count_by_their_share(published, unit):
    assert counts.by_author(MARCH, unit) == [
        ("Nguyễn Thị Hoa", 2, 1.6),
        ("(chưa ghi tác giả)", 1, 1.0),
        ("Lý Văn Páo", 1, 0.4),
    ]


def test_genres_are_counted_and_items_without_one_named(published, unit):
    assert counts.by_genre(MARCH, unit) == [("Phóng sự ảnh", 2), ("(chưa ghi thể loại)", 1)]


def test_the_way_through_the_steps_is_timed(province, unit):
    writer, editor = make_person(unit=unit), make_person(unit=unit)
    publisher = make_person(unit=unit, role=Role.PUBLISHER)
    with freeze_time("2026-03-02 01:00") as clock:
        for wait in (2, 4, 30):
            article = make_article(unit, f"Chờ {wait} giờ", live=False, owner=writer)
            send_in(article, writer)
            clock.tick(timedelta(hours=wait))
            approve(ArticlePage.objects.get(pk=article.pk), editor)
            clock.tick(timedelta(hours=1))
            approve(ArticlePage.objects.get(pk=article.pk), publisher)
        back = make_article(unit, "Trả lại", live=False, owner=writer)
        send_in(back, writer).current_task_state.reject(user=editor, comment="Thiếu nguồn")
    found = counts.approvals(MARCH, unit)
    assert (found["number"], found["middle"], found["longest"]) == (3, 5.0, 31.0)
    assert [row[1:] for row in counts.steps(MARCH, unit)] == [(3, 1, 4.0), (3, 0, 1.0)]
    assert counts.approvals(MARCH, province.other_commune)["number"] == 0
    assert WorkflowState.objects.filter(status="needs_changes").count() == 1


def test_one_click_counts_but_nobody_waited_for_it(unit):
    writer = make_person(unit=unit, role=Role.PUBLISHER)
    with freeze_time("2026-03-02 01:00"):
        published_by(unit, "Ngay lập tức", writer, writer)
    found = counts.approvals(MARCH, unit)
    assert (found["number"], found["waited"], found["middle"]) == (1, 0, None)


def test_the_page_shows_each_table_with_its_picture_in_words_too(published, unit, editor, desk):
    page = desk(editor).get(reverse(UNIT), query(MARCH)).content.decode()
    assert "Láng giềng" not in page and "Lý Văn Páo" in page
    assert "Từ 01/03/2026 đến hết 31/03/2026" in page
    assert page.count('src="data:image/svg+xml;base64,') >= 3
    assert "Cao nhất: Phóng sự ảnh: 2 tin bài" in page
    assert "Thống kê toàn tỉnh" not in page


def test_the_drawing_runs_nothing_and_fetches_nothing():
    import base64

    picture = reports.bars("Tin <script>", [("a & <b>", 3), ("c", 1)], unit="tin", lying=True)
    drawing = base64.b64decode(picture.source.partition(",")[2]).decode()
    assert "<script" not in drawing and "<rect" in drawing and "a &amp; &lt;b&gt;" in drawing
    assert not [word for word in drawing.split('"') if word.startswith("http") and "www.w3.org" not in word]
    assert reports.bars("Trống", [("a", 0)], unit="tin") is None


def test_the_spreadsheet_has_the_same_numbers_as_numbers(published, unit, editor, desk):
    on_line(unit, "=1+1", moment(3), author_name="=HYPERLINK('x')")
    answer = desk(editor).get(reverse(UNIT), query(MARCH) | {"export": "xlsx"})
    assert "20260301-20260331.xlsx" in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    authors = {row[0].value: row for row in book["Tin bài theo tác giả"].iter_rows() if row[0].value}
    assert authors["Nguyễn Thị Hoa"][2].value == 1.6 and authors["Nguyễn Thị Hoa"][1].data_type == "n"
    assert authors["=HYPERLINK('x')"][0].data_type == "s"
    assert [row[1].value for row in book["Tin bài đã đăng theo tháng"].iter_rows()][-1] == 4


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"first": "2026-03-31", "last": "2026-03-01"}, "Ngày cuối phải từ ngày đầu trở đi."),
        ({"first": "2016-03-31", "last": "2026-03-01"}, "không quá ba năm"),
        ({"first": "hôm qua", "last": "2026-03-01"}, "Từ "),
    ],
)
def test_a_period_that_makes_no_sense_gets_a_sentence_and_this_month(unit, editor, desk, asked, sentence):
    page = desk(editor).get(reverse(UNIT), asked).content.decode()
    assert sentence in page and str(Period.this_month()) in page


def test_only_those_who_oversee_see_the_province(published, editor, desk):
    admin = make_person(unit=published.commune, role=Role.UNIT_ADMIN)
    board = make_person(unit=None)
    board.roles.create(role=Role.EDITORIAL_BOARD, valid_from="2019-01-01")
    for person, status in ((editor, 403), (admin, 403), (board, 200)):
        answer = desk(person).get(reverse(PROVINCE), query(MARCH))
        assert answer.status_code == status
        assert desk(person).get(reverse(PROVINCE), query(MARCH) | {"export": "xlsx"}).status_code == status
    page = answer.content.decode()
    assert "Xã Trung Môn" in page and "Xã Tân Trào" in page


def test_a_unit_is_found_without_accents_and_the_spreadsheet_has_all_asked_for(published, desk):
    board = make_person(unit=None)
    board.roles.create(role=Role.EDITORIAL_BOARD, valid_from="2019-01-01")
    client = desk(board)
    found = client.get(reverse(PROVINCE), query(MARCH) | {"q": "trung mon"}).content.decode()
    assert '<th scope="row">Xã Trung Môn</th>' in found and '<th scope="row">Sở Nội vụ</th>' not in found
    answer = client.get(reverse(PROVINCE), query(MARCH) | {"export": "xlsx"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    figures = {row[0]: row[2] for row in rows if row[0]}
    assert figures["Xã Trung Môn"] == 3 and figures["Xã Tân Trào"] == 1 and figures["Sở Nội vụ"] == 0


def test_the_cost_does_not_grow_with_items_or_units(published, unit, editor, desk):
    board = make_person(unit=None)
    board.roles.create(role=Role.EDITORIAL_BOARD, valid_from="2019-01-01")

    def cost(person, name: str) -> int:
        client = desk(person)
        client.get(reverse(name), query(MARCH))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name), query(MARCH)).status_code == 200
        return len(captured)

    before = cost(editor, UNIT), cost(board, PROVINCE)
    for number in range(12):
        for place in (unit, published.district, published.department):
            on_line(place, f"Thêm {number}", moment(10), ((make_person(unit=place), 100),))
    after = cost(editor, UNIT), cost(board, PROVINCE)
    assert after[0] <= before[0] and after[1] <= before[1]
    assert max(after) <= 45
