"""What a month of royalties came to: for the page of the month, for one author, and as a spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.core import text
from portal.core.spreadsheets import Sheet
from sites.units.models import Unit

from ..models import RoyaltyEntry, RoyaltyLine, RoyaltyMonth
from .royalties import month_name


@dataclass(frozen=True)
class OfPerson:
    """What one author got in the month."""

    name: str
    articles: int
    amount: int


@dataclass(frozen=True)
class MonthSheet:
    """The sheet of a month: its entries with their lines, and what each author got."""

    unit: Unit
    row: RoyaltyMonth
    entries: list[RoyaltyEntry]
    people: list[OfPerson]

    @property
    def total(self) -> int:
        return sum(person.amount for person in self.people)

    @property
    def without_authors(self) -> list[RoyaltyEntry]:
        return [entry for entry in self.entries if not entry.lines.all()]

    @property
    def without_rate(self) -> list[RoyaltyEntry]:
        return [entry for entry in self.entries if entry.rate is None and not entry.corrects_id]


def months_of(unit: Unit) -> QuerySet[RoyaltyMonth]:
    """The months of a unit, newest first, with what is in them now (`count`, `sum`)."""
    months = RoyaltyMonth.objects.filter(unit=unit, entries__isnull=False)
    return months.annotate(
        count=Count("entries", filter=Q(entries__corrects=None), distinct=True), sum=Sum("entries__lines__amount")
    ).order_by("-month")


def month_sheet(unit: Unit, row: RoyaltyMonth) -> MonthSheet:
    """All entries of a month with their lines and changes, and the totals by author; three queries."""
    lines = RoyaltyLine.objects.prefetch_related("adjustments").order_by("sort_order", "pk")
    entries = list(row.entries.select_related("corrects__entry__month").prefetch_related(Prefetch("lines", lines)))
    return MonthSheet(unit, row, entries, _by_person(line for entry in entries for line in entry.lines.all()))


def _by_person(lines: Iterable[RoyaltyLine]) -> list[OfPerson]:
    """Totals by account, or by name for who has none, in the order of given names; a name as it was last written."""
    names: dict[Any, str] = {}
    articles: dict[Any, set[int]] = {}
    amounts: dict[Any, int] = {}
    for line in lines:
        key = line.person_id or text.fold(line.name)
        names[key] = line.name
        articles.setdefault(key, set()).add(line.entry_id)
        amounts[key] = amounts.get(key, 0) + line.amount
    found = [OfPerson(names[key], len(articles[key]), amounts[key]) for key in names]
    return sorted(found, key=lambda person: text.person_sort_key(person.name))


def own_lines(person: Any, unit: Unit | None) -> QuerySet[RoyaltyLine]:
    """What one person got for each article, newest first; of the unit worked in, where there is one."""
    lines = RoyaltyLine.objects.filter(person=person)
    if unit is not None:
        lines = lines.filter(entry__unit=unit)
    return (
        lines.select_related("entry__month")
        .prefetch_related("adjustments")
        .order_by("-entry__month__month", "-entry__published_at", "-pk")
    )


# --- As a spreadsheet ----------------------------------------------------------------------------


def file_name(sheet: MonthSheet) -> str:
    """The name under which a sheet is downloaded."""
    return f"nhuan-but-{text.slugify(str(sheet.unit))}-{sheet.row.month:%Y-%m}.xlsx"


def spreadsheet(sheet: MonthSheet) -> list[Sheet]:
    """Two sheets: every line with its reasons, and the totals by author."""
    above = [
        _("Bảng kê nhuận bút tháng %(month)s") % {"month": month_name(sheet.row.month)},
        str(sheet.unit),
        state_of(sheet.row),
    ]
    detail = Sheet(
        title=_("Chi tiết"),
        headings=[
            _("STT"),
            _("Đăng lúc"),
            _("Tin bài"),
            _("Thể loại"),
            _("Đơn giá (đồng)"),
            _("Tác giả"),
            _("Bút danh"),
            _("Phần đóng góp (%)"),
            _("Tính theo đơn giá (đồng)"),
            _("Thành tiền (đồng)"),
            _("Lý do điều chỉnh"),
        ],
        rows=_detail_rows(sheet),
        lines=above,
        totals=[_("Tổng cộng"), *[None] * 8, sheet.total, None],
    )
    totals = Sheet(
        title=_("Tổng theo tác giả"),
        headings=[_("STT"), _("Tác giả"), _("Số tin bài"), _("Thành tiền (đồng)")],
        rows=[[number, who.name, who.articles, who.amount] for number, who in enumerate(sheet.people, start=1)],
        lines=above,
        totals=[_("Tổng cộng"), None, None, sheet.total],
    )
    return [detail, totals]


def _detail_rows(sheet: MonthSheet) -> list[list[Any]]:
    rows = []
    for entry in sheet.entries:
        about = [entry.published_at, title_of(entry), entry.genre_name, entry.rate]
        for line in entry.lines.all():
            reasons = "; ".join(change.reason for change in line.adjustments.all())
            rows.append([*about, line.name, line.pen_name, line.share, line.computed, line.amount, reasons])
        if not entry.lines.all():
            rows.append([*about, _("(chưa ghi tác giả)"), "", None, None, None, ""])
    return [[number, *row] for number, row in enumerate(rows, start=1)]


def title_of(entry: RoyaltyEntry) -> str:
    """The title of an entry, with the month that it makes up for."""
    if entry.corrects is not None:
        month = month_name(entry.corrects.entry.month.month)
        return _("Bù trừ tháng %(month)s: %(title)s") % {"month": month, "title": entry.title}
    return entry.title


def state_of(row: RoyaltyMonth) -> str:
    """Whether and by whom a month was closed, as a sentence."""
    if row.closed_at is None:
        return _("Chưa chốt: số liệu còn thay đổi.")
    when = date_format(localtime(row.closed_at), "H:i d/m/Y")
    return _("Đã chốt lúc %(when)s, người chốt: %(who)s.") % {"when": when, "who": row.closed_by_name}


def month_of(unit: Unit, month: date) -> RoyaltyMonth | None:
    """The month of a unit by its first day; None while nothing was counted in it."""
    return RoyaltyMonth.objects.filter(unit=unit, month=month).first()
