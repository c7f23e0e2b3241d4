"""Asking as a reader does: words that nobody writes so are mended, and what they were meant to be is searched."""

from dataclasses import dataclass, replace

from . import suggestions
from .engines import search
from .engines.base import Answer
from .query import Request, parse


@dataclass(frozen=True)
class Outcome:
    """The answer, and the request it is the answer to.

    `meant` are the mended words, empty when nothing is to be mended; `instead` says that the answer is to them and
    not to what was typed.
    """

    request: Request
    answer: Answer
    meant: str = ""
    instead: bool = False


def ask(request: Request, *, to_the_letter: bool = False) -> Outcome:
    """Search; where nothing holds all words of a short query, search what was most likely meant.

    `to_the_letter` answers what was typed, whatever it is, and only tells what may have been meant.
    """
    answer = search(request)
    if answer.total and not answer.relaxed or request.terms.is_sentence:
        return Outcome(request, answer)
    meant = suggestions.did_you_mean(request.terms)
    if not meant:
        return Outcome(request, answer)
    mended = replace(request, terms=parse(meant, language=request.language))
    better = search(mended)
    # Words are counted at night: what is nowhere to be found any more is not offered either.
    if not better.total or better.relaxed and not mended.terms.is_sentence:
        return Outcome(request, answer)
    return Outcome(request, answer, meant) if to_the_letter else Outcome(mended, better, meant, instead=True)
