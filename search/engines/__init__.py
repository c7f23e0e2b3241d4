"""The engines, and the one question that the rest of the project asks them."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings

from portal.core.breaker import Breaker

from ..query import Request
from .base import Answer, Engine
from .clients import EngineError, client
from .lucene import LuceneEngine
from .postgres import PostgresEngine

_postgres: Engine = PostgresEngine()
# An engine that failed is left alone, so that only the first reader waits for it.
breaker = Breaker("search engine", settings.SEARCH_PAUSE_SECONDS)


def search(request: Request) -> Answer:
    """The answer of the engine that `SEARCH_URL` names, and of PostgreSQL while that one does not answer.

    Empty terms find nothing. Never raises for what an engine does.
    """
    return begin(request)(request.near)


def begin(request: Request) -> Callable[[tuple[int, ...]], Answer]:
    """Ask, and do something else while the engine looks: what is returned waits for the answer of `search`.

    It takes the units near the reader, which need not be known before: they only lift what was found. PostgreSQL is
    asked only then.
    """
    chosen = client()
    if not request.terms:
        # Nothing is asked, so nothing is learned of whether the engine answers.
        return lambda near: Answer([], 0, False, engine=chosen.address.kind if chosen else _postgres.name)
    asked = LuceneEngine(chosen).begin(request) if chosen and breaker.allows() else None

    def answer(near: tuple[int, ...]) -> Answer:
        told = _told(lambda: asked(near)) if asked else None
        if told is not None:
            return told
        return replace(_postgres.search(replace(request, near=near)), stands_in=chosen is not None)

    return answer


def _told(question: Callable[[], Answer]) -> Answer | None:
    """What the chosen engine says; None, and remembered by the breaker, where it does not answer."""
    try:
        told = question()
    except EngineError as error:
        breaker.failed(error)
        return None
    breaker.worked()
    return told
