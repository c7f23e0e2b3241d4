"""Every picker and search box of the admin finds without accents; every list of names is in Vietnamese order."""

import unicodedata

import pytest
from django.urls import reverse
from wagtail.models import Collection

from portal.core.models import PageSortKey
from portal.media.models import PortalDocument, PortalImage
from sites.pages.contacts import ContactPoint
from sites.units.enums import Role
from tests.factories.files import PDF, picture, upload
from tests.factories.units import home_of, make_article, make_person

# As people type it: with accents, without, composed and decomposed, in capitals, half a word.
TYPED = ["Đất đai", "dat dai", "DAT DAI", unicodedata.normalize("NFD", "đất đai"), "đat đ", "dat d"]
NUMBER_TYPED = ["43/2011/NĐ-CP", "43/2011", "nd-cp", "43 2011", "43/2011/nđ-cp"]
TITLE = "Hướng dẫn đất đai theo 43/2011/NĐ-CP"
OTHER = "Lịch tiếp công dân"
# Of two words each: a short one may stand in a token or in the name of a stored file by chance.
IN_ORDER = ["An toàn", "Ân cần", "Dân số", "Đất đai", "Em bé", "Ông bà", "Ưu đãi"]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def worker(province, desk):
    return desk(make_person(unit=province.commune, role=Role.UNIT_ADMIN))


@pytest.fixture
def platform(province, desk):
    return desk(make_person(is_superuser=True))


@pytest.fixture
def things(province):
    """A page, an image, a document and a contact point of each of the two titles."""
    for title in (TITLE, OTHER):
        make_article(province.commune, title)
        make_image(province.commune.collection, title)
        make_document(province.commune.collection, title)
        ContactPoint.objects.create(unit=province.commune, name=title)


def make_image(collection: Collection, title: str) -> PortalImage:
    image = PortalImage(title=title, file=upload("a.png", picture()), collection=collection)
    image.save()
    return image


def make_document(collection: Collection, title: str) -> PortalDocument:
    document = PortalDocument(title=title, file=upload("a.pdf", PDF), collection=collection)
    document.save()
    return document


