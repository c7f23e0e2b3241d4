"""The content of a procedure in words: time, fees, papers, and what is different between two contents."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from .enums import FilingWay, TimeUnit

Content = dict[str, Any]

# What is compared, in the order of the page.
LABELS = {
    "code": gettext_lazy("Mã thủ tục"),
    "name": gettext_lazy("Tên thủ tục"),
    "summary": gettext_lazy("Để làm gì"),
    "field": gettext_lazy("Lĩnh vực"),
    "tiers": gettext_lazy("Cấp thực hiện"),
    "agency": gettext_lazy("Cơ quan giải quyết"),
    "decided_by": gettext_lazy("Người có thẩm quyền quyết định"),
    "applicants": gettext_lazy("Đối tượng thực hiện"),
    "dossiers": gettext_lazy("Thành phần hồ sơ"),
    "sets": gettext_lazy("Số bộ hồ sơ"),
    "steps": gettext_lazy("Trình tự thực hiện"),
    "ways": gettext_lazy("Cách thức thực hiện"),
    "time": gettext_lazy("Thời hạn giải quyết"),
    "fees": gettext_lazy("Phí, lệ phí"),
    "result": gettext_lazy("Kết quả"),
    "conditions": gettext_lazy("Yêu cầu, điều kiện"),
    "forms": gettext_lazy("Mẫu đơn, tờ khai"),
    "announced_by": gettext_lazy("Quyết định công bố"),
    "bases": gettext_lazy("Căn cứ pháp lý"),
    "national_url": gettext_lazy("Trang nộp trực tuyến"),
}


def number(value: int) -> str:
    """A number as people write it: 50.000."""
    return f"{value:,}".replace(",", "." if get_language() == "vi" else ",")


def time_of(content: Content) -> str:
    """`3 ngày làm việc`, `Ngay trong ngày`, or nothing where only a note tells."""
    value = content["time_value"]
    if value is None:
        return ""
    if value == 0:
        return _("Ngay trong ngày")
    forms = {
        TimeUnit.WORKING_DAY: ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", value),
        TimeUnit.DAY: ngettext("%(n)d ngày", "%(n)d ngày", value),
        TimeUnit.HOUR: ngettext("%(n)d giờ làm việc", "%(n)d giờ làm việc", value),
        TimeUnit.MONTH: ngettext("%(n)d tháng", "%(n)d tháng", value),
    }
    return forms[TimeUnit(content["time_unit"])] % {"n": value}


def amount_of(fee: Content) -> str:
    """`50.000 đồng`, `Miễn phí`, or nothing where only a note tells."""
    if fee["amount"] is None:
        return ""
    return _("Miễn phí") if fee["amount"] == 0 else _("%(amount)s đồng") % {"amount": number(fee["amount"])}


def fees_of(content: Content) -> str:
    """All fees in one line."""
    if not content["fees"]:
        return _("Không thu phí, lệ phí")
    return "; ".join(
        ": ".join(filter(None, [fee["name"], amount_of(fee)])) + (f" ({fee['note']})" if fee["note"] else "")
        for fee in content["fees"]
    )


def copies_of(paper: Content) -> str:
    """How many of a paper, and in what form: `1 bản chính, 2 bản sao`."""
    if paper["only_show"]:
        return _("xuất trình rồi mang về")
    parts = []
    if paper["originals"]:
        parts.append(ngettext("%(n)d bản chính", "%(n)d bản chính", paper["originals"]) % {"n": paper["originals"]})
    if paper["copies"]:
        parts.append(ngettext("%(n)d bản sao", "%(n)d bản sao", paper["copies"]) % {"n": paper["copies"]})
    return ", ".join(parts)


def way_of(way: Content) -> str:
    return str(FilingWay(way["way"]).label)


# --- Lines, for comparing ---------------------------------------------------------------------------


def lines_of(content: Content, name: str) -> list[str]:
    """One item of a content as lines of plain text; empty lines are left out."""
    return [line.strip() for line in _lines(content, name) if line and line.strip()]


def _lines(content: Content, name: str) -> Iterator[str]:
    value = content.get("time_note" if name == "time" else name)
    if name == "time":
        yield time_of(content)
        yield from (value or "").splitlines()
    elif name == "steps":
        for place, step in enumerate(value, 1):
            yield f"{place}. {step['title']}" + (f" ({step['days']})" if step["days"] else "")
            yield from step["text"].splitlines()
    elif name == "ways":
        for way in value:
            yield f"{way_of(way)}: {way['text']}" if way["text"] else way_of(way)
    elif name == "dossiers":
        for dossier in value:
            yield dossier["case"]
            for paper in dossier["papers"]:
                yield ", ".join(filter(None, [paper["name"], copies_of(paper), paper["note"]]))
    elif name == "fees":
        yield from fees_of(content).split("; ")
    elif name == "bases":
        for basis in value:
            yield ", ".join(filter(None, [basis["text"], basis["provisions"]]))
    elif name == "forms":
        yield from (form["title"] for form in value)
    elif name == "announced_by":
        yield value["text"] if value else ""
    elif name == "tiers":
        yield ", ".join(value)
    else:
        yield from str(value or "").splitlines()


@dataclass(frozen=True)
class Difference:
    """One item that is different: its lines that are gone and those that are new."""

    name: str
    label: str
    before: list[str]
    after: list[str]


def differences(old: Content, new: Content) -> list[Difference]:
    """What is different between two contents, item by item, in the order of the page."""
    found = []
    for name, label in LABELS.items():
        before, after = lines_of(old, name), lines_of(new, name)
        if before == after:
            continue
        gone, come = [], []
        for what, start, end, begin, stop in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
            if what != "equal":
                gone += before[start:end]
                come += after[begin:stop]
        found.append(Difference(name, str(label), gone, come))
    return found
