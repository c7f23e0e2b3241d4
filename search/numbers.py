"""Numbers of documents in every way people write them: 43/2011/NĐ-CP, nd43-2011, nghị định số 43 năm 2011."""

import re
from collections.abc import Iterator

from portal.core import text

YEAR_DIGITS = 4
_WORDS = {
    "nghi dinh": "nd",
    "quyet dinh": "qd",
    "thong tu": "tt",
    "nghi quyet": "nq",
    "chi thi": "ct",
    "cong van": "cv",
    "cong dien": "cd",
    "ke hoach": "kh",
    "thong bao": "tb",
    "huong dan": "hd",
    "bao cao": "bc",
    "to trinh": "ttr",
    "luat": "",
    "phap lenh": "",
}
_SHORT = "|".join(sorted(filter(None, _WORDS.values()), key=len, reverse=True))
# Who issues, as it stands in a number; anything may, where it is joined on by a stroke (`~` below).
_ISSUERS = (
    "cp|ttg|ubnd|hdnd|qh\\d{1,2}|ubtvqh\\d{1,2}|ctn|tw|nhnn"
    "|bca|bct|bgddt|bgtvt|bkhcn|bkhdt|bldtbxh|bnnptnt|bnv|bqp|btc|btnmt|btp|btttt|bvhttdl|bxd|byt"
)
_LETTERS = rf"(?:{_SHORT}|{_ISSUERS}|~[a-z]{{1,6}}\d{{0,3}})"
_YEAR = r"(?:nam )?(?P<{name}>(?:19|20)\d\d)"
# A kind, the number, the year before or after the letters.
_WHOLE = re.compile(
    rf"^(?:(?:(?P<word>{'|'.join(_WORDS)})|(?P<short>{_SHORT})(?P<early>(?: {_LETTERS})?)) )?"
    rf"(?:so )?(?P<number>\d{{1,5}})(?: {_YEAR.format(name='year')})?"
    rf"(?P<letters>(?: {_LETTERS}){{0,4}})(?: {_YEAR.format(name='late')})?$"
)
# `nd43` is `nd 43`, and `ndcp` is `nd cp`.
_GLUED = re.compile(rf"^({_SHORT})(\d{{1,5}}|{_ISSUERS})$")
# In a sentence, as it is written: with its letters, or after its kind; never the month of a date.
_INSIDE = re.compile(
    r"(?:(?P<kind>[^\W\d_]+(?: [^\W\d_]+)?) (?:số |so )?)?(?<![\d/])(?P<number>\d{1,5})/(?P<year>(?:19|20)\d\d)"
    r"(?:/(?P<letters>[^\W\d_]+\d{0,3}(?:-[^\W\d_]+)*))?(?![\d/])"
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
    words = {short: word for word, short in _WORDS.items() if short}
    return {part: tuple(text.bigrams(words[part].split())) for part in number.split() if part in words}


def _whole(typed: str) -> str:
    match = _WHOLE.match(" ".join(_words(typed)))
    if not match:
        return ""
    kind = _WORDS[match["word"]] if match["word"] else f"{match['short'] or ''}{match['early'] or ''}"
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
        glued = _GLUED.match(word)
        if glued and word not in _WORDS.values():
            yield from glued.groups()
        else:
            yield f"~{word}" if found[1] and not word[:1].isdigit() and word not in _WORDS.values() else word


def _inside(typed: str) -> str:
    for match in _INSIDE.finditer(typed):
        kind = text.fold(match["kind"] or "")
        short = _WORDS.get(kind) or next((one for one in _WORDS.values() if one and kind.split()[-1:] == [one]), "")
        if match["letters"] or short or kind in _WORDS or kind.split()[-1:] == ["so"]:
            return folded(" ".join(filter(None, [match["number"], match["year"], match["letters"] or short])))
    return ""
