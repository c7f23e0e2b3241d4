"""Public figures of the dialogue: received, answered, on time, by unit, field and month. Nobody's words are in them.

A case counts for the unit that deals with it. Received counts in the month in which it came, finished in the month in
which it ended; open cases that are late count as overdue now. Samples of the demo count, as the demo shows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.formats import localize

from sites.documents.models import Field
from sites.units.models import UnitVersion, today

from ..enums import OPEN_STATES, CaseState
from ..models import Case, CaseKind

SOLVED = Q(state__in=(CaseState.ANSWERED, CaseState.DECLINED))
LATE = Q(due_on__isnull=False, finished_on__gt=F("due_on"))
FINISHED = {
    "answered": Count("pk", filter=SOLVED),
    "on_time": Count("pk", filter=SOLVED & ~LATE),
    "late": Count("pk", filter=SOLVED & LATE),
    "withdrawn": Count("pk", filter=Q(state=CaseState.WITHDRAWN)),
    "rated": Count("pk", filter=~Q(rating="")),
    "satisfied": Count("pk", filter=Q(rating__in=("2", "3"))),
}


@dataclass
class Numbers:
    """What is counted of a month, a unit, a field or a kind. `answered` includes what was declined with a reason."""

    received: int = 0
    answered: int = 0
    on_time: int = 0
    late: int = 0
    withdrawn: int = 0
    rated: int = 0
    satisfied: int = 0

    @property
    def rate(self) -> str:
        """The share answered in time; a dash where nothing was answered."""
        return _share(self.on_time, self.answered)

    @property
    def satisfaction(self) -> str:
        return _share(self.satisfied, self.rated)

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(**{name: value + getattr(other, name) for name, value in vars(self).items()})


def _share(part: int, whole: int) -> str:
    return f"{localize(round(100 * part / whole, 1))}%" if whole else "–"


@dataclass(frozen=True)
class Standing:
    """How things stand now: open cases, those of them that are late, and the years that have figures."""

    open: int
    overdue: int
    years: list[int]


def _of(unit: int | None) -> QuerySet[Case]:
    return Case.objects.filter(unit=unit).order_by() if unit else Case.objects.order_by()


def standing(unit: int | None) -> Standing:
    """How things stand in one unit or in all; two queries."""
    is_open = Q(state__in=OPEN_STATES)
    counted = _of(unit).filter(is_open).aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today())))
    first = _of(unit).aggregate(first=Min("received_on"))["first"]
    this_year = today().year
    oldest = min(first.year if first else this_year, this_year)
    return Standing(counted["open"], counted["overdue"], list(range(this_year, oldest - 1, -1)))


def _counted(year: int, unit: int | None, *by: str) -> dict[tuple[Any, ...], Numbers]:
    """The numbers of a year by columns, `month` among them; two queries, however many rows there are."""
    counted: dict[tuple[Any, ...], Numbers] = {}
    received = _of(unit).filter(received_on__year=year).annotate(month=TruncMonth("received_on"))
    for *key, number in received.values(*by).annotate(number=Count("pk")).values_list(*by, "number"):
        counted[tuple(key)] = Numbers(received=number)
    finished = _of(unit).filter(finished_on__year=year).annotate(month=TruncMonth("finished_on"))
    for row in finished.values(*by).annotate(**FINISHED).values_list(*by, *FINISHED):
        numbers = counted.setdefault(tuple(row[: len(by)]), Numbers())
        for name, number in zip(FINISHED, row[len(by) :], strict=True):
            setattr(numbers, name, number)
    return counted


def _table(by: str, year: int, unit: int | None) -> dict[Any, Numbers]:
    """The numbers by one column."""
    return {key: numbers for (key,), numbers in _counted(year, unit, by).items()}


def by_month(year: int, unit: int | None) -> list[tuple[date, Numbers]]:
    """Each month of the year that has begun, of one unit or of all; two queries."""
    rows = _table("month", year, unit)
    months = [date(year, month, 1) for month in range(1, 13)]
    return [(month, rows.get(month, Numbers())) for month in months if month <= today()]


def by_field(year: int, unit: int | None) -> list[tuple[str, Numbers]]:
    """The fields of work that have numbers, by name, those with the most first; cases without one come last."""
    rows = _table("field", year, unit)
    names = {field.pk: str(field) for field in Field.objects.filter(pk__in=[key for key in rows if key])}
    named = [(names.get(key, ""), numbers) for key, numbers in rows.items()]
    return sorted(named, key=lambda row: (not row[0], -row[1].received, row[0]))


def by_kind(year: int, unit: int | None) -> list[tuple[str, Numbers]]:
    """The kinds that have numbers, in their order."""
    rows = _table("kind", year, unit)
    return [(str(kind), rows[kind.pk]) for kind in CaseKind.objects.filter(pk__in=list(rows))]


def by_unit(year: int) -> list[tuple[UnitVersion, Numbers]]:
    """Every unit that has numbers, by tier and name; three queries however many there are."""
    rows = _table("unit", year, None)
    found = [(version, rows[key]) for key, version in names_of(rows).items()]
    return sorted(found, key=lambda row: (row[0].tier.rank, row[0].name_key, row[0].pk))


def names_of(units: Iterable[int]) -> dict[int, UnitVersion]:
    """What the units are called today, or were when they ended."""
    rows = UnitVersion.objects.filter(unit__in=list(units)).select_related("tier").order_by("unit", "-valid_from")
    return {version.unit_id: version for version in rows.distinct("unit")}


def on_time_share(unit: int, first: date, last: date) -> float | None:
    """The share of a unit's cases finished from `first` to `last` that were in time, from 0 to 1; for the scorecard.

    None where none was finished.
    """
    solved = _of(unit).filter(SOLVED, finished_on__range=(first, last))
    counted = solved.aggregate(all=Count("pk"), late=Count("pk", filter=LATE))
    return 1 - counted["late"] / counted["all"] if counted["all"] else None


ROW = ("unit_code", "unit", "kind", "field", "month", "received", "answered", "on_time", "late", "withdrawn")


def exported(year: int, unit: int | None) -> list[dict[str, Any]]:
    """The rows of a year by unit, kind, field and month, as in `ROW`."""
    rows = _counted(year, unit, "unit", "kind", "field", "month")
    versions = names_of({key[0] for key in rows})
    kinds = {kind.pk: kind.name for kind in CaseKind.objects.all()}
    names = dict(Field.objects.values_list("pk", "name"))
    made = []
    for (unit_id, kind_id, field_id, month), numbers in rows.items():
        version = versions.get(unit_id)
        made.append(
            {
                "unit_code": version.code if version else "",
                "unit": version.full_name if version else "",
                "kind": kinds[kind_id],
                "field": names.get(field_id, ""),
                "month": f"{month:%Y-%m}",
                **{name: getattr(numbers, name) for name in ROW[5:]},
            }
        )
    return sorted(made, key=lambda row: (row["unit"], row["kind"], row["field"], row["month"]))
