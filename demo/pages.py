"""Makes the demo's pages: standing pages, articles and what the front pages lead with."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from sites.newsroom.models import ArticlePage, ArticleRelatedLink, NewsIndexPage
from sites.pages.models import SectionPage, StandardPage
from sites.units.models import UnitVersion

from . import pictures, writing
from .facts import CONTENT, Country, content
from .models import DemoItem

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

    def write(self, version: UnitVersion) -> None:
        """All pages of a unit, in one transaction; a unit that has all of this content is not even looked at."""
        complete = self._key(version, "content", self.edition)
        if complete in self.known:
            return
        with transaction.atomic():
            DemoItem.objects.create(key=complete)
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
        DemoItem.objects.create(key=key)
        self.known.add(key)
        if INDEXES in self.known:
            DemoItem.objects.filter(key=INDEXES).delete()
            self.known.remove(INDEXES)

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
        for page in pages:
            if version.tier.code not in page["for"] or page["section"] not in sections:
                continue
            for _ in self._once(self._key(version, language, page["section"], page["slug"])):
                rng = self._rng(version, page["section"], page["slug"], language)
                facts = self.country.facts(version, rng)
                section = sections[page["section"]]
                scenes = self.studio.keys(self._landscape(version))
                made = StandardPage(
                    title=writing.compose(page["title"], facts, rng)[:250],
                    slug=page["slug"],
                    summary=writing.compose(page["summary"], facts, rng),
                    locale_id=section.locale_id,
                    body=writing.blocks(page["body"], facts, rng, self._insert(version, scenes, rng)),
                    show_in_menus=True,
                )
                add(section, made)

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
        made = [page for article in articles for page in self._article(version, index, article)]
        for number, page in enumerate(made):
            others = [other for other in made if other is not page]
            links = self._rng(version, str(number)).sample(others, min(3, len(others)))
            ArticleRelatedLink.objects.bulk_create(
                ArticleRelatedLink(article=page, page=other, sort_order=order) for order, other in enumerate(links)
            )
            page.save_revision(clean=False, changed=False)

    def _article(self, version: UnitVersion, index: Page, article: dict) -> Iterator[ArticlePage]:
        for _ in self._once(self._key(version, "article", article["id"])):
            rng = self._rng(version, article["id"])
            published = article.get("published") or self._time(rng)
            facts = self.country.facts(version, rng, published)
            keys = self.studio.keys(article["scenes"])
            rng.shuffle(keys)
            lead = self.studio.image(version, keys[0])
            page = ArticlePage(
                title=writing.compose(article["title"], facts, rng)[:250],
                summary=writing.compose(article["summary"], facts, rng),
                lead_image=lead,
                author_name=rng.choice(["BBT", "PV", "CTV", "T.H."]) if "source" not in article else "BBT",
                source_credit=article.get("source") or facts["co_quan"],
                published_at=published,
                locale_id=index.locale_id,
            )
            attached = article.get("attachment")
            page.body = writing.blocks(
                article["body"], facts, rng, self._insert(version, keys[1:] or keys, rng, attached, page.summary)
            )
            page.first_published_at = page.last_published_at = page.latest_revision_created_at = published
            add(index, page)
            page.tags.add(*article["tags"])
            page.save()
            yield page

    def _time(self, rng: Random) -> datetime:
        """A moment of a working day, more often a recent one."""
        day = timezone.localtime(self.now) - timedelta(days=1 + DAYS * rng.random() ** 1.6)
        day = day.replace(hour=rng.choice((7, 8, 9, 10, 14, 15, 16)), minute=rng.randrange(60), second=0, microsecond=0)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def _insert(
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


def add(parent: Page, page: Page) -> None:
    """Put a page live under a parent."""
    page.live = True
    page.has_unpublished_changes = False
    parent.add_child(instance=page)
