"""The engines, and the one question that the rest of the project asks them."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.conf import settings

from portal.core.breaker import Breaker

from ..query import Request
from .base import Answer, Beginning, Engine
from .clients import EngineError, client
from .lucene import LuceneEngine
from .postgres import PostgresEngine

Told = TypeVar("Told")
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


def titles(beginning: Beginning, unit_id: int | None, limit: int) -> list[str]:
    """Titles to suggest, of the same engine or of PostgreSQL in its place; see `Engine.titles`."""
    chosen = client()
    told = None
    if chosen and breaker.allows():
        told = _told(lambda: LuceneEngine(chosen).titles(beginning, unit_id, limit))
    return _postgres.titles(beginning, unit_id, limit) if told is None else told


def _told(question: Callable[[], Told]) -> Told | None:
    """What the chosen engine says; None, and remembered by the breaker, where it does not answer."""
    try:
        told = question()
    except EngineError as error:
        breaker.failed(error)
        return None
    breaker.worked()
    return told
