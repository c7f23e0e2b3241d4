"""Symbols of documents taken apart: `43/2011/NĐ-CP`, `15/QĐ-UBND`, `1234/SNV-CCHC`, `02-NQ/TU`.

Nothing here asks the database, and nothing that is typed is an error: what cannot be read is said to be unread.
Symbols without accents, decomposed ones and those with stray spaces are read like the proper ones.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.core import text

_DATA = Path(__file__).parent / "data"
# What people write for a type beside its abbreviation in the list.
_OTHER_ABBREVIATIONS = {"cv": "cong-van", "qdi": "quy-dinh"}
# Bodies of every unit, whose abbreviation says what they are but not of which unit.
COMMITTEE, COUNCIL, PARTY_COMMITTEE = "UBND", "HĐND", "TU"
_BODIES = {
    "ubnd": COMMITTEE,
    "ub": COMMITTEE,
    "ct ubnd": COMMITTEE,
    "ctubnd": COMMITTEE,
    "hdnd": COUNCIL,
    "tt hdnd": COUNCIL,
    "tthdnd": COUNCIL,
    "tu": PARTY_COMMITTEE,
}
# The National Assembly's laws and resolutions carry the number of its legislature in place of a type.
_LEGISLATURE = re.compile(r"^(qh|ubtvqh)(\d{1,2})$")

# Eth, which looks like Đ and is what some old keyboards send.
_ETH = str.maketrans({"\u00d0": "Đ", "\u00f0": "đ"})
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SLASHES = re.compile("[\u2044\u2215\uff0f]")
_SYMBOL = re.compile(
    r"^(?P<number>\d{1,7})(?P<suffix>\.\d{1,3}|(?:bis|ter|[^\W\d_])(?![^\W_]))?"
    r"(?:/(?P<year>(?:19|20)\d{2}(?!\d)|[5-9]\d(?=/)))?"
    r"(?:(?P<dash>[-/ ])(?P<codes>[^\W\d_][\w.&+]*(?:[-/][^\W_][\w.&+]*)*))?$",
    re.IGNORECASE,
)
MAX_LENGTH = 100


@dataclass(frozen=True)
class Symbol:
    """The parts of a symbol; what it does not tell is empty.

    `type_code` is the code of a type that its words or abbreviation leave no doubt about; `abbreviation` is that
    of a type (`QĐ`), for which several types may stand. `issuer` is the abbreviation of who issues (`UBND`), the
    first of `issuers` where they are several; `drafter` is the section that drafted an official letter.
    """

    number: int | None = None
    suffix: str = ""
    year: int | None = None
    abbreviation: str = ""
    type_code: str = ""
    issuers: tuple[str, ...] = ()
    drafter: str = ""
    legislature: int | None = None
    # Written as bodies of the Party do: 02-NQ/TU.
    is_of_the_party: bool = False

    @property
    def issuer(self) -> str:
        return self.issuers[0] if self.issuers else ""

    @property
    def is_whole(self) -> bool:
        """Whether it tells a number and what or who, as a symbol must."""
        return self.number is not None and bool(self.abbreviation or self.issuers)

    def __str__(self) -> str:
        """The symbol as the rules write it (NĐ 30/2020)."""
        if self.number is None:
            return ""
        number = f"{self.number:02d}{self.suffix}"
        issuers = [f"{issuer}{self.legislature or ''}" for issuer in self.issuers]
        if self.is_of_the_party:
            return "/".join(filter(None, [f"{number}-{self.abbreviation or 'CV'}", *issuers, self.drafter]))
        codes = "-".join(filter(None, [self.abbreviation, *issuers, self.drafter]))
        return "/".join(filter(None, [number, str(self.year or ""), codes]))


@cache
def _types() -> dict[str, str]:
    """Folded abbreviation → how it is written, of all types that have one."""
    rows = json.loads((_DATA / "types.json").read_text(encoding="utf-8"))
    return {text.fold(row["abbreviation"]): row["abbreviation"] for row in rows if row.get("abbreviation")}


@cache
def _type_words() -> list[tuple[str, str, str]]:
    """Folded name, code and abbreviation of the types whose name may stand before a symbol, long names first."""
    rows = json.loads((_DATA / "types.json").read_text(encoding="utf-8"))
    found = [(text.fold(row["name"]), row["code"], row.get("abbreviation", "")) for row in rows]
    return sorted(found, key=lambda row: -len(row[0]))


@cache
def _issuers() -> dict[str, str]:
    """Folded abbreviation → how it is written, of the central bodies and those of every unit."""
    rows = json.loads((_DATA / "issuers.json").read_text(encoding="utf-8"))
    return {text.fold(row["abbreviation"]): row["abbreviation"] for row in rows} | _BODIES


def type_abbreviations() -> dict[str, str]:
    """Folded name of a type, long names first → its folded abbreviation, empty for one that has none."""
    return {name: text.fold(abbreviation) for name, _code, abbreviation in _type_words()}


def issuer_abbreviations() -> list[str]:
    """The folded abbreviations of those who issue, as they stand in symbols."""
    return list(_issuers())


def type_named(name: str) -> str:
    """The code of the type that bears this name, with or without accents; empty where none does."""
    folded = text.fold(name)
    return next((code for known, code, _abbreviation in _type_words() if known == folded), "")


def parse_symbol(typed: str) -> Symbol:
    """The parts of a symbol as it was typed, with or without the type's name before it; never raises."""
    type_code, abbreviation, rest = _without_words(_tidy(typed))
    match = _SYMBOL.match(rest)
    if not match:
        return Symbol()
    parts = re.split("[-/]", match["codes"]) if match["codes"] else []
    of_the_party = match["dash"] == "-" and match["year"] is None and len(parts) > 1 and "/" in match["codes"]
    if parts and "." in parts[0]:
        # A point where a dash belongs: 124/TTr.STC.
        head, _point, tail = parts[0].partition(".")
        parts = [head, tail, *parts[1:]] if text.fold(head) in _types() and tail else parts
    if parts and (found := _type_of(parts[0], of_the_party)):
        # The abbreviation in the symbol says more than the word before it.
        (type_code, abbreviation), parts = found, parts[1:]
    issuers, drafter, legislature = _bodies(parts, has_type=bool(abbreviation or type_code))
    if not (abbreviation or type_code) and issuers and legislature is None and (drafter or issuers != ("CP",)):
        # Official letters have no type in their symbol; decrees of long ago had none either: 90/CP.
        type_code = "cong-van"
    return Symbol(
        number=int(match["number"]),
        suffix=match["suffix"] or "",
        year=_year(match["year"]),
        abbreviation=abbreviation,
        type_code=type_code,
        issuers=issuers,
        drafter=drafter,
        legislature=legislature,
        is_of_the_party=of_the_party,
    )