def asked(client, name: str, args: tuple = (), **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


SEARCH_BOXES = [
    "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results",
    "wagtailadmin_choose_page_search",
    "wagtailimages:index",
    "wagtailimages:index_results",
    "wagtailimages_chooser:choose_results",
    "wagtaildocs:index",
    "wagtaildocs:index_results",
    "wagtaildocs_chooser:choose_results",
    "wagtailsnippets_pages_contactpoint:list_results",
    "wagtailsnippetchoosers_pages_contactpoint:choose_results",
]


@pytest.mark.parametrize("name", SEARCH_BOXES)
def test_search_box_finds_without_accents_and_by_number(worker, things, name):
    for typed in TYPED + NUMBER_TYPED:
        found = asked(worker, name, q=typed)
        assert TITLE in found, f"{typed!r} does not find it"
        assert OTHER not in found, f"{typed!r} finds the other one too"


@pytest.mark.parametrize("name", SEARCH_BOXES)
def test_search_box_does_not_find_what_is_not_there(worker, things, name):
    assert TITLE not in asked(worker, name, q="đất nước")


def test_explorer_finds_below_a_page_without_accents(province, worker, things):
    section = home_of(province.commune).get_children().get(slug="tin-tuc")
    for typed in TYPED + NUMBER_TYPED:
        found = asked(worker, "wagtailadmin_explore_results", (section.pk,), q=typed)
        assert TITLE in found
        assert OTHER not in found


@pytest.mark.parametrize("typed", ["đức", "duc", "nguyen duc", "DUC", "Nguyễn Đức"])
def test_list_of_people_finds_without_accents(platform, typed):
    make_person("duc", full_name="Nguyễn Đức Cường")
    make_person("binh", full_name="Trần Thị Bình")
    found = asked(platform, "wagtailusers_users:index_results", q=typed)
    assert "Nguyễn Đức Cường" in found
    assert "Trần Thị Bình" not in found


def test_list_of_people_finds_by_account_and_address(platform):
    make_person("cuong.nd", full_name="Nguyễn Đức Cường")
    for typed in ("cuong.nd", "cuong.nd@example.test"):
        assert "Nguyễn Đức Cường" in asked(platform, "wagtailusers_users:index_results", q=typed)


def test_picker_of_units_finds_without_accents(platform):
    for typed in ("trung mon", "Trung Môn", "xa trung", "02449"):
        found = asked(platform, "units_chooser:choose_results", q=typed)
        assert "Xã Trung Môn" in found
        assert "Xã Tân Trào" not in found


def test_completion_of_tags_finds_without_accents_and_in_order(province, worker):
    document = make_document(province.commune.collection, "Có từ khoá")
    document.tags.add("Đất đai", "Dân số", "dân vận", "Bầu cử")
    response = worker.get(reverse("wagtailadmin_tag_autocomplete"), {"term": "da"})
    assert response.json() == ["Dân số", "dân vận", "Đất đai"]
    assert worker.get(reverse("wagtailadmin_tag_autocomplete"), {"term": "đất"}).json() == ["Đất đai"]
    assert worker.get(reverse("wagtailadmin_tag_autocomplete"), {"term": "xyz"}).json() == []


def order_of(html: str, names: list[str]) -> list[str]:
    """The names in the order in which they first stand in the page."""
    return sorted((name for name in names if name in html), key=html.index)


@pytest.mark.parametrize(("sign", "wanted"), [("", IN_ORDER), ("-", IN_ORDER[::-1])])
def test_pages_sort_by_title_in_vietnamese_order(province, worker, sign, wanted):
    for title in reversed(IN_ORDER):
        make_article(province.commune, title)
    section = home_of(province.commune).get_children().get(slug="tin-tuc")
    found = asked(worker, "wagtailadmin_explore_results", (section.pk,), ordering=f"{sign}title")
    assert order_of(found, IN_ORDER) == wanted
    kind = {"content_type": "newsroom.articlepage"}
    everywhere = asked(worker, "wagtailadmin_pages:search_results", q="", ordering=f"{sign}title", **kind)
    assert order_of(everywhere, IN_ORDER) == wanted


@pytest.mark.parametrize(
    ("name", "make"), [("wagtaildocs:index_results", make_document), ("wagtailimages:index_results", make_image)]
)
def test_files_sort_by_title_in_vietnamese_order(province, worker, name, make):
    for title in reversed(IN_ORDER):
        make(province.commune.collection, title)
    assert order_of(asked(worker, name, ordering="title"), IN_ORDER) == IN_ORDER
    assert order_of(asked(worker, name, ordering="-title"), IN_ORDER) == IN_ORDER[::-1]


def test_contact_points_come_and_sort_in_vietnamese_order(province, worker):
    for name in reversed(IN_ORDER):
        ContactPoint.objects.create(unit=province.commune, name=name)
    assert [point.name for point in ContactPoint.objects.all()] == IN_ORDER
    listing = "wagtailsnippets_pages_contactpoint:list_results"
    assert order_of(asked(worker, listing, ordering="name"), IN_ORDER) == IN_ORDER
    assert order_of(asked(worker, listing, ordering="-name"), IN_ORDER) == IN_ORDER[::-1]


def test_documents_come_in_vietnamese_order_without_asking(province, worker):
    for title in reversed(IN_ORDER):
        make_document(province.commune.collection, title)
    assert order_of(asked(worker, "wagtaildocs:index_results"), IN_ORDER) == IN_ORDER


def test_found_documents_can_be_sorted_by_title(province, worker):
    for title in reversed(IN_ORDER):
        make_document(province.commune.collection, f"{title} mẫu")
    found = asked(worker, "wagtaildocs:index_results", q="mau", ordering="title")
    assert order_of(found, [f"{title} mẫu" for title in IN_ORDER]) == [f"{title} mẫu" for title in IN_ORDER]


def test_people_come_by_given_name(platform):
    people = ["Trần Văn An", "Lê Thị Bình", "Nguyễn Đức Cường", "Bùi Văn Đạt", "An Thị Yến"]
    for name in reversed(people):
        make_person(full_name=name)
    assert order_of(asked(platform, "wagtailusers_users:index_results"), people) == people
    found = asked(platform, "wagtailusers_users:index_results", ordering="-full_name")
    assert order_of(found, people) == people[::-1]


def test_key_of_a_page_follows_its_title(province):
    article = make_article(province.commune, "Đất đai")
    before = PageSortKey.objects.get(page=article).title_key
    article.title = "An toàn"
    article.save()
    assert PageSortKey.objects.get(page=article).title_key < before
    copy = article.copy(update_attrs={"slug": "ban-sao", "title": "Bản sao"})
    assert PageSortKey.objects.get(page=copy).title == "Bản sao"
