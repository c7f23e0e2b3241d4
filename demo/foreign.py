"""The foreign-affairs site, and what the province, a district and a commune tell foreigners, each in two languages.

The texts are in `content/foreign/`. News of the province is taken and adapted by the people of the foreign-affairs site
through the services that the admin calls.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.models import Page, WorkflowState

from portal.core import text
from sites.newsroom.models import ArticlePage, ArticleTag, Genre, NewsIndexPage
from sites.newsroom.services import adapting
from sites.newsroom.services.desk import sections
from sites.pages.models import SectionPage, StandardPage
from sites.units.models import UnitVersion

from . import publishing, writing
from .pages import Writer
from .texts import CONTENT, content

TIER = "foreign-affairs"
LANGUAGES = ("vi", "en")
SOURCE = {"vi": "Nguồn", "en": "Source"}
CREDIT = {"vi": "Ban biên tập đối ngoại", "en": "Foreign-affairs editors"}
NEWS = "tin-tuc"
# Who writes and who approves, at the foreign-affairs site and at the province.
DESK, DESK_OF_PROVINCE = ("doingoai.btv", "doingoai.duyet"), ("tinh.btv", "tinh.duyet")


class Abroad:
    """Writes once what the province tells the world; units that the list does not have are passed by."""

    def __init__(self, writer: Writer) -> None:
        self.writer, self.country, self.studio = writer, writer.country, writer.studio

    @transaction.atomic
    def write(self) -> None:
        """All of it, or nothing."""
        for version in self.country.versions:
            if version.tier.code == TIER:
                self._site(version)
                self._adapted(version)
            elif version.unit.homes.count() > 1:
                self._unit(version)

    def _site(self, version: UnitVersion) -> None:
        for path in sorted((CONTENT / "foreign").glob("*.toml")):
            if path.stem not in ("units", "adapted"):
                plans = content(f"foreign/{path.name}")
                self._pages(version, plans.get("page", []))
                self._news(version, plans.get("article", []))

    def _unit(self, version: UnitVersion) -> None:
        plans = content("foreign/units.toml")
        self._pages(version, [plan for plan in plans["page"] if version.tier.code in plan["for"]])
        self._news(version, [plan for plan in plans["article"] if version.tier.code in plan["for"]])

    # --- Written in both languages -----------------------------------------------------------------

    def _sections(self, version: UnitVersion) -> dict[tuple[str, str], Page]:
        found = {}
        for home in version.unit.homes.select_related("page", "locale"):
            for page in home.page.get_children().type(SectionPage, NewsIndexPage).specific():
                found[home.locale.language_code, page.slug] = page
        return found

    def _pages(self, version: UnitVersion, plans: list[dict[str, Any]]) -> None:
        there, made = self._sections(version), defaultdict(list)
        for plan in plans:
            for language, page in self._pair(version, plan, StandardPage):
                page.show_in_menus = True
                made[language, plan["section"]].append(page)
        for place, pages in made.items():
            self._put(there[place], pages)

    def _news(self, version: UnitVersion, plans: list[dict[str, Any]]) -> None:
        there, made = self._sections(version), defaultdict(list)
        genre = Genre.objects.filter(unit=version.unit, name="Tin").first()
        for plan in plans:
            keys = self.studio.keys(plan["scenes"])
            for language, page in self._pair(version, plan, ArticlePage):
                page.lead_image = self.studio.image(version, keys[0])
                page.author_name, page.genre = "BBT", genre
                is_site = version.tier.code == TIER
                page.source_credit = CREDIT[language] if is_site else self._facts(version, plan)["co_quan"]
                page.published_at = page.first_published_at
                page.tagged_items = [ArticleTag(tag=self.writer._tag(name)) for name in plan[language]["tags"]]
                made[language].append(page)
        for language, pages in made.items():
            self._put(there[language, NEWS], pages)

    def _facts(self, version: UnitVersion, plan: dict[str, Any]) -> dict[str, str]:
        return self.country.facts(version, Random(plan["id"]))

    def _pair(self, version: UnitVersion, plan: dict[str, Any], model: type[Page]) -> Iterator[tuple[str, Any]]:
        """The page of an entry in each language, unsaved, tied to one another as translations."""
        key, facts = uuid4(), self._facts(version, plan)
        for language in LANGUAGES:
            rng, said = Random(f"{version.code} {plan['id']}"), plan[language]
            keys = self.studio.keys(plan["scenes"])
            body = said["body"]
            if "source" in plan:
                body += f"\n\n{SOURCE[language]}: {plan['source'][language]}."
            yield (
                language,
                model(
                    title=writing.compose(said["title"], facts, rng),
                    slug=plan.get("slug", ""),
                    summary=text.normalise(writing.compose(said["summary"], facts, rng)),
                    body=writing.blocks(body, facts, rng, self.writer.insert(version, keys[1:] or keys, rng)),
                    translation_key=key,
                    first_published_at=self.writer.now
                    - timedelta(days=rng.randrange(3, 60), hours=rng.randrange(1, 9)),
                ),
            )

    @staticmethod
    def _put(section: Page, pages: list[Any]) -> None:
        for page in pages:
            page.locale_id = section.locale_id
        publishing.publish(section, pages)
        if isinstance(section, NewsIndexPage):
            publishing.keep_relations(pages)
        publishing.keep_revisions(pages)

    # --- Taken from the province and adapted -------------------------------------------------------

    def _adapted(self, version: UnitVersion) -> None:
        """News of the province as it was published, each with its English; one was corrected since."""
        unit, province = version.unit, self.country.province.unit
        editor, publisher = self._people(DESK)
        english = sections(unit).filter(locale__language_code="en").first()
        for plan in content("foreign/adapted.toml")["article"]:
            source = ArticlePage.objects.filter(unit=province, title=plan["of"], live=True).first()
            if source is None or english is None:
                continue
            own = adapting.adapt(adapting.take(source, unit, by=publisher), english, by=editor)
            article = own.get_latest_revision_as_object()
            article.title, article.slug = plan["title"], text.slugify(plan["title"])
            article.summary, article.source_credit = plan["summary"], "Tuyen Quang Province"
            facts, rng = self.country.facts(version, Random(plan["of"])), Random(plan["of"])
            keys = self.studio.keys(plan["scenes"])
            article.body = writing.blocks(plan["body"], facts, rng, self.writer.insert(version, keys, rng))
            article.tags.set(plan["tags"])
            self._go_live(article, editor, publisher)
            if "corrected" in plan:
                source = ArticlePage.objects.get(pk=source.pk).get_latest_revision_as_object()
                source.summary = plan["corrected"]
                self._go_live(source, *self._people(DESK_OF_PROVINCE))

    @staticmethod
    def _people(names: tuple[str, str]) -> list[Any]:
        return [get_user_model().objects.get(username=name) for name in names]

    @staticmethod
    def _go_live(article: ArticlePage, writer: Any, approver: Any) -> None:
        """Hand in what was written, and approve it step by step."""
        article.save_revision(user=writer, log_action=True)
        there = ArticlePage.objects.get(pk=article.pk)
        state = there.get_workflow().start(there, writer)
        while state.status == WorkflowState.STATUS_IN_PROGRESS:
            task = state.current_task_state
            task.task.specific.on_action(task, approver, "approve")
            state.refresh_from_db()
