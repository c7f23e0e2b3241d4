"""Asking as a reader does: words that nobody writes so are mended, and what they were meant to be is searched."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from . import engines, places, suggestions
from .engines.base import Answer
from .query import Request, parse


@dataclass(frozen=True)
class Outcome:
    """The answer, and the request it is the answer to.

    `meant` are the mended words, empty when nothing is to be mended; `instead` says that the answer is to them and
    not to what was typed. `named` are the places in what was typed.
    """

    request: Request
    answer: Answer
    meant: str = ""
    instead: bool = False
    named: list[places.Place] = field(default_factory=list)


def ask(request: Request, *, to_the_letter: bool = False) -> Outcome:
    """Search; where nothing holds all words of a short query, search what was most likely meant.

    `to_the_letter` answers what was typed, whatever it is, and only tells what may have been meant.
    """
    return begin(request, to_the_letter=to_the_letter)()


def begin(request: Request, *, to_the_letter: bool = False) -> Callable[[], Outcome]:
    """The same, but an engine beside PostgreSQL is looking when this returns; what is returned waits for it."""
    searched = engines.begin(request)

    def outcome() -> Outcome:
        named = places.named(request.terms)
        asked = replace(request, near=()) if named else request
        return _mended(asked, searched(asked.near), named, to_the_letter=to_the_letter)

    return outcome


def _mended(request: Request, answer: Answer, named: list[places.Place], *, to_the_letter: bool) -> Outcome:
    if answer.total and not answer.relaxed or request.terms.is_sentence:
        return Outcome(request, answer, named=named)
    meant = suggestions.did_you_mean(request.terms)
    if not meant:
        return Outcome(request, answer, named=named)
    mended = replace(request, terms=parse(meant, language=request.language))
    better = engines.search(mended)
    # Words are counted at night: what is nowhere to be found any more is not offered either.
    if not better.total or better.relaxed and not mended.terms.is_sentence:
        return Outcome(request, answer, named=named)
    if to_the_letter:
        return Outcome(request, answer, meant, named=named)
    return Outcome(mended, better, meant, instead=True, named=named)
