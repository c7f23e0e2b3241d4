"""The languages of a unit's site: the same thing in each of them, or a sentence that says that it is not there."""

import re

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale, Page, PageViewRestriction, get_translatable_models
from wagtail_localize.locales.components import get_locale_components
from wagtail_localize.models import LocaleSynchronization

from sites.units.enums import Role
from sites.units.languages import only_in
from sites.units.models import today
from sites.units.services import set_languages
from tests.factories.documents import make_official
from tests.factories.units import home_of, make_article, make_person

HOST = "trungmon.tuyenquang.localhost"
ROOT = f"http://{HOST}:8000"
ONE_LANGUAGE = "tantrao.tuyenquang.localhost"
BODY = '[{"type": "text", "id": "c2f3a0de-0000-4000-8000-000000000001", "value": "<p>Điều 1.</p>"}]'


def html_of(visit, path: str, host: str = HOST) -> str:
    cache.clear()
    response = visit(host, path)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


def leads_to(html: str, language: str) -> str:
    """Where the switcher leads for a language."""
    nav = re.search(r'<nav class="languages".*?</nav>', html, re.DOTALL)
    assert nav, "no switcher"
    return re.search(rf'<a href="([^"]+)" hreflang="{language}"', nav.group()).group(1)


def pairs(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)"', html))


def published(article):
    article.save_revision().publish()
    article.refresh_from_db()
    return article


@pytest.fixture
def both(province):
    """An article of the commune and its translation, both published: the two pages."""
    first = published(make_article(province.commune, "Khánh thành cầu"))
    section = home_of(province.commune, "en").get_children().get(slug="tin-tuc")
    second = first.copy_for_translation(section.locale)
    second.title, second.slug = "Bridge opened", "bridge-opened"
    return first, published(second)


# --- The switcher --------------------------------------------------------------------------------

VIEWS = (
    "/van-ban/",
    "/thu-tuc/",
    "/tim-kiem/",
    "/to-chuc-bo-may/",
    "/cong-khai/",
    "/cong-khai/thong-bao/",
    "/hoi-dap/",
    "/danh-ba/",
    "/so-do-trang/",
    "/lich-cong-tac/",
    "/gop-y-du-thao/",
    "/cong-bao/",
    "/tra-cuu-ho-so/",
    "/tu-cap-tren/",
)


@pytest.mark.parametrize("path", VIEWS)
def test_a_view_has_the_same_address_in_both_languages(province, visit, path):
    vietnamese, english = html_of(visit, path), html_of(visit, f"/en{path}")
    assert leads_to(vietnamese, "en") == f"{ROOT}/en{path}"
    assert leads_to(english, "vi") == f"{ROOT}{path}"
    assert pairs(vietnamese) == pairs(english) == {"vi": f"{ROOT}{path}", "en": f"{ROOT}/en{path}"}
    assert '<html lang="en"' in english


def test_a_search_is_asked_again_in_the_other_language(province, visit):
    html = html_of(visit, "/tim-kiem/?q=c%E1%BA%A7u&trang=2")
    assert leads_to(html, "en") == f"{ROOT}/en/tim-kiem/?q=c%E1%BA%A7u&amp;trang=2"
    assert pairs(html) == {}


def test_a_page_leads_to_its_translation_and_back(both, visit):
    html, english = html_of(visit, "/tin-tuc/khanh-thanh-cau/"), html_of(visit, "/en/tin-tuc/bridge-opened/")
    assert leads_to(html, "en") == f"{ROOT}/en/tin-tuc/bridge-opened/"
    assert leads_to(english, "vi") == f"{ROOT}/tin-tuc/khanh-thanh-cau/"
    assert pairs(html) == pairs(english)


