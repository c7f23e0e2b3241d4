"""What the text of a document tells of it: number, type, issuer, dates, abstract, signer, what it does to others.

Documents of the administration are laid out by rule (NĐ 30/2020, annex I), so that most of this stands in known
places. Nothing here is certain: a person sees what was read before it counts. Nothing here asks the database.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from portal.core import text as words

from .enums import RelationKind
from .numbers import Symbol, parse_symbol, proper_letters, type_named

HEAD_LINES = 60
ABSTRACT_LINES = 8
NAME_WITHIN = 14

_SYMBOL_CODES = r"[^\W\d_][\w.&+]*"
_SYMBOL = rf"\d{{1,7}}\w{{0,3}}(?:\.\d{{1,3}})?(?:\s?/\s?(?:19|20)\d{{2}})?(?:\s?[-/–]\s?{_SYMBOL_CODES})+"
_NUMBERED = re.compile(rf"\b[Ss][ốỐ]\s*[:.]?\s*({_SYMBOL})")
_DAY = re.compile(r"ngày\s*(\d{1,2})\s*(?:tháng|/|-)\s*(\d{1,2})\s*(?:năm|/|-)\s*(\d{4})", re.IGNORECASE)
_PLACE_AND_DAY = re.compile(r"(?:[^\W\d_][^,\n]{1,40},\s*)?ngày\s*[\d.… ]*\s*tháng\s*[\d.… ]*\s*năm\s*[\d.…]*.*$", re.I)
_EFFECT = re.compile(r"có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+(ngày\s+ký|.{0,60})", re.IGNORECASE)
_STATE = re.compile(
    r"cộng\s+h(?:òa|oà)\s+xã\s+hội.*$|độc\s+lập\s*[-–]\s*tự\s+do.*$|đảng\s+cộng\s+sản\s+việt\s+nam.*$", re.I
)
_RULE = re.compile(r"^[\W_]*$")
_ABOUT = re.compile(r"^\s*(?:V/v|Về\s+việc)\b[:\s]*", re.IGNORECASE)
_END_OF_ABSTRACT = re.compile(
    r"^\s*(?:Căn cứ|Kính gửi|Thực hiện|Theo |Xét |Để |Điều \d|I\.|1\.|Phần |Chương |[A-ZĐ]{2,}.*$)"
)

# Words with which the name of an issuing body begins, folded.
_ORGANS = (
    "uy ban nhan dan", "ubnd", "hoi dong nhan dan", "hdnd", "so ", "bo ", "van phong", "thanh tra", "ban ", "chi cuc",
    "cuc ", "tong cuc", "trung tam", "chinh phu", "thu tuong", "quoc hoi", "uy ban", "chu tich", "tinh uy", "huyen uy",
    "thanh uy", "dang uy", "doan dai bieu", "cong an", "hoi ", "toa an", "vien kiem sat", "phong ", "truong ",
)  # fmt: skip
_UNIT_WORDS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
_SMALL = ("ủy ban nhân dân", "uỷ ban nhân dân", "hội đồng nhân dân", "thường trực hội đồng nhân dân")

_TITLES = (
    r"(?:PHÓ |QUYỀN |Q\. ?)?(?:CHỦ TỊCH(?: QUỐC HỘI| NƯỚC)?|GIÁM ĐỐC(?: SỞ)?|BỘ TRƯỞNG|THỦ TƯỚNG(?: CHÍNH PHỦ)?"
    r"|CHÁNH (?:VĂN PHÒNG|THANH TRA)|TRƯỞNG (?:BAN|PHÒNG)|CỤC TRƯỞNG|CHI CỤC TRƯỞNG|BÍ THƯ|HIỆU TRƯỞNG"
    r"|VỤ TRƯỞNG|TỔNG KIỂM TOÁN NHÀ NƯỚC)|THỨ TRƯỞNG|PHÓ CHÁNH VĂN PHÒNG|PHÓ CHÁNH THANH TRA"
)
_SIGNS = re.compile(rf"(?:^|\s)({_TITLES})\s*$")
_NAME = re.compile(r"(?:^|\s{2,}|[;.:]\s+)((?:[A-ZĐÀ-Ỵ][a-zà-ỹđ]+)(?: [A-ZĐÀ-Ỵ][a-zà-ỹđ]*){1,4})\s*$")
_RECIPIENTS = re.compile(r"^\s*Nơi nhận\s*:?", re.IGNORECASE)

_DOES = {
    RelationKind.REPLACES: r"thay\s+thế",
    RelationKind.REPEALS: r"bãi\s+bỏ",
    RelationKind.AMENDS: r"sửa\s+đổi,?\s+bổ\s+sung",
    RelationKind.CORRECTS: r"đính\s+chính",
}
_DOING = {
    kind: re.compile(rf"{verb}[^.;]{{0,200}}?\bsố\s+({_SYMBOL})", re.IGNORECASE | re.DOTALL)
    for kind, verb in _DOES.items()
}
_BASED = re.compile(rf"^\s*Căn cứ[^;]{{0,200}}?\bsố\s+({_SYMBOL})", re.IGNORECASE | re.MULTILINE)


@dataclass
class Guess:
    """What was read; empty where nothing was found."""

    symbol: str = ""
    parts: Symbol = field(default_factory=Symbol)
    type_code: str = ""
    issuer_name: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    abstract: str = ""
    signer: str = ""
    signer_title: str = ""
    recipients: str = ""
    relations: list[tuple[str, str]] = field(default_factory=list)


def guess_from_text(text: str) -> Guess:
    """Read what a document's text tells of it; any text at all may be given."""
    lines = [re.sub(r"[ \t\u00a0]+$", "", proper_line(line)) for line in text.splitlines()]
    lines = [line for line in lines if line.strip()]
    head = lines[:HEAD_LINES]
    guess = Guess()
    number_line = _read_symbol(guess, head)
    type_line = _read_type(guess, head)
    _read_issuer(guess, head[: number_line if number_line is not None else (type_line or 0)])
    _read_abstract(guess, head, number_line, type_line)
    before_text = "\n".join(head[: (type_line if type_line is not None else 15) + 3])
    guess.issued_on = _day(before_text) or _day("\n".join(head))
    guess.effective_on = _effective(text, guess.issued_on)
    _read_signature(guess, lines)
    _read_relations(guess, "\n".join(lines))
    return guess


