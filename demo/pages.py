"""Makes the demo's pages: standing pages, articles and what the front pages lead with."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Page

from home.models import UnitHomePage
from portal.core import text
from sites.newsroom.models import ArticlePage, ArticleRelatedLink, ArticleTag, Genre, NewsIndexPage
from sites.pages.models import SectionPage, StandardPage
from sites.units.models import UnitVersion

from . import pictures, publishing, writing
from .facts import Country
from .models import DemoItem
from .texts import CONTENT, content

# How many articles a unit gets, by tier; units with demo accounts get a few more to work with.
ARTICLES = {"province": 32, "department": 5, "district": 8, "commune": 2}
ARTICLES_TO_WORK_WITH = 5
# News is spread over this many days before the demo was first started.
DAYS = 200
# An open film under a free licence: a link that will last, to something that is not ours.
VIDEO = {
    "title": "Phim hoạt hình mở “Big Buck Bunny” (liên kết minh hoạ)",
    "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
}

# Gone from the list of things made as soon as there is something the indexes do not know.
INDEXES = "indexes"


@dataclass
class Writer:
    """Writes one unit after the other; what was made before, in this run or an earlier one, is passed by."""

    country: Country
    studio: pictures.Studio
    now: datetime = field(default_factory=timezone.now)
    working: frozenset[int] = frozenset()
    used: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.known = set(DemoItem.objects.values_list("key", flat=True))
        self.articles = all_articles()
        self.edition = edition()
        self._made: list[str] = []
        self._tags: dict[str, Tag] = {}
        self._genres: dict[int, dict[str, Genre]] = {}

    def write(self, version: UnitVersion) -> None:
        """All pages of a unit, in one transaction; a unit that has all of this content is not even looked at."""
        complete = self._key(version, "content", self.edition)
        if complete in self.known:
            return
        with transaction.atomic():
            for language, sections in self._sections(version).items():
                if language == "vi":
                    self._settings(version)
                    self._standing_pages(version, sections, content("pages.toml")["page"], language)
                    self._articles(version, sections, self.chosen(version))
                else:
                    english = content("english.toml")
                    self._standing_pages(version, sections, english["page"], language)
                    fitting = [article for article in english["article"] if version.tier.code in article["for"]]
                    self._articles(version, sections, fitting)
            self._remember(complete)
            DemoItem.objects.bulk_create(DemoItem(key=key) for key in self._made)
            self._made.clear()
            DemoItem.objects.filter(key=INDEXES).delete()

    def _sections(self, version: UnitVersion) -> dict[str, dict[str, Page]]:
        """The sections of a unit by language and slug."""
        found: dict[str, dict[str, Page]] = {}
        for home in version.unit.homes.select_related("page", "locale"):
            children = home.page.get_children().type(SectionPage, NewsIndexPage).specific()
            found[home.locale.language_code] = {page.slug: page for page in children}
        return found

    def _once(self, key: str) -> Iterator[None]:
        """Yields once if the thing was never made, and remembers it."""
        if key in self.known:
            return
        yield
        self._remember(key)

    def _remember(self, key: str) -> None:
        """Write it with the unit's transaction, all of the unit's at once."""
        self.known.add(key)
        self._made.append(key)

    def _key(self, version: UnitVersion, *parts: str) -> str:
        return ":".join([version.unit.uuid.hex, *parts])

    def _rng(self, version: UnitVersion, *parts: str) -> Random:
        # The code and not the identity: the same list gives the same texts on every machine.
        return Random(":".join([version.tier.code, version.code, version.name, *parts]))

    def _settings(self, version: UnitVersion) -> None:
        """How the unit's site looks and whom it names; by position, never by name."""
        for _ in self._once(self._key(version, "settings")):
            facts = self.country.facts(version, self._rng(version))
            row = version.unit.settings
            row.banner_colour = pictures.banner_colour(version)
            row.emblem = pictures.emblem(version, row.banner_colour)
            row.address = facts["dia_chi"]
            row.phone = facts["dien_thoai"]
            row.email = facts["thu_dien_tu"]
            row.responsible_person = "Người đứng đầu cơ quan (minh hoạ)"
            row.responsible_position = facts["nguoi_chiu_trach_nhiem"]
            row.save()

    def _standing_pages(
        self, version: UnitVersion, sections: dict[str, Page], pages: list[dict], language: str
    ) -> None:
        by_section: dict[str, list[Page]] = defaultdict(list)
        for page in pages:
            if version.tier.code not in page["for"] or page["section"] not in sections:
                continue
            for _ in self._once(self._key(version, language, page["section"], page["slug"])):
                rng = self._rng(version, page["section"], page["slug"], language)
                facts = self.country.facts(version, rng)
                scenes = self.studio.keys(self._landscape(version))
                by_section[page["section"]].append(
                    StandardPage(
                        translation_key=self._key_of(sections[page["section"]], page.get("translates", "")),
                        title=writing.compose(page["title"], facts, rng)[:250],
                        slug=page["slug"],
                        summary=text.normalise(writing.compose(page["summary"], facts, rng)),
                        locale_id=sections[page["section"]].locale_id,
                        body=writing.blocks(page["body"], facts, rng, self.insert(version, scenes, rng)),
                        show_in_menus=True,
                        first_published_at=self._time(rng),
                    )
                )
        for slug, made in by_section.items():
            publishing.publish(sections[slug], made)
            publishing.keep_revisions(made)

    @staticmethod
    def _key_of(section: Page, slug: str) -> UUID:
        """What ties a page to the Vietnamese one of that address in the same section; a new one where there is none."""
        vietnamese = Page.objects.filter(translation_key=section.translation_key, locale__language_code="vi").exclude(
            pk=section.pk
        )
        parent = vietnamese.first() if slug else None
        known = parent.get_children().filter(slug=slug).first() if parent else None
        return known.translation_key if known else uuid4()

    def _landscape(self, version: UnitVersion) -> list[str]:
        """The subjects that fit where the unit lies."""
        traits = self.country.traits(version)
        subjects = {"ho": "lake", "cam": "orchard", "che": "tea", "ruong_bac_thang": "terraces", "do_thi": "town"}
        found = [subject for trait, subject in subjects.items() if trait in traits]
        return found or ["hills", "river", "village"]

    def chosen(self, version: UnitVersion) -> list[dict]:
        """The articles of a unit: those that fit it, the ones least used so far first."""
        wanted = ARTICLES.get(version.tier.code, 0)
        if version.unit_id in self.working:
            wanted = max(wanted, ARTICLES_TO_WORK_WITH)
        traits = self.country.traits(version)
        fitting = [
            article
            for article in self.articles
            if version.tier.code in article["for"] and (not article.get("where") or traits & set(article["where"]))
        ]
        rng = self._rng(version, "articles")
        rng.shuffle(fitting)
        # A department first says what only departments say; the same for the province.
        fitting.sort(key=lambda article: (len(article["for"]) > 1, self.used[article["id"]]))
        chosen = fitting[:wanted]
        self.used.update(article["id"] for article in chosen)
        return chosen

    def _articles(self, version: UnitVersion, sections: dict[str, Page], articles: list[dict]) -> None:
        index = sections.get("tin-tuc")
        if index is None:
            return
        made = [item for article in articles for item in self._article(version, index, article)]
        if not made:
            return
        pages = [page for page, _article in made]
        publishing.publish(index, pages)
        for number, page in enumerate(pages):
            others = [other for other in pages if other is not page]
            links = self._rng(version, str(number)).sample(others, min(3, len(others)))
            page.related_links = [ArticleRelatedLink(page=other, sort_order=order) for order, other in enumerate(links)]
        publishing.keep_relations(pages)
        publishing.keep_revisions(pages)
        self._lead(index, [page for page, article in made if article.get("feature")])

    def _lead(self, index: Page, featured: list[ArticlePage]) -> None:
        """The story that is to stand first, unless an editor has chosen one."""
        if featured:
            newest = max(featured, key=lambda page: page.published_at)
            home = UnitHomePage.objects.filter(pk=index.get_parent().pk, lead_article=None)
            home.update(lead_article=newest)

    def _article(self, version: UnitVersion, index: Page, article: dict) -> Iterator[tuple[ArticlePage, dict]]:
        for _ in self._once(self._key(version, "article", article["id"])):
            rng = self._rng(version, article["id"])
            published = article.get("published") or self._time(rng)
            facts = self.country.facts(version, rng, published)
            keys = self.studio.keys(article["scenes"])
            rng.shuffle(keys)
            lead = self.studio.image(version, keys[0])
            page = ArticlePage(
                title=writing.compose(article["title"], facts, rng)[:250],
                summary=text.normalise(writing.compose(article["summary"], facts, rng)),
                lead_image=lead,
                author_name=rng.choice(["BBT", "PV", "CTV", "T.H."]) if "source" not in article else "BBT",
                source_credit=article.get("source") or facts["co_quan"],
                published_at=published,
                first_published_at=published,
                locale_id=index.locale_id,
                genre=self._genre(version, article),
            )
            attached = article.get("attachment")
            page.body = writing.blocks(
                article["body"], facts, rng, self.insert(version, keys[1:] or keys, rng, attached, page.summary)
            )
            page.tagged_items = [ArticleTag(tag=self._tag(name)) for name in article["tags"]]
            yield page, article

    def _genre(self, version: UnitVersion, article: dict) -> Genre | None:
        """What the article would be called in its unit, by what is in it."""
        if version.unit_id not in self._genres:
            self._genres[version.unit_id] = {genre.name: genre for genre in Genre.objects.filter(unit=version.unit_id)}
        name = "Video" if "!video" in article["body"] else "Bài phản ánh" if "!gallery" in article["body"] else "Tin"
        return self._genres[version.unit_id].get(name)

    def _tag(self, name: str) -> Tag:
        if name not in self._tags:
            self._tags[name] = Tag.objects.get_or_create(name=name, defaults={"slug": text.slugify(name)})[0]
        return self._tags[name]

    def _time(self, rng: Random) -> datetime:
        """A moment of a working day, more often a recent one."""
        day = timezone.localtime(self.now) - timedelta(days=1 + DAYS * rng.random() ** 1.6)
        day = day.replace(hour=rng.choice((7, 8, 9, 10, 14, 15, 16)), minute=rng.randrange(60), second=0, microsecond=0)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def insert(
        self, version: UnitVersion, keys: list[str], rng: Random, attached: str | None = None, summary: str = ""
    ) -> writing.Insert:
        """The maker of pictures, videos and attachments for a page of a unit."""
        left = list(keys)

        def figure() -> dict[str, Any]:
            if not left:
                left.extend(keys)
            image = self.studio.image(version, left.pop(0))
            image.contextual_alt_text, image.decorative = image.description, False
            return {"image": image, "caption": self.studio.caption, "credit": ""}

        def make(kind: str) -> tuple[str, Any] | None:
            if kind == "gallery":
                return "gallery", [figure() for _ in range(min(4, max(2, len(keys))))]
            if kind == "video":
                return "video", VIDEO | {"still": figure()["image"]}
            if kind == "attachment":
                if not attached:
                    return None
                lines = [summary, "Nội dung chi tiết được cập nhật trên trang thông tin của đơn vị."]
                return "attachment", {"document": pictures.document(version, attached, lines), "title": attached}
            return "figure", figure()

        return make


def edition() -> str:
    """Changes with the content files, so that what a new release adds is written too."""
    digest = hashlib.sha256()
    for path in sorted(CONTENT.rglob("*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def all_articles() -> list[dict]:
    """The Vietnamese articles of all content files."""
    names = sorted(path.name for path in (CONTENT / "articles").glob("*.toml"))
    return [article for name in names for article in content(f"articles/{name}")["article"]]
