"""The other number of an English word, by which whoever searches in English is answered as well."""

import pytest

from search.english import other_forms
from search.query import parse


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("permit", "permits"),
        ("agency", "agencies"),
        ("church", "churches"),
        ("process", "processes"),
        ("road", "roads"),
    ],
)
def test_each_number_answers_the_other(one, many):
    assert other_forms([one]) == {one: (many,)}
    assert other_forms([many]) == {many: (one,)}


@pytest.mark.parametrize("word", ["bus", "tax", "gis", "2024", "status", "basis", "thu_tuc"])
def test_short_words_numbers_and_words_without_a_plural_of_their_own_have_none(word):
    assert other_forms([word]) == {}


def test_only_who_reads_english_is_answered_by_them():
    assert parse("building permits", {}, language="en").alternatives["permits"] == ("permit",)
    assert parse("building permits", {}, language="vi").alternatives == {}
    assert parse("building permits", {}).alternatives == {}