def test_a_page_without_a_translation_leads_to_a_page_that_says_so(province, visit):
    article = published(make_article(province.commune, "Chỉ có tiếng Việt"))
    html = html_of(visit, "/tin-tuc/chi-co-tieng-viet/")
    assert pairs(html) == {}
    url = leads_to(html, "en")
    assert url == f"{ROOT}/en/ban-dich/{article.pk}/"
    told = html_of(visit, url.removeprefix(ROOT))
    assert '<html lang="en"' in told
    assert '<a href="/tin-tuc/chi-co-tieng-viet/" lang="vi" hreflang="vi">Chỉ có tiếng Việt</a>' in told
    # The nearest section that there is in English, and no invitation to engines.
    assert 'href="/en/tin-tuc/"' in told
    assert '<meta name="robots" content="noindex">' in told
    assert leads_to(told, "vi") == f"{ROOT}/ban-dich/{article.pk}/"
    assert visit(HOST, f"/ban-dich/{article.pk}/")["Location"] == "/tin-tuc/chi-co-tieng-viet/"


def test_the_page_that_says_so_leads_on_once_there_is_a_translation(both, visit):
    assert visit(HOST, f"/en/ban-dich/{both[0].pk}/")["Location"] == "/en/tin-tuc/bridge-opened/"


@pytest.mark.parametrize("what", ["draft", "private", "a neighbour's", "nothing"])
def test_what_not_everybody_may_read_is_not_named_in_another_language(province, visit, what):
    owner = province.other_commune if what == "a neighbour's" else province.commune
    page = make_article(owner, "Bí mật", live=what != "draft")
    if what == "private":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    pk = 10**9 if what == "nothing" else page.pk
    response = visit(HOST, f"/en/ban-dich/{pk}/")
    assert response.status_code == 404
    assert "Bí mật" not in response.content.decode()


def test_an_alias_is_no_translation(province, visit):
    article = published(make_article(province.commune, "Bản sao"))
    english = Locale.objects.get(language_code="en")
    article.copy_for_translation(english, alias=True)
    assert leads_to(html_of(visit, "/tin-tuc/ban-sao/"), "en") == f"{ROOT}/en/ban-dich/{article.pk}/"
    alias = Page.objects.get(alias_of=article)
    assert "language-notice" in html_of(visit, alias.full_url.removeprefix(ROOT))


def test_what_is_not_found_is_in_no_language(province, visit):
    for path in ("/van-ban/khong-co/", "/khong-co/"):
        response = visit(HOST, path)
        assert response.status_code == 404
        html = response.content.decode()
        assert pairs(html) == {}
        assert leads_to(html, "en") == f"{ROOT}/en/"


def test_a_site_with_one_language_has_no_switcher_and_no_other_addresses(province, visit):
    article = make_article(province.other_commune, "Tin")
    assert 'class="languages"' not in html_of(visit, "/van-ban/", ONE_LANGUAGE)
    for path in ("/en/", "/en/van-ban/", f"/en/ban-dich/{article.pk}/"):
        assert visit(ONE_LANGUAGE, path).status_code == 404


# --- Parts in another language -------------------------------------------------------------------


def test_a_document_without_an_english_title_says_so_and_marks_what_is_vietnamese(province, visit):
    make_official(province.commune, "15/2024/QĐ-UBND", title="Về việc giao kế hoạch", body=BODY)
    html = html_of(visit, "/en/van-ban/15-2024-qd-ubnd/")
    assert "language-notice" in html
    assert '<h1 lang="vi">Về việc giao kế hoạch</h1>' in html
    assert 'class="document-text prose" aria-labelledby="toan-van" lang="vi"' in html
    assert f'<link rel="canonical" href="{ROOT}/van-ban/15-2024-qd-ubnd/">' in html
    assert pairs(html) == {}
    listed = html_of(visit, "/en/van-ban/")
    assert '<p class="document-title" lang="vi">Về việc giao kế hoạch</p>' in listed
    vietnamese = html_of(visit, "/van-ban/15-2024-qd-ubnd/")
    assert "language-notice" not in vietnamese and pairs(vietnamese) == {}
    assert ' lang="vi">Về việc' not in vietnamese


