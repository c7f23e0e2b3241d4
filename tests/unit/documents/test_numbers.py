"""Symbols are read however they are typed, and what cannot be read is said to be unread."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import text
from sites.documents.numbers import Symbol, parse_symbol

KNOWN = {
    "43/2011/NĐ-CP": (43, "", 2011, "NĐ", "", ("CP",), ""),
    "15/QĐ-UBND": (15, "", None, "QĐ", "", ("UBND",), ""),
    "1234/SNV-CCHC": (1234, "", None, "", "cong-van", ("SNV",), "CCHC"),
    "02-NQ/TU": (2, "", None, "NQ", "", ("TU",), ""),
    "05-KL/TW": (5, "", None, "KL", "", ("TW",), ""),
    "09-CV/BTGTU": (9, "", None, "", "cong-van", ("BTGTU",), ""),
    "12a/2020/QĐ-UBND": (12, "a", 2020, "QĐ", "", ("UBND",), ""),
    "66.7/2025/NQ-CP": (66, ".7", 2025, "NQ", "", ("CP",), ""),
    "12bis/QĐ-UB": (12, "bis", None, "QĐ", "", ("UBND",), ""),
    "12/98/QĐ-UB": (12, "", 1998, "QĐ", "", ("UBND",), ""),
    "45/2018/QĐ-TTg": (45, "", 2018, "QĐ", "", ("TTg",), ""),
    "148/2025/QH15": (148, "", 2025, "", "", ("QH",), ""),
    "Luật số 148/2025/QH15": (148, "", 2025, "", "luat", ("QH",), ""),
    "Nghị quyết 202/2025/QH15": (202, "", 2025, "NQ", "", ("QH",), ""),
    "1684/NQ-UBTVQH15": (1684, "", None, "NQ", "", ("UBTVQH",), ""),
    "01/2021/TTLT-TANDTC-BNV": (1, "", 2021, "TTLT", "", ("TANDTC", "BNV"), ""),
    "Quyết định 15/QĐ-CTUBND": (15, "", None, "QĐ", "", ("UBND",), ""),
    "124/TTr.STC": (124, "", None, "TTr", "", ("STC",), ""),
    "90/CP": (90, "", None, "", "", ("CP",), ""),
    "123/TB": (123, "", None, "TB", "", (), ""),
}


def parts(symbol: Symbol) -> tuple:
    return (
        symbol.number,
        symbol.suffix,
        symbol.year,
        symbol.abbreviation,
        symbol.type_code,
        symbol.issuers,
        symbol.drafter,
    )


@pytest.mark.parametrize(("typed", "expected"), KNOWN.items(), ids=KNOWN)
def test_a_real_symbol_is_read(typed, expected):
    symbol = parse_symbol(typed)
    assert parts(symbol) == expected
    assert symbol.is_whole


@pytest.mark.parametrize(
    "typed",
    [
        "43/2011/ND-CP",
        "43/2011/nđ-cp",
        "Số: 43/2011/NĐ-CP",
        "Nghị định số 43/2011/NĐ-CP",
        "nghi dinh 43/2011/ND-CP",
        " 43 / 2011 / NĐ – CP ",
        "43/2011/NÐ-CP",  # with the letter eth
        "43⁄2011⁄NĐ‑CP",
        unicodedata.normalize("NFD", "Nghị định số 43/2011/NĐ-CP"),
    ],
)
def test_it_is_read_without_accents_decomposed_with_spaces_and_look_alikes(typed):
    assert parts(parse_symbol(typed)) == KNOWN["43/2011/NĐ-CP"]


@pytest.mark.parametrize("typed", ["", "///", "không số", "QĐ-UBND", "III/2024", "15//QĐ", "12/QĐ UBND tỉnh và xã"])
def test_what_is_no_symbol_is_unread_and_no_error(typed):
    assert not parse_symbol(typed).is_whole


def test_a_number_alone_is_a_part_of_a_symbol_and_not_a_whole_one():
    half = parse_symbol("43/2011")
    assert (half.number, half.year, half.is_whole) == (43, 2011, False)
    assert parts(parse_symbol("nđ 43/2011"))[:4] == (43, "", 2011, "NĐ")


TYPES = ["NĐ", "QĐ", "NQ", "CT", "TT", "KH", "TB", "TTr", "BC", "VBHN"]
ISSUERS = ["CP", "TTg", "UBND", "HĐND", "SNV", "SGDĐT", "BTTTT", "VPCP"]
numbers = st.integers(min_value=1, max_value=99_999)
years = st.none() | st.integers(min_value=1945, max_value=2099)
suffixes = st.sampled_from(["", "a", "b", "đ", "bis", ".5"])


@given(numbers, suffixes, years, st.sampled_from(TYPES), st.sampled_from(ISSUERS))
def test_what_is_written_by_the_rules_is_read_back(number, suffix, year, kind, issuer):
    written = Symbol(number=number, suffix=suffix, year=year, abbreviation=kind, issuers=(issuer,))
    assert parse_symbol(str(written)) == written


@given(numbers, years, st.sampled_from(TYPES), st.sampled_from(ISSUERS), st.sampled_from(["NFC", "NFD"]))
def test_accents_case_and_form_change_nothing(number, year, kind, issuer, form):
    symbol = Symbol(number=number, year=year, abbreviation=kind, issuers=(issuer,))
    assert parts(parse_symbol(unicodedata.normalize(form, str(symbol)))) == parts(symbol)
    bare = parse_symbol(str(symbol).replace("Đ", "D").lower())
    assert (bare.number, bare.year, text.fold(bare.abbreviation)) == (number, year, text.fold(kind))
    assert text.fold(bare.issuer) == text.fold(issuer)


@given(st.text(max_size=200))
def test_anything_may_be_typed(typed):
    symbol = parse_symbol(typed)
    assert symbol.number is None or symbol.number >= 0
    assert symbol.is_whole <= (symbol.number is not None)


@given(
    st.from_regex(r"[0-9]{1,7}[a-zđ]?(/[0-9]{2,4})?[-/ ][A-Za-zĐđ]{1,6}([-/.][A-Za-zĐđ0-9]{1,6}){0,3}", fullmatch=True)
)
def test_reading_what_was_read_gives_the_same(typed):
    once = parse_symbol(typed)
    if once.is_whole:
        assert parse_symbol(str(once)).number == once.number
        assert parse_symbol(str(once)).year == once.year
        assert str(parse_symbol(str(once))) == str(once)
