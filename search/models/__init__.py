"""What the search knows, what its engine knows, and what editors add to it."""

from .engine import Change, EngineIndex
from .entries import Entry, Statistics, Word
from .guidance import Abbreviation, MissedQuery, PromotedAnswer

__all__ = ["Abbreviation", "Change", "EngineIndex", "Entry", "MissedQuery", "PromotedAnswer", "Statistics", "Word"]
