"""The pages of royalties: who sees what, the sheet of a month, its spreadsheet."""

import io
import re
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from sites.newsroom.models import ArticleAuthor, RoyaltyEntry, RoyaltyMonth
from sites.newsroom.services import royalties
from sites.units.enums import Role
from sites.units.models import RoleAssignment
from tests.factories.units import make_person

from .royalties import OCTOBER, Newsroom, newsroom, on_day

__all__ = ["newsroom"]
pytestmark = pytest.mark.django_db

SHEET = reverse("newsroom_royalties:sheet", args=["2026-10"])
XLSX = reverse("newsroom_royalties:xlsx", args=["2026-10"])
CLOSE = reverse("newsroom_royalties:close", args=["2026-10"])
MONTHS = reverse("newsroom_royalties:months")
OWN = reverse("newsroom_royalties:own")


@pytest.fixture
def october(newsroom: Newsroom) -> Newsroom:
    newsroom.publish(
        "Cầu mới",
        ArticleAuthor(person=newsroom.writer, share=60),
        ArticleAuthor(pen_name="Mai An", share=40),
        genre=newsroom.report,
    )
    newsroom.publish("Chợ phiên", ArticleAuthor(person=newsroom.editor, pen_name="Đức Phạm"), on=date(2026, 10, 14))
    royalties.adjust(newsroom.line("Chợ phiên"), 120_000, reason="Tin ngắn", by=newsroom.publisher)
    return newsroom


def table(client, name: str) -> list[tuple]:
    """The rows of a sheet of the month's spreadsheet, opened again."""
    answer = client.get(XLSX)
    assert answer.status_code == 200
    return list(load_workbook(io.BytesIO(answer.content))[name].iter_rows(values_only=True))


def test_keepers_see_the_month_and_its_sheet(october: Newsroom, desk):
    for person in (october.publisher, make_person("quan-tri", unit=october.unit, role=Role.UNIT_ADMIN)):
        client = desk(person)
        assert "1.120.000 đ" in client.get(MONTHS).content.decode()
        page = client.get(SHEET).content.decode()
        for text in ("Lê Thị Hoà", "600.000 đ", "Mai An", "400.000 đ", "Đức Phạm", "120.000 đ", "Tin ngắn"):
            assert text in page


def test_nobody_else_sees_what_others_earn(october: Newsroom, desk, province):
    """Nor may a role of the whole province, and another unit's keepers find nothing of it in their own months."""
    auditor = make_person("kiem-toan")
    RoleAssignment.objects.create(person=auditor, unit=None, role=Role.AUDITOR, valid_from=date(2019, 1, 1))
    others = [october.writer, october.editor, auditor, make_person("nen-tang", is_superuser=True)]
    line, entry = october.line("Chợ phiên"), RoyaltyEntry.objects.first()
    parts = [reverse("newsroom_royalties:line", args=[line.pk]), reverse("newsroom_royalties:again", args=[entry.pk])]
    for person in others:
        client = desk(person)
        for address in (MONTHS, SHEET, XLSX, CLOSE, *parts):
            answer = client.get(address)
            assert answer.status_code == 403, (person, address)
            assert "600.000" not in answer.content.decode()
    neighbour = desk(make_person("duyet-khac", unit=province.other_commune, role=Role.PUBLISHER))
    assert "1.120.000" not in neighbour.get(MONTHS).content.decode()
    for address in (SHEET, XLSX, CLOSE, *parts):
        assert neighbour.get(address).status_code == 404
        assert neighbour.post(address, {"amount": "1", "reason": "Không phải của mình"}).status_code == 404
    assert not RoyaltyMonth.objects.exclude(closed_at=None).exists()


def test_an_author_sees_their_own_lines_and_nobody_elses(october: Newsroom, desk):
    page = desk(october.writer).get(OWN).content.decode()
    assert "Cầu mới" in page
    assert "600.000 đ" in page
    for text in ("Chợ phiên", "Mai An", "400.000", "120.000", "1.000.000"):
        assert text not in page
    assert "Chưa có tin bài nào của bạn" in desk(october.publisher).get(OWN).content.decode()


def test_one_who_moved_to_another_unit_sees_there_what_is_of_that_unit(october: Newsroom, desk, province):
    RoleAssignment.objects.filter(person=october.writer).delete()
    RoleAssignment.objects.create(
        person=october.writer, unit=province.other_commune, role=Role.EDITOR, valid_from=date(2026, 11, 1)
    )
    with on_day(date(2026, 11, 2)):
        page = desk(october.writer).get(OWN).content.decode()
    assert "Cầu mới" not in page


def test_the_menu_shows_what_one_may_open(october: Newsroom, desk):
    home = reverse("wagtailadmin_home")
    keeper, writer = desk(october.publisher).get(home).content.decode(), desk(october.writer).get(home).content.decode()
    assert MONTHS in keeper
    assert OWN in keeper
    assert OWN in writer
    assert not re.search(f"{MONTHS}(?!cua-toi)", writer)


