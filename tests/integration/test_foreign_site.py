"""The foreign-affairs site of a province: a kind of unit with a blueprint and languages of its own."""

from io import StringIO

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from portal.accounts.models import User
from sites.documents.models import IssuingBody
from sites.newsroom.models import Push
from sites.pages.models import StandardPage
from sites.units.enums import Role
from sites.units.models import Tier, Unit, UnitVersion
from sites.units.naming import default_host
from sites.units.services import create_unit, import_units, provision_unit
from tests.factories.newsroom import make_adapted
from tests.factories.units import home_of, make_article, make_person

from .test_query_counts import ARTICLE, HOME, LISTING, queries

HOST = "doingoai.tuyenquang.localhost"
SECTIONS = {"tin-tuc", "gioi-thieu", "dau-tu", "du-lich", "van-hoa", "nguoi-nuoc-ngoai", "lien-he"}
# What only an authority has: documents, procedures, bodies, what the law makes public, the dialogue.
OF_AUTHORITIES = {"van-ban", "thu-tuc", "to-chuc-bo-may", "cong-khai", "hoi-dap"}


def slugs(unit: Unit, language: str) -> set[str]:
    return set(home_of(unit, language).get_children().live().values_list("slug", flat=True))


@pytest.fixture
def tier(province) -> Tier:
    return Tier.objects.get(code="foreign-affairs")


@pytest.fixture
def foreign(province, tier) -> Unit:
    return create_unit(
        tier=tier, unit_type=tier.types.get(), name="Tuyên Quang", name_en="Tuyen Quang", parent=province.province
    )


def test_it_has_its_own_sections_in_vietnamese_and_english_and_none_of_an_authority(province, foreign):
    for language in ("vi", "en"):
        assert slugs(foreign, language) == SECTIONS
    keys = [dict(home_of(foreign, code).get_children().values_list("slug", "translation_key")) for code in ("vi", "en")]
    assert keys[0] == keys[1]
    assert home_of(foreign, "en").get_children().get(slug="dau-tu").title == "Investment"
    assert not IssuingBody.objects.filter(unit=foreign).exists()
    # The other way round: an authority gets what is its own, and nothing of the foreign-affairs site.
    assert slugs(province.commune, "vi") >= OF_AUTHORITIES
    assert not slugs(province.commune, "vi") & {"dau-tu", "du-lich", "nguoi-nuoc-ngoai"}


def test_it_speaks_from_a_host_of_its_own_below_the_province(province, foreign, visit):
    assert foreign.site.hostname == HOST
    for path, words in (("/", "Đầu tư"), ("/en/", "Investment"), ("/en/du-lich/", "Tourism"), ("/du-lich/", "Du lịch")):
        answer = visit(HOST, path)
        assert answer.status_code == 200, path
        assert words in answer.content.decode()
    html = visit(HOST, "/en/dau-tu/").content.decode()
    assert f'hreflang="vi" href="http://{HOST}' in html and "Tuyen Quang Foreign Affairs Portal" in html
    assert HOST in visit(province.province.site.hostname).content.decode(), "the province leads to it"


def test_its_front_page_leads_to_what_it_is_about_and_only_what_all_may_read(foreign, visit):
    assert 'class="container topics"' not in visit(HOST).content.decode(), "no empty frames"
    section = home_of(foreign).get_children().get(slug="du-lich")
    pages = [StandardPage(title=f"Nơi {number}", slug=f"noi-{number}") for number in range(5)]
    for page in pages:
        section.add_child(instance=page)
    PageViewRestriction.objects.create(page=pages[0], restriction_type="login")
    cache.clear()
    front = visit(HOST).content.decode().split('class="container topics"')[1]
    assert '<a href="/du-lich/">Du lịch</a>' in front
    assert [f'href="/du-lich/noi-{number}/"' in front for number in range(5)] == [False, True, True, True, False]
    assert "Đầu tư" not in front.split("</section>")[0]


