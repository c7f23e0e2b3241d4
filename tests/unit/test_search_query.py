"""What a reader types, as the search understands it."""

import pytest

from search.checks import engine_is_known
from search.query import document_number, parse
from search.tokens import cut, vector


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("43/2011/NĐ-CP", "43 2011 nd cp"),
        ("43/2011", "43 2011"),
        ("nghị định 43/2011", "43 2011 nd"),
        ("Quyết định số 15", "15 qd"),
        ("15/QĐ-UBND", "15 qd ubnd"),
        ("xã Trung Môn", ""),
        ("2026", ""),
        ("năm 2026 có 15 ngày", ""),
    ],
)
def test_a_document_number_is_recognised_and_nothing_else_is(typed, number):
    assert document_number(typed) == number


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
    assert "'" not in vector("it's", "")[0].replace("'it':", "").replace("'s':", "").replace("'it_s':", "")


def test_a_long_text_is_cut_at_spaces_and_loses_nothing():
    text = " ".join(str(number) for number in range(20_000))
    pieces = cut(text, 1000)
    assert all(len(piece) <= 1000 for piece in pieces)
    assert " ".join(pieces) == text


def test_an_engine_that_is_not_there_is_refused_at_the_start(settings):
    settings.SEARCH_URL = ""
    assert engine_is_known() == []
    settings.SEARCH_URL = "https://search.example.test"
    assert [problem.id for problem in engine_is_known()] == ["search.E001"]