def test_the_sheet_opens_as_a_spreadsheet_with_numbers_as_numbers(october: Newsroom, desk):
    client = desk(october.publisher)
    rows = table(client, "Chi tiết")
    assert rows[0][0] == "Bảng kê nhuận bút tháng 10/2026"
    assert rows[1][0] == "Xã Trung Môn"
    assert rows[2][0] == "Chưa chốt: số liệu còn thay đổi."
    assert rows[4][2] == "Tin bài"
    assert rows[4][9] == "Thành tiền (đồng)"
    first, second, third, last = rows[5:]
    assert first[2:] == ("Cầu mới", "Phóng sự", 1_000_000, "Lê Thị Hoà", None, 60, 600_000, 600_000, None)
    assert second[5:10] == ("Mai An", None, 40, 400_000, 400_000)
    assert third[4:] == (150_000, "Phạm Văn Đức", "Đức Phạm", 100, 150_000, 120_000, "Tin ngắn")
    assert (last[0], last[9]) == ("Tổng cộng", 1_120_000)
    assert sum(row[9] for row in (first, second, third)) == last[9]
    people = table(client, "Tổng theo tác giả")
    assert people[4] == ("STT", "Tác giả", "Số tin bài", "Thành tiền (đồng)")
    # In the order of given names: An, Đức, Hoà.
    assert [row[1:] for row in people[5:]] == [
        ("Mai An", 1, 400_000),
        ("Phạm Văn Đức", 1, 120_000),
        ("Lê Thị Hoà", 1, 600_000),
        (None, None, 1_120_000),
    ]


def test_a_title_that_looks_like_a_formula_stays_a_title(newsroom: Newsroom, desk):
    evil = '=HYPERLINK("http://example.org";"Bấm vào đây")'
    newsroom.publish(evil, ArticleAuthor(pen_name="@SUM(A1:A9)"), slug="cong-thuc")
    answer = desk(newsroom.publisher).get(XLSX)
    sheet = load_workbook(io.BytesIO(answer.content))["Chi tiết"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    for text in (evil, "@SUM(A1:A9)"):
        assert cells[text].data_type == "s"
        assert cells[text].quotePrefix


def test_a_file_is_never_kept_by_a_browser(october: Newsroom, desk):
    assert "no-store" in desk(october.publisher).get(XLSX)["Cache-Control"]


def test_the_month_is_closed_from_its_page(october: Newsroom, desk):
    client = desk(october.publisher)
    assert "không ai mở lại" in client.get(CLOSE).content.decode()
    with on_day(date(2026, 11, 3)):
        page = client.post(CLOSE, follow=True).content.decode()
    assert "Đã chốt tháng 10/2026" in page
    assert "người chốt: Trần Văn Bảo" in page
    assert CLOSE not in page
    again = client.post(CLOSE, follow=True).content.decode()
    assert "Tháng 10/2026 đã được Trần Văn Bảo chốt" in again


def test_an_amount_is_changed_from_the_page_of_its_line(october: Newsroom, desk):
    client = desk(october.publisher)
    line = october.line("Cầu mới", name="Lê Thị Hoà")
    address = reverse("newsroom_royalties:line", args=[line.pk])
    assert "Hãy ghi rõ lý do" in client.post(address, {"amount": "700000", "reason": "xx"}).content.decode()
    assert client.post(address, {"amount": "700000", "reason": "Bài công phu"}).status_code == 302
    line.refresh_from_db()
    assert line.amount == 700_000
    assert "Bài công phu" in client.get(address).content.decode()
    with on_day(date(2026, 11, 3)):
        royalties.close_month(october.unit, OCTOBER, by=october.publisher)
        page = client.get(address).content.decode()
        assert "Ghi bù trừ vào tháng đang mở" in page
        assert client.post(address, {"amount": "-100000", "reason": "Trả thừa"}).status_code == 302
        november = client.get(reverse("newsroom_royalties:sheet", args=["2026-11"])).content.decode()
    assert "Bù trừ tháng 10/2026" in november
    assert "-100.000 đ" in november


def test_what_a_month_lacks_is_named_and_counted_again(newsroom: Newsroom, desk):
    article = newsroom.publish("Chưa có thể loại", genre=None)
    client = desk(newsroom.publisher)
    assert "1 tin bài không có đơn giá vào ngày đăng" in client.get(SHEET).content.decode()
    article.genre = newsroom.report
    article.save()
    address = reverse("newsroom_royalties:again", args=[RoyaltyEntry.objects.get().pk])
    assert client.post(address, {"reason": "Ghi thể loại"}).status_code == 302
    page = client.get(SHEET).content.decode()
    assert "không có đơn giá" not in page
    assert "1.000.000 đ" in page


@pytest.mark.parametrize("month", ["2026-13", "0000-01", "2026-09"])
def test_a_month_that_is_not_there_is_not_found(october: Newsroom, desk, month):
    assert desk(october.publisher).get(f"{MONTHS}{month}/").status_code == 404


def test_a_sheet_costs_the_same_for_many_articles(october: Newsroom, desk, django_assert_max_num_queries):
    client = desk(october.publisher)
    client.get(SHEET)
    for number in range(12):
        october.publish(f"Tin {number}", on=date(2026, 10, 20))
    with django_assert_max_num_queries(30) as counted:
        client.get(SHEET)
    before = len(counted)
    for number in range(12, 24):
        october.publish(f"Tin {number}", on=date(2026, 10, 21))
    with django_assert_max_num_queries(before):
        client.get(SHEET)
