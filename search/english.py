"""English words have forms where Vietnamese syllables have none: one thing, several things.

Texts of both languages are kept as folded words, which needs no dictionary; whoever searches in English is answered
by the other form of each word too. Nothing is cut off: what English is found by stays readable in the index.
"""

from collections.abc import Iterable

SHORTEST = 4
_HISSING = ("s", "x", "ch", "sh")


def other_forms(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The other number of each folded word that can have one: `permit` and `permits`, `agencies` and `agency`."""
    found = {word: _other(word) for word in words if len(word) >= SHORTEST and word.isascii() and word.isalpha()}
    return {word: (other,) for word, other in found.items() if other}


def _other(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith(("ss", "us", "is")):
        return f"{word}es" if word.endswith("ss") else ""
    if word.endswith("s"):
        return word[:-1]
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(_HISSING) else f"{word}s"
