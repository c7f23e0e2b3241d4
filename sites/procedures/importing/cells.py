"""Cells of a table of procedures as the parts of one.

A part that is a list is one item a line in XLSX and CSV, its pieces behind `|`; in JSON it is a list of objects with
the names of the blocks, or the same lines.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from portal.core import text
from portal.media.tables import as_text
from sites.documents.importing.values import RowProblem

from ..enums import FilingWay, TimeUnit
from .columns import LABELS

_TIME = re.compile(r"(\d{1,4})\s*(.*)")
_UNITS = {
    "ngay lam viec": TimeUnit.WORKING_DAY,
    "ngay": TimeUnit.DAY,
    "gio": TimeUnit.HOUR,
    "gio lam viec": TimeUnit.HOUR,
    "thang": TimeUnit.MONTH,
}
_AT_ONCE = {"ngay trong ngay", "trong ngay", "giai quyet ngay", "ngay trong ngay lam viec"}
_WAYS = {
    "truc tiep": FilingWay.DIRECT,
    "truc tuyen": FilingWay.ONLINE,
    "buu chinh": FilingWay.POST,
    **{text.fold(str(way.label)): way for way in FilingWay},
    **{way.value: way for way in FilingWay},
}
Block = dict[str, Any]


def lines(value: Any) -> list[Any]:
    """The items of a cell: those of a list, or its lines."""
    if value in (None, ""):
        return []
    return value if isinstance(value, list) else [line for line in as_text(value).splitlines() if line.strip()]


def _pieces(item: Any, names: tuple[str, ...]) -> Block:
    """The named pieces of an item; those that are missing are empty."""
    if isinstance(item, dict):
        return {name: item.get(name) for name in names}
    parts = [part.strip() for part in str(item).split("|")]
    if len(parts) > len(names):
        raise RowProblem(_("“%(line)s” có quá nhiều phần cách nhau bằng “|”.") % {"line": str(item)[:80]})
    return dict(zip(names, [*parts, *([None] * len(names))], strict=False))


def whole(value: Any, name: str) -> int | None:
    """A whole number as people write it: 50.000, 8000 đồng."""
    if value in (None, ""):
        return None
    written = str(value).replace(".", "").replace(" ", "").removesuffix("đồng").removesuffix("đ")
    if not (written.isascii() and written.isdigit() and len(written) < 11):
        raise RowProblem(_("%(column)s: “%(value)s” không phải là số.") % {"column": LABELS[name], "value": value})
    return int(written)


def _said(value: Any) -> str:
    return as_text(value).strip()


def _stream(kind: str, values: Iterator[Block]) -> list[Block]:
    return [{"type": kind, "value": value} for value in values]


def steps(value: Any) -> list[Block]:
    """`Việc cần làm | cách làm | mất bao lâu` on each line."""

    def read() -> Iterator[Block]:
        for item in lines(value):
            step = _pieces(item, ("title", "text", "days"))
            if not _said(step["title"]):
                raise RowProblem(_("%(column)s: có bước không có tên.") % {"column": LABELS["steps"]})
            yield {name: _said(part) for name, part in step.items()}

    return _stream("step", read())


def ways(value: Any) -> list[Block]:
    """`Trực tiếp | hướng dẫn` on each line."""

    def read() -> Iterator[Block]:
        for item in lines(value):
            way = _pieces(item, ("way", "text"))
            known = _WAYS.get(text.fold(_said(way["way"]))) or _WAYS.get(_said(way["way"]))
            if known is None:
                names = ", ".join(str(name) for name in FilingWay.labels)
                raise RowProblem(
                    _("cách nộp “%(way)s” không có trong danh mục: %(names)s.")
                    % {"way": _said(way["way"])[:60], "names": names}
                )
            yield {"way": known.value, "text": _said(way["text"])}

    return _stream("way", read())


def dossiers(value: Any) -> list[Block]:
    """`Giấy tờ | bản chính | bản sao | ghi chú` on each line; a line `# Trường hợp` begins the papers of a case."""
    cases: list[tuple[str, list[Block]]] = []
    for item in lines(value):
        if isinstance(item, dict) and "papers" in item:
            cases.append((_said(item.get("case")), [_paper(paper) for paper in lines(item["papers"])]))
        elif isinstance(item, str) and item.startswith("#"):
            cases.append((item.lstrip("# ").strip(), []))
        else:
            if not cases:
                cases.append(("", []))
            cases[-1][1].append(_paper(item))
    return _stream("dossier", ({"case": case, "papers": papers} for case, papers in cases))


def _paper(item: Any) -> Block:
    paper = _pieces(item, ("name", "originals", "copies", "note"))
    if not _said(paper["name"]):
        raise RowProblem(_("%(column)s: có giấy tờ không có tên.") % {"column": LABELS["dossiers"]})
    only_show = (
        bool(item.get("only_show")) if isinstance(item, dict) else "xuat trinh" in text.fold(_said(paper["note"]))
    )
    return {
        "name": _said(paper["name"]),
        "originals": whole(paper["originals"], "dossiers"),
        "copies": whole(paper["copies"], "dossiers"),
        "only_show": only_show,
        "note": _said(paper["note"]),
    }


def fees(value: Any) -> list[Block]:
    """`Tên | mức thu | ghi chú` on each line; `Không` is none."""

    def read() -> Iterator[Block]:
        for item in lines(value):
            if not isinstance(item, dict) and text.fold(str(item)) in ("khong", "khong thu", "mien phi"):
                continue
            fee = _pieces(item, ("name", "amount", "note"))
            yield {
                "name": _said(fee["name"]),
                "amount": whole(fee["amount"], "fees"),
                "note": _said(fee["note"]),
            }

    return _stream("fee", read())


def bases(value: Any) -> list[Block]:
    """`Tên văn bản | điều, khoản` on each line."""
    found = (_pieces(item, ("text", "provisions")) for item in lines(value))
    return [{name: _said(part) for name, part in basis.items()} for basis in found if _said(basis["text"])]


def time_limit(value: Any) -> tuple[int | None, str]:
    """`15 ngày làm việc`, `3 tháng`, `Ngay trong ngày`; a bare number is working days."""
    said = text.fold(_said(value))
    if not said:
        return None, TimeUnit.WORKING_DAY.value
    if said in _AT_ONCE:
        return 0, TimeUnit.WORKING_DAY.value
    match = _TIME.fullmatch(said)
    unit = _UNITS.get(match[2].strip()) if match and match[2].strip() else TimeUnit.WORKING_DAY
    if match is None or unit is None:
        raise RowProblem(
            _("thời hạn “%(value)s” không đọc được; hãy ghi dạng “15 ngày làm việc” hoặc “Ngay trong ngày”.")
            % {"value": _said(value)[:80]}
        )
    return int(match[1]), unit.value


def several(value: Any) -> list[str]:
    """The names of a cell: those of a list, or what `;` or a line end parts."""
    items = value if isinstance(value, list) else re.split(r"[;\n]", as_text(value))
    return [_said(item) for item in items if _said(item)]
