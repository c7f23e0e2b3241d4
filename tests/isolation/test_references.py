"""Forms refuse what points to another unit's things, wherever in the page it stands, and only that."""

import json

import pytest
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from sites.newsroom.models import ArticlePage, ArticleRelatedLink
from sites.units.enums import Role
from tests.factories.units import make_article, make_person


def image_of(unit):
    return get_image_model().objects.create(title="ẢNH", file=get_test_image_file(), collection=unit.collection)


@pytest.fixture
def article(province):
    return make_article(province.commune, "Bài của tôi")


@pytest.fixture
def save(article, desk, province):
    """Save the article in the admin with these fields; the form that came back, or None if it was saved."""
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))

    def post(**fields):
        data = {
            "title": "Bài đã sửa",
            "slug": article.slug,
            "summary": "",
            "lead_image": "",
            "author_name": "",
            "source_credit": "",
            "published_at": "2025-06-01 08:00",
            "tags": "",
            "body": streamfield([]),
            "authors": inline_formset([]),
            "related_links": inline_formset([]),
            "comments": inline_formset([]),
        } | fields
        answer = client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), nested_form_data(data))
        return None if answer.status_code == 302 else answer.context["form"]

    return post


def latest(article):
    return ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object()


def figure(image):
    return {"image": {"image": image.pk, "alt_text": "x", "decorative": ""}, "caption": "", "credit": ""}


SENTENCE = "nội dung của đơn vị khác"


def test_own_images_pages_and_public_pages_of_others_are_accepted(province, article, save):
    own_draft = make_article(province.commune, "Nháp của mình", live=False)
    public = make_article(province.other_commune, "Tin công khai")
    form = save(
        lead_image=image_of(province.commune).pk,
        body=streamfield(
            [
                ("text", rich_text(f'<p><a linktype="page" id="{public.pk}">x</a></p>', features=["link"])),
                ("figure", figure(image_of(province.commune))),
            ]
        ),
        related_links=inline_formset([{"page": public.pk}, {"page": own_draft.pk}]),
    )
    assert form is None, form.errors
    assert latest(article).title == "Bài đã sửa"


def test_an_image_of_another_unit_is_refused_at_its_field(province, article, save):
    form = save(lead_image=image_of(province.other_commune).pk)
    assert SENTENCE in str(form.errors["lead_image"])
    assert "ẢNH" not in str(form.errors)
    assert latest(article).title == "Bài của tôi"


def test_an_image_inside_the_body_is_refused_and_its_block_named(province, article, save):
    form = save(
        body=streamfield(
            [("figure", figure(image_of(province.commune))), ("figure", figure(image_of(province.other_commune)))]
        )
    )
    assert SENTENCE in str(form.errors["body"])
    assert "khối 2" in str(form.errors["body"])
    assert latest(article).title == "Bài của tôi"


@pytest.mark.parametrize("kind", ["draft", "private"])
def test_a_link_in_rich_text_to_what_others_have_not_published_is_refused(province, article, save, kind):
    target = make_article(province.other_commune, "Chưa công khai", live=kind != "draft")
    if kind == "private":
        PageViewRestriction.objects.create(page=target, restriction_type="login")
    form = save(
        body=streamfield([("text", rich_text(f'<p><a linktype="page" id="{target.pk}">x</a></p>', features=["link"]))])
    )
    assert SENTENCE in str(form.errors["body"])
    assert "Chưa công khai" not in str(form.errors)


def test_an_inline_child_is_refused_where_it_stands(province, article, save):
    target = make_article(province.other_commune, "Nháp", live=False)
    form = save(related_links=inline_formset([{"page": target.pk}]))
    child = form.formsets["related_links"].forms[0]
    assert SENTENCE in str(child.errors["page"])
    assert not latest(article).related_links.exists()


def test_an_old_reference_left_unchanged_does_not_stop_the_editing(province, article, save):
    foreign = image_of(province.other_commune)
    ArticlePage.objects.filter(pk=article.pk).update(lead_image=foreign)
    assert save(lead_image=foreign.pk) is None
    assert latest(article).title == "Bài đã sửa"
    assert SENTENCE in str(save(lead_image=image_of(province.other_commune).pk).errors)


def test_an_old_child_left_unchanged_does_not_stop_the_editing(province, article, save):
    target = make_article(province.other_commune, "Nháp", live=False)
    article.related_links = [ArticleRelatedLink(page=target)]
    article.save()
    article.save_revision()
    child = article.related_links.get()
    form = save(related_links=inline_formset([{"id": child.pk, "page": target.pk}], initial=1))
    assert form is None, form and form.errors


def test_a_new_page_is_checked_as_well(province, desk):
    client = desk(make_person(unit=province.commune))
    section = make_article(province.commune, "A").get_parent()
    data = nested_form_data(
        {
            "title": "Bài mới",
            "slug": "bai-moi",
            "summary": "",
            "lead_image": image_of(province.other_commune).pk,
            "author_name": "",
            "source_credit": "",
            "published_at": "2025-06-01 08:00",
            "tags": "",
            "body": streamfield([]),
            "authors": inline_formset([]),
            "related_links": inline_formset([]),
            "comments": inline_formset([]),
        }
    )
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", section.pk])
    answer = client.post(address, data)
    assert SENTENCE in str(answer.context["form"].errors["lead_image"])
    data["lead_image"] = image_of(province.commune).pk
    assert client.post(address, data).status_code == 302
    assert ArticlePage.objects.filter(title="Bài mới").exists()


def test_a_snippet_is_checked_too(province, desk):
    from sites.pages.models import ContactPoint

    client = desk(make_person(unit=province.commune))
    address = reverse(f"{ContactPoint.snippet_viewset.url_namespace}:add")
    draft = make_article(province.other_commune, "Nháp", live=False)
    answer = client.post(address, {"name": "Văn phòng", "order": 1, "page": draft.pk})
    assert SENTENCE in str(answer.context["form"].errors["page"])
    public = make_article(province.other_commune, "Công khai")
    assert client.post(address, {"name": "Văn phòng", "order": 1, "page": public.pk}).status_code == 302
    assert json.dumps(list(ContactPoint.objects.values_list("page_id", flat=True))) == f"[{public.pk}]"
