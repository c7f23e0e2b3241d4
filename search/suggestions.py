"""What the reader may have meant: missing spaces, wrong letters, and how it is written with its marks."""

from collections.abc import Iterable
from math import log
from string import ascii_lowercase

from .models import Word
from .query import Terms

# A syllable is at most seven letters long; what is longer may be several written together.
LONGEST_SYLLABLE = 7
SHORTEST_TOGETHER, MAX_SPLIT = 4, 24
# What a further piece must be worth: few long syllables are likelier than many short ones.
PIECE_COST = 2.0


def did_you_mean(terms: Terms) -> str:
    """The same query with its unknown words mended, or an empty string when nothing better is known."""
    if not terms:
        return ""
    known = dict(Word.objects.filter(token__in=terms.required).values_list("token", "entries"))
    words: list[str] = []
    changed = False
    for index, word in enumerate(terms.required):
        following = terms.required[index + 1] if index + 1 < len(terms.required) else ""
        mended = word if word in known or word.isdigit() else _split(word) or _nearest(word, words[-1:], following)
        changed |= bool(mended) and mended != word
        words += (mended or word).split()
    return written(words) if changed else ""


def _counts(tokens: Iterable[str]) -> dict[str, int]:
    return dict(Word.objects.filter(token__in=set(tokens)).values_list("token", "entries"))


def _split(word: str) -> str:
    """Syllables written together, apart: `luatdatdai` → `luat dat dai`; each must be a known neighbour of the next."""
    if not SHORTEST_TOGETHER <= len(word) <= MAX_SPLIT:
        return ""
    ends = range(len(word) + 1)
    pieces = {(at, end): word[at:end] for at in ends for end in ends[at + 2 : at + LONGEST_SYLLABLE + 1]}
    syllables = _counts(pieces.values())
    pieces = {place: piece for place, piece in pieces.items() if piece in syllables}
    neighbours = _counts(
        f"{first}_{second}"
        for (_at, end), first in pieces.items()
        for (at, _end), second in pieces.items()
        if at == end
    )
    # The best way to read the word up to the end of a piece, longer and longer.
    best: dict[tuple[int, int], tuple[float, list[str]]] = {}
    for (at, end), piece in sorted(pieces.items()):
        ways = [(0.0, [piece])] if at == 0 else []
        for (_start, middle), (worth, read) in best.items():
            count = neighbours.get(f"{read[-1]}_{piece}", 0)
            if middle == at and count:
                ways.append((worth + log(count) - PIECE_COST, [*read, piece]))
        if ways:
            best[at, end] = max(ways)
    whole = [way for (_at, end), way in best.items() if end == len(word) and len(way[1]) > 1]
    return " ".join(max(whole)[1]) if whole else ""


def _nearest(word: str, before: list[str], after: str) -> str:
    """The known syllable that is one slip away (a letter wrong, missing, too many or swapped), the likeliest here."""
    if not 2 < len(word) <= LONGEST_SYLLABLE + 1:
        return ""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    slips = {first + rest[1:] for first, rest in cuts if rest}
    slips |= {first + rest[1] + rest[0] + rest[2:] for first, rest in cuts if len(rest) > 1}
    slips |= {first + letter + rest[1:] for first, rest in cuts if rest for letter in ascii_lowercase}
    slips |= {first + letter + rest for first, rest in cuts for letter in ascii_lowercase}
    near = _counts(slips)
    pairs = {token: [f"{one}_{token}" for one in before] + [f"{token}_{after}"] for token in near}
    together = _counts(pair for group in pairs.values() for pair in group)
    likely = [(sum(together.get(pair, 0) for pair in pairs[token]), count, token) for token, count in near.items()]
    return max(likely)[2] if likely else ""


def written(words: list[str]) -> str:
    """Folded syllables with the marks they most often carry next to each other."""
    tokens = [f"{first}_{second}" for first, second in zip(words, words[1:], strict=False)] + words
    forms = dict(Word.objects.filter(token__in=tokens).exclude(written="").values_list("token", "written"))
    result: list[str] = []
    index = 0
    while index < len(words):
        pair = forms.get("_".join(words[index : index + 2])) if index + 1 < len(words) else None
        if pair:
            result += pair.split()
            index += 2
        else:
            result.append(forms.get(words[index], words[index]))
            index += 1
    return " ".join(result)
