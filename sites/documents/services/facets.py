"""How many documents a list has, and how many each value of each filter would leave, ignoring that filter's own choice.

Most numbers are stored (`services.counts`). The others are counted at once where that takes a look at no more than
`BUDGET` entries of an index, all of them together; beyond that a value is offered without a number. A number is
exact up to `EXACT`; readers are told "more than" beyond it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from ..models.indexes import LISTED_BY
from . import counts
from .listing import Lengths, Wanted, by_units_cost, length_questions, lengths, source

FACETS = ("type", "field", "year", "effect", "tier", "issuer")
EXACT = 10_000
BUDGET = 80_000
# And so many for the total, where its own scan does not fit into that.
FOR_TOTAL = 20_000

_YEAR = "extract(year FROM issued_on)::integer"
_EXPRESSIONS = {name: _YEAR if name == "year" else name for name in FACETS}


@dataclass(frozen=True)
class Total:
    """How many there are; `is_least` when it is only known that there are not fewer."""

    number: int
    is_least: bool = False

    @property
    def is_more(self) -> bool:
        """Whether readers are told "more than"."""
        return self.number > EXACT

    @property
    def shown(self) -> int:
        return min(self.number, EXACT)


@dataclass(frozen=True)
class Summary:
    """The total and, by facet, the number of each value: None where it is not counted."""

    total: Total
    values: Mapping[str, Mapping[int, int | None]] = field(default_factory=dict)
    lengths: Lengths = field(default_factory=lambda: Lengths({(): 0}))


def summarise(wanted: Wanted, facets: tuple[str, ...] = FACETS) -> Summary:
    """Total and facets of a list, in two queries at most, and the lengths that `listing.read_page` asks for."""
    asked = {facet: wanted.without(facet) for facet in facets} | {counts.TOTAL: wanted}
    stored = {
        facet: (facet, among.kind)
        for facet, among in asked.items()
        if among.is_countable and counts.is_stored({*among.kind, *([facet] if facet else [])})
    }
    # What a facet's values are, where their numbers are not known.
    names: dict[str, tuple[str, dict[str, int]]] = {facet: (facet, {}) for facet in facets}
    questions = [question for among in set(map(_frozen, asked.values())) for question in length_questions(_thaw(among))]
    numbers = counts.read([*stored.values(), *names.values(), *questions])
    found: dict[str, dict[int, int | None]] = {
        facet: dict(numbers[facet, counts.key(kind)]) for facet, (_facet, kind) in stored.items()
    }
    known = {facet: lengths(among, numbers) for facet, among in asked.items()}
    scans = list(_affordable({facet: (asked[facet], known[facet]) for facet in asked if facet not in stored}))
    found |= _scan(scans)
    total = _total(wanted, known[counts.TOTAL], found)
    values = {facet: found.get(facet, dict.fromkeys(numbers[facet, ""], None)) for facet in facets}
    return Summary(total, values, known[counts.TOTAL])


def _total(wanted: Wanted, known: Lengths, found: Mapping[str, Mapping[int, int | None]]) -> Total:
    if counts.TOTAL in found:
        return Total(found[counts.TOTAL].get(0) or 0)
    return _count_some(wanted, known)


# --- Counting at once -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Scan:
    """One way through an index that answers several facets: those that leave the same filters."""

    wanted: Wanted
    known: Lengths
    facets: tuple[str, ...]

    @property
    def cost(self) -> int:
        road = self.known.by_road[self.known.shortest]
        by_units = by_units_cost(self.wanted, self.known)
        return road if by_units is None else min(road, by_units)


def _frozen(wanted: Wanted) -> tuple:
    return (tuple(sorted(wanted.columns.items())), wanted.year, wanted.units, wanted.hidden)


def _thaw(frozen: tuple) -> Wanted:
    columns, *others = frozen
    return Wanted(dict(columns), *others)


def _affordable(missing: Mapping[str, tuple[Wanted, Lengths]]) -> Iterator[Scan]:
    """The scans that fit into the budget together, the shortest first."""
    groups: dict[tuple, list[str]] = {}
    for facet, (wanted, _known) in missing.items():
        groups.setdefault(_frozen(wanted), []).append(facet)
    left = BUDGET
    scans = [Scan(*missing[names[0]], tuple(names)) for names in groups.values()]
    for scan in sorted(scans, key=lambda scan: scan.cost):
        left -= scan.cost
        if left < 0:
            return
        yield scan


def _scan(scans: list[Scan]) -> dict[str, dict[int, int | None]]:
    """The numbers of all scans, in one query."""
    found: dict[str, dict[int, int | None]] = {facet: {} for scan in scans for facet in scan.facets}
    parts, values = [], []
    for scan in scans:
        if scan.known.least:
            sql, sql_values = _scan_sql(scan)
            parts.append(sql)
            values += sql_values
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for facet, value, number in cursor:
                found[facet][value] = number
    return found


def _scan_sql(scan: Scan) -> tuple[str, list[Any]]:
    read = source(scan.wanted, scan.known, in_order=False)
    grouped = {facet: _EXPRESSIONS[facet] for facet in scan.facets if facet}
    sets = [f"({expression})" for expression in grouped.values()]
    names = " ".join(f"WHEN grouping({expression}) = 0 THEN '{facet}'" for facet, expression in grouped.items())
    if counts.TOTAL in scan.facets:
        sets.append("()")
    return (
        f"(SELECT CASE {names or 'WHEN false THEN NULL'} ELSE '{counts.TOTAL}' END,"  # noqa: S608
        f" coalesce({', '.join([*grouped.values(), '0'])}), count(*) FROM ("
        f"SELECT issued_on, {', '.join(LISTED_BY)} FROM documents_listeddocument WHERE {read.condition}"
        # Never reached; it keeps the database to the index chosen.
        f" LIMIT {2 * BUDGET}) AS walked WHERE {read.test} GROUP BY GROUPING SETS ({', '.join(sets)}))",
        [*read.condition_values, *read.test_values],
    )


def _count_some(wanted: Wanted, known: Lengths) -> Total:
    """The total as far as the budget goes."""
    read = source(wanted, known)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM (SELECT issued_on, {', '.join(LISTED_BY)}"  # noqa: S608
            f" FROM documents_listeddocument WHERE {read.condition} ORDER BY {read.order('DESC')} LIMIT {FOR_TOTAL}"
            f") AS walked WHERE {read.test} LIMIT {EXACT + 1}) AS found",
            [*read.condition_values, *read.test_values],
        )
        number = cursor.fetchone()[0]
    return Total(number, is_least=number <= EXACT)