def _year(digits: str | None) -> int | None:
    """Symbols of the last century may have two digits: 12/98/QĐ-UB."""
    return (int(digits) if len(digits) == 4 else 1900 + int(digits)) if digits else None


def _type_of(code: str, of_the_party: bool) -> tuple[str, str] | None:
    """Code or abbreviation of the type that the first code of a symbol stands for; None where it is an issuer."""
    folded = text.fold(code)
    if folded in _types():
        return "", _types()[folded]
    if folded in _OTHER_ABBREVIATIONS:
        return _OTHER_ABBREVIATIONS[folded], ""
    return ("", code.upper() if code.islower() else code) if of_the_party else None


def bare_symbol(typed: str) -> str:
    """The symbol without the words before it; what cannot be read stays as it was typed, composed."""
    if not parse_symbol(typed).is_whole:
        return proper_letters(typed)
    return _without_words(_tidy(typed))[2]


def proper_letters(typed: str) -> str:
    """Composed text, with the letter Đ where a look-alike stands."""
    return text.normalise(typed).translate(_ETH)


def _tidy(typed: str) -> str:
    """Composed, with plain dashes and slashes and no space around them."""
    plain = _SLASHES.sub("/", _DASHES.sub("-", proper_letters(typed)))
    return re.sub(r"\s*([-/])\s*", r"\1", plain).strip(" .,;:\"'“”()")


def _without_words(symbol: str) -> tuple[str, str, str]:
    """The code and abbreviation of the type named before the number, and the symbol without those words."""
    first = re.search(r"\d", symbol)
    if first is None or first.start() == 0:
        return "", "", symbol
    words = text.fold(symbol[: first.start()])
    rest = symbol[first.start() :]
    words = re.sub(r"\s*\bso$", "", words)
    if not words:
        return "", "", rest
    for name, code, abbreviation in _type_words():
        if words == name:
            return ("", abbreviation, rest) if abbreviation else (code, "", rest)
    if words in _types():
        return "", _types()[words], rest
    if words in _OTHER_ABBREVIATIONS:
        return _OTHER_ABBREVIATIONS[words], "", rest
    # Words that name no type are no part of a symbol.
    return "", "", symbol


def _bodies(parts: list[str], *, has_type: bool) -> tuple[tuple[str, ...], str, int | None]:
    """Who issues, which section drafted, and the legislature, from the codes after the type."""
    if not parts:
        return (), "", None
    if match := _LEGISLATURE.match(text.fold(parts[0]).replace(" ", "")):
        return (_issuers()[match[1]],), "-".join(parts[1:]), int(match[2])
    written = [_written(part) for part in parts]
    known = [text.fold(part) in _issuers() for part in parts]
    if has_type and len(written) > 1 and all(known):
        return tuple(written), "", None
    return (written[0],), "-".join(parts[1:]), None


def _written(code: str) -> str:
    """An issuer's abbreviation as it is written: `ubnd` → `UBND`."""
    known = _issuers().get(text.fold(code))
    return known or (code.upper() if code.islower() else code)
