"""The weights of the ranking, in one place, each with its reason.

The base is BM25 over folded syllables and folded pairs: it needs no dictionary and holds without accents. On the 110
development questions all of it together gives a mean reciprocal rank of 0.865 with accents and 0.860 without them; the
numbers below say what becomes of the first otherwise (no pairs: 0.765). What follows the base only reorders its best.
"""

from datetime import datetime
from functools import lru_cache
from math import log

from portal.core import text

from .query import Request

# Entries are short and repeat little, so length and repetition count less than in books (1.2 and 0.75: 0.854).
K1 = 0.9
B = 0.4
# A token of the title counts as one more occurrence (none: 0.015 less).
TITLE_OCCURRENCES = 1
# How many of the best are reordered by what follows: three pages of results (three times as many: the same, at three
# times the cost).
RERANKED = 60
# Every word exactly as typed with its accents lifts a hit by this share of its score: `Tuyên` before `tuyển`. More
# costs answers to sentences (0.5: 0.850, 1: 0.840), whose long texts hold every word somewhere.
EXACT = 0.25
# The whole query standing in the title, in this order; with its accents, if it was typed with them. Sentences never do,
# so the development set does not see it, nor the numbers and places below.
TITLE_PHRASE = 0.5
# The query is the whole title: someone types what they have read elsewhere.
TITLE_WHOLE = 1.0
# How much of the title was asked for: of titles that hold the words, the one that says little else is meant (nothing:
# 0.020 less). Twice as much costs 0.016 there and puts the name of a place above what is looked for in it.
TITLE_ASKED = 0.5
# The number typed is the number of the document, or the beginning of it.
NUMBER_EXACT = 10.0
NUMBER_BEGINS = 4.0
# Added to the base score of those two, so that they are among the best that are lifted at all.
NUMBER_FIRST = 1000.0
# What is no longer in force stands below what is.
DEAD = 0.6
DEAD_STATUSES = frozenset({"expired", "repealed"})
# News loses half of its extra worth in this many days, and never more than this share of its score.
NEWS_HALF_LIFE_DAYS = 120
NEWS_FRESHNESS = 0.3
# The reader's own unit comes first, then those above it, unless the query names a place.
OWN_UNIT = 0.25
UNIT_ABOVE = 0.1
# Of the same thing in two languages, the one in which the reader reads comes first; the other is found all the same.
OTHER_LANGUAGE = 0.7


def inverse_frequency(entries: int, total: int) -> float:
    """How much a token tells: BM25's idf, never negative."""
    return log(1 + (total - entries + 0.5) / (entries + 0.5))


@lru_cache(maxsize=10_000)
def _words(title: str, with_accents: bool) -> tuple[str, ...]:
    """The syllables of a title; the same titles are among the best again and again."""
    return tuple(text.accented_syllables(title) if with_accents else text.syllables(title))


def boost(
    request: Request,
    *,
    now: datetime,
    title: str,
    body: str,
    number: str,
    status: str,
    ages: bool,
    date: datetime | None,
    unit_id: int,
    language: str,
) -> float:
    """By what a base score is multiplied."""
    terms = request.terms
    factor = 1.0
    if terms.accented:
        factor += EXACT * text.share_as_typed(terms.accented, f"{title} {body}")
    typed, titled = terms.written, _words(title, bool(terms.accented))
    asked, there = " ".join(typed), " ".join(titled)
    if titled:
        factor += TITLE_ASKED * sum(word in typed for word in titled) / len(titled)
    if f" {asked} " in f" {there} ":
        factor += TITLE_PHRASE + (TITLE_WHOLE if asked == there else 0)
    if terms.number and number:
        if number == terms.number:
            factor += NUMBER_EXACT
        elif number.startswith(terms.number + " "):
            factor += NUMBER_BEGINS
    if status in DEAD_STATUSES:
        factor *= DEAD
    if ages and date:
        days = max(0.0, (now - date).total_seconds() / 86_400)
        factor *= 1 - NEWS_FRESHNESS * (1 - 0.5 ** (days / NEWS_HALF_LIFE_DAYS))
    if unit_id in request.near:
        factor += OWN_UNIT if unit_id == request.near[0] else UNIT_ABOVE
    if request.language and language != request.language:
        factor *= OTHER_LANGUAGE
    return factor