def proper_line(line: str) -> str:
    """Composed text; runs of spaces stay, because they part the columns of a page."""
    return "  ".join(proper_letters(part) for part in re.split(r"\s{2,}|\t", line.strip()))


def _read_symbol(guess: Guess, head: list[str]) -> int | None:
    for index, line in enumerate(head):
        if match := _NUMBERED.search(line):
            guess.symbol = re.sub(r"\s", "", match[1]).replace("–", "-")
            guess.parts = parse_symbol(guess.symbol)
            return index
    return None


def _read_type(guess: Guess, head: list[str]) -> int | None:
    """The line that holds nothing but the name of a type, in capitals."""
    for index, line in enumerate(head):
        name = line.strip(" :*.")
        if name == name.upper() and (code := type_named(name)):
            guess.type_code = code
            return index
    return None


def _read_issuer(guess: Guess, above: list[str]) -> None:
    """The body named last above the number; the one above it is its superior."""
    left = [_STATE.sub("", line).strip(" *_-–") for line in above]
    left = [line for line in left if line and line == line.upper() and not _RULE.match(line)]
    starts = [index for index, line in enumerate(left) if words.fold(line).startswith(_ORGANS)]
    if starts:
        guess.issuer_name = in_lower_case(" ".join(left[starts[-1] :]))


def in_lower_case(name: str) -> str:
    """The name of a body out of capitals: `UBND TỈNH TUYÊN QUANG` → `UBND tỉnh Tuyên Quang`."""
    lower = name.lower()
    for word in _UNIT_WORDS:
        before, found, after = lower.partition(f" {word} ")
        if found:
            return f"{_first_large(before)} {word} {after.title()}"
    return _first_large(lower)


def _first_large(name: str) -> str:
    name = re.sub(r"\b(ubnd|hđnd)\b", lambda match: match[1].upper(), name)
    return name[:1].upper() + name[1:]


def _read_abstract(guess: Guess, head: list[str], number_line: int | None, type_line: int | None) -> None:
    """Below the type's name; in an official letter, after V/v below its number."""
    if type_line is not None:
        start = type_line + 1
    elif number_line is not None:
        about = (i for i, line in enumerate(head) if i >= number_line and _ABOUT.match(line))
        start = next(about, len(head))
    else:
        return
    found: list[str] = []
    for line in head[start : start + ABSTRACT_LINES]:
        kept = _PLACE_AND_DAY.sub("", line).strip()
        if _RULE.match(kept) or (found and _END_OF_ABSTRACT.match(kept)) or words.fold(kept).startswith("kinh gui"):
            if found:
                break
            continue
        if not found and _END_OF_ABSTRACT.match(kept) and not _ABOUT.match(kept):
            break
        found.append(kept)
    sentence = _ABOUT.sub("", words.normalise(" ".join(found))).rstrip(" .;*_-")
    guess.abstract = sentence[:1].upper() + sentence[1:]


def _day(text: str) -> date | None:
    for day, month, year in _DAY.findall(text):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _effective(text: str, issued_on: date | None) -> date | None:
    for match in _EFFECT.finditer(words.normalise(text)):
        if words.fold(match[1]).startswith("ngay ky"):
            return issued_on
        if (day := _day(match[1])) and (issued_on is None or day >= issued_on):
            return day
    return None


def _read_signature(guess: Guess, lines: list[str]) -> None:
    """The first title with a name below it, after the first lines; annexes follow the signature."""
    for index, line in enumerate(lines):
        match = _SIGNS.search(line)
        if not match or index < 5 or line.rstrip().endswith(":"):
            continue
        titles = [match[1]]
        for below in lines[index + 1 : index + NAME_WITHIN]:
            if further := _SIGNS.search(below):
                titles.append(further[1])
            elif name := _NAME.search(below):
                guess.signer = name[1]
                guess.signer_title = in_lower_case(titles[-1])
                _read_recipients(guess, lines[max(0, index - 8) : index + NAME_WITHIN])
                return


def _read_recipients(guess: Guess, lines: list[str]) -> None:
    start = next((index for index, line in enumerate(lines) if _RECIPIENTS.match(line)), None)
    if start is None:
        return
    found = []
    for line in lines[start + 1 :]:
        if not line.lstrip().startswith(("-", "–", "+")):
            continue
        # What stands in the other column is the signature.
        found.append(re.split(r"\s{2,}", line.strip())[0].strip("-–+ ;."))
    guess.recipients = "\n".join(filter(None, found))


def _read_relations(guess: Guess, text: str) -> None:
    own = words.fold(guess.symbol)
    known = set()
    for kind, pattern in [*_DOING.items(), (RelationKind.BASED_ON, _BASED)]:
        for typed in pattern.findall(text):
            symbol = re.sub(r"\s", "", typed).replace("–", "-")
            key = words.fold(symbol)
            if key != own and key not in known and parse_symbol(symbol).is_whole:
                known.add(key)
                guess.relations.append((kind.value, symbol))
