"""What an article lacks before it goes to approval is named, picture by picture."""

import json

from sites.newsroom.models import ArticlePage, Genre, NewsIndexPage
from sites.units import checklists
from tests.factories.content import every_block, make_image
from tests.factories.units import home_of, make_article


def lacking(article):
    return {gap.point.code: gap.text for gap in checklists.gaps(article)}


def whole(province, **fields):
    """An article that lacks nothing but what a test takes away."""
    genre = Genre.objects.filter(unit=province.commune).first()
    given = {"summary": "Vụ cam được mùa.", "source_credit": "UBND xã", "genre": genre}
    return make_article(province.commune, "Mùa cam", live=False, **given | fields)


def test_an_article_with_everything_lacks_nothing(province):
    other = make_article(province.commune, "Tin trước")
    article = whole(
        province, lead_image=make_image(province.commune), body=every_block(province.commune, link_to=other.pk)
    )
    assert lacking(ArticlePage.objects.get(pk=article.pk)) == {}


def test_summary_source_and_genre_are_asked_for(province):
    article = whole(province, summary=" ", source_credit="", genre=None)
    assert set(lacking(article)) == {"summary", "source", "genre"}


def test_each_picture_without_a_source_or_a_description_is_named(province):
    bare = make_image(province.commune, "Ảnh trơ")
    type(bare).objects.filter(pk=bare.pk).update(credit="", description="")
    bare.refresh_from_db()
    value = {"image": {"image": bare.pk, "alt_text": "", "decorative": False}, "caption": "", "credit": ""}
    described = {
        "image": {"image": bare.pk, "alt_text": "Vườn cam", "decorative": False},
        "caption": "",
        "credit": "TTXVN",
    }
    decorative = {"image": {"image": bare.pk, "alt_text": "", "decorative": True}, "caption": "", "credit": "TTXVN"}
    gallery = [{"type": "item", "id": "1", "value": described}, {"type": "item", "id": "2", "value": value}]
    blocks = [
        ("text", "<p>x</p>"),
        ("figure", described),
        ("figure", value),
        ("gallery", gallery),
        ("figure", decorative),
    ]
    body = json.dumps([{"type": kind, "value": data, "id": str(key)} for key, (kind, data) in enumerate(blocks)])
    article = ArticlePage.objects.get(pk=whole(province, lead_image=bare, body=body).pk)
    texts = [gap.text for gap in checklists.gaps(article)]
    assert texts == [
        "Hãy ghi nguồn của ảnh chính.",
        "Hãy ghi nguồn của ảnh ở khối 3.",
        "Hãy ghi nguồn của ảnh 2 của khối 4.",
        "Hãy mô tả ảnh chính bằng lời.",
        "Hãy mô tả ảnh ở khối 3 bằng lời.",
        "Hãy mô tả ảnh 2 của khối 4 bằng lời.",
    ]


def test_where_there_are_categories_an_article_stands_in_one(province):
    article = whole(province)
    assert lacking(article) == {}
    news = home_of(province.commune).get_children().get(slug="tin-tuc")
    category = NewsIndexPage(title="Nông nghiệp", locale=news.locale)
    news.add_child(instance=category)
    assert set(lacking(article)) == {"category"}
    article.move(category, pos="last-child")
    assert lacking(ArticlePage.objects.get(pk=article.pk)) == {}
    new = ArticlePage(title="Mới", summary="x", source_credit="x", genre=article.genre)
    new.future_parent = category
    assert checklists.gaps(new, province.commune.pk) == []
    new.future_parent = news
    assert [gap.point.code for gap in checklists.gaps(new, province.commune.pk)] == ["category"]


def test_a_unit_is_asked_for_what_it_has_set_and_its_neighbour_is_not_concerned(province):
    checklists.set_points(province.commune, ["source"])
    assert set(lacking(whole(province, summary="", source_credit=""))) == {"source"}
    other = make_article(province.other_commune, "Tin của xã khác", live=False)
    assert {"summary", "source"} <= set(lacking(other))
