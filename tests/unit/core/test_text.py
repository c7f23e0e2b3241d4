"""Folding, sorting, slugs and host labels: the one module of Vietnamese text."""

import random
import unicodedata

import pytest

from portal.core import text


def nfd(value: str) -> str:
    return unicodedata.normalize("NFD", value)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đất đai", "dat dai"),
        ("43/2011/NĐ-CP", "43 2011 nd cp"),
        ("Hoà Bình", "hoa binh"),
        ("Hòa Bình", "hoa binh"),
        ("  ƯỜNG   ượng ", "uong uong"),
        ("Số 12-NQ/TW (2024)", "so 12 nq tw 2024"),
        ("", ""),
        ("—", ""),
    ],
)
def test_folding_drops_marks_case_and_punctuation(written, folded):
    assert text.fold(written) == folded
    assert text.fold(nfd(written)) == folded


def test_folding_is_the_same_when_done_twice():
    for written in ("Trung Môn", "43/2011/NĐ-CP", "Sơn Dương"):
        assert text.fold(text.fold(written)) == text.fold(written)


def test_folding_keeps_other_scripts_findable():
    assert text.fold("北京 Bắc Kinh") == "北京 bac kinh"
    assert text.fold("Москва") == "москва"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Quyết định về đất đai", "quyet-dinh-ve-dat-dai"),
        ("Đ", "d"),
        ("Nghị định 43/2011/NĐ-CP", "nghi-dinh-43-2011-nd-cp"),
        (nfd("Quyết định về đất đai"), "quyet-dinh-ve-dat-dai"),
        ("北京", ""),
    ],
)
def test_slug_keeps_the_letter_d_bar_as_d(title, slug):
    assert text.slugify(title) == slug


def test_long_slug_is_cut_at_a_word():
    slug = text.slugify("Trung Môn " * 20, max_length=30)
    assert slug == "trung-mon-trung-mon-trung-mon"
    assert len(text.slugify("a" * 200, max_length=30)) == 30


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Trung Môn", "trungmon"),
        ("Yên Sơn", "yenson"),
        ("Đạo Trù", "daotru"),
        ("Phường 10", "phuong10"),
        (nfd("Tân Trào"), "tantrao"),
    ],
)
def test_host_label_has_no_accents_and_no_spaces(name, label):
    assert text.host_label(name) == label


def test_host_label_fits_the_name_system():
    assert len(text.host_label("Nguyễn " * 30)) == 63


IN_ORDER = [
    "An Khang",
    "Ân Thi",
    "Bà Rịa",
    "Bình An",
    "Chiêm Hoá",
    "Dương Minh Châu",
    "Đà Lạt",
    "Đông Anh",
    "Em",
    "Hàm Yên",
    "Lâm Bình",
    "Ô Môn",
    "Ơn",
    "Sơn Dương",
    "Tân Thanh",
    "Tân Thành",
    "Trung Môn",
    "Ứng Hoà",
    "Yên Sơn",
]


def test_names_sort_as_in_a_vietnamese_dictionary():
    shuffled = IN_ORDER[:]
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=text.sort_key) == IN_ORDER
    assert sorted(map(nfd, shuffled), key=text.sort_key) == list(map(nfd, IN_ORDER))


def test_letters_count_before_tones_and_tones_go_level_grave_hook_tilde_acute_dot():
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    letters = ["ma", "mă", "mâ", "mb"]
    assert sorted(reversed(tones), key=text.sort_key) == tones
    assert sorted(reversed(letters), key=text.sort_key) == letters
    # A longer word of plain letters stands behind every tone of the shorter one.
    assert sorted(["mam", "mạ"], key=text.sort_key) == ["mạ", "mam"]


def test_numbers_in_names_sort_by_value():
    wards = ["Phường 1", "Phường 2", "Phường 10", "Phường 11"]
    assert sorted(reversed(wards), key=text.sort_key) == wards


def test_sort_keys_are_plain_ascii_so_that_any_database_sorts_them_alike():
    assert all(text.sort_key(name).isascii() for name in IN_ORDER)


def test_both_ways_to_set_a_tone_sort_at_one_place():
    assert text.sort_key("Hoà Bình") == text.sort_key("Hòa Bình")


def test_people_sort_by_given_name():
    people = ["Trần Văn An", "Lê Thị Bình", "Nguyễn Đức Cường", "Bùi Văn Đạt", "An Thị Yến"]
    assert sorted(reversed(people), key=text.person_sort_key) == people


def test_people_of_one_given_name_sort_by_family_name():
    assert sorted(["Trần Văn An", "Lê Văn An"], key=text.person_sort_key) == ["Lê Văn An", "Trần Văn An"]


def test_stored_text_is_composed_with_single_spaces():
    assert text.normalise(nfd("  Trung \n Môn ")) == "Trung Môn"


@pytest.mark.parametrize(
    "content",
    [
        "Hoà giải ở cơ sở, quyết định số 5",
        "hòa giải",
        "QUYẾT ĐỊNH: hoà-giải",
        "quyết_định hoàn thành",
        "thuỷ lợi, thủy nông; ở sở",
        "",
        "sởở quyết",
    ],
)
def test_a_share_as_typed_is_that_of_the_accented_syllables_of_the_text(content):
    """The quick way gives what the plain one gives."""
    for typed in ("hoà giải", "quyết định", "thuỷ lợi", "ở sở", "số 5", "hòa"):
        words = tuple(text.accented_syllables(typed))
        there = set(text.accented_syllables(content))
        assert text.share_as_typed(words, content) == sum(word in there for word in words) / len(words)
