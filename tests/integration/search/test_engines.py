"""What every engine promises: the same hits, totals and facets for the same question, whichever answers."""

import itertools
import threading
import time
from datetime import timedelta
from itertools import islice

import pytest
from django.utils import timezone

from search import engines, guidance, outbox, services
from search.engines.clients import Unavailable
from search.engines.mapping import key_of
from search.models import Entry
from search.query import Request, parse
from search.tokens import vector

from ...factories.units import make_article

QUESTIONS = (
    "43/2011",
    "43/2011/NĐ-CP",
    "nghị định 43",
    "15/QĐ-UBND",
    "xã Trung Môn",
    "trung mon",
    "UBND xã",
    "ủy ban nhân dân xã",
    "khai sinh",
    "dat dai",
    "hoà phú",
    "không có gì như thế",
    "làm giấy khai sinh ở đâu tại xã Trung Môn thì đúng nhất",
)


_numbers = itertools.count(1)


def add_entries(unit, count: int, *, number: str = "", title: str = "", **facts: object) -> list[Entry]:
    """Entries of things that no source tells of; the engines know only entries."""
    rows = []
    for index in islice(_numbers, count):
        name = title or f"Văn bản thử số {index}"
        literal, length = vector(f"{name} {number}", "nội dung thử nghiệm về đất đai")
        row = {"kind": "document", "date": timezone.now() - timedelta(days=index)} | facts
        rows.append(
            Entry(
                thing=f"test:{index}:vi",
                source="test",
                object_id=index,
                language="vi",
                unit=unit,
                unit_path=[unit.pk],
                tier="commune",
                year=row["date"].year if row["date"] else None,
                number=number,
                title=name,
                text="nội dung thử nghiệm về đất đai",
                path=f"/{index}/",
                vector=literal,
                length=length,
                **row,
            )
        )
    Entry.objects.bulk_create(rows)
    outbox.note(key_of(row) for row in rows)
    return rows


@pytest.fixture
def things(province, once):
    once(lambda: make_things(province))


def make_things(province) -> None:
    make_article(province.province, "Quy định mới về đất đai", summary="Nghị định 43/2011/NĐ-CP được nhắc lại.")
    make_article(province.commune, "Hướng dẫn làm giấy khai sinh tại xã Trung Môn", summary="UBND xã tiếp nhận hồ sơ.")
    make_article(province.other_commune, "Giấy khai sinh trực tuyến", summary="Ủy ban nhân dân xã hướng dẫn.")
    make_article(province.district, "Xã Hòa Phú thủy lợi hoàn thành", summary="Công trình hoà lưới.")
    add_entries(province.province, 1, number="43 2011 nd cp", title="Nghị định về cổng thông tin", status="expired")
    add_entries(province.commune, 1, number="15 qd ubnd", title="Quyết định về lệ phí", issuer="UBND xã Trung Môn")
    services.count_words()


def told(searched, words: str, **options: object) -> tuple:
    """What must be equal in all engines; the order of hits need not be."""
    answer = searched.ask(words, **options)
    facets = {facet: sorted(values) for facet, values in answer.facets.items()}
    return {hit.thing for hit in answer.hits}, answer.total, answer.more_than_total, answer.relaxed, facets


@pytest.mark.parametrize("words", QUESTIONS)
def test_every_engine_gives_the_same_hits_totals_and_facets(things, searched, settings, words):
    searched.catch_up()
    mine = told(searched, words)
    settings.SEARCH_URL = ""
    searched.name, searched.engine = "postgresql", None
    assert mine == told(searched, words)


@pytest.mark.parametrize(
    "filters",
    [
        {"status": ("expired",)},
        {"kind": ("news", "document"), "year": ("1900",)},
        {"issuer": ("UBND xã Trung Môn", "")},
        {"issuer": ("",), "field": ("",)},
        {"year": ("", "1900")},
    ],
)
def test_chosen_values_narrow_alike_even_to_nothing(things, searched, settings, filters):
    searched.catch_up()
    mine = [told(searched, words, filters=filters) for words in ("43/2011", "trung mon", "xa")]
    settings.SEARCH_URL = ""
    searched.name, searched.engine = "postgresql", None
    assert mine == [told(searched, words, filters=filters) for words in ("43/2011", "trung mon", "xa")]


