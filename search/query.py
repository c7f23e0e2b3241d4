"""What a reader asks, made into something both engines understand in the same way."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from math import ceil
from pathlib import Path

from portal.core import text

MAX_CHARACTERS = 300
MAX_SYLLABLES = 30
# Up to this many syllables all must be there; a longer query is a sentence, of which a part is enough.
SHORT = 5
# Measured on the development questions: 0.4 loses nothing, 0.5 and more lose answers.
ENOUGH_OF_A_SENTENCE = 0.4
ENOUGH_OF_A_SHORT_QUERY = 0.6
PAGE_SIZE = 20
MAX_PAGE = 50

# 43/2011/NĐ-CP, 15/QĐ-UBND, 43/2011, nđ 43 2011: a number, perhaps a year, perhaps what issued it.
_NUMBER = re.compile(r"^(?:[a-z]{2,4} )?(\d{1,5})(?: (\d{4}))?((?: [a-z]{1,6}\d{0,3}){0,4})$")
_TYPE_WORDS = {
    "nghi dinh": "nd",
    "quyet dinh": "qd",
    "thong tu": "tt",
    "nghi quyet": "nq",
    "chi thi": "ct",
    "cong van": "cv",
    "ke hoach": "kh",
    "thong bao": "tb",
    "luat": "",
    "so": "",
}

ABBREVIATIONS = Path(__file__).parent / "data" / "abbreviations.json"
FACETS = ("kind", "tier", "unit", "issuer", "field", "year", "status", "language")


@dataclass(frozen=True)
class Terms:
    """The words of a query.

    `required` are the distinct syllables in order; `alternatives` maps one of them to the tokens that do as
    well (an abbreviation and its meaning); `pairs` are the bigrams, which rank and are never required.
    """

    typed: str
    required: tuple[str, ...] = ()
    alternatives: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pairs: tuple[str, ...] = ()
    number: str = ""
    accented: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.required)

    @property
    def is_sentence(self) -> bool:
        return len(self.required) > SHORT

    @property
    def enough(self) -> int:
        """How many of the required syllables make a hit when not all are there."""
        share = ENOUGH_OF_A_SENTENCE if self.is_sentence else ENOUGH_OF_A_SHORT_QUERY
        return max(1, int(len(self.required) * share) if self.is_sentence else ceil(len(self.required) * share))


@dataclass(frozen=True)
class Request:
    """A search: the words, where, which filters, how sorted, which page. `unit_id` is the reader's own site."""

    terms: Terms
    scope: str = "all"  # all, below (this unit and below), site
    unit_id: int | None = None
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    now: datetime | None = None


def parse(typed: str) -> Terms:
    """The terms of what was typed; anything at all may be typed. Empty terms find nothing."""
    cleaned = text.normalise("".join(c if c.isprintable() else " " for c in typed))[:MAX_CHARACTERS]
    words = text.syllables(cleaned)[:MAX_SYLLABLES]
    required = tuple(dict.fromkeys(words))
    return Terms(
        typed=cleaned,
        required=required,
        alternatives=_alternatives(words),
        pairs=tuple(dict.fromkeys(text.bigrams(words))),
        number=document_number(cleaned),
        accented=tuple(text.accented_syllables(cleaned)) if text.has_accents(cleaned) else (),
    )


def document_number(typed: str) -> str:
    """The folded number if that is what was typed, else an empty string: `nghị định 43/2011` → `43 2011 nd`."""
    folded = text.fold(typed)
    for words, letters in _TYPE_WORDS.items():
        if folded.startswith(words + " "):
            rest = folded.removeprefix(words + " ").removeprefix("so ")
            match = _NUMBER.match(rest)
            return " ".join(filter(None, [match[1], match[2] or "", letters, match[3].strip()])) if match else ""
    match = _NUMBER.match(folded)
    if not match or not (match[2] or match[3]):
        return ""
    return " ".join(filter(None, [match[1], match[2] or "", match[3].strip()]))


@cache
def abbreviations() -> dict[str, str]:
    """Folded abbreviation → its meaning, from `data/abbreviations.json`."""
    return json.loads(ABBREVIATIONS.read_text(encoding="utf-8"))


def _alternatives(words: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    known = abbreviations()
    folded = " ".join(words)
    for short, meaning in known.items():
        long_words = text.syllables(meaning)
        if short in words:
            found[short] = tuple(text.bigrams(long_words))
        # The other way round: every syllable of the meaning may be answered by the abbreviation.
        elif f" {' '.join(long_words)} " in f" {folded} ":
            for word in long_words:
                found.setdefault(word, (short,))
    return found
