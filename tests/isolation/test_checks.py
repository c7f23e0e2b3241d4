"""The system checks that keep isolation whole find nothing now, and something when a piece is missing."""

from wagtail.admin.viewsets.pages import PageViewSet, page_viewset_registry
from wagtail.models import Page
from wagtail.snippets.views.snippets import SnippetViewSet

from sites.newsroom.models import ArticlePage
from sites.pages.models import ContactPoint
from sites.units import checks


def test_all_is_in_order():
    assert checks.snippets_belong_to_units() == []
    assert checks.pages_refuse_foreign_references() == []


def test_a_snippet_with_wagtails_own_viewset_is_refused(monkeypatch):
    monkeypatch.setattr(ContactPoint, "snippet_viewset", SnippetViewSet(model=ContactPoint))
    assert [problem.id for problem in checks.snippets_belong_to_units()] == ["units.E002"]


def test_a_snippet_form_that_checks_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(ContactPoint, "base_form_class", object)
    assert [problem.id for problem in checks.snippets_belong_to_units()] == ["units.E003"]


def test_a_page_form_that_checks_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(ArticlePage, "base_form_class", Page.base_form_class, raising=False)
    assert [problem.id for problem in checks.pages_refuse_foreign_references()] == ["units.E004"]


def test_a_page_viewset_of_wagtails_is_refused(monkeypatch):
    monkeypatch.setitem(page_viewset_registry.values_by_class, ArticlePage, PageViewSet(model=ArticlePage))
    assert [problem.id for problem in checks.pages_refuse_foreign_references()] == ["units.E005"]
