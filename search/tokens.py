"""Entries and queries as tokens: folded syllables and folded pairs of neighbours."""

from collections import defaultdict

from portal.core.text import bigrams, syllables

# A text vector of PostgreSQL holds 1 MB; the tokens of so many characters, pairs included, are a tenth of that.
MAX_PART_CHARACTERS = 30_000
# It keeps positions up to 16,383, of which no part needs as many, whatever its syllables: only a title is added.
MAX_SYLLABLES = 16_000


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


def tokens_of(title: str, text: str) -> tuple[list[str], list[str]]:
    """The tokens of a title and of a text, syllables and pairs; together never more than a part may have."""
    title_words = syllables(title)[:MAX_SYLLABLES]
    text_words = syllables(text)[: MAX_SYLLABLES - len(title_words)]
    return title_words + bigrams(title_words), text_words + bigrams(text_words)


def cut(text: str, size: int = MAX_PART_CHARACTERS) -> list[str]:
    """A long text in pieces of at most `size` characters, cut at a space where there is one."""
    pieces = []
    while len(text) > size:
        end = text.rfind(" ", size // 2, size)
        end = end if end > 0 else size
        pieces.append(text[:end])
        text = text[end:].lstrip()
    return [*pieces, text] if text or not pieces else pieces