def test_up_to_a_thousand_hits_are_the_same_in_every_engine(province, searched, settings):
    # Words that no page of the sites themselves has.
    for unit in (province.commune, province.district):
        add_entries(unit, 480, title="Phiếu vớt bèo năm", number="7 kh ubnd", status="in_force")
    add_entries(province.province, 40, title="Phiếu vớt bèo tháng", kind="news")
    services.count_words()
    searched.catch_up()

    def everything() -> tuple:
        pages = [searched.ask("vớt bèo", sort="date", page=page) for page in (1, 25, 50, 51)]
        chosen = {"unit": (str(province.district.pk),), "kind": ("document",)}
        return (
            [[hit.thing for hit in page.hits] for page in pages],
            [told(searched, "vớt bèo", filters=filters)[1:] for filters in ({}, chosen)],
        )

    mine = everything()
    assert mine[1][0][0] == 1_000
    settings.SEARCH_URL = ""
    searched.name, searched.engine = "postgresql", None
    assert mine == everything()


@pytest.mark.parametrize("scope", ["site", "below", "all"])
def test_scope_and_chosen_values_narrow_alike(things, province, searched, settings, scope):
    searched.catch_up()
    options = {
        "scope": scope,
        "unit_id": province.district.pk,
        "filters": {"kind": ("news",), "unit": (str(province.commune.pk), str(province.district.pk))},
    }
    mine = told(searched, "xã", **options)
    settings.SEARCH_URL = ""
    searched.name, searched.engine = "postgresql", None
    assert mine == told(searched, "xã", **options)


def test_a_number_finds_its_document_first(things, searched):
    searched.catch_up()
    for words in ("43/2011", "43/2011/NĐ-CP", "nd 43 2011", "Nghị định số 43/2011"):
        assert searched.titles(words)[0] == "Nghị định về cổng thông tin", words


def test_a_number_is_first_even_among_many_that_hold_its_digits(province, searched):
    add_entries(province.commune, 300, title="Bảng 43 năm 2011: 43 mục 2011 dòng 43 2011")
    add_entries(province.province, 1, number="43 2011 nd cp", title="Nghị định về cổng thông tin")
    services.count_words()
    searched.catch_up()
    assert searched.titles("43/2011")[0] == "Nghị định về cổng thông tin"


def test_parts_of_one_thing_count_once(things, province, searched):
    article = make_article(province.commune, "Bài rất dài về chè Shan")
    article.body = [("text", "<p>" + "chè shan tuyết cổ thụ " * 4_000 + "</p>")]
    article.save_revision().publish()
    assert Entry.objects.filter(object_id=article.pk, source="page").count() > 1
    searched.catch_up()
    answer = searched.ask("chè shan")
    assert (answer.total, len(answer.hits), dict(answer.facets["kind"])) == (1, 1, {"news": 1})


