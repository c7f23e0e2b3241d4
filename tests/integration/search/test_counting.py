"""What an engine counts of very many hits: about how many there are, and exactly as soon as there are few."""

import json

import pytest

from search import outbox, services
from search.engines import search
from search.engines.base import Counts
from search.engines.mapping import key_of
from search.models import Entry
from search.query import Request, parse

from .test_engines import add_entries

COUNTED = 40


@pytest.fixture(params=["opensearch", "elasticsearch"])
def searched(request, searched_with):
    return searched_with(request.param)


@pytest.fixture
def asked(searched, monkeypatch):
    """The bodies that the engine is sent, where more than `COUNTED` things are very many."""
    monkeypatch.setattr("search.engines.lucene.COUNTED", COUNTED)
    bodies = []
    ask = searched.engine.ask

    def listening(method, path, body=None, **options):
        if path.endswith("_msearch"):
            bodies.extend(json.loads(line) for line in body.splitlines()[1::2])
        return ask(method, path, body, **options)

    monkeypatch.setattr(searched.engine, "ask", listening)
    return bodies


def sliced(body) -> bool:
    return "slice" in json.dumps(body)


def test_very_many_hits_are_counted_in_one_slice_and_told_as_about(province, searched, asked):
    add_entries(province.commune, 900, title="Phiếu vớt bèo")
    add_entries(province.district, 600, title="Phiếu vớt bèo", kind="news")
    services.count_words()
    searched.catch_up()
    answer = searched.ask("vớt bèo")
    best, counting = asked
    assert "aggs" not in best and not sliced(best) and sliced(counting)
    assert (answer.total, answer.more_than_total, answer.counts) == (COUNTED, True, Counts.ABOUT)
    kinds = dict(answer.facets["kind"])
    assert 500 < kinds["document"] < 1_300 and 300 < kinds["news"] < 900
    # The hits themselves are the best of all, not of a slice.
    assert len(answer.hits) == 20


def test_a_chosen_value_that_few_have_is_counted_exactly_among_very_many(province, searched, asked):
    add_entries(province.commune, 1_500, title="Phiếu vớt bèo")
    add_entries(province.district, 7, title="Phiếu vớt bèo", kind="news")
    services.count_words()
    searched.catch_up()
    answer = searched.ask("vớt bèo", filters={"kind": ("news",)})
    assert (answer.total, answer.more_than_total, len(answer.hits)) == (7, False, 7)
    assert answer.facets["unit"] == [(str(province.district.pk), 7)]
    assert dict(answer.facets["kind"])["document"] > 1_000 and answer.counts == Counts.ABOUT


def test_few_hits_of_common_words_are_counted_exactly(province, searched, asked):
    add_entries(province.commune, 50, title="Phiếu vớt bèo")
    add_entries(province.commune, 50, title="Phiếu thả bè")
    add_entries(province.commune, 3, title="Phiếu vớt bè")
    services.count_words()
    searched.catch_up()
    answer = searched.ask("vớt bè")
    assert [sliced(body) for body in asked] == [False, True, False]
    assert (answer.total, answer.more_than_total, answer.counts) == (3, False, Counts.EXACT)
    assert answer.facets["kind"] == [("document", 3)]


def test_few_hits_are_counted_with_one_request(province, searched, asked):
    add_entries(province.commune, 3, title="Phiếu vớt bèo")
    services.count_words()
    searched.catch_up()
    assert searched.ask("vớt bèo").total == 3
    assert [sliced(body) for body in asked] == [False, False]


def test_parts_of_one_thing_leave_room_for_the_others(province, searched, asked):
    rows = add_entries(province.commune, 1, title="Sổ vớt bèo dày")
    (book,) = rows
    # Its parts alone are more than are asked for at first, and each is better than the others.
    facts = {field.attname: getattr(book, field.attname) for field in Entry._meta.fields}
    parts = [Entry(**facts | {"id": None, "part": part, "parts": 201}) for part in range(1, 201)]
    Entry.objects.filter(pk=book.pk).update(parts=201)
    Entry.objects.bulk_create(parts)
    outbox.note(key_of(row) for row in (*rows, *parts))
    add_entries(province.district, 5, title="Một tờ phiếu rất mỏng ghi việc vớt cây bèo trên hồ")
    services.count_words()
    searched.catch_up()
    answer = searched.ask("vớt bèo")
    assert len(answer.hits) == 6 and len({hit.thing for hit in answer.hits}) == 6
    assert answer.total == 6


@pytest.mark.parametrize("filters", [{}, {"kind": ("document",)}])
def test_postgresql_tells_that_there_are_at_least_as_many_as_it_has_looked_at(province, visit, monkeypatch, filters):
    monkeypatch.setattr("search.engines.postgres.COUNTED_HERE", COUNTED)
    monkeypatch.setattr("search.engines.postgres.RANKED", COUNTED // 2)
    add_entries(province.commune, 2 * COUNTED, title="Phiếu vớt bèo")
    add_entries(province.district, 3, title="Phiếu hái chè")
    services.count_words()
    answer = search(Request(terms=parse("vớt bèo"), filters=filters))
    assert (answer.counts, answer.more_than_total) == (Counts.AT_LEAST, True)
    assert 0 < dict(answer.facets["kind"])["document"] <= 2 * COUNTED
    few = search(Request(terms=parse("hái chè"), filters=filters))
    assert (few.counts, few.more_than_total) == (Counts.EXACT, False)
    chosen = "&loai=document" if filters else "&don-vi=0"
    page = visit("trungmon.tuyenquang.localhost", f"/tim-kiem/?q=vot+beo{chosen}").content.decode()
    assert "(≥ " in page and "≈" not in page
    assert "≥" not in visit("trungmon.tuyenquang.localhost", "/tim-kiem/?q=hai+che&don-vi=0").content.decode()
