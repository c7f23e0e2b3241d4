"""Genres and authors of an article: the unit's own, and shares that make one whole."""

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse

from sites.newsroom.models import ArticleAuthor, ArticlePage, Genre
from sites.newsroom.provisioning import GENRES, TRANSLATIONS
from sites.units.enums import Role
from sites.units.services import provision_unit
from tests.factories.units import home_of, make_article, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(province):
    return make_person("bien-tap", unit=province.commune, full_name="Lê Thị Hoà")


@pytest.fixture
def publisher(province):
    return make_person("duyet", unit=province.commune, role=Role.PUBLISHER, full_name="Trần Văn Bảo")


def genre_of(unit, name: str = "Tin") -> Genre:
    return Genre.objects.get(unit=unit, name=name)


def form_data(authors: list[dict], **fields: object) -> dict:
    """What the article form sends."""
    data: dict[str, object] = {
        "title": "Khai trương chợ phiên",
        "slug": "khai-truong-cho-phien",
        "summary": "",
        "author_name": "",
        "source_credit": "",
        "published_at": "2026-10-05 08:00",
        "tags": "",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "related_links-TOTAL_FORMS": "0",
        "related_links-INITIAL_FORMS": "0",
        "authors-TOTAL_FORMS": str(len(authors)),
        "authors-INITIAL_FORMS": "0",
    }
    for number, author in enumerate(authors):
        row = {"id": "", "person": "", "pen_name": "", "share": "100", "ORDER": str(number + 1), "DELETE": ""} | author
        data |= {f"authors-{number}-{name}": value for name, value in row.items()}
    return data | fields


def add_address(unit) -> str:
    section = home_of(unit).get_children().get(slug="tin-tuc")
    return reverse("wagtailadmin_pages:add", args=("newsroom", "articlepage", section.pk))


def test_a_new_unit_has_genres_and_keeps_what_it_made_of_them(province):
    own = Genre.objects.filter(unit=province.commune)
    assert [genre.name for genre in own] == [*GENRES, TRANSLATIONS]
    own.filter(name="Tin").update(name="Tin vắn")
    own.filter(name="Video").delete()
    again = provision_unit(province.commune, host="trungmon.tuyenquang.localhost", languages=("vi", "en"))
    assert "genres" not in again.changes
    assert sorted(own.values_list("name", flat=True)) == sorted({*GENRES, TRANSLATIONS, "Tin vắn"} - {"Tin", "Video"})


def test_the_form_offers_the_units_own_genres_and_people_and_nobody_elses(province, desk, editor):
    stranger = make_person("nguoi-la", unit=province.other_commune, full_name="Người xã khác")
    Genre.objects.create(unit=province.other_commune, name="Thể loại xã khác")
    page = desk(editor).get(add_address(province.commune)).content.decode()
    assert "Lê Thị Hoà" in page
    assert "Phóng sự" in page
    assert stranger.full_name not in page
    assert "Thể loại xã khác" not in page


