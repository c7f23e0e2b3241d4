"""A newsroom whose royalties are counted: people, rates, articles that go on line on a day."""

from datetime import UTC, date, datetime
from unittest import mock

import pytest
from django.utils import timezone

from sites.newsroom.models import ArticleAuthor, ArticlePage, Genre, RoyaltyEntry, RoyaltyLine, RoyaltyRate
from sites.units.enums import Role
from sites.units.publishing import publish, publish_urgently
from tests.factories.units import make_article, make_person

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


class Newsroom:
    """The newsroom of a commune in autumn 2026."""

    def __init__(self, unit) -> None:
        self.unit = unit
        self.writer = make_person("cong-tac", unit=unit, role=Role.CONTRIBUTOR, full_name="Lê Thị Hoà")
        self.editor = make_person("bien-tap", unit=unit, full_name="Phạm Văn Đức")
        self.publisher = make_person("duyet", unit=unit, role=Role.PUBLISHER, full_name="Trần Văn Bảo")
        self.news = Genre.objects.get(unit=unit, name="Tin")
        self.report = Genre.objects.get(unit=unit, name="Phóng sự")
        self.rate(self.news, 150_000)
        self.rate(self.report, 1_000_000)

    def rate(self, genre: Genre, amount: int, since: date = date(2026, 1, 1), until: date | None = None) -> RoyaltyRate:
        return RoyaltyRate.objects.create(unit=self.unit, genre=genre, amount=amount, valid_from=since, valid_to=until)

    def draft(self, title: str, *authors: ArticleAuthor, **fields: object) -> ArticlePage:
        # What a unit asks for before anything goes on line.
        complete = {"summary": "Tóm tắt.", "source_credit": "Toà soạn"} | fields
        article = make_article(self.unit, title, live=False, **complete)
        article.authors = list(authors)
        article.save_revision()
        return article

    def publish(
        self, title: str, *authors: ArticleAuthor, on: date = date(2026, 10, 12), **fields: object
    ) -> ArticlePage:
        """An article that goes on line at nine in the morning of a day, by its publisher."""
        fields.setdefault("genre", self.news)
        article = self.draft(title, *(authors or [ArticleAuthor(person=self.writer)]), **fields)
        with on_day(on):
            if article.genre:
                publish(article, by=self.publisher)
            else:
                # The way past the unit's list of what must be there.
                publish_urgently(article, by=self.publisher, reason="Tin bão khẩn cấp")
        return ArticlePage.objects.get(pk=article.pk)

    def line(self, title: str = "", **found: object) -> RoyaltyLine:
        if title:
            found["entry__title"] = title
        return RoyaltyLine.objects.get(entry__unit=self.unit, **found)

    def entries(self) -> list[tuple[str, date]]:
        """Title and month of what was counted, in the order of publishing."""
        found = RoyaltyEntry.objects.filter(unit=self.unit).order_by("published_at", "pk")
        return list(found.values_list("title", "month__month"))


def on_day(day: date, hour: int = 2):
    """The clock stands at an hour (UTC) of a day."""
    return mock.patch.object(timezone, "now", lambda: datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


@pytest.fixture
def newsroom(province) -> Newsroom:
    return Newsroom(province.commune)