def test_a_document_with_an_english_title_is_one_row_whose_text_stays_marked(province, visit):
    document = make_official(province.commune, "16/2024/QĐ-UBND", title="Về giá đất", body=BODY)
    document.texts.create(language="en", title="On land prices", abstract="Prices of land")
    document.save()
    html = html_of(visit, "/en/van-ban/16-2024-qd-ubnd/")
    assert "<h1>On land prices</h1>" in html
    assert 'aria-labelledby="toan-van" lang="vi"' in html
    assert "language-notice" not in html
    assert (
        pairs(html)
        == pairs(html_of(visit, "/van-ban/16-2024-qd-ubnd/"))
        == {
            "vi": f"{ROOT}/van-ban/16-2024-qd-ubnd/",
            "en": f"{ROOT}/en/van-ban/16-2024-qd-ubnd/",
        }
    )
    assert '<p class="document-title">On land prices</p>' in html_of(visit, "/en/van-ban/")


def test_only_in_tells_the_path_in_the_language_of_the_thing(rf):
    request = rf.get("/en/hoi-dap/tra-loi/x/")
    with translation.override("en"):
        assert only_in(request, "vi") == "/hoi-dap/tra-loi/x/"
    with translation.override("vi"):
        assert only_in(rf.get("/hoi-dap/"), "en") == "/en/hoi-dap/"


# --- Behind the original -------------------------------------------------------------------------


def test_readers_are_told_when_the_original_was_published_after_the_translation(both, visit):
    first, second = both
    assert "language-notice" not in html_of(visit, "/en/tin-tuc/bridge-opened/")
    first.title = "Khánh thành cầu mới"
    published(first)
    html = html_of(visit, "/en/tin-tuc/bridge-opened/")
    assert "language-notice" in html
    assert f'<a href="{ROOT}/tin-tuc/khanh-thanh-cau/">' in html
    assert f"{timezone.localtime(first.last_published_at):%d/%m/%Y}" in html
    assert "language-notice" not in html_of(visit, "/tin-tuc/khanh-thanh-cau/")
    published(second)
    assert "language-notice" not in html_of(visit, "/en/tin-tuc/bridge-opened/")


def test_a_draft_of_the_original_is_not_told_of(both, visit):
    first, _second = both
    first.title = "Nháp"
    first.save_revision()
    assert "language-notice" not in html_of(visit, "/en/tin-tuc/bridge-opened/")


# --- Addresses -----------------------------------------------------------------------------------


def test_the_old_address_of_a_translation_leads_to_the_new_one(both, visit, django_capture_on_commit_callbacks):
    _first, second = both
    with django_capture_on_commit_callbacks(execute=True):
        second = Page.objects.get(pk=second.pk).specific
        second.slug = "new-bridge"
        published(second)
    cache.clear()
    response = visit(HOST, "/en/tin-tuc/bridge-opened/")
    assert (response.status_code, response["Location"]) == (301, f"{ROOT}/en/tin-tuc/new-bridge/")


def test_addresses_hold_no_name_of_the_unit(province):
    home = home_of(province.commune, "en")
    assert home.url_path.split("/")[2] == f"u{province.commune.uuid.hex[:12]}"
    assert Client(headers={"host": HOST}).get("/en/").status_code == 200
    assert home.full_url == f"{ROOT}/en/"


# --- The languages of a unit ---------------------------------------------------------------------


def languages_of(unit) -> list[str]:
    return [
        row.locale.language_code for row in unit.homes.filter(page__live=True).select_related("locale").order_by("pk")
    ]


def test_a_language_added_to_a_live_unit_brings_its_front_page_and_sections(province, visit):
    unit = province.other_commune
    make_article(unit, "Tin cũ")
    set_languages(unit, ["en", "vi"])
    assert languages_of(unit) == ["vi", "en"]
    vietnamese, english = home_of(unit), home_of(unit, "en")
    sections = english.get_children().values_list("slug", "translation_key")
    assert list(sections) == list(vietnamese.get_children().values_list("slug", "translation_key"))
    assert english.translation_key == vietnamese.translation_key
    assert unit.site.root_page_id == vietnamese.pk
    cache.clear()
    assert visit(ONE_LANGUAGE, "/en/").status_code == 200


def test_a_language_with_live_content_is_not_switched_off_and_nothing_changes(both, province):
    with pytest.raises(ValidationError, match="còn 1 nội dung đang đăng"):
        set_languages(province.commune, ["vi"])
    assert languages_of(province.commune) == ["vi", "en"]
    assert home_of(province.commune, "en").get_children().live().count() > 0


