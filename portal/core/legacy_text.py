"""Text written with the fonts of before Unicode, TCVN3 (ABC) and VNI: recognised, and turned into Unicode.

Such a file says “QuyÕt ®Þnh” or “Quyeát ñònh” and only looks right in its own font: nobody finds it, and a screen
reader spells it. Which of the two it is, is told by trying: a text is taken for one of them when it becomes
Vietnamese syllables by it and was none before.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

TCVN3, VNI = "tcvn3", "vni"
NAMES = {TCVN3: "TCVN3 (ABC)", VNI: "VNI"}

# TCVN 5712:1993, the characters that its fonts of one byte a letter hold.
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
# A word in capitals is typed with a font whose small letters look like capitals; the code is that of the small one.
_TCVN3_WORD = re.compile(r"[^\s\x21-\x40\x5b-\x60\x7b-\x7e]+")
# PDF files call this letter by the name of the Greek one.
_ALIKE = str.maketrans({"μ": "µ"})

_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HAT = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ñ": "đ", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    """What one or two characters stand for; the mark may be written small after a capital."""
    table = dict(_VNI_SINGLE)
    for letter in "aeouyôö":
        for mark, tone in _VNI_TONES.items():
            table[letter + mark] = _VNI_SINGLE.get(letter, letter) + tone
    for mark, tone in _VNI_HAT.items():
        table |= {letter + mark: f"{letter}\u0302{tone}" for letter in "aeo"}
    table |= {f"a{mark}": f"a\u0306{tone}" for mark, tone in _VNI_BREVE.items()}
    table = {key: unicodedata.normalize("NFC", value) for key, value in table.items()}
    capitals = {key.upper(): value.upper() for key, value in table.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in table.items() if len(key) == 2}
    return table | mixed | capitals


_VNI = _vni_table()
_VNI_PIECES = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|qu|[bcdđghklmnprstvx])?"
    r"(?:a(?:c|ch|i|m|n|ng|nh|o|p|t|u|y)?|[ăâ](?:c|m|n|ng|p|t)|â[uy]|e(?:c|m|n|ng|o|p|t)?|ê(?:ch|m|n|nh|p|t|u)?"
    r"|i(?:a|ch|m|n|nh|p|t|u)?|[iy]ê(?:c|m|n|ng|p|t|u)|o(?:c|i|m|n|ng|p|t)?|oo(?:c|ng)"
    r"|oa(?:c|ch|i|m|n|ng|nh|o|p|t|y)?|oă(?:c|m|n|ng|t)|oe(?:n|o|t)?|ô(?:c|i|m|n|ng|p|t)?|ơ(?:i|m|n|p|t)?"
    r"|u(?:a|c|i|m|n|ng|p|t)?|uâ(?:n|ng|t|y)|uê(?:ch|n|nh)?|uô(?:c|i|m|n|ng|t)|uơ|uy(?:a|ch|n|nh|p|t|u)?|uyê(?:n|t)"
    r"|ư(?:a|c|i|m|n|ng|t|u)?|ươ(?:c|i|m|n|ng|p|t|u)|y(?:ch|n|nh|p|t|u)?)"
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_EDGES = " \t.,;:!?()[]{}\"'“”‘’…/\\-–—+*%&#=<>|_0123456789"
# Vietnamese letters that no other language's Latin text has, and neither of the two old forms.
_SURELY_UNICODE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
# So much of a text must become Vietnamese, and so much more than it was before.
_LEAST, _GAIN = 0.6, 0.3


@dataclass(frozen=True)
class Converted:
    """A text in Unicode, and the names of the old forms that parts of it were in."""

    text: str
    forms: tuple[str, ...] = ()


def from_tcvn3(text: str) -> str:
    """Turn text typed with a TCVN3 font into Unicode."""
    return "\n".join(_line_from_tcvn3(line) for line in text.translate(_ALIKE).split("\n"))


def _line_from_tcvn3(line: str) -> str:
    letters = [char for char in line if char.isascii() and char.isalpha()]
    shouts = len(letters) > 1 and all(char.isupper() for char in letters)

    def word(match: re.Match) -> str:
        plain = [char for char in match[0] if char.isascii()]
        made = "".join(_TCVN3.get(char, char) for char in match[0])
        # One capital may begin a sentence (“VÒ viÖc”); two are a word in capitals.
        in_capitals = shouts or (len(plain) > 1 and all(char.isupper() for char in plain))
        return made.upper() if in_capitals else made

    return _TCVN3_WORD.sub(word, line)


def from_vni(text: str) -> str:
    """Turn text typed with a VNI font into Unicode."""
    return _VNI_PIECES.sub(lambda match: _VNI[match[0]], text)


_CONVERTERS: dict[str, Callable[[str], str]] = {TCVN3: from_tcvn3, VNI: from_vni}


def form_of_font(name: str) -> str | None:
    """The old form that a font of this name is for: `.VnTime` is TCVN3, `VNI-Times` is VNI."""
    folded = name.lower().lstrip("\u200b ")
    if folded.startswith(".vn"):
        return TCVN3
    return VNI if folded.startswith(("vni-", "vni ")) else None


def convert_from_font(text: str, font: str) -> Converted:
    """Turn the text of a run in a known font into Unicode; a text of another font is left as it is."""
    form = form_of_font(font)
    if form is None or _SURELY_UNICODE.search(text):
        return Converted(text)
    made = _CONVERTERS[form](text)
    # The fonts whose name ends in H show small letters as capitals.
    made = made.upper() if form == TCVN3 and font.rstrip().endswith("H") else made
    return Converted(made, (form,) if made != text else ())


def legacy_form(text: str) -> str | None:
    """`tcvn3` or `vni` for a text that is written in it, None for Unicode and for other languages."""
    words = _telling_words(text)
    if not words:
        return None
    before = _share(words)
    shares = {form: _share([convert(word) for word in words]) for form, convert in _CONVERTERS.items()}
    form = max(shares, key=lambda name: shares[name])
    enough = shares[form] >= _LEAST and shares[form] >= before + _GAIN
    return form if enough and _is_weighty(words, _CONVERTERS[form]) else None


def to_unicode(text: str) -> Converted:
    """Turn the lines of a text that are in an old form into Unicode; everything else stays as it was.

    A file may hold both, such as a heading in Unicode above a copied body. Lines too short to be told follow
    the form of the whole.
    """
    lines = text.split("\n")
    main = legacy_form("\n".join(line for line in lines if not _SURELY_UNICODE.search(line)))
    forms: dict[str, None] = {}
    for index, line in enumerate(lines):
        if line.isascii() or _SURELY_UNICODE.search(line):
            continue
        form = legacy_form(line) or main
        if form is None:
            continue
        made = _CONVERTERS[form](line)
        words = _telling_words(line)
        if made != line and _share(_telling_words(made)) >= _share(words):
            lines[index] = made
            forms[form] = None
    return Converted("\n".join(lines), tuple(forms))


def names_of(forms: tuple[str, ...]) -> str:
    """The forms as people call them, for a sentence."""
    return ", ".join(NAMES[form] for form in forms)


def _telling_words(text: str) -> list[str]:
    """The words with a character beyond ASCII that are not surely Unicode Vietnamese."""
    words = (word.strip(_EDGES) for word in text.translate(_ALIKE).split())
    return [word for word in words if word and not word.isascii()]


def _is_weighty(words: list[str], convert: Callable[[str], str]) -> bool:
    """A single sign, such as © or µm, proves nothing: two words of two letters, or one of three, do."""
    lengths = [len(word) for word in map(convert, words) if is_syllable(word)]
    return sum(length >= 2 for length in lengths) >= 2 or any(length >= 3 for length in lengths)


def _share(words: list[str]) -> float:
    return sum(is_syllable(word) for word in words) / len(words) if words else 1.0


def is_syllable(word: str) -> bool:
    """Whether a word is spelled like one Vietnamese syllable."""
    bare = _TONES.sub("", unicodedata.normalize("NFD", word.lower()))
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
