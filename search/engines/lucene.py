"""The search on Elasticsearch or OpenSearch: the same tokens, matches and counts as on PostgreSQL, at scale.

The engine finds and counts; the best hits are read from the database in one query, which is asked again whether
they may be shown, and put in their final order with the weights that both engines share.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from ..models import Entry
from ..query import FACETS, MAX_PAGE, PAGE_SIZE, Request, Terms
from ..ranking import NUMBER_FIRST, RERANKED
from .base import COUNTED, FACET_VALUES, Answer, Beginning, Hit
from .clients import Client
from .mapping import FACET_FIELDS
from .shared import hits_of, is_in_time, lift, lifted_entries, may_be_shown

# A reader waits no longer than this for an engine before PostgreSQL answers.
SEARCH_SECONDS = 1.0
# Things of several parts are counted exactly up to this many.
PRECISION = 3_000
# No stored field of a hit is read, which would cost more than finding it: the key of its row is the last value of its
# place in the order.
ONLY_THE_KEY = {"stored_fields": "_none_"}
BY_KEY = {"entry": "desc"}


class LuceneEngine:
    def __init__(self, client: Client) -> None:
        self._client = client
        self.name = client.address.kind

    def search(self, request: Request) -> Answer:
        """One page of hits with totals and facets; see `Engine`. Raises `EngineError`."""
        if not request.terms:
            return Answer([], 0, False, engine=self.name)
        now = request.now or timezone.now()
        relaxed = request.terms.is_sentence
        found = {} if relaxed else self._ask(request, strict(request.terms), now)
        if relaxed or not found["aggregations"]["best"]["doc_count"]:
            relaxed = True
            found = self._ask(request, enough_of(request.terms), now)
        counts = found["aggregations"]
        total = _total(counts)
        return Answer(
            hits=self._page(request, found["hits"]["hits"], now),
            total=min(total, COUNTED),
            more_than_total=int(found["hits"]["total"]["value"]) > COUNTED and total >= COUNTED,
            facets=_facets(counts["best"]),
            relaxed=relaxed,
            engine=self.name,
        )

    def _ask(self, request: Request, matching: dict[str, Any], now: datetime) -> dict[str, Any]:
        shown = min(request.page, MAX_PAGE) * PAGE_SIZE
        body = {
            "size": shown + PAGE_SIZE if request.sort == "date" else max(RERANKED, shown),
            **ONLY_THE_KEY,
            "track_total_hits": COUNTED + 1,
            "query": {
                "bool": {
                    "must": [matching],
                    "should": [*_number(request.terms), *(_term(pair) for pair in request.terms.pairs)],
                    "filter": _visible(request, now),
                }
            },
            "post_filter": {"bool": {"filter": _chosen(request)}},
            "sort": ["_score", BY_KEY],
            # Each thing once, by its best part.
            "collapse": {"field": "thing"},
            "aggs": {
                "best": best_of_all() | {"aggs": _counting(request)},
                # How many are wanted in all is asked of every match: the best may have few of the chosen values.
                "wanted": {"filter": {"bool": {"filter": _chosen(request)}}, "aggs": _things()},
            },
        }
        if request.sort == "date":
            body["sort"] = [{"date": {"order": "desc", "missing": "_last"}}, BY_KEY]
        return self._client.ask("POST", f"/{self._client.address.prefix}/_search", body, timeout=SEARCH_SECONDS)

    def _page(self, request: Request, found: list[dict[str, Any]], now: datetime) -> list[Hit]:
        """The hits of the page. What the database no longer has, or has otherwise, is left out."""
        ids = [int(hit["sort"][-1]) for hit in found]
        start = (min(request.page, MAX_PAGE) - 1) * PAGE_SIZE
        by_relevance = request.sort != "date"
        window = ids[: max(RERANKED, start + PAGE_SIZE)] if by_relevance else ids[: start + 2 * PAGE_SIZE]
        found_there = lifted_entries(request, window)
        entries = {key: entry for key, entry in found_there.items() if may_be_shown(request, entry, now)}
        scores = {key: float(hit["_score"] or 0.0) for key, hit in zip(ids, found, strict=True) if key in entries}
        order = list(scores)
        if by_relevance:
            best = order[:RERANKED]
            for key in best:
                scores[key] *= lift(request, entries[key], now)
            order = sorted(best, key=lambda key: (-scores[key], key)) + order[RERANKED:]
        return hits_of(entries, [(key, scores[key]) for key in order[start : start + PAGE_SIZE]])

    def titles(self, beginning: Beginning, unit_id: int | None, limit: int) -> list[str]:
        """Titles of things that may be shown now; see `Engine`. Raises `EngineError`."""
        now = timezone.now()
        unfinished = [{"prefix": {"title": beginning.last}}]
        unfinished += [{"term": {"title": other}} for other in beginning.last_otherwise]
        body = {
            "size": limit * 4,
            **ONLY_THE_KEY,
            "track_total_hits": False,
            "query": {
                "bool": {
                    "filter": [
                        *({"term": {"title": word}} for word in beginning.words),
                        {"bool": {"should": unfinished, "minimum_should_match": 1}},
                        *_in_time(now),
                    ],
                    "should": [{"constant_score": {"filter": {"term": {"unit": str(unit_id)}}}}] if unit_id else [],
                }
            },
            "sort": [*(["_score"] if unit_id else []), {"date": {"order": "desc", "missing": "_last"}}, BY_KEY],
        }
        answer = self._client.ask("POST", f"/{self._client.address.prefix}/_search", body, timeout=SEARCH_SECONDS)
        ids = [int(hit["sort"][-1]) for hit in answer["hits"]["hits"]]
        entries = Entry.objects.only("title", "visible_from", "visible_to").in_bulk(ids)
        shown = [entries[key].title for key in ids if key in entries and is_in_time(entries[key], now)]
        return list(dict.fromkeys(shown))[:limit]


# --- The parts of a body -----------------------------------------------------------------------------


def strict(terms: Terms) -> dict[str, Any]:
    """Every required syllable is there, or what may stand for it."""
    return {"bool": {"must": [_word(terms, word) for word in terms.required]}}


def enough_of(terms: Terms) -> dict[str, Any]:
    """As many of the required syllables as make a hit when not all are there."""
    return {"bool": {"should": [_term(word) for word in terms.required], "minimum_should_match": terms.enough}}


def best_of_all() -> dict[str, Any]:
    """Counting looks at no more than the best hits, so that a question with a million of them costs no more."""
    return {"sampler": {"shard_size": COUNTED + 1}}


def _term(token: str) -> dict[str, Any]:
    return {"term": {"words": token}}


def _word(terms: Terms, word: str) -> dict[str, Any]:
    others = terms.alternatives.get(word, ())
    if not others:
        return _term(word)
    instead = {"bool": {"must": [_term(token) for token in others]}}
    return {"bool": {"should": [_term(word), instead], "minimum_should_match": 1}}


def _number(terms: Terms) -> Iterable[dict[str, Any]]:
    """A document whose number begins as typed is among the best, however common the syllables are."""
    if terms.number:
        for asked in ({"term": {"number": terms.number}}, {"prefix": {"number": f"{terms.number} "}}):
            yield {"constant_score": {"filter": asked, "boost": NUMBER_FIRST}}


def _in_time(now: datetime) -> list[dict[str, Any]]:
    """What may be shown now."""
    moment = now.isoformat()
    return [
        {"bool": {"must_not": [{"range": {"visible_from": {"gt": moment}}}]}},
        {"bool": {"must_not": [{"range": {"visible_to": {"lte": moment}}}]}},
    ]


def _visible(request: Request, now: datetime) -> list[dict[str, Any]]:
    """What may be shown now and lies in the scope asked for."""
    conditions = _in_time(now)
    if request.unit_id is not None and request.scope == "site":
        conditions.append({"term": {"unit": str(request.unit_id)}})
    elif request.unit_id is not None and request.scope == "below":
        conditions.append({"term": {"unit_path": request.unit_id}})
    return conditions


def _chosen(request: Request, but: str = "") -> list[dict[str, Any]]:
    """One of the chosen values of every facet, one left aside. An empty value chooses what has none: it is not kept."""
    conditions: list[dict[str, Any]] = []
    for facet, values in request.filters.items():
        if values and facet != but:
            name = FACET_FIELDS[facet]
            chosen: dict[str, Any] = {"terms": {name: list(values)}}
            if "" in values:
                without = {"bool": {"must_not": [{"exists": {"field": name}}]}}
                chosen = {"bool": {"should": [chosen, without], "minimum_should_match": 1}}
            conditions.append(chosen)
    return conditions


def _counting(request: Request) -> dict[str, Any]:
    """How many things have each value, each facet ignoring its own filter."""
    counting = {}
    for facet in FACETS:
        values = {"values": {"terms": {"field": FACET_FIELDS[facet], "size": FACET_VALUES}}}
        counting[facet] = {"filter": {"bool": {"filter": _chosen(request, but=facet)}}, "aggs": _things(values)}
    return counting


def _things(values: dict[str, Any] | None = None) -> dict[str, Any]:
    """Things of one part are counted by their entries, the few of several once each, which costs far more."""
    once = {"things": {"cardinality": {"field": "thing", "precision_threshold": PRECISION}}}
    of_parts = {"values": values["values"] | {"aggs": once}} if values else once
    return {
        "whole": {"filter": {"term": {"whole": True}}} | ({"aggs": values} if values else {}),
        "in_parts": {"filter": {"term": {"whole": False}}, "aggs": of_parts},
    }


def _total(counts: dict[str, Any]) -> int:
    return int(counts["wanted"]["whole"]["doc_count"] + counts["wanted"]["in_parts"]["things"]["value"])


def _facets(counts: dict[str, Any]) -> dict[str, list[tuple[str, int]]]:
    facets = {}
    for facet in FACETS:
        found: Counter[str] = Counter()
        for bucket in counts[facet]["whole"]["values"]["buckets"]:
            found[str(bucket["key"])] += int(bucket["doc_count"])
        for bucket in counts[facet]["in_parts"]["values"]["buckets"]:
            found[str(bucket["key"])] += int(bucket["things"]["value"])
        if found:
            facets[facet] = sorted(found.items(), key=lambda value: (-value[1], value[0]))[:FACET_VALUES]
    return facets