def test_pages_of_results_neither_repeat_nor_skip(province, searched):
    add_entries(province.commune, 45)
    services.count_words()
    searched.catch_up()
    pages = [[hit.thing for hit in searched.ask("văn bản thử", page=page).hits] for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert len({thing for page in pages for thing in page}) == 45


def test_newest_first_when_sorted_by_date(province, searched):
    rows = add_entries(province.commune, 5)
    services.count_words()
    searched.catch_up()
    assert searched.titles("văn bản thử", sort="date") == [row.title for row in rows]


def test_what_is_taken_away_is_gone_at_once_though_nobody_has_told_the_engine(things, province, searched):
    searched.catch_up()
    article = make_article(province.commune, "Tin chỉ một lần xuất hiện")
    searched.catch_up()
    assert searched.titles("tin chi mot lan") == [article.title]
    article.unpublish()
    assert searched.titles("tin chi mot lan") == []
    searched.catch_up()
    assert searched.ask("tin chi mot lan xuat hien").total == 0


def test_dates_are_asked_at_the_moment_of_the_question(province, searched):
    now = timezone.now()
    add_entries(province.commune, 1, title="Sẽ hiện ngày mai", visible_from=now + timedelta(days=1))
    add_entries(province.commune, 1, title="Đã hết hạn hôm qua", visible_to=now - timedelta(days=1))
    services.count_words()
    searched.catch_up()
    assert searched.titles("se hien ngay mai") == []
    assert searched.titles("da het han hom qua") == []
    assert searched.titles("se hien ngay mai", now=now + timedelta(days=2)) == ["Sẽ hiện ngày mai"]


@pytest.mark.parametrize(
    "words",
    ["", "'\"&|!():*<->\\", "(a+)+$" * 30, "\x00\x01\u200b", "русский 日本語", "AND OR NOT", "a" * 10_000, "_ * ? ~"],
)
def test_anything_may_be_asked(things, searched, words):
    searched.catch_up()
    assert searched.ask(words, page=50, filters={"year": ("x" * 200,)}).hits == []


def test_an_engine_that_is_not_there_is_stood_in_for(things, use_engine):
    use_engine("http://127.0.0.1:9", "elasticsearch")
    answer = engines.search(Request(terms=parse("khai sinh")))
    assert (answer.engine, answer.stands_in, answer.total) == ("postgresql", True, 2)
    assert engines.breaker.is_open


def test_who_is_near_may_be_told_after_the_question(things, province, searched):
    for unit in (province.commune, province.other_commune):
        make_article(unit, "Lịch trực nghỉ lễ")
    services.count_words()
    searched.catch_up()
    for unit in (province.commune, province.other_commune):
        answer = engines.begin(Request(terms=parse("lịch trực nghỉ lễ")))((unit.pk,))
        assert [answer.engine, answer.hits[0].unit_id] == [searched.name, unit.pk]


@pytest.mark.parametrize("name", ["opensearch", "elasticsearch"])
def test_the_engine_looks_while_the_rest_of_the_page_is_put_together(name, things, searched_with, visit, monkeypatch):
    searched = searched_with(name)
    searched.catch_up()
    at_the_rest = threading.Event()
    promoted, ask = guidance.promoted, searched.engine.ask

    def begun(*arguments):
        at_the_rest.set()
        return promoted(*arguments)

    waited = []

    def answer_only_then(*arguments, **options):
        waited.append(at_the_rest.wait(20))
        return ask(*arguments, **options)

    monkeypatch.setattr(guidance, "promoted", begun)
    monkeypatch.setattr(searched.engine, "ask", answer_only_then)
    response = visit("trungmon.tuyenquang.localhost", "/tim-kiem/?q=le+phi")
    assert waited == [True, True]
    assert "Quyết định về" in response.content.decode()
    assert not engines.breaker.is_open


@pytest.mark.parametrize("name", ["opensearch", "elasticsearch"])
def test_what_the_page_does_meanwhile_is_not_the_engines_time(name, things, searched_with, monkeypatch):
    """A page that is slow to put together leaves the engine its time for a second question."""
    searched = searched_with(name)
    searched.catch_up()
    monkeypatch.setattr("search.engines.lucene.SEARCH_SECONDS", 5.0)
    answer = engines.begin(Request(terms=parse("giấy khai sinh trực tuyến lạ")))
    real = time.monotonic
    monkeypatch.setattr("search.engines.lucene.time.monotonic", lambda: real() + 6)
    found = answer(())
    assert (found.engine, found.relaxed, found.stands_in) == (searched.name, True, False)
    assert not engines.breaker.is_open


@pytest.mark.parametrize("name", ["opensearch", "elasticsearch"])
@pytest.mark.parametrize("failing", ["the best", "the counts"])
def test_half_an_answer_is_none(name, failing, things, searched_with, monkeypatch):
    searched = searched_with(name)
    searched.catch_up()
    ask = searched.engine.ask

    def only_half(method, path, body=None, **options):
        if path.endswith("_msearch") and ("aggs" in body) == (failing == "the counts"):
            raise Unavailable("gone")
        return ask(method, path, body, **options)

    monkeypatch.setattr(searched.engine, "ask", only_half)
    found = engines.search(Request(terms=parse("khai sinh")))
    assert (found.engine, found.stands_in) == ("postgresql", True)
    assert found.total and found.facets["kind"]


@pytest.mark.parametrize("name", ["opensearch", "elasticsearch"])
@pytest.mark.parametrize("late", ["the best", "the counts"])
@pytest.mark.parametrize("words", ["khai sinh", "khai sinh trực tuyến lạ", "không có gì như thế"])
def test_the_answer_is_the_same_whichever_half_comes_first(name, late, words, things, searched_with, monkeypatch):
    searched = searched_with(name)
    searched.catch_up()
    wanted = told(searched, words)
    ask, other_half = searched.engine.ask, threading.Event()

    def in_this_order(method, path, body=None, **options):
        if not path.endswith("_msearch"):
            return ask(method, path, body, **options)
        is_late = ("aggs" in body) == (late == "the counts")
        if is_late:
            assert other_half.wait(20)
            time.sleep(0.05)
        answered = ask(method, path, body, **options)
        if not is_late:
            other_half.set()
        return answered

    monkeypatch.setattr(searched.engine, "ask", in_this_order)
    assert told(searched, words) == wanted


@pytest.mark.parametrize("name", ["opensearch", "elasticsearch"])
def test_a_search_without_words_does_not_close_the_breaker_over_a_dead_engine(name, things, searched_with):
    searched_with(name)
    engines.breaker.failed(Unavailable("gone"))
    answer = engines.search(Request(terms=parse("")))
    assert (answer.total, answer.stands_in) == (0, False)
    assert engines.breaker.is_open
