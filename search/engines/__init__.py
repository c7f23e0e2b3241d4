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
    answer, stands_in = _ask(lambda engine: engine.search(request))
    return replace(answer, stands_in=True) if stands_in else answer


def titles(beginning: Beginning, unit_id: int | None, limit: int) -> list[str]:
    """Titles to suggest, of the same engine or of PostgreSQL in its place; see `Engine.titles`."""
    found, _stands_in = _ask(lambda engine: engine.titles(beginning, unit_id, limit))
    return found


def _ask(question: Callable[[Engine], Told]) -> tuple[Told, bool]:
    """What the engine says, and whether it was PostgreSQL in the place of another."""
    chosen = client()
    if chosen is None:
        return question(_postgres), False
    if breaker.allows():
        try:
            told = question(LuceneEngine(chosen))
        except EngineError as error:
            breaker.failed(error)
        else:
            breaker.worked()
            return told, False
    return question(_postgres), True
