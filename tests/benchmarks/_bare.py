"""Times of things done in turn, and the bare engine's time for what a search asks of it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from statistics import median, quantiles
from typing import Any

from django.utils import timezone

ROUNDS, COLD = 15, 10
_senders = ThreadPoolExecutor(max_workers=4)


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds, after one call that warms up."""
    return timed_together([work], rounds)[0]


def timed_together(works: list[Callable[[], object]], rounds: int = ROUNDS) -> list[tuple[float, float]]:
    """The same for several, in turn, so that what else the machine does falls on all of them alike.

    What an engine reads from the disk for the first time may take longer than it is waited for.
    """
    from search.engines.clients import Unavailable

    for work in works:
        for _ in range(COLD):
            with suppress(Unavailable):
                work()
                break
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, taken, strict=True):
            began = time.perf_counter()
            work()
            times.append((time.perf_counter() - began) * 1000)
    return [(median(times), quantiles(times, n=20)[-1]) for times in taken]


def bodies_of(lucene: Any, request: Any) -> Callable[[], object]:
    """The bodies of a search, sent again as they were, their answers only received."""
    return again(lucene, lambda: lucene.search(request))


def again(lucene: Any, work: Callable[[], object]) -> Callable[[], object]:
    """The requests of some work sent again: side by side those that were, one after the other the others."""
    sent: list[tuple[float, float, tuple, dict]] = []
    ask = lucene._client.ask

    def listening(*arguments: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return ask(*arguments, **options)
        finally:
            sent.append((began, time.perf_counter(), arguments, options))

    lucene._client.ask = listening
    try:
        work()
    finally:
        del lucene._client.ask
    together: list[list[tuple]] = []
    end = 0.0
    for began, ended, arguments, options in sorted(sent, key=lambda one: one[:2]):
        if began >= end:
            together.append([])
        together[-1].append((arguments, options))
        end = max(end, ended)

    def send() -> None:
        for requests in together:
            others = [_senders.submit(ask, *arguments, **options) for arguments, options in requests[1:]]
            ask(*requests[0][0], **requests[0][1])
            for other in others:
                other.result()

    return send


def plainly(lucene: Any, request: Any) -> Callable[[], object]:
    """The question as one would put it first: one body, each thing once, every match counted."""
    from search.engines import bodies
    from search.engines.lucene import ask_together
    from search.query import PAGE_SIZE

    terms, now = request.terms, timezone.now()
    matching = bodies.enough_of(terms) if terms.is_sentence else bodies.strict(terms)
    counts = bodies.counting(request, matching, now, sliced=False)[bodies.ALL]
    best = bodies.best(request, matching, now, PAGE_SIZE * request.page, each_thing_once=True)
    body = best | {"aggs": counts["aggs"], "track_total_hits": True}
    return lambda: ask_together(lucene._client, [body], 30.0)


# The titles by themselves, which the portal's own index does without: a field for `suggesting` alone.
TITLES = {"properties": {"title": {"type": "text", "analyzer": "tokens", "index_options": "docs", "norms": False}}}


def suggesting(lucene: Any, typed: str, unit_id: int | None) -> Callable[[], object]:
    """What an engine would be asked for the titles that go on from what was typed: the unit's own, then all."""
    from portal.core.text import fold, syllables
    from search.engines import bodies
    from search.engines.lucene import ask_together

    typed_words = fold(typed).split()
    *words, last = syllables(" ".join(typed_words))
    begun = typed_words[-1][: len(last)]
    unfinished = [{"prefix": {"title": begun}}, {"term": {"title": last}}][: 1 + (last != begun)]
    matching = [*({"term": {"title": word}} for word in words), {"bool": {"should": unfinished}}]
    asked = [
        {
            "size": 32,
            **bodies.ONLY_THE_KEY,
            "track_total_hits": False,
            "query": {"bool": {"filter": [*matching, *bodies.in_time(timezone.now()), *of_unit]}},
            "sort": [bodies.NEWEST_FIRST, bodies.BY_KEY],
        }
        for of_unit in ([{"term": {"unit": str(unit_id)}}], [])
    ]
    return lambda: ask_together(lucene._client, asked, 30.0)
