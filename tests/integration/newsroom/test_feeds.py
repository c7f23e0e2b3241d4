"""News to subscribe to: of a site, of a section, of a tag; always readable XML, never anything private."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from sites.newsroom.models import NewsIndexPage
from sites.newsroom.services.flow_down import send_down, withdraw
from sites.units.enums import Role
from tests.factories.units import home_of, make_article, make_person
from tests.integration.page_cache_fixtures import HOST

ATOM = "{http://www.w3.org/2005/Atom}"
SELF = f"{ATOM}link"
FEEDS = ("/rss.xml", "/atom.xml", "/tin-tuc/rss.xml", "/tin-tuc/atom.xml")


def parsed(response) -> ElementTree.Element:
    """The feed as a program reads it; fails where it is no XML."""
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def titles(response) -> list[str]:
    """The titles of the items, newest first, of a feed of either form."""
    assert response.status_code == 200
    root = parsed(response)
    if root.tag == "rss":
        return [item.findtext("title") for item in root.iter("item")]
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


@pytest.fixture
def news(province):
    """Two public articles of a commune, the newer one with all a feed tells of."""
    make_article(province.commune, "Tin cũ", published_at="2026-01-02T08:00:00+07:00")
    newer = make_article(
        province.commune,
        "Lúa & ngô <được mùa>",
        summary="Năng suất 62 tạ/ha.",
        author_name="H.L.",
        published_at="2026-02-02T08:00:00+07:00",
    )
    newer.tags.add("nông thôn mới", "đầu tư công")
    newer.save()
    return province


def test_each_feed_lists_the_newest_first(news, visit):
    for path in FEEDS:
        assert titles(visit(HOST, path)) == ["Lúa & ngô <được mùa>", "Tin cũ"], path


def test_rss_tells_who_wrote_what_when_and_under_which_tags(news, visit):
    response = visit(HOST, "/rss.xml")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = parsed(response).find("channel")
    assert channel.findtext("title") == "Tin mới – Xã Trung Môn"
    assert channel.findtext("language") == "vi"
    own = channel.find(SELF)
    assert (own.get("rel"), own.get("href")) == ("self", f"http://{HOST}:8000/rss.xml")
    item = channel.find("item")
    assert item.findtext("link") == f"http://{HOST}:8000/tin-tuc/lua-ngo-duoc-mua/"
    assert item.findtext("guid") == item.findtext("link")
    assert item.findtext("description") == "Năng suất 62 tạ/ha."
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "H.L."
    assert item.findtext("pubDate") == "Mon, 02 Feb 2026 08:00:00 +0700"
    assert [tag.text for tag in item.findall("category")] == ["đầu tư công", "nông thôn mới"]


def test_atom_has_what_the_format_demands(news, visit):
    response = visit(HOST, "/tin-tuc/atom.xml")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = parsed(response)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}title") == "Tin tức – Xã Trung Môn"
    links = {link.get("rel"): link.get("href") for link in feed.findall(SELF)}
    page = f"http://{HOST}:8000/tin-tuc/"
    assert links == {"alternate": page, "self": f"{page}atom.xml"}
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for needed in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{needed}"), needed


def test_letters_that_xml_cannot_write_do_not_break_a_feed(province, visit):
    article = make_article(province.commune, "Tin \x0bdán từ\x01 tệp cũ\ufffe", summary="Dòng\x0cmới")
    article.tags.add("lạ\x02")
    article.save()
    for path in FEEDS:
        assert len(titles(visit(HOST, path))) == 1, path


def test_a_site_without_news_has_an_empty_feed(province, visit):
    for path in FEEDS:
        assert titles(visit(HOST, path)) == []


def test_a_section_lists_its_own_and_those_below_it(news, visit):
    section = home_of(news.commune).get_children().get(slug="tin-tuc")
    below = section.add_child(instance=NewsIndexPage(title="Kinh tế", slug="kinh-te", locale=section.locale))
    article = make_article(news.commune, "Chợ phiên mở lại")
    article.move(below, pos="last-child")
    assert titles(visit(HOST, "/tin-tuc/kinh-te/rss.xml")) == ["Chợ phiên mở lại"]
    assert "Chợ phiên mở lại" in titles(visit(HOST, "/tin-tuc/rss.xml"))


def test_a_tag_has_a_page_and_feeds_of_its_own(news, visit):
    path = "/tu-khoa/nông-thôn-mới/"
    page = visit(HOST, path).content.decode()
    assert "Từ khoá “nông thôn mới”" in page
    assert "Lúa &amp; ngô" in page
    assert "Tin cũ" not in page
    for name in ("rss.xml", "atom.xml"):
        assert titles(visit(HOST, path + name)) == ["Lúa & ngô <được mùa>"]
    assert path in visit(HOST, "/tin-tuc/lua-ngo-duoc-mua/").content.decode().replace(
        "n%C3%B4ng-th%C3%B4n-m%E1%BB%9Bi", "nông-thôn-mới"
    )


def test_a_tag_typed_with_loose_marks_is_the_same_tag(news, visit):
    import unicodedata

    assert visit(HOST, unicodedata.normalize("NFD", "/tu-khoa/nông-thôn-mới/")).status_code == 200


@pytest.mark.parametrize(
    "path", ["/tu-khoa/khong-co/", "/tu-khoa/khong-co/rss.xml", "/tu-khoa/nông-thôn-mới/?trang=9", "/tu-khoa/a%00b/"]
)
def test_a_tag_that_no_public_article_has_is_not_found(news, visit, path):
    assert visit(HOST, path).status_code == 404


def test_a_tag_of_another_site_is_not_found_here(news, visit):
    assert visit("tantrao.tuyenquang.localhost", "/tu-khoa/nông-thôn-mới/").status_code == 404


def test_what_is_not_public_is_in_no_feed(news, visit):
    hidden = make_article(news.commune, "Nội bộ")
    hidden.tags.add("nông thôn mới")
    hidden.save()
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_article(news.commune, "Bản nháp", live=False)
    make_article(news.other_commune, "Tin xã khác")
    for path in (*FEEDS, "/tu-khoa/nông-thôn-mới/rss.xml", "/tu-khoa/nông-thôn-mới/"):
        text = visit(HOST, path).content.decode()
        assert "Lúa &amp; ngô" in text
        assert not [word for word in ("Nội bộ", "Bản nháp", "Tin xã khác") if word in text], path


def test_a_private_section_has_no_feed(news, visit):
    section = home_of(news.commune).get_children().get(slug="tin-tuc")
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert visit(HOST, "/tin-tuc/rss.xml").status_code == 302
    assert titles(visit(HOST, "/rss.xml")) == []
    assert visit(HOST, "/tu-khoa/nông-thôn-mới/rss.xml").status_code == 404


def test_a_feed_comes_from_the_page_cache_and_follows_a_publish(news, visit, queries, committed):
    for path in FEEDS:
        visit(HOST, path)
        with queries(0):
            kept = visit(HOST, path)
        assert len(titles(kept)) == 2
        assert visit(HOST, path, headers={"if-none-match": kept["ETag"]}).status_code == 304
    with committed():
        make_article(news.commune, "Vừa đăng", published_at="2026-03-02T08:00:00+07:00")
    for path in FEEDS:
        assert titles(visit(HOST, path))[0] == "Vừa đăng"


def test_a_language_has_feeds_of_its_own(news, visit):
    make_article(news.commune, "Good harvest", language="en")
    response = visit(HOST, "/en/rss.xml")
    assert titles(response) == ["Good harvest"]
    channel = parsed(response).find("channel")
    assert channel.findtext("language") == "en"
    assert channel.find("item").findtext("link") == f"http://{HOST}:8000/en/tin-tuc/good-harvest/"


def test_pages_name_the_feeds_beside_them(news, visit):
    home = visit(HOST).content.decode()
    assert '<link rel="alternate" type="application/rss+xml" title="Xã Trung Môn" href="/rss.xml">' in home
    section = visit(HOST, "/tin-tuc/").content.decode()
    assert 'type="application/atom+xml" title="Tin tức – Xã Trung Môn (Atom)" href="/tin-tuc/atom.xml">' in section
    assert 'href="/rss.xml"' in section


def test_a_feed_costs_no_more_than_a_listing(news, visit, django_assert_max_num_queries):
    for number in range(25):
        article = make_article(news.commune, f"Tin thứ {number}")
        article.tags.add("nông thôn mới")
        article.save()
    for path in (*FEEDS, "/tu-khoa/nông-thôn-mới/", "/tu-khoa/nông-thôn-mới/atom.xml"):
        with django_assert_max_num_queries(15):
            response = visit(HOST, path)
        assert response.status_code == 200
    assert len(titles(visit(HOST, "/rss.xml"))) == 20


def test_the_feed_of_a_site_has_what_was_sent_to_the_unit_and_forgets_what_is_withdrawn(news, visit, committed):
    by = make_person(unit=news.province, role=Role.PUBLISHER)
    original = make_article(news.province, "Chung tay chống lũ", published_at="2026-03-03T08:00:00+07:00")
    now = timezone.now()
    with committed():
        push = send_down(
            original,
            by=by,
            audience="all",
            starts_at=now - timedelta(minutes=1),
            ends_at=now + timedelta(days=1),
            placement="list",
        )
    for path in ("/rss.xml", "/atom.xml"):
        assert titles(visit(HOST, path))[0] == "Chung tay chống lũ"
    item = parsed(visit(HOST, "/rss.xml")).find("channel").find("item")
    assert item.findtext("link") == original.full_url, "the original is where it was published"
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Tỉnh Tuyên Quang"
    assert "Chung tay chống lũ" not in titles(visit(HOST, "/tin-tuc/rss.xml")), "a section lists its own"
    with committed():
        withdraw(push, by=by, reason="Đã hết lũ")
    assert "Chung tay chống lũ" not in titles(visit(HOST, "/rss.xml"))