def test_two_authors_share_an_article(province, desk, editor, publisher):
    data = form_data(
        [
            {"person": str(editor.pk), "share": "60"},
            {"person": str(publisher.pk), "pen_name": "Bảo Trần", "share": "40"},
        ],
        genre=str(genre_of(province.commune).pk),
    )
    answer = desk(editor).post(add_address(province.commune), data)
    assert answer.status_code == 302, answer.context["form"].errors
    article = ArticlePage.objects.get(slug="khai-truong-cho-phien").get_latest_revision_as_object()
    assert article.genre == genre_of(province.commune)
    assert [(author.person, author.share) for author in article.authors.all()] == [(editor, 60), (publisher, 40)]
    assert article.byline == "Lê Thị Hoà, Bảo Trần"


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((60, 30), "cộng lại là 90 %; hãy sửa để tổng bằng 100 %"),
        ((60, 60), "cộng lại là 120 %"),
        ((100,), None),
    ],
)
def test_shares_that_do_not_make_one_whole_are_refused_with_a_sentence(province, desk, editor, shares, sentence):
    names = ("Mai An", "Bình Minh")
    rows = [{"pen_name": name, "share": str(share)} for name, share in zip(names, shares, strict=False)]
    answer = desk(editor).post(add_address(province.commune), form_data(rows))
    made = ArticlePage.objects.filter(slug="khai-truong-cho-phien")
    if sentence is None:
        assert made.exists()
    else:
        assert sentence in answer.content.decode()
        assert not made.exists()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"share": "100"}], "Hãy chọn người của đơn vị hoặc ghi bút danh"),
        (
            [{"pen_name": "Mai An", "share": "50"}, {"pen_name": "mai an", "share": "50"}],
            "Mỗi tác giả chỉ ghi một dòng",
        ),
        (
            [{"pen_name": "Mai An", "share": "0"}, {"pen_name": "Bình", "share": "100"}],
            "Phần đóng góp là một số từ 1 đến 100",
        ),
    ],
)
def test_an_author_needs_a_name_and_stands_once(province, desk, editor, rows, sentence):
    answer = desk(editor).post(add_address(province.commune), form_data(rows))
    assert sentence in answer.content.decode()
    assert not ArticlePage.objects.filter(slug="khai-truong-cho-phien").exists()


def test_a_person_or_genre_of_another_unit_is_refused_when_forged(province, desk, editor):
    stranger = make_person("nguoi-la", unit=province.other_commune)
    client = desk(editor)
    for data in (
        form_data([{"person": str(stranger.pk)}]),
        form_data([], genre=str(genre_of(province.other_commune).pk)),
    ):
        assert client.post(add_address(province.commune), data).status_code == 200
        assert not ArticlePage.objects.filter(slug="khai-truong-cho-phien").exists()


def test_shares_are_checked_on_every_road_that_saves(province):
    article = make_article(province.commune, "Không qua biểu mẫu")
    article.authors = [ArticleAuthor(pen_name="Mai An", share=70)]
    with pytest.raises(ValidationError, match="cộng lại là 70"):
        article.save_revision()
    article.authors = [ArticleAuthor(pen_name="Mai An", share=70), ArticleAuthor(pen_name="Bình", share=30)]
    article.save_revision()


def test_readers_see_the_names_of_the_authors(province, visit):
    article = make_article(province.commune, "Có hai tác giả", live=False)
    article.authors = [
        ArticleAuthor(pen_name="Mai An", share=70),
        ArticleAuthor(person=make_person("an", full_name="Hoàng An"), share=30),
    ]
    article.save_revision().publish()
    host = "trungmon.tuyenquang.localhost"
    address = f"/tin-tuc/{article.slug}/"
    assert "<strong>Mai An, Hoàng An</strong>" in visit(host, address).content.decode()
    article.author_name = "Ban Biên tập"
    article.save_revision().publish()
    cache.clear()
    page = visit(host, address).content.decode()
    assert "<strong>Ban Biên tập</strong>" in page
    assert "Mai An" not in page


def test_publishers_change_genres_and_editors_do_not(province, desk, editor, publisher):
    genre = genre_of(province.commune, "Ảnh")
    address = reverse("wagtailsnippets_newsroom_genre:edit", args=(genre.pk,))
    data = {"name": "Ảnh báo chí", "order": "50", "in_use": "on"}
    assert desk(editor).post(address, data).status_code == 403
    assert desk(publisher).post(address, data).status_code == 302
    genre.refresh_from_db()
    assert genre.name == "Ảnh báo chí"


def test_a_genre_that_articles_name_is_not_deleted(province, desk, publisher):
    client = desk(publisher)
    used, unused = genre_of(province.commune, "Tin"), genre_of(province.commune, "Ảnh")
    make_article(province.commune, "Bài có thể loại", genre=used)
    for genre, status in ((used, 403), (unused, 302)):
        address = reverse("wagtailsnippets_newsroom_genre:delete", args=(genre.pk,))
        assert client.post(address).status_code == status
        assert Genre.objects.filter(pk=genre.pk).exists() is (status == 403)
