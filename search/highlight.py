"""The piece of a text that shows why it was found, the words marked as the source writes them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from portal.core.text import syllables

LENGTH = 240
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=20_000)
def _folded(word: str) -> frozenset[str]:
    """The syllables of one word; a language has few of them, and a page of results has thousands."""
    return frozenset(syllables(word))


class Wanted(dict[str, frozenset[str]]):
    """What of the wanted syllables a word holds, by the word as it is written; made once for all texts of a page."""

    def __init__(self, wanted: Iterable[str]) -> None:
        super().__init__()
        self._wanted = frozenset(wanted)

    def __missing__(self, word: str) -> frozenset[str]:
        self[word] = held = self._wanted & _folded(word)
        return held


def mark(text: str, wanted: Wanted) -> SafeString:
    """The whole text, escaped, with every word that folds to a wanted syllable in `<mark>`."""
    pieces, end = [], 0
    for found in _WORD.finditer(text):
        if wanted[found[0]]:
            pieces += [escape(text[end : found.start()]), f"<mark>{escape(found[0])}</mark>"]
            end = found.end()
    return mark_safe("".join([*pieces, escape(text[end:])]).replace("</mark> <mark>", " "))  # noqa: S308


def best_place(text: str, wanted: Wanted) -> int | None:
    """Where the stretch of about `LENGTH` characters with the most different wanted words begins, and of those the
    one in which they stand closest together; None without any.
    """
    found = [(m.start(), held) for m in _WORD.finditer(text) if (held := wanted[m[0]])]
    places = [(position, word) for position, held in found for word in held]
    start, best = None, (0, 0)
    for index, (position, _word) in enumerate(places):
        inside: set[str] = set()
        reached = position
        for place, word in places[index : index + 40]:
            if place < position + LENGTH and word not in inside:
                inside.add(word)
                reached = place
        if (len(inside), position - reached) > best:
            start, best = position, (len(inside), position - reached)
    return start


def extract(text: str, wanted: Wanted, place: int | None) -> SafeString:
    """The stretch at the place that `best_place` found, marked; the beginning of the text where there was none."""
    start = place or 0
    begin = 0 if start < LENGTH // 3 else text.rfind(" ", 0, start - LENGTH // 6) + 1
    end = begin + LENGTH
    end = len(text) if end >= len(text) else max(text.rfind(" ", begin, end), begin + LENGTH // 2)
    shown = mark(text[begin:end], wanted)
    return mark_safe(("… " if begin else "") + shown + (" …" if end < len(text) else ""))  # noqa: S308
