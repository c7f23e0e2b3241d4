"""The demo's people at their desks: what each does goes through the services that the admin calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.log_actions import LogContext
from wagtail.models import Comment

from portal.accounts.models import User
from sites.newsroom.models import ArticleAuthor, ArticlePage, Genre, RoyaltyRate, Story
from sites.newsroom.services import desk
from sites.units.models import Unit, UnitVersion
from sites.units.publishing import publish

from . import writing
from .facts import Country
from .pages import Writer
from .texts import content


@dataclass
class Desk:
    """The newsroom of one unit, with its people by the endings of their names (`ctv`, `btv`, `duyet`)."""

    country: Country
    writer: Writer
    version: UnitVersion
    prefix: str
    # What was made here, by its key in `newsroom.toml`.
    articles: dict[str, ArticlePage] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)

    @property
    def unit(self) -> Unit:
        return self.version.unit

    def person(self, name: str) -> User:
        """One of the unit's people; `bbt` is the board, which works in the province's unit."""
        username = name if name == "bbt" else f"{self.prefix}.{name}"
        # Roles are read once for a user object, and are those of a day.
        return get_user_model().objects.get(username=username)

    @cached_property
    def section(self) -> Any:
        return desk.sections(self.unit)[0]

    def genre(self, name: str) -> Genre:
        return Genre.objects.get(unit=self.unit, name=name)

    # --- Stories ---------------------------------------------------------------------------------

    def propose(self, key: str, by: str, **more: Any) -> None:
        """Put the story of a text on the board, with its notes."""
        plan = self._plan(key)
        self.stories[key] = desk.propose(
            self.unit,
            by=self.person(by),
            title=plan.get("idea") or self._title(key),
            notes=plan.get("notes", ""),
            genre=self.genre(plan["genre"]),
            section=self.section,
            **more,
        )

    def assign(self, key: str, to: str, by: str, deadline: datetime) -> None:
        desk.assign(self.stories[key], self.person(to), deadline=deadline, by=self.person(by))

    def take(self, key: str, by: str) -> None:
        desk.take(self.stories[key], by=self.person(by))

    def drop(self, key: str, by: str, reason: str) -> None:
        desk.drop(self.stories[key], reason, by=self.person(by))

    # --- Writing ---------------------------------------------------------------------------------

    def start(self, key: str, by: str) -> None:
        """Begin the article of a story: its first paragraph."""
        person = self.person(by)
        with LogContext(user=person):
            self.articles[key] = desk.start_article(self.stories[key], self.section, by=person)
        self._fill(key, by, paragraphs=1)

    def write(self, key: str, by: str, authors: Sequence[tuple[str, int]] = ()) -> None:
        """Write a text to its end, in the draft that was begun or in a new one.

        Authors are (person, share); a person with a capital is a pen name of somebody outside.
        """
        if key not in self.articles:
            person = self.person(by)
            article = ArticlePage(title=self._title(key), live=False, locale=self.section.locale, owner=person)
            with LogContext(user=person):
                self.section.add_child(instance=article)
            self.articles[key] = article
        self._fill(key, by, authors)

    def edit(self, key: str, by: str, **fields: Any) -> None:
        article = self._latest(key)
        for name, value in fields.items():
            setattr(article, name, value)
        article.save_revision(user=self.person(by), log_action=True)

    def comment(self, key: str, by: str, text: str, where: str = "title") -> None:
        article = self._latest(key)
        article.wagtail_admin_comments.add(Comment(user=self.person(by), text=text, contentpath=where))
        article.save_revision(user=self.person(by), changed=False)

    def _plan(self, key: str) -> dict[str, Any]:
        return content("newsroom.toml")[key]

    def _title(self, key: str) -> str:
        return writing.compose(self._plan(key)["title"], self.country.facts(self.version, Random(key)), Random(key))

    def _author(self, name: str, share: int) -> ArticleAuthor:
        if name[0].isupper():
            return ArticleAuthor(pen_name=name, share=share)
        return ArticleAuthor(person=self.person(name), share=share)

    def _fill(self, key: str, by: str, authors: Sequence[tuple[str, int]] = (), paragraphs: int | None = None) -> None:
        plan, article, rng = self._plan(key), self._latest(key), Random(key)
        facts = self.country.facts(self.version, rng)
        keys = self.writer.studio.keys(plan["scenes"])
        body = "\n\n".join(plan["body"].strip().split("\n\n")[:paragraphs])
        article.title = self._title(key)
        article.genre = self.genre(plan["genre"])
        article.body = writing.blocks(body, facts, rng, self.writer.insert(self.version, keys[1:] or keys, rng))
        if paragraphs is None:
            article.summary = writing.compose(plan["summary"], facts, rng)
            article.lead_image = self.writer.studio.image(self.version, keys[0])
            article.source_credit = facts["Co_quan"]
            article.tags.set(plan.get("tags", []))
        if authors:
            article.authors = [self._author(name, share) for name, share in authors]
        article.save_revision(user=self.person(by), log_action=True)

    def _latest(self, key: str) -> ArticlePage:
        return ArticlePage.objects.get(pk=self.articles[key].pk).get_latest_revision_as_object()

    def page(self, key: str) -> ArticlePage:
        """The article as it stands in the database."""
        return ArticlePage.objects.get(pk=self.articles[key].pk)

    # --- Approval --------------------------------------------------------------------------------

    def send_in(self, key: str, by: str) -> None:
        """Hand an article in, or in again after it was sent back."""
        article, person = self.page(key), self.person(by)
        if article.current_workflow_state is not None:
            article.current_workflow_state.resume(person)
        else:
            article.get_workflow().start(article, person)

    def approve(self, key: str, by: str, comment: str = "") -> None:
        self._decide(key, by, "approve", comment)

    def send_back(self, key: str, by: str, comment: str) -> None:
        self._decide(key, by, "reject", comment)

    def _decide(self, key: str, by: str, what: str, comment: str) -> None:
        state = self.page(key).current_workflow_state.current_task_state
        state.task.specific.on_action(state, self.person(by), what, comment=comment)

    def publish(self, key: str, by: str) -> None:
        """Put one's own work on line in one click."""
        publish(self.page(key), by=self.person(by))

    # --- Royalties -------------------------------------------------------------------------------

    def set_rates(self, by: str, amounts: dict[str, int], since: Any, until: Any = None) -> None:
        for name, amount in amounts.items():
            rate = RoyaltyRate(
                unit=self.unit,
                owner=self.person(by),
                genre=self.genre(name),
                amount=amount,
                valid_from=since,
                valid_to=until,
            )
            rate.full_clean()
            rate.save()
