"""The bodies that Elasticsearch and OpenSearch are sent: what matches, in what order, and what is counted.

A question is several bodies, which the engine answers side by side: the best hits, and the counts. The best are found
without looking at every match. Counting does look at every one, so that of very many only those in one slice of the
things are counted; the slices are dealt by chance, and each has about the same share of every value.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from ..query import FACETS, Request, Terms
from ..ranking import NUMBER_FIRST
from .base import FACET_VALUES
from .mapping import FACET_FIELDS, SLICES

# Things of several parts are counted exactly up to this many.
PRECISION = 3_000
# No stored field of a hit is read, which would cost more than finding it: the key of its row is the last value of its
# place in the order.
ONLY_THE_KEY = {"stored_fields": "_none_"}
BY_KEY = {"entry": "desc"}
NEWEST_FIRST = {"date": {"order": "desc", "missing": "_last"}}
# The total, and the name of the body whose filters are all that were chosen.
ALL = ""

Body = dict[str, Any]


def best(request: Request, matching: Body, now: datetime, size: int, *, each_thing_once: bool = False) -> Body:
    """The first entries in the order asked for. `each_thing_once` looks at every match to leave out further parts."""
    terms = request.terms
    body: Body = {
        "size": size,
        **ONLY_THE_KEY,
        "track_total_hits": False,
        "query": {
            "bool": {
                "must": [matching],
                "should": [*_number(terms), *(_term(pair) for pair in terms.pairs)],
                "filter": [*_visible(request, now), *_chosen(request)],
            }
        },
        "sort": [NEWEST_FIRST if request.sort == "date" else "_score", BY_KEY],
    }
    return body | {"collapse": {"field": "thing"}} if each_thing_once else body


def counting(request: Request, matching: Body, now: datetime, *, sliced: bool) -> dict[str, Body]:
    """What counts the things and the values of each facet, by a name: that of a facet whose own filter is left out."""
    chosen = [facet for facet in FACETS if request.filters.get(facet)]
    groups = {ALL: [facet for facet in FACETS if facet not in chosen], **{facet: [facet] for facet in chosen}}
    one_slice = [{"term": {"slice": "0"}}] if sliced else []
    return {
        name: {
            "size": 0,
            "track_total_hits": False,
            "query": {
                "bool": {"filter": [matching, *_visible(request, now), *_chosen(request, but=name), *one_slice]},
            },
            "aggs": _things(facets),
        }
        for name, facets in groups.items()
    }


def any_match(request: Request, matching: Body, now: datetime) -> Body:
    """Whether anything matches at all, whatever values were chosen."""
    return {
        "size": 0,
        "track_total_hits": True,
        "terminate_after": 1,
        "query": {"bool": {"filter": [matching, *_visible(request, now)]}},
    }


# --- What matches --------------------------------------------------------------------------------------


def strict(terms: Terms) -> Body:
    """Every required syllable is there, or what may stand for it."""
    return {"bool": {"must": [_word(terms, word) for word in terms.required]}}


def enough_of(terms: Terms) -> Body:
    """As many of the required syllables as make a hit when not all are there."""
    return {"bool": {"should": [_term(word) for word in terms.required], "minimum_should_match": terms.enough}}


def most(terms: Terms, frequencies: Mapping[str, int], *, relaxed: bool) -> int:
    """How many entries can match at most, by the counts of the words."""
    counts = [
        frequencies.get(word, 0)
        + min((frequencies.get(other, 0) for other in terms.alternatives.get(word, ())), default=0)
        for word in terms.required
    ]
    if not relaxed:
        return min(counts)
    # An entry with m of n syllables holds at least one of the n - m + 1 rarest.
    return sum(sorted(counts)[: len(counts) - terms.enough + 1])


def _term(token: str) -> Body:
    return {"term": {"words": token}}


def _word(terms: Terms, word: str) -> Body:
    others = terms.alternatives.get(word, ())
    if not others:
        return _term(word)
    instead = {"bool": {"must": [_term(token) for token in others]}}
    return {"bool": {"should": [_term(word), instead], "minimum_should_match": 1}}


def _number(terms: Terms) -> Iterable[Body]:
    """A document whose number begins as typed is among the best, however common the syllables are."""
    if terms.number:
        for asked in ({"term": {"number": terms.number}}, {"prefix": {"number": f"{terms.number} "}}):
            yield {"constant_score": {"filter": asked, "boost": NUMBER_FIRST}}


def in_time(now: datetime) -> list[Body]:
    """What may be shown now."""
    moment = now.isoformat()
    return [
        {"bool": {"must_not": [{"range": {"visible_from": {"gt": moment}}}]}},
        {"bool": {"must_not": [{"range": {"visible_to": {"lte": moment}}}]}},
    ]


def _visible(request: Request, now: datetime) -> list[Body]:
    """What may be shown now and lies in the scope asked for."""
    conditions = in_time(now)
    if request.unit_id is not None and request.scope == "site":
        conditions.append({"term": {"unit": str(request.unit_id)}})
    elif request.unit_id is not None and request.scope == "below":
        conditions.append({"term": {"unit_path": request.unit_id}})
    return conditions


def _chosen(request: Request, but: str = ALL) -> list[Body]:
    """One of the chosen values of every facet, one left aside. An empty value chooses what has none: it is not kept."""
    conditions: list[Body] = []
    for facet, values in request.filters.items():
        if values and facet != but:
            name = FACET_FIELDS[facet]
            chosen: Body = {"terms": {name: list(values)}}
            if "" in values:
                without = {"bool": {"must_not": [{"exists": {"field": name}}]}}
                chosen = {"bool": {"should": [chosen, without], "minimum_should_match": 1}}
            conditions.append(chosen)
    return conditions


# --- What is counted -----------------------------------------------------------------------------------


def _things(facets: list[str]) -> Body:
    """Things of one part are counted by their entries, the few of several once each, which costs far more."""
    once = {"things": {"cardinality": {"field": "thing", "precision_threshold": PRECISION}}}
    values = {facet: {"terms": {"field": FACET_FIELDS[facet], "size": FACET_VALUES}} for facet in facets}
    return {
        "whole": {"filter": {"term": {"whole": True}}, "aggs": values},
        "in_parts": {
            "filter": {"term": {"whole": False}},
            "aggs": once | {facet: value | {"aggs": once} for facet, value in values.items()},
        },
    }


def total_of(counts: Body, *, sliced: bool) -> int:
    """How many things a body of `counting` has counted, or about how many there are by those in one slice."""
    found = int(counts["whole"]["doc_count"] + counts["in_parts"]["things"]["value"])
    return found * SLICES if sliced else found


def facets_of(counted: Mapping[str, tuple[Body, bool]]) -> dict[str, list[tuple[str, int]]]:
    """The values of each facet, the commonest first, from the answers to `counting` (each with whether it was sliced).

    What was counted in one slice is told as about how many there are.
    """
    facets = {}
    for name, (counts, sliced) in counted.items():
        for facet in [name] if name else [facet for facet in FACETS if facet in counts["whole"]]:
            found = {bucket["key"]: bucket["doc_count"] for bucket in counts["whole"][facet]["buckets"]}
            for bucket in counts["in_parts"][facet]["buckets"]:
                found[bucket["key"]] = found.get(bucket["key"], 0) + int(bucket["things"]["value"])
            if found:
                # Sorted twice, by built-in means: a facet may have a thousand values.
                commonest = sorted(sorted(found.items()), key=itemgetter(1), reverse=True)[:FACET_VALUES]
                facets[facet] = [(value, _about(n * SLICES)) for value, n in commonest] if sliced else commonest
    return facets


@lru_cache(maxsize=10_000)
def _about(number: int) -> int:
    """Two figures and zeros: more would only seem to be known."""
    return round(number, 2 - len(str(number)))
