"""Choosers offer one's own, and of other units the pages that everybody can read, as everybody reads them."""

import json

from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from tests.factories.units import home_of, make_article

from .conftest import document_of, image_of, refused, shown


def test_browsing_starts_at_the_own_home_and_shows_own_drafts(neighbours, desk):
    make_article(neighbours.own, "Nháp của tôi", live=False)
    client = desk(neighbours.editor)
    assert home_of(neighbours.own).title in json.loads(shown(client, "wagtailadmin_choose_page"))["html"]
    news = home_of(neighbours.own).get_children().get(slug="tin-tuc")
    assert "Nháp của tôi" in json.loads(shown(client, "wagtailadmin_choose_page_child", news.pk))["html"]


def test_the_tree_of_pages_opens_at_the_home_of_each_language(neighbours, desk):
    client, root = desk(neighbours.editor), Page.get_first_root_node()
    homes = {home.page_id for home in neighbours.own.homes.all()}
    assert len(homes) == 2
    address = reverse("wagtailadmin_api:pages:listing")
    answer = client.get(f"{address}?child_of={root.pk}&for_explorer=1&fields=parent")
    assert {item["id"] for item in answer.json()["items"]} == homes
    for home in homes:
        assert client.get(f"{address}?child_of={home}&for_explorer=1").json()["meta"]["total_count"] > 0
    # Neither a neighbour's home nor the folder that all homes of a language are in is a place to begin.
    theirs = home_of(neighbours.other)
    for page in (theirs, theirs.get_parent()):
        assert client.get(f"{address}?child_of={page.pk}&for_explorer=1").status_code == 400
    listed = client.get(reverse("wagtailadmin_explore_root"), follow=True).content.decode()
    assert all(reverse("wagtailadmin_explore", args=[home]) in listed for home in homes)
    assert reverse("wagtailadmin_explore", args=[theirs.pk]) not in listed


def test_browsing_by_id_does_not_leave_the_unit(neighbours, desk):
    client = desk(neighbours.editor)
    home = home_of(neighbours.other)
    for page in (home, home.get_parent(), home.get_parent().get_parent(), neighbours.theirs["published"]):
        refused(client, "wagtailadmin_choose_page_child", page.pk)


def test_browsing_with_a_forged_target_is_not_found(neighbours, desk):
    refused(desk(neighbours.editor), "wagtailadmin_choose_page", query="?target_pages[]=x")


def test_search_finds_a_neighbours_published_page_by_its_published_title_only(neighbours, desk):
    client = desk(neighbours.editor)
    assert "Tin đã đăng của Tân Trào" in shown(client, "wagtailadmin_choose_page_search", query="?q=Tin")
    page = neighbours.theirs["published"]
    text = shown(client, "wagtailadmin_choose_page_search", query="?q=Tân")
    assert f'data-id="{page.pk}"' in text
    for query in ("BIMAT", "nháp", "khoá", "chờ"):
        found = client.get(reverse("wagtailadmin_choose_page_search"), {"q": query}).context["pages"]
        assert list(found) == []


def test_search_does_not_find_a_neighbours_private_page(neighbours, desk):
    page = make_article(neighbours.other, "Chỉ nội bộ")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    found = desk(neighbours.editor).get(reverse("wagtailadmin_choose_page_search"), {"q": "nội bộ"})
    assert list(found.context["pages"]) == []


def test_chosen_multiple_returns_own_and_public_pages_and_drops_the_rest(neighbours, desk):
    mine = make_article(neighbours.own, "Nháp của tôi", live=False)
    theirs = neighbours.theirs
    query = f"?id={mine.pk}&id={theirs['draft'].pk}&id={theirs['published'].pk}"
    text = shown(desk(neighbours.editor), "wagtailadmin_choose_page_chosen_multiple", query=query)
    assert {row["id"] for row in json.loads(text)["result"]} == {mine.pk, theirs["published"].pk}
    refused(desk(neighbours.editor), "wagtailadmin_choose_page_chosen_multiple", query="?id=all")


def test_an_outside_address_stays_an_address(neighbours, desk):
    url = "http://tantrao.tuyenquang.localhost:8000/tin-tuc/"
    response = desk(neighbours.editor).post(
        reverse("wagtailadmin_choose_page_external_link"),
        {"external-link-chooser-url": url, "external-link-chooser-link_text": "x"},
    )
    assert response.json()["result"]["url"] == url
    assert "id" not in response.json()["result"]


def test_files_are_chosen_from_the_own_collection(neighbours, desk):
    image, document = image_of(neighbours.own, "Hình tôi", "nhãn-tôi"), document_of(neighbours.own, "Tệp tôi")
    client = desk(neighbours.contributor)
    for kind, mine in (("images", image), ("docs", document)):
        theirs = neighbours.theirs["image" if kind == "images" else "document"]
        namespace = f"wagtail{kind}_chooser"
        for name in ("choose", "choose_results"):
            assert mine.title in shown(client, f"{namespace}:{name}")
        assert mine.title in shown(client, f"{namespace}:chosen", mine.pk)
        refused(client, f"{namespace}:chosen", theirs.pk)
        both = f"?id={mine.pk}&id={theirs.pk}"
        assert mine.title in shown(client, f"{namespace}:chosen_multiple", query=both)
        refused(client, f"{namespace}:chosen_multiple", query="?id=all")
    refused(client, "wagtailimages_chooser:select_format", neighbours.theirs["image"].pk)


def test_popular_tags_are_those_of_the_own_files(neighbours, desk):
    image_of(neighbours.own, "Hình tôi", "nhãn-tôi")
    client = desk(neighbours.editor)
    assert "nhãn-tôi" in shown(client, "wagtailimages:index")
    assert "nhãn-tôi" in json.loads(shown(client, "wagtailimages_chooser:choose"))["html"]
    shown(client, "wagtaildocs:index")


def test_the_admin_api_lists_the_own_things(neighbours, desk):
    mine = make_article(neighbours.own, "Nháp của tôi", live=False)
    image_of(neighbours.own, "Hình tôi")
    client = desk(neighbours.editor)
    listed = shown(client, "wagtailadmin_api:pages:listing")
    assert mine.title in listed
    assert "Tân Trào" not in listed
    assert "Hình tôi" in shown(client, "wagtailadmin_api:images:listing")
    shown(client, "wagtailadmin_api:documents:listing")
    shown(client, "wagtailadmin_api:pages:detail", mine.pk)
    for kind, thing in (("pages", "draft"), ("pages", "published"), ("images", "image"), ("documents", "document")):
        refused(client, f"wagtailadmin_api:{kind}:detail", neighbours.theirs[thing].pk)
