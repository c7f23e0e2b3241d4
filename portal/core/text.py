"""Vietnamese text: one way to fold, sort and make slugs, so that search, pickers, addresses and lists agree.

Written Vietnamese carries meaning in its marks but is often typed without them, and the same syllable is
stored in several ways: composed or decomposed, with the tone on either vowel (hoà, hòa). Everything that
compares text goes through this module.
"""

import re
import unicodedata

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
