"""What the columns of a table may be, and which of them a heading means."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import text
from portal.media.tables import Row, as_text

# So many rows from the top may be titles of the table before its headings.
HEADINGS_WITHIN = 15


@dataclass(frozen=True)
class Column:
    """Something that a row says; `words` are headings by which it is known, folded."""

    name: str
    label: Any
    words: tuple[str, ...]
    required: bool = False


REGISTER = (
    Column("register_no", gettext_lazy("Số đến, số đi"), ("so den", "so di", "so thu tu", "stt", "so vao so"), True),
    Column(
        "registered_on",
        gettext_lazy("Ngày đến, ngày đi"),
        ("ngay den", "ngay di", "ngay vao so", "ngay nhan", "ngay gui"),
        True,
    ),
    Column(
        "correspondent",
        gettext_lazy("Nơi gửi, nơi nhận"),
        ("noi gui", "noi nhan", "tac gia", "co quan ban hanh", "don vi gui", "don vi nhan"),
        True,
    ),
    Column("symbol", gettext_lazy("Số, ký hiệu"), ("so ky hieu", "so ki hieu", "ky hieu", "so van ban")),
    Column("document_date", gettext_lazy("Ngày văn bản"), ("ngay van ban", "ngay thang van ban", "ngay ban hanh")),
    Column(
        "abstract",
        gettext_lazy("Trích yếu"),
        ("trich yeu", "ten loai va trich yeu", "ten loai va trich yeu noi dung", "noi dung", "trich yeu noi dung"),
        True,
    ),
    Column(
        "handling_unit",
        gettext_lazy("Đơn vị xử lý"),
        ("don vi xu ly", "don vi hoac nguoi nhan", "nguoi xu ly", "don vi chu tri"),
    ),
    Column("due_on", gettext_lazy("Hạn xử lý"), ("han xu ly", "thoi han", "han", "han giai quyet")),
    Column("state", gettext_lazy("Tiến độ"), ("tien do", "tinh trang", "trang thai", "ket qua")),
    Column("finished_on", gettext_lazy("Ngày xử lý xong"), ("ngay xu ly xong", "ngay hoan thanh", "ngay xong")),
)
DOCUMENTS = (
    Column("symbol", gettext_lazy("Số, ký hiệu"), ("so ky hieu", "so ki hieu", "ky hieu", "so van ban", "so hieu")),
    Column("type", gettext_lazy("Loại văn bản"), ("loai van ban", "hinh thuc van ban", "ten loai", "loai")),
    Column("issuer", gettext_lazy("Cơ quan ban hành"), ("co quan ban hanh", "don vi ban hanh", "noi ban hanh")),
    Column("issued_on", gettext_lazy("Ngày ban hành"), ("ngay ban hanh", "ngay van ban", "ngay ky"), True),
    Column("abstract", gettext_lazy("Trích yếu"), ("trich yeu", "trich yeu noi dung", "noi dung"), True),
    Column("title", gettext_lazy("Tiêu đề"), ("tieu de", "ten van ban")),
    Column("signer", gettext_lazy("Người ký"), ("nguoi ky",)),
    Column("signer_title", gettext_lazy("Chức vụ người ký"), ("chuc vu", "chuc vu nguoi ky", "chuc danh")),
    Column("field", gettext_lazy("Lĩnh vực"), ("linh vuc",)),
    Column("effective_on", gettext_lazy("Ngày có hiệu lực"), ("ngay co hieu luc", "ngay hieu luc", "hieu luc tu")),
    Column("expires_on", gettext_lazy("Ngày hết hiệu lực"), ("ngay het hieu luc", "het hieu luc")),
    Column("gazette_number", gettext_lazy("Số Công báo"), ("so cong bao", "cong bao")),
    Column("gazette_date", gettext_lazy("Ngày đăng Công báo"), ("ngay dang cong bao", "ngay cong bao")),
    Column("recipients", gettext_lazy("Nơi nhận"), ("noi nhan",)),
    Column("source_url", gettext_lazy("Nguồn"), ("nguon", "lien ket", "dia chi")),
    Column("tags", gettext_lazy("Từ khoá"), ("tu khoa", "nhan")),
    Column(
        "files", gettext_lazy("Tên tệp đính kèm"), ("tep dinh kem", "tep", "ten tep", "file", "files", "file dinh kem")
    ),
)


@dataclass(frozen=True)
class Kind:
    """Something that tables are imported as; an app registers its own.

    `rows(table_import, files)` makes what checks and writes the rows (`check`, `foresee`, `write`, `chunk`; see
    `registers.RegisterRows`); `why_not(unit)` says why a unit has no use for it, None where it has. `converters`
    turn other files than tables into rows, by the ending of their names.
    """

    code: str
    label: Any
    columns: tuple[Column, ...]
    rows: Callable[[Any, Any], Any]
    why_not: Callable[[Any], str | None] = lambda unit: None
    converters: dict[str, Callable[[bytes], list[dict[str, Any]]]] = field(default_factory=dict)


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    _kinds[kind.code] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(code: str) -> Kind:
    return _kinds[code]


def columns_of(kind: str) -> tuple[Column, ...]:
    return kind_of(kind).columns


def guess(cells: Sequence[Any], columns: Iterable[Column]) -> dict[str, int]:
    """Which place in a row of headings each column has: by the whole heading first, then by how it begins."""
    headings = [text.fold(as_text(cell)) for cell in cells]
    found: dict[str, int] = {}
    for matches in (
        lambda heading, word: heading == word,
        lambda heading, word: heading.startswith(f"{word} ") or heading.endswith(f" {word}"),
    ):
        for column in columns:
            if column.name in found:
                continue
            words = (*column.words, text.fold(str(column.label)), text.fold(column.name))
            places = (
                place
                for word in words
                for place, heading in enumerate(headings)
                if place not in found.values() and matches(heading, word)
            )
            place = next(places, None)
            if place is not None:
                found[column.name] = place
    return found


def find_headings(rows: Sequence[Row], kind: str) -> tuple[int, dict[str, int]]:
    """The line of the headings among the first rows, and what they mean: the row of which most is understood."""
    columns = columns_of(kind)
    tried = [(row.line, guess(row.cells, columns)) for row in rows[:HEADINGS_WITHIN]]
    return max(tried, key=lambda pair: len(pair[1]), default=(1, {}))


def why_not_mapping(mapping: dict[str, int], kind: str) -> list[str]:
    """What is wrong with a choice of columns, as sentences; empty when it can be used."""
    columns = columns_of(kind)
    problems = []
    if missing := [str(column.label) for column in columns if column.required and column.name not in mapping]:
        problems.append(_("Hãy chọn cột cho: %(columns)s.") % {"columns": ", ".join(missing)})
    places = list(mapping.values())
    labels = {column.name: str(column.label) for column in columns}
    if twice := [labels[name] for name, place in mapping.items() if places.count(place) > 1]:
        problems.append(_("Một cột không thể dùng cho nhiều mục: %(columns)s.") % {"columns": ", ".join(twice)})
    return problems
