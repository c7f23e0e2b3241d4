"""The board of a unit: ideas, and its articles by where they are on their way to readers.

The number of queries is the same whatever the number of items; so is the number of rows read, since a column shows
the first twenty, counts no further than a thousand and leads to pages with the rest.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Exists, F, Q, QuerySet, TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, WorkflowState, WorkflowTask
from wagtail.search.backends import get_search_backend

from portal.core import text
from sites.units.enums import Action
from sites.units.isolation.policies import under
from sites.units.models import Unit
from sites.units.models.workflows import UnitStep
from sites.units.permissions import user_can

from ..models import ArticlePage, Story
from ..models.desk import page_type, reviews_of, scheduled, under_review
from ..permissions import user_can_take, user_can_write

SHOWN, COUNTED, FOUND = 20, 1000, 500


class Stage(TextChoices):
    """The columns, in the order of the work."""

    IDEA = "idea", gettext_lazy("Ý tưởng")
    DRAFT = "draft", gettext_lazy("Bản nháp")
    EDIT = "edit", gettext_lazy("Đang biên tập")
    APPROVAL = "approval", gettext_lazy("Chờ duyệt")
    SCHEDULED = "scheduled", gettext_lazy("Hẹn giờ đăng")
    PUBLISHED = "published", gettext_lazy("Đã đăng")
    # Not on the board itself, but a list beside it.
    DROPPED = "dropped", gettext_lazy("Đề tài đã bỏ")


BOARD = [stage for stage in Stage if stage is not Stage.DROPPED]
OF_STORIES = (Stage.IDEA, Stage.DROPPED)


@dataclass
class Card:
    """One item as the board shows it."""

    title: str
    url: str
    story: Story | None = None
    article: ArticlePage | None = None
    person: str = ""
    note: str = ""
    at: datetime | None = None
    may_take: bool = False
    may_write: bool = False

    @property
    def is_overdue(self) -> bool:
        return self.story is not None and self.story.is_overdue


@dataclass
class Column:
    stage: Stage
    total: int
    cards: list[Card] = field(default_factory=list)
    all_url: str = ""

    @property
    def count(self) -> str:
        return f"{COUNTED}+" if self.total > COUNTED else str(self.total)


class Board:
    """What one person sees of a unit's board under some filters."""

    def __init__(self, unit: Unit, user: Any, chosen: dict[str, Any]) -> None:
        self.unit, self.user, self.chosen = unit, user, chosen
        self.may_change = user_can(user, Action.CHANGE, unit)
        self.may_add = user_can(user, Action.ADD, unit)

    # --- What is shown ---------------------------------------------------------------------------

    def columns(self) -> list[Column]:
        """Every column with its first cards."""
        read = {stage: list(self.rows(stage)[:SHOWN]) for stage in BOARD}
        self._note_reviews([row for stage, rows in read.items() if stage not in OF_STORIES for row in rows])
        return [
            Column(stage, self._count(stage, len(rows)), [self._card(stage, row) for row in rows], self._address(stage))
            for stage, rows in read.items()
        ]

    def column(self, stage: Stage, number: Any) -> tuple[PaginatorPage, list[Card]]:
        """One page of one column."""
        page = Paginator(self.rows(stage), SHOWN).get_page(number)
        rows = list(page.object_list)
        if stage not in OF_STORIES:
            self._note_reviews(rows)
        return page, [self._card(stage, row) for row in rows]

    def _count(self, stage: Stage, read: int) -> int:
        return read if read < SHOWN else self.rows(stage).order_by()[: COUNTED + 1].count()

    def _address(self, stage: Stage) -> str:
        chosen = {name: getattr(value, "pk", value) for name, value in self.chosen.items()}
        return f"{reverse('newsroom_desk:board')}?{urlencode(chosen | {'stage': stage.value})}"

    # --- Which rows stand where ------------------------------------------------------------------

    def rows(self, stage: Stage) -> QuerySet:
        """The rows of a column, the most urgent or the newest first."""
        if stage in OF_STORIES:
            return self._stories(stage)
        articles = self._articles(stage)
        if stage is Stage.PUBLISHED:
            settled = Q(live=True, has_unpublished_changes=False) & ~under_review() & ~scheduled()
            return articles.filter(settled).order_by("-published_at", "-pk")
        articles = articles.filter(Q(live=False) | Q(has_unpublished_changes=True) | under_review())
        if stage is Stage.SCHEDULED:
            return articles.filter(scheduled() & ~under_review()).order_by(F("go_live_at").asc(nulls_last=True), "pk")
        by_deadline = F("story__deadline").asc(nulls_last=True)
        if stage is Stage.DRAFT:
            drafts = articles.filter(~under_review() & ~scheduled())
            return drafts.order_by(by_deadline, F("latest_revision_created_at").desc(nulls_last=True), "pk")
        at_last = Exists(reviews_of().filter(current_task_state__task=self._last_step))
        at_step = at_last if stage is Stage.APPROVAL else under_review() & ~at_last
        return articles.filter(at_step).order_by(by_deadline, "latest_revision_created_at", "pk")

    @cached_property
    def _last_step(self) -> int | None:
        """The task that publishes; whatever comes before it is editing."""
        steps = WorkflowTask.objects.filter(workflow__unit_workflow__unit=self.unit).order_by("-sort_order")
        return steps.values_list("task_id", flat=True).first()

    @cached_property
    def _step_names(self) -> dict[int, str]:
        """What the unit itself calls the steps of its workflow."""
        return dict(UnitStep.objects.filter(unit_workflow__unit=self.unit).values_list("task", "name"))

    @cached_property
    def _homes(self) -> list[str]:
        return list(Page.objects.filter(unit_home__unit=self.unit).values_list("path", flat=True))

    @cached_property
    def _found(self) -> list[int]:
        """The articles whose title has the words asked for."""
        words = text.fold(self.chosen["q"]).strip()
        if not words:
            return []
        found = get_search_backend().autocomplete(words, ArticlePage.objects.filter(under(self._homes)))
        return [page.pk for page in found[:FOUND]]

    def _articles(self, stage: Stage) -> QuerySet[ArticlePage]:
        articles = ArticlePage.objects.filter(unit=self.unit, alias_of__isnull=True)
        chosen = self.chosen
        if person := chosen.get("person"):
            articles = articles.filter(Q(owner=person) | Q(story__assignee=person))
        if genre := chosen.get("genre"):
            articles = articles.filter(genre=genre)
        if section := chosen.get("section"):
            articles = articles.filter(path__startswith=section.path)
        if chosen.get("q"):
            articles = articles.filter(pk__in=self._found)
        if chosen.get("overdue"):
            articles = articles.none() if stage is Stage.PUBLISHED else articles.filter(**self._late("story__"))
        return articles.defer_streamfields().select_related("owner", "story__assignee", "story__article")

    def _stories(self, stage: Stage) -> QuerySet[Story]:
        stories = Story.objects.filter(unit=self.unit).select_related("owner", "assignee", "article", "section")
        chosen = self.chosen
        if person := chosen.get("person"):
            stories = stories.filter(Q(assignee=person) | Q(assignee__isnull=True, owner=person))
        if genre := chosen.get("genre"):
            stories = stories.filter(genre=genre)
        if section := chosen.get("section"):
            stories = stories.filter(section__path__startswith=section.path)
        if words := chosen.get("q"):
            stories = stories.filter(folded__contains=text.fold(words))
        if stage is Stage.DROPPED:
            return stories.filter(dropped_at__isnull=False).order_by("-dropped_at", "-pk")
        if chosen.get("overdue"):
            stories = stories.filter(**self._late())
        stories = stories.filter(article__isnull=True, dropped_at__isnull=True)
        return stories.order_by(F("deadline").asc(nulls_last=True), "-created_at", "-pk")

    def _late(self, prefix: str = "") -> dict[str, Any]:
        return {f"{prefix}deadline__lt": timezone.now()}

    # --- Cards -----------------------------------------------------------------------------------

    def _note_reviews(self, articles: list[ArticlePage]) -> None:
        """Read in one go at which step these articles stand."""
        keys = [str(article.pk) for article in articles]
        states = WorkflowState.objects.active().filter(base_content_type=page_type(), object_id__in=keys)
        states = states.select_related("current_task_state__task")
        self._reviews = {int(state.object_id): state for state in states}

    def _card(self, stage: Stage, row: Any) -> Card:
        return self._story_card(row) if stage in OF_STORIES else self._article_card(stage, row)

    def _story_card(self, story: Story) -> Card:
        card = Card(story.title, story.record_url, story, person=str(story.assignee or ""))
        if story.dropped_at:
            card.note, card.at = story.drop_reason, story.dropped_at
        else:
            card.may_take = user_can_take(self.user, story)
            card.may_write = user_can_write(self.user, story)
        return card

    def _article_card(self, stage: Stage, article: ArticlePage) -> Card:
        own = article.owner_id == self.user.pk and self.may_add
        view = "wagtailadmin_pages:edit" if self.may_change or own else "wagtailadmin_pages:view_draft"
        story = getattr(article, "story", None)
        person = (story and story.assignee) or article.owner
        card = Card(article.draft_title or article.title, reverse(view, args=[article.pk]), story, article)
        card.person = str(person or "")
        state = self._reviews.get(article.pk)
        if stage is Stage.PUBLISHED:
            card.note, card.at = _("Đăng lúc"), article.published_at
        elif stage is Stage.SCHEDULED:
            card.note, card.at = _("Sẽ đăng lúc"), article.go_live_at
        elif state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            card.note, card.at = _("Cần sửa lại, từ"), state.current_task_state.finished_at
        elif state is not None and state.current_task_state is not None:
            task = state.current_task_state.task
            card.note = _("%(step)s, từ") % {"step": self._step_names.get(task.pk) or task.name}
            card.at = state.current_task_state.started_at
        elif article.live:
            card.note, card.at = _("Đang sửa bài đã đăng, từ"), article.latest_revision_created_at
        elif article.first_published_at:
            card.note, card.at = _("Đã gỡ xuống; sửa lần cuối"), article.latest_revision_created_at
        else:
            card.note, card.at = _("Sửa lần cuối"), article.latest_revision_created_at
        return card
