"""Numbers of documents in every way people write them: 43/2011/NĐ-CP, nd43-2011, nghị định số 43 năm 2011."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from portal.core import text
from sites.documents.numbers import issuer_abbreviations, type_abbreviations

YEAR_DIGITS = 4
# In a sentence, as it is written: with its letters, or after its kind; never the month of a date.
_INSIDE = re.compile(
    r"(?:(?P<kind>[^\W\d_]+(?: [^\W\d_]+)?) (?:số |so )?)?(?<![\d/])(?P<number>\d{1,5})/(?P<year>(?:19|20)\d\d)"
    r"(?:/(?P<letters>[^\W\d_]+\d{0,3}(?:-[^\W\d_]+)*))?(?![\d/])"
)


@dataclass(frozen=True)
class _Known:
    """What kinds of documents are called and who issues them, as patterns for folded words.

    `words` are names with their short forms, `shorts` the other way round; `whole` reads a kind, the number, the year
    before or after the letters; `glued` parts `nd43` and `ndcp`.
    """

    words: dict[str, str]
    shorts: dict[str, str]
    whole: re.Pattern[str]
    glued: re.Pattern[str]


@cache
def _known() -> _Known:
    # Official letters have no kind in their symbol, yet people write one.
    words = type_abbreviations() | {"cv": ""}
    # Of the kinds that share a short form, the last has the shortest name.
    shorts = {short: word for word, short in words.items() if short}
    short = "|".join(sorted(shorts, key=len, reverse=True))
    issuers = "|".join([r"qh\d{1,2}", r"ubtvqh\d{1,2}", *sorted(issuer_abbreviations(), key=len, reverse=True)])
    # Any letters will do that are joined on by a stroke, which `_words` writes as `~`.
    letters = rf"(?:{short}|{issuers}|~[a-z]{{1,6}}\d{{0,3}})"
    year = r"(?:nam )?(?P<{name}>(?:19|20)\d\d)"
    return _Known(
        words=words,
        shorts=shorts,
        whole=re.compile(
            rf"^(?:(?:(?P<word>{'|'.join(words)})|(?P<short>{short})(?P<early>(?: {letters})?)) )?"
            rf"(?:so )?(?P<number>\d{{1,5}})(?: {year.format(name='year')})?"
            rf"(?P<letters>(?: {letters}){{0,4}})(?: {year.format(name='late')})?$"
        ),
        glued=re.compile(rf"^({short})(\d{{1,5}}|{issuers})$"),
    )


def named(typed: str) -> tuple[str, bool]:
    """The number of a document that a query names, as entries keep it, and whether the query is nothing else.

    `nghị định 43/2011` → `43 2011 nd`; an empty string where no number is meant.
    """
    found = _whole(typed)
    return (found, True) if found else (_inside(typed), False)


def folded(number: str) -> str:
    """A document's number as entries keep it: `01/2011/TT-BNV` → `1 2011 tt bnv`."""
    return " ".join(text.syllables(number))


def in_words(number: str) -> dict[str, tuple[str, ...]]:
    """The short kinds in a number, each with the tokens of the kind written out: `nd` → `nghi_dinh`."""
    shorts = _known().shorts
    return {part: tuple(text.bigrams(shorts[part].split())) for part in number.split() if part in shorts}


def _whole(typed: str) -> str:
    match = _known().whole.match(" ".join(_words(typed)))
    if not match:
        return ""
    kind = _known().words[match["word"]] if match["word"] else f"{match['short'] or ''}{match['early'] or ''}"
    if match["word"] and _known().shorts.get(kind, match["word"]) != match["word"]:
        # Đề án and dự án share ĐA: the word says more than the letters would.
        kind = ""
    letters, year = match["letters"].strip(), match["year"] or match["late"]
    if not (year or letters) and (not kind or len(match["number"]) == YEAR_DIGITS):
        return ""
    # `Quyết định 15/QĐ-UBND` says its kind twice.
    if letters and kind.split()[:1] == letters.replace("~", "").split()[:1]:
        kind = ""
    return folded(" ".join(filter(None, [match["number"], year, kind, letters])))


def _words(typed: str) -> Iterator[str]:
    """The folded words; one that begins with a letter and is joined on by a stroke has a `~` before it."""
    for found in re.finditer(r"([/-]?)([^\W_]+)", typed):
        word = text.fold(found[2])
        glued = _known().glued.match(word)
        if glued and word not in _known().shorts:
            yield from glued.groups()
        else:
            yield f"~{word}" if found[1] and not word[:1].isdigit() and word not in _known().shorts else word


def _inside(typed: str) -> str:
    for match in _INSIDE.finditer(typed):
        kind = text.fold(match["kind"] or "")
        last = kind.split()[-1:]
        short = _known().words.get(kind) or (last[0] if last and last[0] in _known().shorts else "")
        if match["letters"] or short or kind in _known().words or last == ["so"]:
            return folded(" ".join(filter(None, [match["number"], match["year"], match["letters"] or short])))
    return ""
