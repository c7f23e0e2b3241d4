"""Laws of the demo's content, and that it is made once and never again."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from demo import canvas, emblems, landscapes, preparing
from demo.accounts import accounts, make_accounts, password
from demo.facts import Country
from demo.models import DemoItem
from demo.pages import INDEXES, Writer, all_articles
from demo.pictures import Studio
from demo.texts import content
from demo.writing import blocks, compose
from home.models import UnitHomePage
from search import services
from search.models import Entry, Word
from search.sources import sources
from sites.newsroom.models import ArticlePage, NewsIndexPage
from sites.pages.models import StandardPage
from sites.units.models import UnitVersion
from tests.restoring import Rows

LISTS = ("2025-06-30", "2025-07-01")
LEAST = {"province": 25, "department": 3, "foreign-affairs": 0, "district": 5, "commune": 1}


def whole_province(list_date: str) -> Country:
    preparing.load_units(list_date)
    versions = list(
        UnitVersion.objects.on().select_related("unit", "tier", "unit_type").order_by("tier__rank", "name_key")
    )
    return Country(versions, date.fromisoformat(list_date))


def texts(country: Country) -> list[tuple[UnitVersion, dict, str, str]]:
    """Every article of the province as title and text, without making pages or pictures."""
    writer = Writer(country, Studio())
    written = []
    for version in country.versions:
        for article in writer.chosen(version):
            rng = writer._rng(version, article["id"])
            facts = country.facts(version, rng)
            title = compose(article["title"], facts, rng)
            summary = compose(article["summary"], facts, rng)
            body = blocks(article["body"], facts, rng, lambda _kind: None)
            written.append((version, article, title, " ".join([summary, *map(plain, body)])))
    return written


def plain(block: tuple) -> str:
    kind, value = block
    if kind == "table":
        return " ".join(cell for row in value["data"] for cell in row)
    return " ".join(value.values()) if kind == "quotation" else str(value)


@pytest.mark.parametrize("list_date", LISTS)
def test_every_unit_has_news_and_all_of_them_enough(db, list_date):
    country = whole_province(list_date)
    written = texts(country)
    per_unit = Counter(version.unit_id for version, *_rest in written)
    assert len(written) >= 200
    for version in country.versions:
        assert per_unit[version.unit_id] >= LEAST[version.tier.code], version.full_name
    assert len({article["id"] for _version, article, *_rest in written}) >= 40


def test_the_texts_are_whole_varied_and_not_filler(db):
    written = texts(whole_province("2025-06-30"))
    for version, article, title, body in written:
        where = f"{version.full_name}: {article['id']}"
        assert not re.search(r"[{}|]|\[\[|\]\]", title + body), where
        assert "lorem" not in (title + body).lower(), where
        assert title[:1] == title[:1].upper(), where
        assert len(body) > 350, where
        assert len(title) <= 160, title
    titles = Counter(title for _v, _a, title, _b in written)
    assert titles.most_common(1)[0][1] <= 3, titles.most_common(3)
    assert len({body for *_rest, body in written}) > 0.97 * len(written)


def test_a_department_of_two_words_keeps_its_capital_and_a_commune_does_not(db):
    country = whole_province("2025-06-30")
    by_name = {(version.tier.code, version.name): version for version in country.versions}
    assert country.facts(by_name["department", "Y tế"], Random(1))["don_vi"] == "Sở Y tế"
    assert country.facts(by_name["commune", "Trung Môn"], Random(1))["don_vi"] == "xã Trung Môn"
    assert country.facts(by_name["commune", "Trung Môn"], Random(1))["cap_tren"] == "huyện Yên Sơn"


def test_every_picture_has_a_text_alternative_and_a_known_scene():
    scenes = content("scenes.toml")["scene"]
    assert len(scenes) >= 35
    for scene in scenes:
        assert len(scene["alt"]) > 15
        assert scene["scene"] in landscapes.SCENES
        assert scene["palette"] in canvas.PALETTES
    subjects = {scene["subject"] for scene in scenes}
    for article in all_articles():
        assert set(article["scenes"]) <= subjects, article["id"]


def test_no_person_is_named_but_in_the_news_of_2019():
    """Positions speak, people do not: quotations name no one, and only the news of 2019 says `ông` and a name."""
    named = re.compile(r"\b([Ôô]ng|[Bb]à|[Đđ]ồng chí|[Aa]nh|[Cc]hị) [A-ZĐ]\w+ [A-ZĐ]\w+")
    for article in all_articles():
        found = named.search(article["title"] + article["summary"] + article["body"])
        assert bool(found) == (article["id"] == "chuc-mung-cong-thong-tin-2019"), article["id"]


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> tuple[Path, list[Rows]]:
    """A folder with the files of the demo, and its rows once it has been written."""
    return tmp_path_factory.mktemp("media"), []


@pytest.fixture
def tiny(db, settings, written, monkeypatch):
    """A demo with one unit of each tier, and pictures that take no time to draw. It is written once."""
    settings.MEDIA_ROOT, rows = written
    settings.DEMO = True
    small = canvas.encoded(canvas.Image.new("RGB", (16, 9), "#336655"), "JPEG")
    monkeypatch.setattr(landscapes, "landscape", lambda *_arguments: small)
    if rows:
        rows[0].bring_back()
        return Country.read(date(2025, 6, 30))
    preparing.load_units("2025-06-30")
    preparing.provision(tiny=True)
    country = Country.read(date(2025, 6, 30))
    make_accounts(country)
    preparing.write(country, Studio())
    rows.append(Rows.there())
    return country


def test_the_demo_is_made_once_and_keeps_what_editors_do(tiny):
    edited = ArticlePage.objects.first()
    edited.title = "Tiêu đề do biên tập viên sửa"
    edited.save()
    deleted = ArticlePage.objects.exclude(pk=edited.pk).first()
    deleted.delete()
    before = Page.objects.count(), get_image_model().objects.count(), DemoItem.objects.count()
    preparing.provision(tiny=True)
    country = Country.read(date(2025, 6, 30))
    make_accounts(country)
    preparing.write(country, Studio())
    assert (Page.objects.count(), get_image_model().objects.count(), DemoItem.objects.count()) == before
    edited.refresh_from_db()
    assert edited.title == "Tiêu đề do biên tập viên sửa"
    assert not ArticlePage.objects.filter(pk=deleted.pk).exists()


def test_pages_are_live_dated_illustrated_and_credited(tiny):
    articles = list(ArticlePage.objects.select_related("lead_image"))
    assert articles
    for article in articles:
        assert article.live
        assert article.summary
        assert article.source_credit
        assert article.author_name
        assert article.lead_image.description
        assert article.lead_image.caption == "Hình minh hoạ do phần mềm vẽ"
        assert article.tags.count()
        unit = article.get_ancestors().get(unit_home__isnull=False).unit_home.unit
        assert article.lead_image.collection_id == unit.collection_id
    news = ArticlePage.objects.get(published_at__year=2019)
    assert f"{news.published_at:%Y-%m-%d}" == "2019-06-20"
    for image in get_image_model().objects.all():
        assert image.description, image.title


def test_the_two_lists_of_units_never_meet_in_one_database(db):
    preparing.load_units("2025-06-30")
    units = UnitVersion.objects.count()
    with pytest.raises(CommandError, match="holds the demo of 2025-06-30"):
        preparing.load_units("2025-07-01")
    assert UnitVersion.objects.count() == units


def test_what_was_not_indexed_page_by_page_is_indexed_at_the_end(tiny):
    Entry.objects.all().delete()
    Word.objects.all().delete()
    ReferenceIndex.objects.all().delete()
    DemoItem.objects.filter(key=INDEXES).delete()
    article = ArticlePage.objects.order_by("pk").first()
    with preparing.quiet_indexes():
        article.save()
        assert not Entry.objects.exists()
    preparing.fill_indexes()
    for source in sources():
        assert not services.compare(source), source.name
    assert Entry.objects.filter(object_id=article.pk).exists()
    assert Word.objects.exists()
    assert ReferenceIndex.get_references_to(article.lead_image).exists()
    # From here on every change reaches the index by itself again.
    article.title = "Một tiêu đề chưa từng có"
    article.save()
    assert Entry.objects.get(object_id=article.pk, part=0).title == article.title


def test_a_front_page_leads_with_what_the_content_features_unless_an_editor_chose(tiny):
    home = UnitHomePage.objects.get(unit_home__unit=tiny.province.unit_id, locale__language_code="vi")
    featured = {article["id"] for article in all_articles() if article.get("feature")}
    keys = [f"{tiny.province.unit.uuid.hex}:article:{name}" for name in featured]
    assert DemoItem.objects.filter(key__in=keys).exists()
    assert home.lead_article is not None
    other = ArticlePage.objects.descendant_of(home).exclude(pk=home.lead_article_id).first()
    UnitHomePage.objects.filter(pk=home.pk).update(lead_article=other)
    news = home.get_children().type(NewsIndexPage).get()
    Writer(tiny, Studio())._lead(news, [ArticlePage.objects.get(pk=home.lead_article_id)])
    home.refresh_from_db()
    assert home.lead_article_id == other.pk


def test_an_editor_can_go_back_to_what_a_page_said_at_first(tiny):
    for page in Page.objects.type(ArticlePage, StandardPage):
        revision = page.latest_revision
        assert revision is not None, page.title
        assert page.live_revision_id == revision.pk
        assert revision.as_object().title == page.title
    article = ArticlePage.objects.filter(related_links__isnull=False).first()
    first = article.latest_revision.as_object()
    assert {tag.name for tag in first.tags.all()} == {tag.name for tag in article.tags.all()} != set()
    assert first.related_links.count() == article.related_links.count() > 0


def test_every_unit_says_who_it_is_and_how_to_reach_it(tiny):
    for version in tiny.versions:
        home = version.unit.homes.get(locale__language_code="vi").page
        slugs = set(home.get_descendants().live().values_list("slug", flat=True))
        assert {"tong-quan", "dia-chi", "gio-lam-viec"} <= slugs, version.full_name
        row = version.unit.settings
        assert row.emblem is not None
        assert row.responsible_position
        assert row.email.endswith(".localhost")


def test_pages_of_the_demo_answer_and_say_what_they_are(tiny, visit):
    for version in tiny.versions:
        host = tiny.hosts[version.unit_id]
        answer = visit(host)
        assert answer.status_code == 200
        assert "Dữ liệu minh hoạ" in answer.text
        assert "noindex" in answer.text or "noindex" in answer.headers.get("X-Robots-Tag", "")


def test_demo_accounts_sign_in_to_the_demo_and_nowhere_else(tiny, settings):
    names = [account.username for account, _role in accounts(tiny)]
    assert {"quantri", "bbt", "kiemtoan", "tinh.btv", "huyen.duyet", "xa.ctv"} <= set(names)
    for name in names:
        assert authenticate(username=name, password=password()) is not None, name
    settings.DEMO = False
    for name in names:
        assert authenticate(username=name, password=password()) is None, name


def test_the_same_seed_draws_the_same_picture():
    assert emblems.emblem("a", (150, 20, 30)) == emblems.emblem("a", (150, 20, 30))
    assert emblems.emblem("a", (150, 20, 30)) != emblems.emblem("b", (150, 20, 30))