def test_its_pages_stay_within_the_queries_of_all_sites(province, visit):
    adapted = make_adapted(make_article(province.province, "Lễ hội Thành Tuyên"))
    foreign, push = adapted.unit, Push.objects.get()
    for language in ("vi", "en"):
        for slug in ("dau-tu", "du-lich", "van-hoa", "nguoi-nuoc-ngoai"):
            home_of(foreign, language).get_children().get(slug=slug).add_child(
                instance=StandardPage(title=slug, slug="mot", locale=adapted.locale)
            )
    make_article(foreign, "Tin của trang")
    costs = {
        "/": HOME,
        "/en/": HOME,
        "/en/du-lich/": LISTING,
        "/en/tin-tuc/": LISTING,
        "/en/tin-tuc/thanh-tuyen-festival/": ARTICLE,
        f"/tu-cap-tren/{push.pk}/le-hoi-thanh-tuyen/": ARTICLE,
    }
    for path, most in costs.items():
        assert len(queries(visit, foreign, path)) <= most, path


def test_made_again_nothing_changes(foreign):
    before = Page.objects.count()
    assert provision_unit(foreign, host=HOST).changes == []
    assert Page.objects.count() == before


def test_it_stands_below_a_province_and_nowhere_else_and_nothing_stands_below_it(province, tier, foreign):
    unit_type = tier.types.get()
    with pytest.raises(ValidationError, match="không thể trực thuộc"):
        create_unit(tier=tier, unit_type=unit_type, name="Yên Sơn", parent=province.district)
    with pytest.raises(ValidationError, match="phải có đơn vị cấp trên"):
        create_unit(tier=tier, unit_type=unit_type, name="Yên Sơn")
    commune = Tier.objects.get(code="commune")
    with pytest.raises(ValidationError, match="không thể trực thuộc"):
        create_unit(tier=commune, unit_type=commune.types.get(code="xa"), name="Mới", parent=foreign)


def test_a_second_one_takes_another_host(province, tier, foreign):
    second = create_unit(tier=tier, unit_type=tier.types.get(), name="Hà Giang", parent=province.province)
    assert second.site.hostname not in ("", HOST)
    assert foreign.site.hostname == HOST


def test_import_and_command_make_it_like_any_unit(province, tier):
    lines = "code,tier,type,name,parent_code,name_en\nTTDN,foreign-affairs,doi-ngoai,Tuyên Quang,08,Tuyen Quang\n"
    report = import_units(lines.encode(), name="doi-ngoai.csv")
    assert (report.loaded.units, report.provisioned.made) == (1, 1)
    version = UnitVersion.objects.select_related("tier", "unit_type", "unit").get(code="TTDN")
    assert default_host(version) == HOST
    assert slugs(version.unit, "en") == SECTIONS
    said = StringIO()
    call_command("provision_units", province="08", tiers="foreign-affairs", stdout=said)
    assert "1 đơn vị đã đủ" in said.getvalue()


def test_the_platform_opens_it_with_the_wizard_and_nobody_else_does(province, tier, desk):
    data = {
        "tier": tier.pk,
        "unit_type": tier.types.get().pk,
        "name": "Tuyên Quang",
        "parent": province.province.pk,
        "valid_from": "2026-01-01",
        "languages": ["vi"],
    }
    editor = make_person(unit=province.province, role=Role.UNIT_ADMIN)
    assert desk(editor).post(reverse("units_admin_add"), data).status_code in (302, 403)
    assert not UnitVersion.objects.filter(tier=tier).exists()
    platform = User.objects.create_superuser("nen-tang", "nen-tang@example.test", "mat-khau-thu-nghiem-1")
    answer = desk(platform).post(reverse("units_admin_add"), data)
    assert answer.status_code == 302
    made = UnitVersion.objects.get(tier=tier).unit
    # Its English pages come with it, whatever was ticked.
    assert slugs(made, "en") == SECTIONS


def test_its_people_work_in_it_and_not_in_the_province(province, foreign, desk):
    person = make_person(unit=foreign, role=Role.EDITOR)
    client = desk(person)
    own = home_of(foreign, "en").get_children().get(slug="dau-tu")
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", own.pk])
    assert client.get(address).status_code == 200
    other = home_of(province.province).get_children().get(slug="gioi-thieu")
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", other.pk])
    assert client.get(address).status_code == 404
    assert own.get_workflow() is not None
