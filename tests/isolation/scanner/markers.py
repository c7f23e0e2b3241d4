"""Words that occur nowhere else, each standing for one thing of one unit."""

import random
import re
from dataclasses import dataclass

# A word every marked thing has as well, so that a search can be tried without naming the thing.
NEEDLE = "qanhqiem"
_WORD = re.compile(r"zq[a-z]{10}")


@dataclass(frozen=True)
class Marker:
    word: str
    owner: str
    kind: str
    public: bool


class Markers:
    """Gives out marker words and recognises them again in any text."""

    def __init__(self) -> None:
        # The same words in every run, so that a finding can be looked into.
        self._random = random.Random(8)  # noqa: S311
        self._known: dict[str, Marker] = {}

    def new(self, owner: str, kind: str, *, public: bool = False) -> str:
        """A new word for a thing of `owner`; `public` if everybody may read it on the owner's site."""
        word = "zq" + "".join(self._random.choices("bcdfghjklmnpqrstvwx", k=10))
        self._known[word] = Marker(word, owner, kind, public)
        return word

    def found_in(self, text: str) -> set[Marker]:
        return {self._known[word] for word in set(_WORD.findall(text.lower())) if word in self._known}


def without_markers(text: str) -> str:
    """The text with every marker replaced, so that what a form sends does not come back as a finding."""
    return _WORD.sub("thaydoi", text)
