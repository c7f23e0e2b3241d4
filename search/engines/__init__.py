"""The engines, and the one question that the rest of the project asks them."""

from ..query import Request
from .base import Answer, Engine
from .postgres import PostgresEngine

_engine: Engine = PostgresEngine()


def search(request: Request) -> Answer:
    """The answer of the engine in use; empty terms find nothing."""
    return _engine.search(request)
