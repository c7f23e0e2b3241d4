"""What a reader asks, made into something both engines understand in the same way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import ceil

from portal.core import text

from . import abbreviations, english, numbers

MAX_CHARACTERS = 300
MAX_SYLLABLES = 30
# Up to this many syllables all must be there; a longer query is a sentence, of which a part is enough.
SHORT = 5
# Measured on the development questions: 0.4 loses nothing, 0.5 and more lose answers.
ENOUGH_OF_A_SENTENCE = 0.4
ENOUGH_OF_A_SHORT_QUERY = 0.6
PAGE_SIZE = 20
MAX_PAGE = 50

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

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The syllables in order, with their marks where it was typed with any."""
        return self.accented or tuple(text.syllables(self.typed))

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
    """A search: the words, where, which filters, how sorted, which page.

    `unit_id` is the reader's own site, `near` that unit and those above it, the nearest first, whose things come first
    unless the query names a place; `language` is that of the page they search from, empty for none.
    """

    terms: Terms
    scope: str = "all"  # all, below (this unit and below), site
    unit_id: int | None = None
    near: tuple[int, ...] = ()
    language: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    now: datetime | None = None


def parse(typed: str, known: Mapping[str, str] | None = None, language: str = "") -> Terms:
    """The terms of what was typed; anything at all may be typed. Empty terms find nothing.

    `known` maps folded abbreviations to their meanings; those of the platform, if none are given. Somebody who reads
    in a `language` whose words have forms (English) finds the other form as well.
    """
    cleaned = text.normalise("".join(c if c.isprintable() else " " for c in typed))[:MAX_CHARACTERS]
    number, is_all = numbers.named(cleaned)
    # Of a query that is a number and nothing else, the number says all: `Nghị định số 43 năm 2011`.
    words = (number.split() if is_all else text.syllables(cleaned))[:MAX_SYLLABLES]
    required = tuple(dict.fromkeys(words))
    return Terms(
        typed=cleaned,
        required=required,
        alternatives=(english.other_forms(required) if language == "en" else {})
        | _alternatives(words, abbreviations.known() if known is None else known)
        | (numbers.in_words(number) if is_all else {}),
        pairs=tuple(dict.fromkeys(text.bigrams(words))),
        number=number,
        accented=tuple(text.accented_syllables(cleaned)) if text.has_accents(cleaned) else (),
    )


def _alternatives(words: list[str], known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
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
