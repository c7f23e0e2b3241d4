"""Stories and articles on their way through a unit's approval."""

from typing import Any

from sites.newsroom.models import ArticlePage, Story
from sites.newsroom.services import adapting
from sites.newsroom.services.desk import sections
from sites.units.models import Unit

from .units import make_article, make_person, make_site, make_unit


def make_story(unit: Unit, title: str = "Mùa cam", **fields: Any) -> Story:
    """A story of the unit as it stands in the database; what follows from services is made with them."""
    return Story.objects.create(unit=unit, title=title, **fields)


def send_in(article: ArticlePage, by: Any) -> Any:
    """Submit an article to its unit's workflow; returns the state."""
    return article.get_workflow().start(article, by)


def approve(article: ArticlePage, by: Any) -> None:
    """Approve the step an article stands at."""
    state = article.current_workflow_state.current_task_state
    state.task.specific.on_action(state, by, "approve")


def published_by(unit: Unit, title: str, writer: Any = None, approver: Any = None) -> ArticlePage:
    """An article that has gone through every step of the unit's workflow."""
    writer = writer or make_person(unit=unit)
    approver = approver or make_person(unit=unit, role="publisher")
    article = make_article(unit, title, live=False, owner=writer)
    send_in(article, writer)
    while ArticlePage.objects.get(pk=article.pk).current_workflow_state:
        approve(ArticlePage.objects.get(pk=article.pk), approver)
    return ArticlePage.objects.get(pk=article.pk)


def make_foreign_site(province: Unit, host: str = "doingoai.tuyenquang.localhost") -> Unit:
    """The foreign-affairs site of a province."""
    unit = make_unit("foreign-affairs", "doi-ngoai", "Tuyên Quang", parent=province, name_en="Tuyen Quang")
    return make_site(unit, host)


def make_adapted(source: ArticlePage) -> ArticlePage:
    """An article of the province on its foreign-affairs site: by reference, and in English; corrected since."""
    source.save_revision().publish()
    unit = make_foreign_site(source.unit)
    publisher = make_person(unit=unit, role="publisher")
    section = sections(unit).get(locale__language_code="en")
    own = adapting.adapt(adapting.take(source, unit, by=publisher), section, by=publisher)
    own.title, own.slug, own.summary = "Thanh Tuyen Festival", "thanh-tuyen-festival", "Lanterns in every street."
    own.save_revision(user=publisher).publish()
    source.save_revision().publish()
    return ArticlePage.objects.get(pk=own.pk)
