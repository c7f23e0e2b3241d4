"""What a reader types, as the search understands it."""

import json

import pytest

from search import query
from search.abbreviations import GIVEN
from search.checks import engine_can_be_reached
from search.numbers import named
from search.tokens import cut, vector


def parse(typed: str) -> query.Terms:
    """With the abbreviations of the release; a running portal has those of the platform."""
    return query.parse(typed, json.loads(GIVEN.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("43/2011/NĐ-CP", "43 2011 nd cp"),
        ("43-2011-ND-CP", "43 2011 nd cp"),
        ("43/2011/NĐCP", "43 2011 nd cp"),
        ("NĐ-CP 43/2011", "43 2011 nd cp"),
        ("43/NĐ-CP/2011", "43 2011 nd cp"),
        ("Nghị định số 43/2011/NĐ-CP", "43 2011 nd cp"),
        ("nghi dinh so 43 nam 2011", "43 2011 nd"),
        ("43/2011", "43 2011"),
        ("nghị định 43/2011", "43 2011 nd"),
        ("NĐ43/2011", "43 2011 nd"),
        ("01/2011/TT-BNV", "1 2011 tt bnv"),
        ("Quyết định số 15", "15 qd"),
        ("15/QĐ-UBND", "15 qd ubnd"),
        ("luật 26/2023/QH15", "26 2023 qh15"),
    ],
)
def test_a_query_that_is_a_number_is_recognised_however_it_is_written(typed, number):
    assert named(typed) == (number, True)


@pytest.mark.parametrize(
    "typed",
    ["xã Trung Môn", "2026", "luật 2024", "luật đất đai 2024", "15 xã", "5 năm", "24/7", "ngày 13/6/2011", "số 15"]
    + ["năm 2026 có 15 ngày", "nghị định 43 về đất đai", "lịch tiếp dân tháng 6/2024", "", "/", "1" * 300],
)
def test_what_only_looks_like_a_number_is_none(typed):
    assert named(typed) == ("", False)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("nghị định 43/2011 quy định gì về cổng thông tin", "43 2011 nd"),
        ("Nghị định 43/2011/NĐ-CP ngày 13/6/2011 của Chính phủ", "43 2011 nd cp"),
        ("mức thu theo quyết định số 15/2024/QĐ-UBND là bao nhiêu", "15 2024 qd ubnd"),
    ],
)
def test_a_number_in_a_sentence_is_heard(typed, number):
    assert named(typed) == (number, False)


def test_a_number_needs_no_more_than_itself_and_its_kind_may_be_written_out():
    terms = parse("Nghị định số 43 năm 2011")
    assert terms.required == ("43", "2011", "nd")
    assert terms.alternatives == {"nd": ("nghi_dinh",)}


def test_short_queries_need_all_syllables_and_sentences_a_part():
    assert not parse("giấy khai sinh").is_sentence
    sentence = parse("làm giấy khai sinh cho con ở đâu thì đúng quy định")
    assert sentence.is_sentence
    assert sentence.enough == int(len(sentence.required) * 0.4)


def test_an_abbreviation_and_its_meaning_stand_for_each_other():
    assert parse("UBND xã").alternatives["ubnd"] == ("uy_ban", "ban_nhan", "nhan_dan")
    assert parse("uỷ ban nhân dân xã").alternatives["nhan"] == ("ubnd",)
    assert parse("nhân dân").alternatives == {}


def test_what_is_typed_is_bounded():
    terms = parse("từ " * 10_000)
    assert len(terms.typed) <= 300
    assert len(parse(" ".join(map(str, range(1000)))).required) <= 30


def test_tokens_of_the_title_are_marked_and_quotes_never_break_the_vector():
    literal, length = vector("Đất đai", "luật đất")
    assert "'dat':1A,4" in literal
    assert "'dat_dai':1A" in literal
    assert length == 6
    for token in ("it", "s", "it_s"):
        assert vector("it's", "")[0].count(f"'{token}'") == 1
    assert vector("it's", "")[0].count("'") == 6


def test_a_long_text_is_cut_at_spaces_and_loses_nothing():
    text = " ".join(str(number) for number in range(20_000))
    pieces = cut(text, 1000)
    assert all(len(piece) <= 1000 for piece in pieces)
    assert " ".join(pieces) == text


def test_an_engine_that_is_not_there_is_refused_at_the_start(settings):
    settings.SEARCH_URL = ""
    assert engine_can_be_reached() == []
    settings.SEARCH_URL = "https://search.example.test"
    assert [problem.id for problem in engine_can_be_reached()] == ["search.E001"]
