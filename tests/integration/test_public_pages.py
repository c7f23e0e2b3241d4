"""What the pages of a unit's site show, and what they must not."""

import re
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import override_settings
from wagtail.models import PageViewRestriction

from sites.newsroom.models import ArticleRelatedLink, NewsIndexPage
from tests.factories.content import make_full_article, make_notice
from tests.factories.units import home_of, make_article

HOST = "trungmon.tuyenquang.localhost"


def html_of(visit, path: str = "/", host: str = HOST) -> str:
    # A test never commits, so the page cache would not learn of what the test has just changed.
    cache.clear()
    response = visit(host, path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_article_says_who_published_it_where_it_belongs_and_in_which_languages(province, visit):
    article = make_full_article(province.commune, "Khánh thành nhà văn hoá")
    section = home_of(province.commune, "en").get_children().get(slug="tin-tuc")
    english = article.copy_for_translation(section.locale)
    english.slug, english.title = "opening", "Opening of the culture house"
    english.save_revision().publish()
    html = html_of(visit, "/tin-tuc/khanh-thanh-nha-van-hoa/")
    root = "http://trungmon.tuyenquang.localhost:8000"
    assert '<html lang="vi"' in html
    assert "<title>Khánh thành nhà văn hoá – Xã Trung Môn</title>" in html
    assert f'<link rel="canonical" href="{root}/tin-tuc/khanh-thanh-nha-van-hoa/">' in html
    assert f'hreflang="en" href="{root}/en/tin-tuc/opening/"' in html
    assert '<meta name="DC.publisher" content="Xã Trung Môn">' in html
    assert "Trung tâm Văn hoá" in html
    assert html.count("<h1") == 1


def test_drafts_and_restricted_articles_stay_out_of_lists_and_front_page(province, visit):
    make_article(province.commune, "Bản nháp chưa duyệt", live=False)
    private = make_article(province.commune, "Tin nội bộ")
    make_article(province.commune, "Tin công khai")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    for path in ("/", "/tin-tuc/"):
        html = html_of(visit, path)
        assert "Tin công khai" in html
        assert "Bản nháp chưa duyệt" not in html
        assert "Tin nội bộ" not in html
    assert visit(HOST, "/tin-tuc/ban-nhap-chua-duyet/").status_code == 404
    assert visit(HOST, "/tin-tuc/tin-noi-bo/").status_code == 302


def test_a_restriction_on_a_section_holds_for_the_articles_below_it(province, visit):
    article = make_article(province.commune, "Tin trong chuyên mục kín")
    PageViewRestriction.objects.create(page=article.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert visit(HOST, "/tin-tuc/tin-trong-chuyen-muc-kin/").status_code == 302
    assert "Tin trong chuyên mục kín" not in html_of(visit, "/")


def test_the_chosen_lead_story_leads_but_not_one_of_another_unit(province, visit):
    chosen = make_article(province.commune, "Tin được chọn đứng đầu")
    for number in range(3):
        make_article(province.commune, f"Tin mới hơn {number}")
    home = home_of(province.commune)
    home.lead_article = chosen
    home.save()
    lead = re.compile(r"teaser-lead.*?</article>", re.DOTALL)
    assert "Tin được chọn đứng đầu" in lead.search(html_of(visit)).group()
    home.lead_article = make_article(province.other_commune, "Tin của xã khác")
    home.save()
    assert "Tin của xã khác" not in html_of(visit)


@pytest.mark.parametrize("how", ["draft", "restricted", "below a restricted section"])
def test_a_lead_story_that_not_everybody_may_read_leads_nowhere(province, visit, how):
    make_article(province.commune, "Tin công khai")
    section = home_of(province.commune).get_children().get(slug="tin-tuc")
    private = section.add_child(instance=NewsIndexPage(title="Chuyên mục kín", locale=section.locale))
    chosen = make_article(province.commune, "Tin được chọn", published_at=datetime(2019, 6, 20, tzinfo=UTC))
    home = home_of(province.commune)
    home.lead_article = chosen
    home.save()
    assert "Tin được chọn" in html_of(visit)
    if how == "draft":
        chosen.unpublish()
    elif how == "restricted":
        PageViewRestriction.objects.create(page=chosen, restriction_type=PageViewRestriction.LOGIN)
    else:
        chosen.move(private, pos="last-child")
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    html = html_of(visit)
    assert "Tin được chọn" not in html
    assert "Tin công khai" in html


def test_related_items_are_those_chosen_that_everybody_may_read(province, visit):
    elsewhere = make_article(province.district, "Tin của huyện")
    private = make_article(province.other_commune, "Tin của chuyên mục kín")
    PageViewRestriction.objects.create(page=private.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    draft = make_article(province.commune, "Tin nháp", live=False)
    article = make_article(province.commune, "Tin có tin liên quan")
    make_article(province.commune, "Tin khác cùng mục")
    for page in (private, draft, elsewhere):
        article.related_links.add(ArticleRelatedLink(page=page))
    article.save()
    html = html_of(visit, "/tin-tuc/tin-co-tin-lien-quan/")
    assert '<a href="http://yenson.tuyenquang.localhost:8000/tin-tuc/tin-cua-huyen/">Tin của huyện</a>' in html
    for title in ("Tin của chuyên mục kín", "Tin nháp", "Tin khác cùng mục"):
        assert title not in html
    article.related_links.all().delete()
    article.save()
    assert "Tin khác cùng mục" in html_of(visit, "/tin-tuc/tin-co-tin-lien-quan/")


def test_tags_stand_in_vietnamese_order(province, visit):
    article = make_article(province.commune, "Tin có từ khoá")
    article.tags.add("Em", "đất đai", "Dân số", "Ông bà", "an toàn")
    article.save()
    chips = re.compile(r'<li><a [^>]*rel="tag">(.*?)</a></li>').findall(html_of(visit, "/tin-tuc/tin-co-tu-khoa/"))
    assert chips == ["an toàn", "Dân số", "đất đai", "Em", "Ông bà"]


def test_the_print_view_is_the_article_alone(province, visit):
    make_full_article(province.commune, "Khánh thành nhà văn hoá")
    html = html_of(visit, "/tin-tuc/khanh-thanh-nha-van-hoa/ban-in/")
    assert "Có sân chơi rồi." in html
    assert '<meta name="robots" content="noindex">' in html
    canonical = "http://trungmon.tuyenquang.localhost:8000/tin-tuc/khanh-thanh-nha-van-hoa/"
    assert f'<link rel="canonical" href="{canonical}">' in html
    # What is below the screen is printed too.
    assert "<img" in html
    assert 'loading="lazy"' not in html
    assert 'loading="lazy"' in html_of(visit, "/tin-tuc/khanh-thanh-nha-van-hoa/")
    for part in ("<nav", "site-footer", "Tin liên quan"):
        assert part not in html
    make_article(province.commune, "Bản nháp", live=False)
    assert visit(HOST, "/tin-tuc/ban-nhap/ban-in/").status_code == 404


def test_a_video_elsewhere_is_a_picture_of_ours_until_it_is_clicked(province, visit):
    make_full_article(province.commune, "Khánh thành nhà văn hoá")
    html = html_of(visit, "/tin-tuc/khanh-thanh-nha-van-hoa/")
    assert 'href="https://video.example.org/xem?v=1" rel="noopener noreferrer external"' in html
    assert "Video mở trên video.example.org." in html
    fetched = re.findall(r'(?:\ssrc|srcset|poster)="([^"]*)"', html)
    assert fetched
    assert not [address for address in fetched if "//" in address]
    assert "<iframe" not in html


def test_boxes_without_content_are_not_there(province, visit):
    html = html_of(visit)
    assert 'id="notices"' not in html
    assert "teaser-lead" not in html
    make_notice(province.other_commune, "Lịch tiếp công dân")
    assert 'id="notices"' in html_of(visit, host="tantrao.tuyenquang.localhost")


def test_the_pages_of_a_list_have_one_address_each(province, visit):
    for number in range(13):
        make_article(province.commune, f"Tin số {number}")
    assert 'rel="next" href="/tin-tuc/trang/2/"' in html_of(visit, "/tin-tuc/")
    assert 'rel="prev" href="/tin-tuc/"' in html_of(visit, "/tin-tuc/trang/2/")
    for wrong in ("1", "02", "3", "0", "x"):
        assert visit(HOST, f"/tin-tuc/trang/{wrong}/").status_code == 404, wrong


def test_links_in_the_text_lead_to_live_pages_only(province, visit):
    article = make_full_article(province.commune, "Khánh thành nhà văn hoá")
    target = article.get_siblings(inclusive=False).get()
    assert f'href="/tin-tuc/{target.slug}/"' in html_of(visit, "/tin-tuc/khanh-thanh-nha-van-hoa/")
    target.specific.unpublish()
    article.refresh_from_db()
    article.save()
    text = html_of(visit, "/tin-tuc/khanh-thanh-nha-van-hoa/ban-in/")
    assert "<a>tin khác</a>" in text


def test_only_the_demo_says_that_its_data_is_made_up(province, visit):
    assert "demo-ribbon" not in html_of(visit)
    with override_settings(DEMO=True):
        html = html_of(visit, "/gioi-thieu/")
    assert "Dữ liệu minh hoạ" in html
    assert '<meta name="robots" content="noindex">' in html


def test_not_found_is_no_page_of_the_menu_and_has_no_translation(province, visit):
    assert 'aria-current="page">Trang chủ' in html_of(visit)
    html = visit(HOST, "/khong-co/").content.decode()
    assert "Không tìm thấy trang" in html
    assert 'aria-current="page"' not in html
    assert "hreflang" not in html.split("</head>")[0]


@pytest.mark.parametrize("name", ["404.html", "500.html"])
def test_error_pages_render_without_a_request_or_a_database(name, django_db_blocker):
    with django_db_blocker.block():
        assert "<h1>" in render_to_string(name)
