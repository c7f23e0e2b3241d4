"""What the pages of the organisation show, each in a number of queries that does not grow with what there is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from sites.documents.services.serving import closed_units
from sites.units import hosts
from sites.units.contents import published
from sites.units.enums import HostRole
from sites.units.models import HostName, Tier, UnitVersion, today

from .models import Body, Person, Position, Spokesperson

# The list of all spokespersons depends on this version, wherever it is shown.
SPOKESPERSONS = "spokespersons"
SPOKESPERSONS_SEGMENT = "nguoi-phat-ngon"


# --- The chart ------------------------------------------------------------------------------------


@dataclass
class Seat:
    """A position as lists show it, with who holds it."""

    person: Person
    position: Position


@dataclass
class Node:
    """A body in the chart: who leads it, who else works there, what is below it."""

    body: Body
    leaders: list[Seat] = field(default_factory=list)
    others: list[Seat] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    @property
    def seats(self) -> list[Seat]:
        return [*self.leaders, *self.others]


@dataclass
class Chart:
    """All of a unit's apparatus; `leaders` are those of every body, `elsewhere` whose body is not in the chart."""

    roots: list[Node]
    leaders: list[Seat]
    elsewhere: list[Seat]

    @property
    def is_empty(self) -> bool:
        return not (self.roots or self.leaders or self.elsewhere)


def with_positions(people: QuerySet[Person], day: date | None = None) -> QuerySet[Person]:
    """People with their positions and their bodies; with a day, with those positions that hold on it."""
    positions = Position.objects.select_related("body").order_by("sort_order", "pk")
    if day is not None:
        positions = positions.on(day)
    return people.prefetch_related(Prefetch("positions", queryset=positions))


def chart_of(bodies: Iterable[Body], people: Iterable[Person]) -> Chart:
    """The chart of published bodies and of the people who hold positions now.

    A body whose parent is not published stands at the top; bodies that are below each other in a circle, which two
    drafts published by themselves can make, are shown once.
    """
    nodes = {body.pk: Node(body) for body in bodies}
    leaders: list[Seat] = []
    elsewhere: list[Seat] = []
    for person in people:
        for position in person.positions.all():
            seat = Seat(person, position)
            node = nodes.get(position.body_id)
            if position.is_leader:
                leaders.append(seat)
            if node is not None:
                (node.leaders if position.is_leader else node.others).append(seat)
            elif not position.is_leader:
                elsewhere.append(seat)
    below: dict[int | None, list[Node]] = defaultdict(list)
    for node in nodes.values():
        below[node.body.parent_id if node.body.parent_id in nodes else None].append(node)
    placed: set[int] = set()

    def hang(found: list[Node]) -> list[Node]:
        fresh = [node for node in found if node.body.pk not in placed]
        placed.update(node.body.pk for node in fresh)
        for node in fresh:
            node.children = hang(below[node.body.pk])
        return fresh

    roots = hang(below[None])
    for node in nodes.values():
        roots += hang([node])
    order = {node.body.pk: place for place, node in enumerate(_walk(roots))}
    leaders.sort(key=lambda seat: (order.get(seat.position.body_id, len(order)), seat.position.sort_order))
    return Chart(roots, leaders, elsewhere)


def _walk(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def terms_of(person: Person) -> dict[str, Any]:
    """A person with the positions of now and of before, the latest first."""
    positions = sorted(person.positions.all(), key=lambda one: one.valid_from, reverse=True)
    day = today()
    return {
        "person": person,
        "present": [one for one in positions if one.is_valid_on(day)],
        "coming": [one for one in positions if one.valid_from > day],
        "past": [one for one in positions if one.is_over],
    }


# --- Spokespersons --------------------------------------------------------------------------------


def speaking(rows: QuerySet[Spokesperson], day: date | None = None) -> QuerySet[Spokesperson]:
    """Those who speak for their unit on a day (default: today)."""
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day or today()))


@dataclass(frozen=True)
class UnitSpokespersons:
    """A unit of the list of all and who speaks for it."""

    name: str
    url: str
    spokespersons: list[Spokesperson]


def all_spokespersons() -> list[tuple[Tier, list[UnitSpokespersons]]]:
    """Who speaks for every unit, by tier and name; three queries however many units there are."""
    rows = speaking(published(Spokesperson, closed_units())).order_by("-assigned_at", "pk")
    by_unit: dict[int, list[Spokesperson]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit_id].append(row)
    named = UnitVersion.objects.on().filter(unit__in=by_unit).select_related("tier", "unit_type")
    primary = HostName.objects.on().filter(unit__in=by_unit, role=HostRole.PRIMARY).values_list("unit_id", "host")
    addresses = dict(primary)
    found: dict[int, tuple[Tier, list[UnitSpokespersons]]] = {}
    for version in named.order_by("tier__rank", "name_key", "unit_id"):
        host = addresses.get(version.unit_id)
        entry = UnitSpokespersons(str(version), hosts.root_url(host) + "/" if host else "", by_unit[version.unit_id])
        found.setdefault(version.tier_id, (version.tier, []))[1].append(entry)
    return list(found.values())
