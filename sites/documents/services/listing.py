"""One page of a list of documents, at the same cost wherever it is and however many documents there are.

Rows come newest first from the one index that leaves the fewest to look at; what the index does not narrow is
tested on the way, in the index itself. No walk looks at more than `WALK` entries: a page that would need more ends
early and says from where the next one goes on. Which index that is, is decided by stored numbers and not by the
database's guess, which goes wrong for rare combinations; a subquery with a limit keeps it to the one chosen.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from ..models.indexes import LISTED_BY, WALKS
from . import counts

PAGE_SIZE = 20
# Some 140 entries stand on a page of 8 kB: 500 buffers.
WALK = 70_000
# So many units are looked at one by one; with no more documents than this, their rows are read whole and sorted.
FEW_UNITS, FEW = 120, 3_000
# What going to one more unit costs, in entries: the way down an index of a million rows.
A_UNIT = 400

# A year that a `date` can hold, with room on both sides.
FIRST_YEAR, LAST_YEAR = 1900, 2999

_CURSOR = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, order=True)
class Cursor:
    """A place in the order of all lists: a day of issue and the key of a document."""

    issued_on: date
    document: int

    def __str__(self) -> str:
        return f"{self.issued_on.isoformat()}-{self.document}"

    @classmethod
    def parse(cls, typed: str) -> "Cursor | None":
        """The place that an address names, or None where it names none."""
        match = _CURSOR.fullmatch(typed)
        if match is None:
            return None
        try:
            return cls(date.fromisoformat(match[1]), int(match[2]))
        except ValueError:
            return None


@dataclass(frozen=True)
class Wanted:
    """What a list shows: values of columns, a year of issue, the units of a place, and units that nobody may see."""

    columns: Mapping[str, int] = field(default_factory=dict)
    year: int | None = None
    units: tuple[int, ...] | None = None
    hidden: tuple[int, ...] = ()

    @property
    def kind(self) -> dict[str, int]:
        return {**self.columns, **({} if self.year is None else {"year": self.year})}

    @property
    def is_countable(self) -> bool:
        """Whether its columns say it all, so that stored numbers are its numbers."""
        return self.units is None and not self.hidden

    @property
    def is_by_units(self) -> bool:
        """Whether its units are few enough to be looked at one by one."""
        return self.units is not None and len(self.units) <= FEW_UNITS

    def holds(self, cursor: "Cursor") -> bool:
        """Whether a place is within the year asked for, if there is one."""
        return self.year is None or cursor.issued_on.year == self.year

    def without(self, facet: str) -> "Wanted":
        if facet == "year":
            return Wanted(self.columns, None, self.units, self.hidden)
        columns = {name: value for name, value in self.columns.items() if name != facet}
        return Wanted(columns, self.year, self.units, self.hidden)


@dataclass(frozen=True)
class Row:
    issued_on: date
    document: int

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.issued_on, self.document)


@dataclass(frozen=True)
class Slice:
    """Rows, newest first. `older` and `newer` are where the neighbours begin, or None where there is nothing more.

    `is_cut` when the walk ended before the page was full; the next one goes on from where it ended.
    """

    rows: list[Row]
    older: Cursor | None = None
    newer: Cursor | None = None
    is_cut: bool = False


# --- Which index ----------------------------------------------------------------------------------


def roads(wanted: Wanted) -> list[tuple[str, ...]]:
    """The indexes that a list can be read from."""
    return [names for names in WALKS if set(names) <= wanted.columns.keys()]


def length_kind(wanted: Wanted, names: Iterable[str]) -> dict[str, int]:
    """The kind whose number says how long the way through an index is: the year shortens it where that is stored."""
    kind = {name: wanted.columns[name] for name in names}
    if wanted.year is not None and counts.is_stored({*kind, "year"}):
        kind["year"] = wanted.year
    return kind


@dataclass(frozen=True)
class Lengths:
    """How many entries stand in each index that a list can be read from, and under its units together."""

    by_road: Mapping[tuple[str, ...], int]
    of_units: int | None = None

    @property
    def shortest(self) -> tuple[str, ...]:
        # The longer name wins among equals: it leaves less to test.
        return min(self.by_road, key=lambda names: (self.by_road[names], -len(names)))

    @property
    def least(self) -> int:
        return min([*self.by_road.values(), *([] if self.of_units is None else [self.of_units])])


def length_questions(wanted: Wanted) -> list[tuple[str, dict[str, int]]]:
    """What to ask of the counts so as to know the lengths."""
    asked = [(counts.TOTAL, length_kind(wanted, names)) for names in roads(wanted)]
    units = wanted.units if wanted.is_by_units else None
    return asked + [(counts.TOTAL, {"unit": unit}) for unit in units or ()]


def lengths(wanted: Wanted, numbers: Mapping[tuple[str, str], Mapping[int, int]]) -> Lengths:
    """The lengths, from what the counts answered to `length_questions`."""

    def number(kind: Mapping[str, int]) -> int:
        return numbers[counts.TOTAL, counts.key(kind)].get(0, 0)

    by_road = {names: number(length_kind(wanted, names)) for names in roads(wanted)}
    of_units = sum(number({"unit": unit}) for unit in wanted.units or ()) if wanted.is_by_units else None
    return Lengths(by_road, of_units)


# --- SQL ------------------------------------------------------------------------------------------


def _conditions(
    wanted: Wanted, names: Iterable[str], after: Cursor | None = None, before: Cursor | None = None
) -> tuple[str, list[Any]]:
    """What one index answers: its columns, then a range of its order.

    A place takes the part of a bound of the year: with both, the database begins at the wrong one.
    """
    parts = [f"{name} = %s" for name in names]
    values: list[Any] = [wanted.columns[name] for name in names]
    for place, sign in ((after, "<"), (before, ">")):
        if place:
            parts.append(f"(issued_on, document_id) {sign} (%s, %s)")
            values += [place.issued_on, place.document]
    if wanted.year is not None and not before:
        parts.append("issued_on >= %s")
        values.append(date(wanted.year, 1, 1))
    if wanted.year is not None and not after:
        parts.append("issued_on < %s")
        values.append(date(wanted.year + 1, 1, 1))
    return " AND ".join(parts) or "true", values


def rest(wanted: Wanted, names: Iterable[str], through_units: bool = False) -> tuple[str, list[Any]]:
    """What the chosen index does not narrow, to be tested on each entry."""
    left = [name for name in wanted.columns if name not in set(names)]
    parts = [f"{name} = %s" for name in left]
    values: list[Any] = [wanted.columns[name] for name in left]
    if wanted.units is not None and not through_units:
        parts.append("unit = ANY(%s)")
        values.append(list(wanted.units))
    if wanted.hidden:
        parts.append("unit <> ALL(%s)")
        values.append(list(wanted.hidden))
    return " AND ".join(parts) or "true", values


@dataclass(frozen=True)
class Source:
    """Where to read from: a condition that one index answers, and what is left to test on each entry."""

    condition: str
    condition_values: list[Any]
    test: str
    test_values: list[Any]
    by_units: bool = False

    def order(self, direction: str) -> str:
        # Adding nothing to the day keeps the database from walking all lists for the sake of their order.
        return f"issued_on{' + 0' if self.by_units else ''} {direction}, document_id {direction}"


def by_units_cost(wanted: Wanted, known: Lengths) -> int | None:
    """What reading all of a list's units one by one costs, in entries; None where they are too many."""
    return None if known.of_units is None else known.of_units + A_UNIT * len(wanted.units or ())


