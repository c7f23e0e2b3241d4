"""The moment under which readers find an article is that at which it went on line, its address what its title says."""

from datetime import UTC, datetime

import pytest
from freezegun import freeze_time
from wagtail.models import Page

from portal.core.page_tree import add_children
from sites.newsroom.models import ArticlePage, Genre
from sites.units.publishing import publish
from tests.factories.newsroom import published_by
from tests.factories.units import home_of, make_article, make_person

MONDAY, FRIDAY = datetime(2026, 11, 2, 2, tzinfo=UTC), datetime(2026, 11, 6, 2, tzinfo=UTC)


@pytest.fixture
def publisher(province):
    return make_person("nguoi-duyet", unit=province.commune, role="publisher")


def draft(unit, publisher, **fields):
    complete = {"summary": "Tóm tắt.", "source_credit": "Toà soạn", **fields}
    complete["genre"] = Genre.objects.get(unit=unit, name="Tin")
    article = make_article(unit, "Mùa cam", live=False, owner=publisher, **complete)
    article.save_revision(user=publisher)
    return article


def again(page):
    return ArticlePage.objects.get(pk=page.pk)


def test_what_waited_for_days_is_dated_by_its_publication_and_leads_the_list(province, publisher):
    with freeze_time(MONDAY):
        article = draft(province.commune, publisher)
        assert again(article).published_at is None
    with freeze_time(datetime(2026, 11, 4, tzinfo=UTC)):
        between = published_by(province.commune, "Tin giữa tuần")
    with freeze_time(FRIDAY):
        publish(article, by=publisher)
    assert again(article).published_at == FRIDAY
    home = home_of(province.commune)
    assert list(ArticlePage.newest_under(home)[:2]) == [again(article), between]


def test_a_correction_keeps_the_first_date_and_an_editor_may_set_another(province, publisher):
    with freeze_time(MONDAY):
        article = draft(province.commune, publisher)
        publish(article, by=publisher)
    with freeze_time(FRIDAY):
        changed = again(article).get_latest_revision_as_object()
        assert changed.published_at in (None, MONDAY)
        changed.summary = "Đã sửa."
        changed.save_revision(user=publisher)
        publish(changed, by=publisher)
    assert (again(article).summary, again(article).published_at) == ("Đã sửa.", MONDAY)
    older = datetime(2019, 6, 20, tzinfo=UTC)
    with freeze_time(FRIDAY):
        chosen = draft(province.commune, publisher, published_at=older)
        publish(chosen, by=publisher)
    assert again(chosen).published_at == older


def test_articles_added_at_once_are_never_without_a_date(province):
    section = home_of(province.commune).get_children().get(slug="tin-tuc")
    page = ArticlePage(title="Tin nhập", slug="tin-nhap", locale=section.locale)
    add_children(Page.objects.get(pk=section.pk), [page])
    assert again(page).published_at is not None


def test_the_address_of_a_draft_keeps_every_letter_of_its_title(province, publisher):
    section = home_of(province.commune).get_children().get(slug="tin-tuc")
    article = ArticlePage(title="Đường đến đồi chè", live=False, locale=section.locale, owner=publisher)
    section.add_child(instance=article)
    assert again(article).slug == "duong-den-doi-che"
