"""What becomes of a file whose text is asked for. Nothing here needs Django: a process of its own uses it."""

import unicodedata
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from portal.core import legacy_text

MAX_TEXT = 2_000_000
# PostgreSQL takes no NUL, and pages of text need no other control character but these; a form feed begins a page.
_KEPT_CONTROLS = {"\n", "\t", "\f"}


class State(StrEnum):
    """How far the text of a file is."""

    WAITING = "waiting"
    EXTRACTED = "extracted"
    EMPTY = "empty"
    NO_CONVERTER = "no_converter"
    FAILED = "failed"


class Reason(StrEnum):
    """Why a text is not there, or is not all of it."""

    NONE = ""
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    CRASHED = "crashed"
    NO_TEXT = "no_text"
    NEEDS_RECOGNITION = "needs_recognition"
    NO_WORD_READER = "no_word_reader"
    CUT = "cut"
    MISSING = "missing"


class Unreadable(Exception):
    """A file that cannot be read, with the reason."""

    def __init__(self, reason: Reason, state: State = State.FAILED) -> None:
        super().__init__(reason.value)
        self.reason, self.state = reason, state


@dataclass
class Extracted:
    """The text of a file and how it was come by.

    `forms` names the old fonts that parts of it were written in; `recognised` counts the pages read from their
    picture.
    """

    state: State
    text: str = ""
    reason: Reason = Reason.NONE
    pages: int | None = None
    recognised: int = 0
    forms: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Extracted":
        return cls(**(data | {"state": State(data["state"]), "reason": Reason(data["reason"])}))


def finish(raw: str, *, pages: int | None = None, recognised: int = 0, forms: tuple[str, ...] = ()) -> Extracted:
    """Clean what a reader found: composed letters, Unicode, no control characters, at most `MAX_TEXT` long."""
    cut = len(raw) > MAX_TEXT
    lines = _without_controls(raw[:MAX_TEXT]).split("\n")
    converted = legacy_text.to_unicode("\n".join(" ".join(line.split(" ")).rstrip(" \t") for line in lines))
    text = _few_blank_lines(unicodedata.normalize("NFC", converted.text))
    known = list(dict.fromkeys((*forms, *converted.forms)))
    if not any(char.isalnum() for char in text):
        return Extracted(State.EMPTY, reason=Reason.NO_TEXT, pages=pages)
    return Extracted(State.EXTRACTED, text, Reason.CUT if cut else Reason.NONE, pages, recognised, known)


def _without_controls(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    # PDFium writes U+FFFE where a word was divided at the end of a line; a lone surrogate fits no database.
    text = text.replace("\ufffe\n", "").replace("\ufffe", "")
    return "".join(
        char for char in text if char in _KEPT_CONTROLS or not (ord(char) < 32 or 0xD800 <= ord(char) <= 0xDFFF)
    )


def _few_blank_lines(text: str) -> str:
    kept: list[str] = []
    for line in text.split("\n"):
        if line.strip(" \t") or (kept and kept[-1].strip(" \t")):
            kept.append(line)
    return "\n".join(kept).strip(" \t\n")