def source(
    wanted: Wanted,
    known: Lengths,
    after: Cursor | None = None,
    before: Cursor | None = None,
    *,
    in_order: bool = True,
) -> Source:
    """The cheapest way to the rows of a list; rows in order that come by units must be sorted, so only a few do."""
    shortest = known.shortest
    by_road, of_units = known.by_road[shortest], known.of_units
    if of_units is not None and (
        of_units <= min(FEW, by_road) if in_order else (by_units_cost(wanted, known) or 0) < by_road
    ):
        condition, values = _conditions(wanted, (), after, before)
        return Source(
            f"unit = ANY(%s) AND {condition}",
            [list(wanted.units or ()), *values],
            *rest(wanted, (), True),
            by_units=True,
        )
    return Source(*_conditions(wanted, shortest, after, before), *rest(wanted, shortest))


def read_page(
    wanted: Wanted,
    known: Lengths,
    after: Cursor | None = None,
    before: Cursor | None = None,
    size: int = PAGE_SIZE,
) -> Slice:
    """The page after (older than) or before (newer than) a place; the first one without either."""
    if not known.least:
        return Slice([])
    read = source(wanted, known, after, before)
    sql = f"""
        SELECT issued_on, document_id, matches, place = {WALK} FROM (
            SELECT issued_on, document_id, {read.test} AS matches, row_number() OVER () AS place FROM (
                SELECT document_id, issued_on, {", ".join(LISTED_BY)} FROM documents_listeddocument
                WHERE {read.condition} ORDER BY {read.order("ASC" if before else "DESC")} LIMIT {WALK}
            ) AS walked
        ) AS tested WHERE matches OR place = {WALK} LIMIT {size + 1}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*read.test_values, *read.condition_values])
        return _slice(cursor.fetchall(), after, before, size)


def _slice(found: list[tuple[date, int, bool, bool]], after: Cursor | None, before: Cursor | None, size: int) -> Slice:
    rows = [Row(day, key) for day, key, matches, _end in found if matches][:size]
    is_full = len(found) > size
    # The walk came to its end before the page was full: its last entry is where the next one goes on.
    is_cut = not is_full and bool(found) and found[-1][3]
    onward = Cursor(*found[-1][:2]) if is_cut else (rows[-1].cursor if is_full else None)
    came_from = rows[0].cursor if rows else None
    if before:
        return Slice(rows[::-1], older=came_from, newer=onward, is_cut=is_cut)
    return Slice(rows, older=onward, newer=came_from if after else None, is_cut=is_cut)
