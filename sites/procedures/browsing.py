"""Finding one's procedure: by an event of life, by who one is, by field, by agency.

All procedures of a province are some thousands of short rows: one query reads them, and they are narrowed and
counted here, so that every number on the page is right and none costs a query of its own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils.translation import get_language

from sites.units.models import today

from .asking import PARAMETERS, Asked
from .enums import ServiceScheme
from .models import Procedure, ProcedureLevel
from .services.facts import switched_off
from .services.lists import Name, names
from .services.serving import LANGUAGE, in_force, public_procedures


@dataclass(frozen=True)
class Line:
    """A procedure in lists; what it is found by, as keys of the lists."""

    pk: int
    key: UUID
    slug: str
    code: str
    name: str
    is_sample: bool
    values: dict[str, frozenset[int]]

    def has(self, name: str, key: int) -> bool:
        return key in self.values[name]


def _keys(relation: str, column: str) -> ArraySubquery:
    through = Procedure._meta.get_field(relation).remote_field.through
    return ArraySubquery(through.objects.filter(procedure=OuterRef("pk")).values(column))


def directory(closed: list[int] | None = None) -> list[Line]:
    """All procedures in force that anybody may read, by name; one query."""
    day = today()
    levels = ProcedureLevel.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        procedure=OuterRef("pk"),
        valid_from__lte=day,
        level__scheme=ServiceScheme.SCOPE,
    )
    rows = (
        in_force(public_procedures(closed), day)
        .annotate(
            event_keys=_keys("events", "lifeevent"),
            group_keys=_keys("groups", "applicantgroup"),
            tier_keys=_keys("tiers", "tier"),
            level_keys=ArraySubquery(levels.values("level")),
        )
        .order_by("name_key", "pk")
        .values_list(
            *("pk", "translation_key", "slug", "code", "name", "is_sample", "field", "agency"),
            *("event_keys", "group_keys", "tier_keys", "level_keys"),
        )
    )
    return [
        Line(
            *row[:6],
            values={
                "field": frozenset([row[6]]),
                "agency": frozenset([row[7]]),
                "event": frozenset(row[8]),
                "group": frozenset(row[9]),
                "tier": frozenset(row[10]),
                "level": frozenset(row[11]),
            },
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Here:
    """The procedures of a site: those that its unit carries out, and all; `agency` is its key where it is one."""

    own: list[Line]
    all: list[Line]
    agency: int | None = None


def on_site(lines: list[Line], unit_id: int, tier: str, chain: list[int]) -> Here:
    """What a unit carries out: as the agency itself, or as one of its tier; without what it does not take.

    `chain` are the ids of the unit and of those above it.
    """
    off = switched_off(chain)
    lines = [line for line in lines if line.pk not in off]
    agency = next((row.key for row in names()["agency"].values() if row.unit_id == unit_id), None)
    if agency is not None:
        return Here([line for line in lines if line.has("agency", agency)], lines, agency)
    tiers = {row.key for row in names()["tier"].values() if row.code == tier}
    return Here([line for line in lines if line.values["tier"] & tiers], lines)


def narrowed(lines: Iterable[Line], chosen: dict[str, int]) -> list[Line]:
    return [line for line in lines if all(line.has(name, key) for name, key in chosen.items())]


def counted(lines: Iterable[Line], name: str) -> list[tuple[Name, int]]:
    """The values of a list that lines have, in the order of the list, each with how many."""
    numbers = Counter(key for line in lines for key in line.values[name])
    return [(row, numbers[key]) for key, row in names()[name].items() if numbers[key]]


@dataclass(frozen=True)
class FacetValue:
    label: str
    number: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    values: list[FacetValue]


def facets(lines: list[Line], asked: Asked, base: str) -> list[Facet]:
    """The filters that offer a choice, each counted under the others."""
    found = []
    for name in PARAMETERS:
        others = {other: key for other, key in asked.chosen.items() if other != name}
        rows = counted(narrowed(lines, others), name)
        current = asked.chosen.get(name)
        if len(rows) < 2 and current is None:
            continue
        values = [
            FacetValue(
                label=str(row),
                number=how_many,
                url=base + asked.address(**{name: None if row.key == current else row.key}),
                chosen=row.key == current,
            )
            for row, how_many in rows
        ]
        found.append(Facet(name, values))
    return found


@dataclass(frozen=True)
class Row:
    """A procedure as a list shows it; `language` is named where it is not the reader's."""

    slug: str
    code: str
    name: str
    language: str
    agency: str
    level: Name | None
    is_sample: bool


def rows(lines: list[Line]) -> list[Row]:
    """Lines in the reader's language; one query where that is not the one of the procedures."""
    language = get_language() or LANGUAGE
    translated: dict[Any, str] = {}
    if language != LANGUAGE:
        found = Procedure.objects.filter(
            translation_key__in=[line.key for line in lines], locale__language_code=language, live=True
        )
        translated = dict(found.values_list("translation_key", "name"))
    known = names()
    return [
        Row(
            slug=line.slug,
            code=line.code,
            name=translated.get(line.key, line.name),
            language="" if language == LANGUAGE or line.key in translated else LANGUAGE,
            agency=", ".join(str(known["agency"][key]) for key in line.values["agency"] if key in known["agency"]),
            level=next((known["level"][key] for key in line.values["level"] if key in known["level"]), None),
            is_sample=line.is_sample,
        )
        for line in lines
    ]
