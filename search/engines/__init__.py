"""The engines, and the one question that the rest of the project asks them."""

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
    chosen = client()
    if chosen is None:
        return _postgres.search(request)
    if breaker.allows():
        try:
            answer = LuceneEngine(chosen).search(request)
        except EngineError as error:
            breaker.failed(error)
        else:
            breaker.worked()
            return answer
    return replace(_postgres.search(request), stands_in=True)
