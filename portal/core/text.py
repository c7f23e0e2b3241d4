"""Vietnamese text: one way to fold, sort and make slugs, so that search, pickers, addresses and lists agree.

Written Vietnamese carries meaning in its marks but is often typed without them, and the same syllable is
stored in several ways: composed or decomposed, with the tone on either vowel (hoà, hòa). Everything that
compares text goes through this module.
"""

import re
import unicodedata
from functools import lru_cache

# đ is a letter of its own and does not decompose, so Unicode normalisation alone would keep it.
_D_BAR = str.maketrans({"đ": "d", "Đ": "D"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")

# The 29 letters of the alphabet and the four foreign ones, in dictionary order.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Tones in dictionary order, by their combining mark.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_MARKS = {"\u0302", "\u0306", "\u031b"}
# Two ASCII characters a letter keep the order the same under every database collation.
_LETTER_CODES = {letter: f"{chr(97 + i // 26)}{chr(97 + i % 26)}" for i, letter in enumerate(_ALPHABET)}
_DIGIT_WIDTH = 9


def normalise(text: str) -> str:
    """Composed (NFC) text with runs of white space made one space; what the database stores."""
    return " ".join(unicodedata.normalize("NFC", text).split())


# What XML 1.0 has no way of writing. PostgreSQL stores most of it, and a paste from an old document brings it along.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def for_xml(text: str) -> str:
    """The text without the letters that would make an XML document unreadable."""
    return _NOT_XML.sub("", text)


def fold(text: str) -> str:
    """Lower-case ASCII words without marks, separated by single spaces: `43/2011/NĐ-CP` → `43 2011 nd cp`.

    Text in other scripts keeps its letters, so that nothing becomes unfindable.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_D_BAR).lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    if bare.isascii():
        return _NOT_WORD.sub(" ", bare).strip()
    return " ".join(re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", bare)).split())


def slugify(text: str, max_length: int = 80) -> str:
    """The address form of a title, cut at a word: `Quyết định về đất đai` → `quyet-dinh-ve-dat-dai`.

    Returns an empty string for a text without any Latin letter or digit; the caller chooses a substitute.
    """
    slug = "-".join(word for word in fold(text).split() if word.isascii())
    if len(slug) <= max_length:
        return slug
    return slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]


def host_label(text: str) -> str:
    """A name as one label of a host name: `Trung Môn` → `trungmon` (NĐ 224/2026, article 11.4.c)."""
    return "".join(word for word in fold(text).split() if word.isascii())[:63]


def sort_key(text: str) -> str:
    """A key that sorts names in Vietnamese dictionary order under plain byte comparison.

    Syllables compare first by letters (a < ă < â, d < đ), then by tone (level, grave, hook, tilde, acute,
    dot below); numbers compare by value, so `Phường 2` stands before `Phường 10`.
    """
    keys = []
    for syllable in re.findall(r"\w+", normalise(text).lower()):
        if syllable.isdigit():
            keys.append("0" + syllable.lstrip("0").rjust(_DIGIT_WIDTH, "0"))
            continue
        keys.append(_syllable_key(syllable))
    return " ".join(keys)


def person_sort_key(name: str) -> str:
    """The sort key of a person's name: Vietnamese lists go by the given name, which is written last."""
    words = normalise(name).split()
    return sort_key(" ".join(words[-1:] + words[:-1]))


# --- Words to search by ---------------------------------------------------------------------------

# i and y are the same sound after these consonants and are written either way: kỳ, kì; quý, quí.
_Y_AS_I = re.compile(r"^(k|l|m|t|s|h|v|qu)y$")
# 01/2011 and 1/2011 are one number, 05/10 and 5/10 one day.
_ZEROS = re.compile(r"^0+(?=\d{1,4}$)")
MAX_SYLLABLE = 40


def syllables(text: str) -> list[str]:
    """The folded syllables of a text in order, i and y made one: `Thủ tục kỳ 02` → `thu tuc ki 2`.

    A word of no language (longer than `MAX_SYLLABLE` characters) is cut, so that rubbish stays small.
    """
    return [_ZEROS.sub("", _Y_AS_I.sub(r"\1i", word))[:MAX_SYLLABLE] for word in fold(text).split()]


def bigrams(words: list[str]) -> list[str]:
    """Neighbouring syllables as one token each: most Vietnamese words are two syllables long."""
    return [f"{first}_{second}" for first, second in zip(words, words[1:], strict=False)]


# The tone of oa, oe, uy stands on either vowel: hoà or hòa, thuỷ or thủy. One form for comparing.
_TONE_ON_SECOND = re.compile(
    "([oO])([\u0300\u0301\u0303\u0309\u0323])([aeAE])|([uU])([\u0300\u0301\u0303\u0309\u0323])([yY])"
)


def accented_syllables(text: str) -> list[str]:
    """The lower-case syllables with their marks, the tone placed in one way; for "exactly as typed"."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    placed = _TONE_ON_SECOND.sub(lambda m: f"{m[1]}{m[3]}{m[2]}" if m[1] else f"{m[4]}{m[6]}{m[5]}", decomposed)
    return re.findall(r"\w+", unicodedata.normalize("NFC", placed))


def has_accents(text: str) -> bool:
    """Whether the person who typed this writes with marks."""
    return not unicodedata.normalize("NFC", text).isascii()


def _syllable_key(syllable: str) -> str:
    letters: list[str] = []
    tone = "0"
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _LETTER_MARKS and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        elif not unicodedata.combining(char):
            letters.append(char)
    codes = "".join(
        _LETTER_CODES.get(letter) or (f"0{letter}" if letter.isdigit() else f"z{letter}") for letter in letters
    )
    return f"{codes}{tone}"


_TONE_ON_FIRST = re.compile(
    "([oO])([aeAE])([\u0300\u0301\u0303\u0309\u0323])|([uU])([yY])([\u0300\u0301\u0303\u0309\u0323])"
)


@lru_cache(maxsize=1_000)
def _ways_to_write(syllable: str) -> tuple[str, ...]:
    """An accented syllable composed, its tone on either vowel."""
    parts = unicodedata.normalize("NFD", syllable)
    moved = _TONE_ON_FIRST.sub(lambda m: f"{m[1]}{m[3]}{m[2]}" if m[1] else f"{m[4]}{m[6]}{m[5]}", parts)
    return tuple(dict.fromkeys((syllable, unicodedata.normalize("NFC", moved))))


def share_as_typed(words: tuple[str, ...], content: str) -> float:
    """Which share of accented syllables (those of `accented_syllables`) stands exactly so in a composed text; all: 1.

    The same as making the accented syllables of the text, at a fiftieth of the cost.
    """
    lower = content.lower()
    return sum(any(_stands_in(lower, way) for way in _ways_to_write(word)) for word in words) / len(words)


def _stands_in(text: str, word: str) -> bool:
    """Whether a word stands in a text by itself, not within a longer one."""
    at = text.find(word)
    while at >= 0:
        around = text[max(at - 1, 0) : at] + text[at + len(word) : at + len(word) + 1]
        if not any(char.isalnum() or char == "_" for char in around):
            return True
        at = text.find(word, at + 1)
    return False
