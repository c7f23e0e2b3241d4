"""Forms do not name what was forged into them, nor the draft title of another unit's public page."""

from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from sites.newsroom.models import ArticlePage, ArticleRelatedLink
from tests.factories.units import make_article

from .conftest import SECRET, image_of, shown


def posted(title: str, **fields) -> dict:
    data = {
        "title": title,
        "slug": "bai-thu",
        "body": streamfield([]),
        "authors": inline_formset([]),
        "related_links": inline_formset([]),
        "comments": inline_formset([]),
        "summary": "",
        "published_at": "2026-01-01 08:00",
    }
    return nested_form_data(data | fields)


def test_a_link_to_a_neighbours_public_page_shows_its_published_title(neighbours, desk):
    mine = make_article(neighbours.own, "Của tôi")
    ArticleRelatedLink.objects.create(article=mine, page=neighbours.theirs["published"])
    mine.save_revision()
    assert "Tin đã đăng của Tân Trào" in shown(desk(neighbours.editor), "wagtailadmin_pages:edit", mine.pk)


def test_a_forged_choice_is_refused_and_not_named(neighbours, desk):
    mine = make_article(neighbours.own, "Của tôi", lead_image=image_of(neighbours.own, "Hình tôi"))
    client = desk(neighbours.editor)
    url = reverse("wagtailadmin_pages:edit", args=[mine.pk])
    for forged in (neighbours.theirs["image"].pk, "khong-phai-so", 10**30):
        response = client.post(url, posted("Của tôi", lead_image=forged))
        assert response.status_code == 200, forged
        assert SECRET not in response.content.decode()
    link = [{"id": "", "ORDER": 1, "DELETE": "", "page": neighbours.theirs["draft"].pk}]
    response = client.post(url, posted("Của tôi", related_links=inline_formset(link)))
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    mine = ArticlePage.objects.get(pk=mine.pk).get_latest_revision_as_object()
    assert mine.lead_image.title == "Hình tôi"
    assert mine.related_links.count() == 0


def test_an_own_choice_is_named(neighbours, desk):
    mine = make_article(neighbours.own, "Của tôi", lead_image=image_of(neighbours.own, "Hình tôi"))
    assert "Hình tôi" in shown(desk(neighbours.editor), "wagtailadmin_pages:edit", mine.pk)
