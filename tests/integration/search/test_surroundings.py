"""What stands around the answer of a search is kept for everybody, follows every change and holds nobody's question."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.units import home_of, make_article
from tests.integration.page_cache_fixtures import HOST, OTHER_HOST

PROVINCE = "tuyenquang.localhost"
SEARCH = "/tim-kiem/?q=mua+mang"


def text_of(visit, host: str, path: str = SEARCH) -> str:
    response = visit(host, path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_search_costs_its_answer_alone_once_the_rest_is_kept(province, visit):
    for number in range(5):
        make_article(province.commune, f"Tin về mùa màng số {number}")
    visit(HOST, SEARCH)
    with CaptureQueriesContext(connection) as captured:
        assert "số 4</a>" in text_of(visit, HOST)
    assert len(captured) <= 9, [query["sql"][:120] for query in captured.captured_queries]
    asked = " ".join(query["sql"] for query in captured.captured_queries)
    for table in ("wagtailcore_page", "newsroom_alert", "units_unit ", "units_hostname", "units_tier"):
        assert table not in asked


def test_a_new_name_in_the_menu_stands_around_the_next_search(province, visit, django_capture_on_commit_callbacks):
    section = home_of(province.commune).get_children().get(slug="tin-tuc").specific
    assert "Chuyện trong xã" not in text_of(visit, HOST)
    section.title = "Chuyện trong xã"
    with django_capture_on_commit_callbacks(execute=True):
        section.save_revision().publish()
    assert "Chuyện trong xã" in text_of(visit, HOST)
    assert "Chuyện trong xã" not in text_of(visit, OTHER_HOST)


def test_each_site_and_each_language_has_its_own(province, visit):
    make_article(province.province, "Tin về mùa màng")
    vietnamese, english = text_of(visit, PROVINCE), text_of(visit, PROVINCE, f"/en{SEARCH}")
    assert '<html lang="vi"' in vietnamese and '<html lang="en"' in english
    assert "Xã Trung Môn" in text_of(visit, HOST).split("<title>")[1].split("</title>")[0]
    assert "Xã Trung Môn" not in text_of(visit, OTHER_HOST).split("<title>")[1].split("</title>")[0]


def test_the_way_to_another_language_keeps_the_question_of_who_asks(province, visit):
    first = text_of(visit, PROVINCE, "/tim-kiem/?q=lua&sap-xep=date")
    assert 'href="http://tuyenquang.localhost:8000/en/tim-kiem/?q=lua&amp;sap-xep=date"' in first
    second = text_of(visit, PROVINCE, "/tim-kiem/?q=ngo")
    assert 'href="http://tuyenquang.localhost:8000/en/tim-kiem/?q=ngo"' in second
    assert "lua" not in second
    assert 'href="http://tuyenquang.localhost:8000/en/tim-kiem/"' in text_of(visit, PROVINCE, "/tim-kiem/")


@pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "%00title%00", "%2500=", "</title><b>x"])
def test_what_is_typed_stays_text_wherever_it_is_put(province, visit, typed):
    visit(PROVINCE, "/tim-kiem/?q=lua")
    page = visit(PROVINCE, f"/tim-kiem/?q={typed}&x={typed}").content.decode()
    assert "<script>alert" not in page and "<b>x" not in page
    assert "\0" not in page
    assert page.count("<title>") == page.count("</title>") == 1
    assert page.count('class="search-form search-main panel"') == 1


def test_the_title_and_the_feed_are_those_of_the_question(province, visit):
    visit(HOST, "/tim-kiem/?q=lua")
    page = text_of(visit, HOST)
    assert "<title>Tìm kiếm: mua mang –" in page
    assert 'type="application/rss+xml" href="/tim-kiem/ket-qua.rss?q=mua+mang"' in page
    start = text_of(visit, HOST, "/tim-kiem/")
    assert "<title>Tìm kiếm –" in start
    assert "ket-qua.rss" not in start


def test_for_a_reader_who_is_known_nothing_is_kept(province, visit):
    """Somebody who was let into a private page, say: what stands around may differ for them."""
    reader = Client(headers={"host": HOST})
    reader.cookies["sessionid"] = "somebody"
    page = reader.get(SEARCH)
    assert page.status_code == 200 and "private" in page["Cache-Control"]
    with CaptureQueriesContext(connection) as captured:
        reader.get(SEARCH)
    assert any("wagtailcore_page" in query["sql"] for query in captured.captured_queries)


def test_a_cache_that_is_emptied_costs_a_query_more_and_nothing_else(province, visit):
    make_article(province.commune, "Tin về mùa màng")
    before = text_of(visit, HOST)
    cache.clear()
    assert text_of(visit, HOST) == before


def test_a_page_of_results_costs_the_same_queries_however_many_hits(province, visit):
    visit(HOST, "/tim-kiem/?q=tin")
    counts = []
    for _round in range(2):
        for number in range(5):
            make_article(province.commune, f"Tin về mùa màng số {number}")
        with CaptureQueriesContext(connection) as queries:
            visit(HOST, "/tim-kiem/?q=mua+mang")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 25
