"""Royalties: what an article comes to when it first goes on line, and putting it right afterwards."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from sites.newsroom.models import ArticleAuthor, Genre, RoyaltyEntry, RoyaltyLine, RoyaltyRate
from sites.newsroom.services import royalties
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, RoleAssignment
from sites.units.publishing import How, publish, publish_urgently, unpublish
from tests.factories.units import make_person

from .royalties import NOVEMBER, OCTOBER, Newsroom, newsroom, on_day

__all__ = ["newsroom"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (150_000, (100,), [150_000]),
        (100, (33, 33, 34), [33, 33, 34]),
        (100_001, (50, 50), [50_001, 50_000]),
        (10, (33, 33, 34), [3, 3, 4]),
        (1, (20, 30, 50), [0, 0, 1]),
        (0, (60, 40), [0, 0]),
    ],
)
def test_shares_are_whole_dong_and_lose_nothing(total, shares, parts):
    assert royalties.split(total, shares) == parts


def test_no_rate_and_no_shares_ever_lose_or_make_a_dong():
    for total in range(0, 1_000, 7):
        for first in range(1, 99):
            shares = (first, (100 - first) // 2, 100 - first - (100 - first) // 2)
            parts = royalties.split(total, [share for share in shares if share])
            assert sum(parts) == total
            assert all(abs(part - total * share / 100) < 1 for part, share in zip(parts, shares, strict=False))


def test_an_article_is_counted_when_it_first_goes_on_line(newsroom: Newsroom):
    article = newsroom.publish(
        "Cầu mới",
        ArticleAuthor(person=newsroom.writer, share=60),
        ArticleAuthor(pen_name="Mai An", share=40),
        genre=newsroom.report,
    )
    entry = RoyaltyEntry.objects.get(article=article)
    assert (entry.unit, entry.month.month, entry.rate, entry.genre_name) == (
        newsroom.unit,
        OCTOBER,
        1_000_000,
        "Phóng sự",
    )
    assert [(line.name, line.share, line.amount) for line in entry.lines.all()] == [
        ("Lê Thị Hoà", 60, 600_000),
        ("Mai An", 40, 400_000),
    ]


def test_going_on_line_again_is_not_counted_again(newsroom: Newsroom):
    article = newsroom.publish("Cầu mới")
    with on_day(date(2026, 10, 20)):
        unpublish(article, by=newsroom.publisher)
        article.refresh_from_db()
        article.save_revision(user=newsroom.publisher)
        publish(article, by=newsroom.publisher)
    assert newsroom.entries() == [("Cầu mới", OCTOBER)]


def test_a_publication_that_fails_counts_nothing(newsroom: Newsroom, monkeypatch):
    article = newsroom.draft("Cầu mới", ArticleAuthor(person=newsroom.writer), genre=newsroom.news)

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(royalties, "_write_lines", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(article, by=newsroom.publisher)
    article.refresh_from_db()
    assert not article.live
    assert not RoyaltyEntry.objects.exists()


def test_the_month_is_that_of_the_clock_of_the_province(newsroom: Newsroom):
    """Half past midnight on 1 November in Vietnam is still October in Greenwich."""
    article = newsroom.draft("Đêm cuối tháng", ArticleAuthor(person=newsroom.writer), genre=newsroom.news)
    with on_day(date(2026, 10, 31), hour=17):
        publish(article, by=newsroom.publisher)
    assert newsroom.entries() == [("Đêm cuối tháng", NOVEMBER)]


def test_the_rate_is_that_of_the_day(newsroom: Newsroom):
    old = RoyaltyRate.objects.get(genre=newsroom.news)
    old.valid_to = date(2026, 10, 15)
    old.save()
    newsroom.rate(newsroom.news, 200_000, since=date(2026, 10, 15))
    newsroom.publish("Hôm trước", on=date(2026, 10, 14))
    newsroom.publish("Hôm sau", on=date(2026, 10, 15))
    assert newsroom.line("Hôm trước").amount == 150_000
    assert newsroom.line("Hôm sau").amount == 200_000


def test_two_rates_of_a_genre_never_hold_at_once(newsroom: Newsroom, desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        newsroom.rate(newsroom.news, 1, since=date(2026, 6, 1))
    client = desk(newsroom.publisher)
    data = {"genre": str(newsroom.news.pk), "amount": "170000", "valid_from": "2026-06-01", "valid_to": ""}
    answer = client.post(reverse("wagtailsnippets_newsroom_royaltyrate:add"), data)
    assert "Thể loại này đã có đơn giá trong thời gian đó" in answer.content.decode()
    data |= {"amount": "1700000000"}
    assert (
        "hãy xem lại số chữ số 0"
        in client.post(reverse("wagtailsnippets_newsroom_royaltyrate:add"), data).content.decode()
    )
    data |= {"genre": str(Genre.objects.get(unit=newsroom.unit, name="Ảnh").pk), "amount": "170000"}
    assert client.post(reverse("wagtailsnippets_newsroom_royaltyrate:add"), data).status_code == 302


def test_editors_set_no_rates(newsroom: Newsroom, desk):
    rate = RoyaltyRate.objects.get(genre=newsroom.news)
    data = {"genre": str(newsroom.news.pk), "amount": "999", "valid_from": "2026-01-01", "valid_to": ""}
    client = desk(newsroom.editor)
    for address in (
        reverse("wagtailsnippets_newsroom_royaltyrate:add"),
        reverse("wagtailsnippets_newsroom_royaltyrate:edit", args=[rate.pk]),
    ):
        assert client.post(address, data).status_code == 403
    rate.refresh_from_db()
    assert rate.amount == 150_000


def test_without_genre_or_rate_an_article_waits_on_the_sheet_with_nothing(newsroom: Newsroom):
    newsroom.publish("Chưa có thể loại", genre=None)
    line = newsroom.line("Chưa có thể loại")
    assert (line.entry.rate, line.entry.genre_name, line.amount) == (None, "", 0)


def test_imports_mirrors_and_programs_are_not_counted(newsroom: Newsroom):
    imported = newsroom.draft("Tin nhập từ trang cũ", ArticleAuthor(person=newsroom.writer), genre=newsroom.news)
    publish(imported, by=newsroom.publisher, how=How.BATCH)
    made = newsroom.draft("Tin do chương trình tạo", ArticleAuthor(person=newsroom.writer), genre=newsroom.news)
    made.get_latest_revision().publish()
    assert not RoyaltyEntry.objects.exists()


def test_a_translation_is_paid_only_as_a_translation(newsroom: Newsroom):
    original = newsroom.publish("Cầu mới")
    for title, name, counted in (("New bridge", "Tin", 1), ("New bridge", "Dịch", 2)):
        genre = Genre.objects.get(unit=newsroom.unit, name=name)
        translation = newsroom.draft(title, ArticleAuthor(person=newsroom.editor), language="en", genre=genre)
        translation.translation_key = original.translation_key
        translation.save_revision()
        publish(translation, by=newsroom.publisher)
        assert RoyaltyEntry.objects.count() == counted
        if counted == 1:
            translation.delete()


def test_the_people_of_another_unit_are_never_paid(newsroom: Newsroom, province):
    stranger = make_person("nguoi-la", unit=province.other_commune, full_name="Người xã khác")
    newsroom.publish(
        "Viết chung", ArticleAuthor(person=newsroom.writer, share=50), ArticleAuthor(person=stranger, share=50)
    )
    assert [(line.name, line.amount) for line in RoyaltyLine.objects.all()] == [("Lê Thị Hoà", 75_000)]
    newsroom.publish("Chép của xã khác", ArticleAuthor(person=stranger))
    assert newsroom.entries() == [("Viết chung", OCTOBER)]


def test_who_has_left_or_changed_name_stays_as_was(newsroom: Newsroom):
    RoleAssignment.objects.filter(person=newsroom.writer).update(valid_to=date(2026, 10, 10))
    newsroom.publish("Đăng sau khi nghỉ")
    line = newsroom.line("Đăng sau khi nghỉ")
    assert (line.person, line.amount) == (newsroom.writer, 150_000)
    newsroom.writer.full_name = "Lê Hoà Bình"
    newsroom.writer.save()
    newsroom.news.name = "Tin vắn"
    newsroom.news.save()
    line.refresh_from_db()
    assert (line.name, line.entry.genre_name) == ("Lê Thị Hoà", "Tin")
    newsroom.writer.delete()
    line.refresh_from_db()
    assert (line.person, line.name, line.amount) == (None, "Lê Thị Hoà", 150_000)


# --- Putting right -------------------------------------------------------------------------------


def test_an_amount_is_changed_with_a_reason_and_on_the_record(newsroom: Newsroom):
    newsroom.publish("Cầu mới")
    line = newsroom.line()
    made = royalties.adjust(line, 200_000, reason="Bài viết công phu", by=newsroom.publisher)
    line.refresh_from_db()
    assert (line.computed, line.amount) == (150_000, 200_000)
    assert (made.before, made.after, made.by_name) == (150_000, 200_000, "Trần Văn Bảo")
    entry = AuditEntry.objects.get(kind=AuditKind.ROYALTY_CHANGED)
    assert (entry.unit, entry.subject, entry.detail["reason"]) == (newsroom.unit, "Cầu mới", "Bài viết công phu")


@pytest.mark.parametrize(
    ("amount", "reason", "sentence"),
    [
        (200_000, "  x  ", "Hãy ghi rõ lý do"),
        (-1, "Trừ quá tay", "Số tiền phải từ 0 đ đến 100.000.000 đ"),
        (100_000_001, "Thừa một số 0", "Số tiền phải từ"),
        (150_000, "Không đổi gì", "không khác số đang ghi"),
    ],
)
def test_a_change_that_makes_no_sense_gets_a_sentence(newsroom: Newsroom, amount, reason, sentence):
    newsroom.publish("Cầu mới")
    line = newsroom.line()
    with pytest.raises(ValidationError, match=sentence):
        royalties.adjust(line, amount, reason=reason, by=newsroom.publisher)
    line.refresh_from_db()
    assert line.amount == 150_000
    assert not AuditEntry.objects.filter(kind=AuditKind.ROYALTY_CHANGED).exists()


def test_only_publishers_and_administrators_of_the_unit_change_amounts(newsroom: Newsroom, province):
    newsroom.publish("Cầu mới")
    line = newsroom.line()
    others = [
        newsroom.writer,
        newsroom.editor,
        make_person("duyet-khac", unit=province.other_commune, role=Role.PUBLISHER),
        make_person("nen-tang", is_superuser=True),
    ]
    for person in others:
        with pytest.raises(PermissionDenied, match="Chỉ người duyệt xuất bản và quản trị của đơn vị"):
            royalties.adjust(line, 1, reason="Không được phép", by=person)
    admin = make_person("quan-tri", unit=newsroom.unit, role=Role.UNIT_ADMIN)
    royalties.adjust(line, 1, reason="Được phép sửa", by=admin)


def test_an_article_is_counted_again_after_its_authors_were_named(newsroom: Newsroom):
    article = newsroom.draft("Quên tác giả")
    with on_day(date(2026, 10, 12)):
        publish_urgently(article, by=newsroom.publisher, reason="Tin bão khẩn cấp")
    entry = RoyaltyEntry.objects.get()
    assert not entry.lines.exists()
    article.refresh_from_db()
    article.genre = newsroom.report
    article.authors = [ArticleAuthor(person=newsroom.editor)]
    article.save_revision(user=newsroom.publisher)
    publish(article, by=newsroom.publisher)
    royalties.count_again(entry, reason="Bổ sung tác giả", by=newsroom.publisher)
    line = newsroom.line()
    assert (line.name, line.amount, line.entry.month.month) == ("Phạm Văn Đức", 1_000_000, OCTOBER)


def test_what_is_gone_is_not_counted_again(newsroom: Newsroom):
    article = newsroom.publish("Cầu mới")
    article.delete()
    entry = RoyaltyEntry.objects.get()
    assert (entry.article, entry.title) == (None, "Cầu mới")
    with pytest.raises(ValidationError, match="Tin bài đã bị xoá"):
        royalties.count_again(entry, reason="Tính lại thử", by=newsroom.publisher)
    assert newsroom.line().amount == 150_000
