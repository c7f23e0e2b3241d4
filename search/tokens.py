"""Entries and queries as tokens: folded syllables and folded pairs of neighbours."""

from collections import defaultdict

from portal.core.text import bigrams, syllables

# PostgreSQL keeps positions up to 16,383 and 256 of them a token; a part stays well below both.
MAX_SYLLABLES = 4_000
# Ten times this is PostgreSQL's limit for a text vector (1 MB).
MAX_PART_CHARACTERS = 30_000


def vector(title: str, text: str) -> tuple[str, int]:
    """The literal of a `tsvector` made in Python, and the number of tokens in it.

    Tokens of the title carry the label A, those of the text D. Made here, not by PostgreSQL's parser, which
    reads `43/2011/NĐ-CP` as a file name and knows neither accents nor pairs.
    """
    places: dict[str, list[str]] = defaultdict(list)
    position = 0
    for part, label in ((title, "A"), (text, "")):
        words = syllables(part)[: MAX_SYLLABLES - position]
        for offset, word in enumerate(words, start=position + 1):
            places[word].append(f"{offset}{label}")
        for offset, pair in enumerate(bigrams(words), start=position + 1):
            places[pair].append(f"{offset}{label}")
        position += len(words)
    literal = " ".join(f"'{token}':{','.join(found[:255])}" for token, found in places.items())
    return literal, sum(len(found) for found in places.values())


def cut(text: str, size: int = MAX_PART_CHARACTERS) -> list[str]:
    """A long text in pieces of at most `size` characters, cut at a space where there is one."""
    pieces = []
    while len(text) > size:
        end = text.rfind(" ", size // 2, size)
        end = end if end > 0 else size
        pieces.append(text[:end])
        text = text[end:].lstrip()
    return [*pieces, text] if text or not pieces else pieces
