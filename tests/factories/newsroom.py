"""Stories and articles on their way through a unit's approval."""

from typing import Any

from sites.newsroom.models import ArticlePage, Story
from sites.units.models import Unit

from .units import make_article, make_person


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
