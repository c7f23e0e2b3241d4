"""Where, when, whom to ask: what holds of a procedure in a unit, put together when it is asked.

Nothing is copied. Two queries answer whatever the number of units and procedures, and what a unit above changes holds
below at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from sites.units import tree
from sites.units.models import Unit

from ..enums import Offered
from ..models import LocalFacts
from ..models.facts import INHERITED


@dataclass(frozen=True)
class Fact:
    """A value, the unit that gave it, and whether it was given for this very procedure."""

    value: str
    unit_id: int
    unit_name: str
    for_this: bool


@dataclass(frozen=True)
class Resolved:
    """What holds in a unit. `values` has the facts that somebody has given, by their names in `INHERITED`."""

    unit_id: int
    unit_name: str
    is_offered: bool = True
    values: dict[str, Fact] = field(default_factory=dict)


def order_of(rows: Iterable[LocalFacts], chain: list[int]) -> list[LocalFacts]:
    """Rows from the nearest to the farthest unit; within a unit, the procedure's own before the general one."""
    return sorted(rows, key=lambda row: (chain.index(row.unit_id), row.procedure_id is None))


def resolve(
    unit: Unit, procedure_id: int | None, *, place: list[tree.UnitLink] | None = None, without: int | None = None
) -> Resolved:
    """What holds of a procedure (None: of all procedures in general) in a unit.

    `place` is the unit's place in the tree where it is known already; `without` leaves out one row, to say what would
    be inherited without it.
    """
    place = tree.place(unit) if place is None else place
    return _resolved(unit, procedure_id, place, _live(place, procedure_id).exclude(pk=without or 0))


def _live(place: list[tree.UnitLink], procedure_id: int | None) -> QuerySet[LocalFacts]:
    wanted = Q(procedure=None) if procedure_id is None else Q(procedure=None) | Q(procedure=procedure_id)
    return LocalFacts.objects.filter(wanted, unit__in=[link.unit_id for link in place], live=True)


def _resolved(
    unit: Unit, procedure_id: int | None, place: list[tree.UnitLink], rows: Iterable[LocalFacts], *more: LocalFacts
) -> Resolved:
    chain = [link.unit_id for link in place]
    unit_names = {link.unit_id: link.name for link in place}
    values: dict[str, Fact] = {}
    offered = ""
    for row in order_of([*rows, *more], chain):
        if not offered and row.offered != Offered.INHERITED:
            offered = row.offered
        for name in INHERITED:
            value = getattr(row, name)
            if value and name not in values:
                values[name] = Fact(value, row.unit_id, unit_names[row.unit_id], row.procedure_id is not None)
    return Resolved(
        unit_id=unit.pk,
        unit_name=unit_names.get(unit.pk, ""),
        is_offered=offered != Offered.NO,
        values=_together(values, chain),
    )


# What belongs to a desk: a commune that names its own desk must not be given the telephone of the province's.
_OF_A_DESK = ("address", "contact", "phone", "email", "person")


def _together(values: dict[str, Fact], chain: list[int]) -> dict[str, Fact]:
    """The same without what belongs to a desk farther away than the one that is named; hours and fees hold anyway."""
    desks = [chain.index(values[name].unit_id) for name in ("place", "address") if name in values]
    if not desks:
        return values
    nearest = min(desks)
    return {
        name: fact for name, fact in values.items() if name not in _OF_A_DESK or chain.index(fact.unit_id) <= nearest
    }


def preview(row: LocalFacts) -> Resolved:
    """What would hold in the unit if this draft were published."""
    place = tree.place(row.unit)
    return _resolved(row.unit, row.procedure_id, place, _live(place, row.procedure_id).exclude(pk=row.pk), row)


def switched_off(unit_ids: list[int]) -> set[int]:
    """The procedures that the nearest of these units, the first one first, does not take."""
    rows = LocalFacts.objects.filter(unit__in=unit_ids, procedure__isnull=False, live=True)
    said: dict[int, str] = {}
    decisions = rows.exclude(offered=Offered.INHERITED).values_list("unit_id", "procedure_id", "offered")
    for _unit_id, procedure_id, offered in sorted(decisions, key=lambda row: unit_ids.index(row[0])):
        said.setdefault(procedure_id, offered)
    return {key for key, offered in said.items() if offered == Offered.NO}
