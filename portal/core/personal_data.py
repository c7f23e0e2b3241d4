"""What in a text may tell who somebody is: found by patterns, so that a person can decide what is hidden.

A machine proposes and never decides: it finds too much rather than too little, and it cannot know everything. Found
are e-mail addresses, telephone numbers, numbers of identity papers, tax codes, bank accounts, number plates, dates of
birth, addresses by house number, links, names after the words that announce one, and whatever the caller knows of the
person, such as the name given with a form.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from . import text

_CAPITAL = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
_NAME = rf"[{_CAPITAL}][^\W\d_]*(?:\s+[{_CAPITAL}][^\W\d_]*){{0,5}}"
_GAP = r"[\s.\-]?"

LABELS = {
    "email": _("thư điện tử"),
    "link": _("đường dẫn"),
    "account": _("số tài khoản"),
    "identity": _("số giấy tờ"),
    "tax": _("mã số thuế"),
    "phone": _("số điện thoại"),
    "plate": _("biển số xe"),
    "birth": _("ngày sinh"),
    "address": _("địa chỉ"),
    "name": _("họ tên"),
}
# In the order in which they win where they meet: the longer and surer ones first.
_PATTERNS: list[tuple[str, re.Pattern[str]]] = [
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("link", re.compile(r"\b(?:https?://|www\.)\S+[^\s.,;:!?)\]]", re.I)),
    (
        "account",
        re.compile(rf"(?:số\s+tài\s+khoản|tài\s+khoản|STK)\s*(?:số|:)?\s*(?P<value>\d(?:{_GAP}\d){{5,18}})", re.I),
    ),
    ("identity", re.compile(rf"(?<![\w.,-])\d(?:{_GAP}\d){{11}}(?![\w-])")),
    (
        "identity",
        re.compile(
            r"(?:CMND|CCCD|CMT|chứng\s+minh(?:\s+(?:nhân\s+dân|thư))?|căn\s+cước(?:\s+công\s+dân)?|hộ\s+chiếu)"
            rf"\s*(?:số|:|là)*\s*(?P<value>[A-Z]?\d(?:{_GAP}\d){{6,11}})",
            re.I,
        ),
    ),
    ("tax", re.compile(r"(?:mã\s+số\s+thuế|MST)\s*(?:số|:|là)*\s*(?P<value>\d{10}(?:-\d{3})?)", re.I)),
    ("phone", re.compile(rf"(?<![\d.,])(?:\+?84|0){_GAP}[235789]\d?(?:{_GAP}\d){{7,8}}(?!\d)")),
    ("plate", re.compile(r"(?<![\w.])\d{2}[\s-]?[A-Z]{1,2}\d?[\s.-]?\d{3}[.]?\d{2}(?!\d)")),
    (
        "birth",
        re.compile(r"(?:sinh\s+(?:ngày|năm)|ngày\s+sinh)\s*:?\s*(?P<value>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4})", re.I),
    ),
    (
        "address",
        re.compile(
            r"(?:số\s+nhà|nhà\s+số|ngõ|ngách|hẻm|kiệt)\s+\d+[\w/]*(?:\s*,?\s*(?:ngõ|ngách|hẻm|kiệt|tổ|khu)\s+[\w/]+)*",
            re.I,
        ),
    ),
    (
        "name",
        re.compile(
            rf"(?i:tên\s+(?:tôi\s+)?là|tôi\s+tên\s+là|tôi\s+là|họ\s+(?:và\s+)?tên|ký\s+tên|người\s+gửi)\s*:?\s*"
            rf"(?i:(?:ông|bà|anh|chị|cô|chú|bác)\s+)?(?P<value>{_NAME})"
        ),
    ),
    ("name", re.compile(rf"\b(?i:ông|bà|anh|chị|cô|chú|bác|cụ|em)\s+(?P<value>{_NAME})")),
]


@dataclass(frozen=True)
class Finding:
    """A piece of a text, from `start` to before `end`, that may be about a person; `kind` is one of `LABELS`."""

    start: int
    end: int
    kind: str

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])


def find(words: str, known: Iterable[tuple[str, str]] = ()) -> list[Finding]:
    """What to look at in a text, in order and without overlaps.

    `known` are facts about the person as (kind, value); a name among them is found however it is accented.
    """
    found: list[Finding] = []
    for kind, value in known:
        found += _known(words, kind, value)
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(words):
            start, end = match.span("value") if "value" in pattern.groupindex else match.span()
            found.append(Finding(start, end, kind))
    kept: list[Finding] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _known(words: str, kind: str, value: str) -> list[Finding]:
    value = " ".join(value.split())
    if len(value) < 4:
        return []
    if kind == "phone":
        digits = [re.escape(digit) for digit in value if digit.isdigit()]
        pattern = re.compile(rf"(?<!\d){_GAP.join(digits)}(?!\d)") if digits else None
        return [Finding(*match.span(), kind) for match in pattern.finditer(words)] if pattern else []
    # Folding keeps the place of every letter only letter by letter.
    folded = "".join(_one_letter(letter) for letter in words)
    wanted = r"\s+".join(re.escape("".join(_one_letter(letter) for letter in part)) for part in value.split())
    return [Finding(*match.span(), kind) for match in re.finditer(rf"(?<!\w){wanted}(?!\w)", folded)]


def _one_letter(letter: str) -> str:
    """The letter without its accent, one for one, so that places stay."""
    folded = text.fold(letter)
    return folded if len(folded) == 1 else letter.lower()[:1] or letter


def hide(words: str, findings: Iterable[Finding]) -> str:
    """The text with each finding replaced by what it was, in brackets: `gọi [số điện thoại]`."""
    parts, place = [], 0
    for one in sorted(findings, key=lambda one: one.start):
        parts += [words[place : one.start], f"[{one.label}]"]
        place = one.end
    return "".join([*parts, words[place:]])