def test_a_language_without_live_content_is_switched_off_and_comes_back_as_it_was(both, province, visit):
    both[1].unpublish()
    before = set(home_of(province.commune, "en").get_children().live().values_list("pk", flat=True))
    set_languages(province.commune, ["vi"])
    cache.clear()
    assert visit(HOST, "/en/").status_code == 404
    assert 'class="languages"' not in html_of(visit, "/")
    assert Page.objects.filter(pk=both[1].pk).exists()
    set_languages(province.commune, ["vi", "en"])
    assert set(home_of(province.commune, "en").get_children().live().values_list("pk", flat=True)) == before
    assert html_of(visit, "/en/")
    assert languages_of(province.other_commune) == ["vi"]


@pytest.mark.parametrize(("codes", "sentence"), [(["en"], "ngôn ngữ chính"), (["vi", "xx"], "xx"), ([], "chính")])
def test_the_main_language_stays_and_an_unknown_one_is_refused(province, codes, sentence):
    with pytest.raises(ValidationError, match=sentence):
        set_languages(province.commune, codes)
    assert languages_of(province.commune) == ["vi", "en"]


def test_a_closed_unit_gets_no_language(province):
    province.other_commune.versions.update(valid_to=today())
    with pytest.raises(ValidationError, match="không hoạt động"):
        set_languages(province.other_commune, ["vi", "en"])
    assert languages_of(province.other_commune) == ["vi"]


def test_the_platform_changes_languages_on_the_page_of_the_unit(both, province, desk):
    admin = desk(make_person("nen-tang", role=Role.PLATFORM_ADMIN, is_superuser=True))
    url = reverse("units_admin_unit", args=[province.commune.pk])
    answer = admin.post(url, {"provision": "1", "provision-languages": ["vi"]})
    assert "còn 1 nội dung đang đăng" in answer.content.decode()
    both[1].unpublish()
    assert admin.post(url, {"provision": "1", "provision-languages": ["vi"]}).status_code == 302
    assert languages_of(province.commune) == ["vi"]


def test_no_editor_takes_a_front_page_off_line(province, desk):
    publisher = make_person("duyet", unit=province.commune, role=Role.PUBLISHER)
    home = home_of(province.commune, "en")
    desk(publisher).post(reverse("wagtailadmin_pages:unpublish", args=[home.pk]))
    home.refresh_from_db()
    assert home.live


def test_a_page_is_neither_moved_nor_copied_into_another_language(province, desk):
    publisher = make_person("duyet", unit=province.commune, role=Role.PUBLISHER)
    article = make_article(province.commune, "Tin", owner=publisher)
    english = home_of(province.commune, "en").get_children().get(slug="tin-tuc")
    client = desk(publisher)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[article.pk, english.pk]))
    copied = {"new_title": "Tin 2", "new_slug": "tin-2", "new_parent_page": english.pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[article.pk]), copied)
    assert not english.get_children().exists()
    copied["new_parent_page"] = article.get_parent().pk
    assert client.post(reverse("wagtailadmin_pages:copy", args=[article.pk]), copied).status_code == 302
    assert article.get_parent().get_children().filter(slug="tin-2").exists()


def test_no_language_follows_another_by_itself(province):
    vietnamese, english = Locale.objects.get(language_code="vi"), Locale.objects.get(language_code="en")
    with pytest.raises(ValidationError):
        LocaleSynchronization.objects.create(locale=english, sync_from=vietnamese)
    assert not any(component["model"] is LocaleSynchronization for component in get_locale_components())


def test_translated_things_have_their_keys_from_the_first_migration_of_their_app():
    loader = MigrationLoader(None)
    own = [model for model in get_translatable_models() if model.__module__.startswith(("sites.", "home.", "portal."))]
    assert own
    for model in own:
        app = model._meta.app_label
        first = min(name for label, name in loader.disk_migrations if label == app)
        fields = loader.project_state((app, first)).models[app, model._meta.model_name].fields
        assert {"translation_key", "locale"} <= set(fields), model
