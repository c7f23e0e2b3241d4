"""The demo in two languages: the foreign-affairs site alive, and a province, a district and a commune beside it."""

from collections.abc import Iterator
from datetime import date
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from wagtail.models import Page

from demo import canvas, landscapes, preparing
from demo.accounts import make_accounts
from demo.facts import Country
from demo.foreign import TIER
from demo.models import DemoItem
from demo.pictures import Studio
from demo.texts import CONTENT, content
from sites.newsroom.models import ArticlePage, Push
from sites.newsroom.services import adapting
from sites.pages.models import StandardPage
from sites.units.models import UnitVersion

LEAST_ITEMS = 30
LEAST_IN_TWO = 3


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Country]:
    """One unit of each tier and the foreign-affairs site, written once; each test finds them as new."""
    small = canvas.encoded(canvas.Image.new("RGB", (16, 9), "#336655"), "JPEG")
    media = override_settings(DEMO=True, MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    drawing = mock.patch.object(landscapes, "landscape", lambda *_arguments: small)
    with django_db_blocker.unblock(), media, drawing, transaction.atomic():
        cache.clear()
        preparing.load_units("2025-06-30")
        preparing.provision(tiny=True)
        country = Country.read(date(2025, 6, 30))
        make_accounts(country)
        preparing.write(country, Studio())
        cache.clear()
        yield country
        transaction.set_rollback(True)


@pytest.fixture
def country(written, db, settings) -> Country:
    settings.DEMO = True
    cache.clear()
    return written


def of(country: Country, tier: str) -> UnitVersion:
    return next(version for version in country.versions if version.tier.code == tier)


def items(version: UnitVersion, language: str) -> list[Page]:
    home = version.unit.homes.get(locale__language_code=language).page
    return list(Page.objects.descendant_of(home).type(StandardPage, ArticlePage).live())


def path(version: UnitVersion, page: Page, language: str) -> str:
    home = version.unit.homes.get(locale__language_code=language).page
    return ("" if language == "vi" else "/en") + "/" + page.url_path.removeprefix(home.url_path)


def test_the_foreign_affairs_site_has_thirty_items_and_more_in_each_language(country):
    site = of(country, TIER)
    for language in ("vi", "en"):
        found = items(site, language)
        assert len(found) >= LEAST_ITEMS, language
        by_section = {page.get_parent().slug for page in found}
        assert by_section >= {"tin-tuc", "gioi-thieu", "dau-tu", "du-lich", "van-hoa", "nguoi-nuoc-ngoai", "lien-he"}


def test_what_it_writes_itself_is_in_both_languages(country):
    site = of(country, TIER)
    keys = {language: {page.translation_key for page in items(site, language)} for language in ("vi", "en")}
    assert keys["vi"] <= keys["en"]
    alone = ArticlePage.objects.filter(unit=site.unit, adaptation__isnull=False).values_list(
        "translation_key", flat=True
    )
    assert keys["en"] - keys["vi"] == set(alone), "only what is adapted has its Vietnamese elsewhere"


def test_every_page_answers_in_both_languages_and_names_the_other(country, visit):
    site = of(country, TIER)
    host = country.hosts[site.unit_id]
    for language, other in (("vi", "en"), ("en", "vi")):
        for page in items(site, language):
            address = path(site, page, language)
            answer = visit(host, address)
            assert answer.status_code == 200, address
            head = answer.content.decode().split("</head>")[0]
            if page.translation_key in {there.translation_key for there in items(site, other)}:
                assert f'hreflang="{other}"' in head, address


def test_news_of_the_province_shows_by_reference_and_its_english_says_where_it_is_from(country, visit):
    site = of(country, TIER)
    host, province = country.hosts[site.unit_id], country.hosts[country.province.unit_id]
    pushes = list(Push.objects.filter(taken_by=site.unit))
    plans = content("foreign/adapted.toml")["article"]
    assert {push.title for push in pushes} == {plan["of"] for plan in plans}
    front = visit(host).content.decode()
    assert "Nguồn: Tỉnh Tuyên Quang" in front
    adapted = ArticlePage.objects.filter(unit=site.unit, adaptation__isnull=False, live=True)
    assert adapted.count() == len(plans)
    for article in adapted:
        page = visit(host, path(site, article, "en")).content.decode()
        assert article.original.title in page and f"http://{province}" in page
    # One was corrected since, and says so to readers and editors.
    behind = adapting.outdated(site.unit).get()
    assert "adapted-state" in visit(host, path(site, behind, "en")).content.decode()


@pytest.mark.parametrize("tier", ["province", "district", "commune"])
def test_province_district_and_commune_speak_two_languages(country, visit, tier):
    version = of(country, tier)
    host = country.hosts[version.unit_id]
    keys = {language: {page.translation_key: page for page in items(version, language)} for language in ("vi", "en")}
    both = set(keys["vi"]) & set(keys["en"])
    sections = {keys["en"][key].get_parent().slug for key in both}
    assert sections >= {"gioi-thieu", "lien-he", "tin-tuc"}
    assert sum(keys["en"][key].get_parent().slug == "tin-tuc" for key in both) >= LEAST_IN_TWO
    for key in both:
        for language in ("vi", "en"):
            address = path(version, keys[language][key], language)
            answer = visit(host, address)
            assert answer.status_code == 200, address
            assert 'hreflang="' in answer.content.decode().split("</head>")[0], address


def test_the_texts_are_whole_name_their_sources_and_say_what_is_made_up(country):
    seen = set()
    for file in sorted((CONTENT / "foreign").glob("*.toml")):
        plans = content(f"foreign/{file.name}")
        for plan in [*plans.get("page", []), *plans.get("article", [])]:
            for language in ("vi", "en") if "vi" in plan else ():
                said = plan[language]
                assert len(said["body"]) > 120 and said["title"] and said["summary"], plan["id"]
                assert len(said["title"]) <= 110, said["title"]
                assert "lorem" not in said["body"].lower()
            if "vi" in plan:
                assert plan["vi"]["body"] != plan["en"]["body"]
                made_up = "minh hoạ" in str(plan["vi"])
                assert made_up == ("sample" in str(plan["en"]).lower() or "illustrative" in str(plan["en"])), plan["id"]
                seen.add(plan["id"])
    assert len(seen) >= LEAST_ITEMS + 6


def test_it_is_written_once_and_an_editor_s_work_stays(country):
    page = items(of(country, TIER), "en")[0]
    Page.objects.filter(pk=page.pk).update(title="Changed by an editor")
    before = Page.objects.count(), DemoItem.objects.count(), Push.objects.count()
    preparing.write(Country.read(date(2025, 6, 30)), Studio())
    assert (Page.objects.count(), DemoItem.objects.count(), Push.objects.count()) == before
    page.refresh_from_db()
    assert page.title == "Changed by an editor"


def test_its_people_sign_in_where_they_work(country):
    people = {"doingoai.btv", "doingoai.duyet"}
    assert DemoItem.objects.filter(key__in=[f"account:{name}" for name in people]).count() == len(people)
