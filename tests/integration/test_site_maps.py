"""The map of a site, for people and for engines, what engines are told of pages, and the page that helps on."""

import json
import re
from xml.etree import ElementTree

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.publicinfo import make_dated_notice, make_names, make_project
from tests.factories.units import make_article

HOST, OTHER = "trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(visit, host):
    index = ElementTree.fromstring(visit(host, "/sitemap.xml").content)  # noqa: S314
    files = [node.text for node in index.iter(f"{SPACE}loc")]
    assert len(files) == 1 and host in files[0]
    path = "/" + files[0].split("/", 3)[3]
    return [node.text for node in ElementTree.fromstring(visit(host, path).content).iter(f"{SPACE}loc")]  # noqa: S314


def test_engines_get_every_public_thing_of_the_site_and_nothing_else(province, visit):
    make_article(province.commune, "Tin của xã")
    make_article(province.commune, "Tin nháp", live=False)
    notice = make_dated_notice(province.commune)
    make_names(notice)
    make_project(province.other_commune, "Cầu bên")
    found = addresses(visit, HOST)
    assert all(HOST in address for address in found) and len(found) == len(set(found))
    paths = {"/" + address.split("/", 3)[3] for address in found}
    assert {"/", "/van-ban/", "/tin-tuc/tin-cua-xa/", "/cong-khai/thong-bao/tuyen-dung-vien-chuc/"} <= paths
    assert not any("tin-nhap" in path or "danh-sach" in path or "cau-ben" in path for path in paths)
    assert any("cau-ben" in address for address in addresses(visit, OTHER))
    robots = visit(HOST, "/robots.txt").content.decode()
    assert "Disallow: /admin/" in robots and "sitemap.xml" in robots


def test_people_get_a_tree_of_text_within_few_queries(province, visit):
    with CaptureQueriesContext(connection) as found:
        page = visit(HOST, "/so-do-trang/").content.decode()
    assert len(found) <= 15
    for path in ("/gioi-thieu/", "/to-chuc-bo-may/", "/lich-cong-tac/", "/cong-khai/du-an/", "/gop-y-du-thao/"):
        assert f'href="{path}"' in page, path
    assert 'href="/so-do-trang/"' in visit(HOST, "/tin-tuc/").content.decode()


def test_every_kind_of_page_tells_engines_and_cards_what_it_is(province, visit):
    news = make_article(province.commune, "Tin </script> lạ", summary="Tóm tắt")
    make_project(province.commune)
    for path in ("/", "/tin-tuc/", "/cong-khai/du-an/cau-trung-mon/", "/to-chuc-bo-may/", "/lich-cong-tac/"):
        page = visit(HOST, path).content.decode()
        for name in ("DC.title", "DC.publisher", "DC.identifier", "DC.language", "og:title", "og:url"):
            assert f'"{name}"' in page, (path, name)
        assert page.count('rel="canonical"') == 1
    article = visit(HOST, f"/tin-tuc/{news.slug}/").content.decode()
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', article, re.S)[1])
    kinds = [node["@type"] for node in graph["@graph"]]
    assert kinds == ["NewsArticle", "BreadcrumbList"] and graph["@graph"][0]["name"] == "Tin </script> lạ"


def test_an_address_that_leads_nowhere_helps_on(province, visit):
    answer = visit(HOST, "/tin-tuc/dang-ky-khai-sinh.html")
    page = answer.content.decode()
    assert answer.status_code == 404 and 'value="dang ky khai sinh"' in page and 'href="/so-do-trang/"' in page
