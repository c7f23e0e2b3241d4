"""Tells English from Vietnamese in what a page shows.

A word of plain letters that could not be a Vietnamese syllable is foreign, and so is a sentence without any mark that
has one of the small English words that could. Neither needs a list of what packages say, so that words which nobody
meant to translate are found as well.
"""

import json
import re
from collections.abc import Iterable, Iterator, Set
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import polib

CATALOGUE = Path(__file__).parents[1] / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
BLUEPRINTS = Path(__file__).parents[1] / "sites" / "pages" / "blueprints" / "first.json"
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(?:ieu|yeu|oai|oay|oao|oeo|uoi|uou|uya|uye|uyu|uay"
    r"|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye|[aeiouy])"
    r"(?:ch|ng|nh|[cmnpt])?"
)
# Could be Vietnamese without marks, and are the commonest of English; they count where a text has no mark at all.
_SMALL = (
    "the to in on no not can an at me up so do he that than them then get set put let hit but sun mon run out hide"
    " chat cut copy long input been too two next open print clear reset lang tag pin unpin sent hint"
)
SMALL_WORDS = set(_SMALL.split())
# Names and words that Vietnamese takes as they are; file forms and the like are written in capitals, which are let be.
_NAMES = (
    "wagtail english django excel word video email cookie facebook youtube zalo geojson enter javascript json kb mb gb"
    " php powerpoint web ctrl alt shift esc tab byte fax xlsx csv vtt txt png zip webm atom opendocument vneid menu thg"
)
NAMES = set(_NAMES.split())
# What things and people of the leak scanner's world are called.
MADE_UP = re.compile(r"zq[a-z]{8,10}(?: (?:contributor|editor|publisher|unit_admin)\b)?|qanhqiem")
# Names of time zones, which the browser writes in the language of the reader.
ZONES = re.compile(r"[A-Z][\w/+-]+: .+\(.+\)")
SHOWN_ATTRIBUTES = ("title", "aria-label", "aria-description", "placeholder", "alt", "label")
_MARKED = re.compile(r"[À-ỹđĐ]")
_WORD = re.compile(r"[A-Za-zÀ-ỹđĐ]+")
# Addresses, names of files and of fields, codes: anything with a sign or a figure inside.
_CODE = re.compile(r"\S*(?:[@/_\\=#~{}\d]|\w[.:]\w)\S*")


def foreign_words(text: str, content: Set[str] = frozenset()) -> list[str]:
    """The words of a text that are not Vietnamese; those of `content` (in small letters) are let be."""
    if ZONES.fullmatch(" ".join(text.split())):
        return []
    plain = _CODE.sub(" ", MADE_UP.sub("", text))
    unmarked = not _MARKED.search(text)
    found = []
    for word in _WORD.findall(plain):
        small = word.lower()
        if len(word) < 2 or (word.isupper() and len(word) < 6) or small in NAMES or small in content:
            continue
        if _MARKED.search(word):
            continue
        if not _SYLLABLE.fullmatch(small) or (unmarked and small in SMALL_WORDS):
            found.append(word)
    return found


def words_in(texts: Iterable[str]) -> set[str]:
    """The words of texts in small letters, for `content`."""
    return {word.lower() for text in texts for word in _WORD.findall(text)}


@cache
def named_in_english() -> frozenset[str]:
    """Words of what has an English name wherever it is shown: sections and links of English sites, time zones."""
    sites = words_in(re.findall(r'"([^"]+)"', BLUEPRINTS.read_text(encoding="utf-8")))
    return frozenset(sites | words_in(available_timezones()))


class _Texts(HTMLParser):
    """Collects what a page shows: text, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        values = dict(attrs)
        self.texts += [text for name in SHOWN_ATTRIBUTES if (text := values.get(name))]
        if tag == "input" and values.get("type") in ("submit", "button") and values.get("value"):
            self.texts.append(values["value"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.texts.append(" ".join(data.split()))


def texts_of(html: str) -> list[str]:
    """What a page or a part of one shows."""
    parser = _Texts()
    parser.feed(html)
    parser.close()
    return parser.texts


def texts_in_json(text: str) -> list[str]:
    """What the pieces of a page show that are sent inside of JSON, as dialogs are."""

    def pieces(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from pieces(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from pieces(inner)
        elif isinstance(value, str) and "<" in value:
            yield value

    return [shown for piece in pieces(json.loads(text)) for shown in texts_of(piece)]


@cache
def _own_messages() -> frozenset[str]:
    po = polib.pofile(str(CATALOGUE))
    return frozenset(entry.msgid for entry in po if entry.msgstr and entry.msgstr != entry.msgid)


def own_words(texts: Iterable[str]) -> set[str]:
    """Those texts that are Vietnamese messages of this project for which there is English."""
    return {plain for text in texts if (plain := " ".join(text.split())) in _own_messages()}
