"""The figures as they are shown: read from the aggregates alone, whatever the number of cases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Min, Q, Sum
from django.utils.formats import localize

from sites.units.models import UnitVersion, today

from ..models import MonthFigure, OpenFigure
from .figures import NUMBERS


@dataclass
class Numbers:
    """What is counted of a while, a field of work or a unit; `overdue` are open cases whose day has passed."""

    received: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0
    withdrawn: int = 0
    open_due: int = 0
    overdue: int = 0

    @property
    def solved(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def in_time(self) -> int:
        return self.early + self.on_time

    @property
    def rate(self) -> str:
        """The share solved in time, to a tenth of a per cent; a dash where nothing was solved."""
        return f"{localize(round(100 * self.in_time / self.solved, 1))}%" if self.solved else "–"

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(**{name: value + getattr(other, name) for name, value in vars(self).items()})


@dataclass(frozen=True)
class Span:
    """Whole months, from the first to the last."""

    first: date
    last: date

    @classmethod
    def year(cls, year: int) -> "Span":
        return cls(date(year, 1, 1), date(year, 12, 1))

    @property
    def q(self) -> Q:
        return Q(month__gte=self.first, month__lte=self.last)


def _table(by: str, span: Span, unit: int | None, *, fields: bool = False) -> dict[Any, Numbers]:
    """The numbers by unit, field or month; two queries, of which the second is for the days of this month.

    Overdue are, of past months, all that are open, and of this month those due before today.
    """
    this_month = today().replace(day=1)
    of = _of(unit, fields=fields)
    sums = {f"{name}_": Sum(name) for name in NUMBERS} | {"past": Sum("open_due", filter=Q(month__lt=this_month))}
    found = MonthFigure.objects.filter(of, span.q).order_by().values(by).annotate(**sums)
    rows = {row[by]: Numbers(**{name: row[f"{name}_"] for name in NUMBERS}, overdue=row["past"] or 0) for row in found}
    if span.first <= this_month <= span.last:
        for key, number in _overdue_this_month(by, unit, fields=fields).items():
            rows.setdefault(key, Numbers()).overdue += number
    return rows


def _of(unit: int | None, *, fields: bool = False) -> Q:
    return Q(field__isnull=not fields) & (Q(unit=unit) if unit else Q())


def _overdue_this_month(by: str, unit: int | None, *, fields: bool = False) -> dict[Any, int]:
    day = today()
    first = day.replace(day=1)
    rows = OpenFigure.objects.filter(_of(unit, fields=fields), due_on__gte=first, due_on__lt=day)
    if by == "month":
        return {first: rows.aggregate(n=Sum("number"))["n"] or 0}
    return {row[by]: row["n"] for row in rows.order_by().values(by).annotate(n=Sum("number"))}


def by_month(year: int, unit: int | None) -> list[tuple[date, Numbers]]:
    """Each month of the year that has begun, of one unit or of all."""
    rows = _table("month", Span.year(year), unit)
    months = [date(year, month, 1) for month in range(1, 13)]
    return [(month, rows.get(month, Numbers())) for month in months if month <= today()]


def by_field(span: Span, unit: int | None) -> dict[int, Numbers]:
    """The numbers by the id of the field of work."""
    return _table("field", span, unit, fields=True)


def by_unit(span: Span) -> dict[int, Numbers]:
    """The numbers of every unit that has any, by its id; two queries however many there are."""
    return _table("unit", span, None)


@dataclass(frozen=True)
class Standing:
    """How things stand now: cases being dealt with, those of them that are overdue, and the years with figures."""

    open: int
    overdue: int
    years: list[int]


def standing(unit: int | None) -> Standing:
    """How things stand in one unit or in all; two queries."""
    this_month = today().replace(day=1)
    found = MonthFigure.objects.filter(_of(unit)).aggregate(
        first=Min("month"), open=Sum("open_due"), past=Sum("open_due", filter=Q(month__lt=this_month))
    )
    overdue = (found["past"] or 0) + sum(_overdue_this_month("month", unit).values())
    return Standing(found["open"] or 0, overdue, _years(found["first"]))


def years() -> list[int]:
    """The years that have figures, the newest first; this year where there are none."""
    return _years(MonthFigure.objects.aggregate(first=Min("month"))["first"])


def _years(first: date | None) -> list[int]:
    this_year = today().year
    return list(range(this_year, min(first.year if first else this_year, this_year) - 1, -1))


def names_of(units: Iterable[int]) -> dict[int, UnitVersion]:
    """What the units are called today, or were when they ended."""
    rows = UnitVersion.objects.filter(unit__in=list(units)).select_related("tier").order_by("unit", "-valid_from")
    return {version.unit_id: version for version in rows.distinct("unit")}


ROW = ("unit_code", "unit", "field_code", "field", "month", *NUMBERS[:-1], "open_due_in_month")


def exported(year: int, unit: int | None) -> Iterator[dict[str, Any]]:
    """Every row of a year: unit, field of work and month, with the numbers. Columns as in `ROW`."""
    rows = MonthFigure.objects.filter(Span.year(year).q, field__isnull=False)
    rows = rows.filter(unit=unit) if unit else rows
    versions = names_of(rows.order_by().values_list("unit", flat=True).distinct())
    for row in (
        rows.order_by("unit", "field", "month").annotate(code=F("field__code"), name=F("field__name")).iterator()
    ):
        version = versions.get(row.unit_id)
        yield {
            "unit_code": version.code if version else "",
            "unit": version.full_name if version else "",
            "field_code": row.code,
            "field": row.name,
            "month": f"{row.month:%Y-%m}",
            **{name: getattr(row, name) for name in NUMBERS[:-1]},
            "open_due_in_month": row.open_due,
        }
