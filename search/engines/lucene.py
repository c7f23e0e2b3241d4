"""The search on Elasticsearch or OpenSearch: the same tokens, matches and counts as on PostgreSQL, at scale.

The engine finds and counts; the best hits are read from the database in one query, which is asked again whether
they may be shown, and put in their final order with the weights that both engines share.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

from django.utils import timezone

from ..query import MAX_PAGE, PAGE_SIZE, Request
from ..ranking import RERANKED
from . import bodies
from .base import COUNTED, Answer, Counts, Hit
from .bodies import ALL, Body
from .clients import CONNECTIONS, Client, lines, refusal
from .shared import Row, best_parts, frequencies_of, hits_of, lift, lifted_rows, may_be_shown

# A reader waits no longer than this for an engine before PostgreSQL answers.
SEARCH_SECONDS = 1.0
# So many entries more than are shown are asked for: some are further parts of the same things.
SPARE = PAGE_SIZE


class LuceneEngine:
    def __init__(self, client: Client) -> None:
        self._client = client
        self.name = client.address.kind

    def search(self, request: Request) -> Answer:
        """One page of hits with totals and facets; see `Engine`. Raises `EngineError`."""
        return self.begin(request)(request.near)

    def begin(self, request: Request) -> Callable[[tuple[int, ...]], Answer]:
        """The question is on its way when this returns; what is returned waits for the answer of `search`.

        It takes the units near the reader in place of those of the request. Raises `EngineError` only then.
        """
        if not request.terms:
            return lambda near: Answer([], 0, False, engine=self.name)
        question = _Question(self._client, request)
        question.put(relaxed=request.terms.is_sentence)
        return lambda near: self._answer(question, near)

    def _answer(self, question: "_Question", near: tuple[int, ...]) -> Answer:
        question.wait_from_now()
        # Whichever comes first is worked on while the other is on its way.
        hits = question.hits(near) if question.best_are_first() else None
        if not question.count() and not question.relaxed:
            hits = None
            question.put(relaxed=True)
            question.count()
        counts, sliced = question.counted[ALL]
        total = bodies.total_of(counts, sliced=sliced)
        facets = bodies.facets_of(question.counted)
        return Answer(
            hits=question.hits(near) if hits is None else hits,
            total=min(total, COUNTED),
            more_than_total=total > COUNTED,
            facets=facets,
            counts=Counts.ABOUT if any(one for _counts, one in question.counted.values()) else Counts.EXACT,
            relaxed=question.relaxed,
            engine=self.name,
        )


# Requests that are waited for elsewhere; they speak to the engine only, never to the database.
_sending = ThreadPoolExecutor(max_workers=CONNECTIONS, thread_name_prefix="search")


class _Question:
    """What one search asks of the engine; all of it together is waited for no longer than `SEARCH_SECONDS`."""

    def __init__(self, client: Client, request: Request) -> None:
        self._client = client
        self._request = request
        self._now = request.now or timezone.now()
        self._end: float | None = None
        self._frequencies = frequencies_of(request.terms)
        self._start = (min(request.page, MAX_PAGE) - 1) * PAGE_SIZE
        self._size = max(RERANKED, self._start + PAGE_SIZE) + SPARE
        self.relaxed = False
        self._matching: Body = {}
        self._common = False
        # What is on its way: the best hits, and what counts by its name.
        self._best_coming: Future[list[Any]]
        self._counts_coming: tuple[list[str], Future[list[Any]]]
        self._found: list[Any] = []
        # The answers that count, by name, and whether each is of one slice only.
        self.counted: dict[str, tuple[Body, bool]] = {}

    def put(self, *, relaxed: bool) -> None:
        """Ask for the best hits and the counts, and do not wait."""
        terms = self._request.terms
        self.relaxed = relaxed
        self._matching = bodies.enough_of(terms) if relaxed else bodies.strict(terms)
        # How often words occur was counted at night. It decides what is asked first, and is not believed.
        self._common = bodies.most(terms, self._frequencies, relaxed=relaxed) > COUNTED
        asked = bodies.counting(self._request, self._matching, self._now, sliced=self._common)
        self._best_coming = self._send(self._best())
        self._counts_coming = list(asked), self._send(*asked.values())
        # Let the other threads send it before this one goes on.
        time.sleep(0)

    def wait_from_now(self) -> None:
        """What the page did meanwhile is not the engine's time."""
        self._end = time.monotonic() + SEARCH_SECONDS

    def best_are_first(self) -> bool:
        """Wait until something is there; whether the best hits are."""
        wait((self._best_coming, self._counts_coming[1]), return_when=FIRST_COMPLETED)
        return self._best_coming.done()

    def count(self) -> bool:
        """Take the counts; whether anything matches what was asked, also where nothing has the chosen values."""
        names, coming = self._counts_coming
        counts = coming.result()
        self.counted = {name: (one["aggregations"], self._common) for name, one in zip(names, counts, strict=True)}
        if self._common:
            self._count_the_few()
        if any(bodies.total_of(one, sliced=sliced) for one, sliced in self.counted.values()):
            return True
        if not any(self._request.filters.values()):
            return False
        (any_match,) = self._ask(bodies.any_match(self._request, self._matching, self._now))
        return bool(any_match["hits"]["total"]["value"])

    def _best(self, *, each_thing_once: bool = False) -> Body:
        return bodies.best(self._request, self._matching, self._now, self._size, each_thing_once=each_thing_once)

    def _count_the_few(self) -> None:
        """Count one by one where one slice says that there are not so many after all."""
        exactly = bodies.counting(self._request, self._matching, self._now, sliced=False)
        few = [name for name, (one, _) in self.counted.items() if bodies.total_of(one, sliced=True) < 2 * COUNTED]
        if few:
            counts = self._ask(*(exactly[name] for name in few))
            self.counted |= {name: (one["aggregations"], False) for name, one in zip(few, counts, strict=True)}

    def _send(self, *asked: Body) -> Future[list[Any]]:
        return _sending.submit(ask_together, self._client, asked, self._seconds_left())

    def _ask(self, *asked: Body) -> list[Any]:
        return ask_together(self._client, asked, self._seconds_left())

    def _seconds_left(self) -> float:
        return SEARCH_SECONDS if self._end is None else max(0.01, self._end - time.monotonic())

    def hits(self, near: tuple[int, ...]) -> list[Hit]:
        """The hits of the page. What the database no longer has, or has otherwise, is left out."""
        request = replace(self._request, near=near)
        (best,) = self._best_coming.result()
        self._found = best["hits"]["hits"]
        rows = self._rows()
        order = self._each_once(rows)
        if len(order) < self._start + PAGE_SIZE and len(self._found) == self._size:
            # Parts of few things fill all the places: the engine is to leave out all but the best of each.
            (best,) = self._ask(self._best(each_thing_once=True))
            self._found = best["hits"]["hits"]
            rows = self._rows()
            order = self._each_once(rows)
        scores = {_key(hit): float(hit["_score"] or 0.0) for hit in self._found}
        if self._request.sort != "date":
            first = order[:RERANKED]
            for key in first:
                scores[key] *= lift(request, rows[key], self._now)
            order = sorted(first, key=lambda key: (-scores[key], key)) + order[RERANKED:]
        shown = order[self._start : self._start + PAGE_SIZE]
        return hits_of(rows, [(key, scores[key]) for key in shown])

    def _rows(self) -> dict[int, Row]:
        """What was found and may be shown, as the database has it now."""
        rows = lifted_rows(self._request, map(_key, self._found))
        return {key: row for key, row in rows.items() if may_be_shown(self._request, row, self._now)}

    def _each_once(self, rows: dict[int, Row]) -> list[int]:
        keys = (_key(hit) for hit in self._found)
        return best_parts((rows[key]["thing"], key) for key in keys if key in rows)


def ask_together(client: Client, asked: Iterable[Body], seconds: float) -> list[Any]:
    """The answers to several bodies, sent in one request. Raises `EngineError`, also for one that fails."""
    body = lines(line for one in asked for line in ({}, one))
    answers = client.ask("POST", f"/{client.address.prefix}/_msearch", body, timeout=seconds)["responses"]
    for answer in answers:
        if "error" in answer:
            raise refusal(int(answer.get("status", 500)), str(answer["error"]))
    return list(answers)


def _key(hit: Any) -> int:
    return int(hit["sort"][-1])
