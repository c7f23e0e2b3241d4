"""A unit's place among the units: those above it and those directly below, with names and addresses.

A public page shows these, so each question is one query whatever the depth and the number of units.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.translation import get_language

from portal.core import page_cache

from . import hosts
from .audiences import MAX_DEPTH
from .enums import HostRole
from .models import HostName, Unit, UnitVersion, today

# A closed unit keeps the place it last had, so the latest version that has begun counts, ended or not.
_CHAIN = """
WITH RECURSIVE latest AS (
    SELECT DISTINCT ON (unit_id) unit_id, parent_id, tier_id, unit_type_id, name_en, full_name
    FROM units_unitversion WHERE unit_id = %(unit)s AND valid_from <= %(day)s
    ORDER BY unit_id, valid_from DESC
), chain AS (
    SELECT latest.*, 0 AS level FROM latest
    UNION ALL
    SELECT above.unit_id, above.parent_id, above.tier_id, above.unit_type_id, above.name_en, above.full_name,
           chain.level + 1
    FROM chain CROSS JOIN LATERAL (
        SELECT * FROM units_unitversion AS v
        WHERE v.unit_id = chain.parent_id AND v.valid_from <= %(day)s
        ORDER BY v.valid_from DESC LIMIT 1
    ) AS above
    WHERE chain.level < %(depth)s
)
SELECT unit.*, chain.full_name AS shown_name, chain.name_en, kind.name_en AS type_name_en, tier.code AS tier_code,
       tier.name AS tier_name, tier.name_en AS tier_name_en, host.host
FROM chain
JOIN units_unit AS unit ON unit.id = chain.unit_id
JOIN units_tier AS tier ON tier.id = chain.tier_id
JOIN units_unittype AS kind ON kind.id = chain.unit_type_id
LEFT JOIN units_hostname AS host ON host.unit_id = chain.unit_id AND host.role = 'primary'
    AND host.valid_from <= %(day)s AND (host.valid_to IS NULL OR host.valid_to > %(day)s)
ORDER BY chain.level
"""


@dataclass(frozen=True)
class UnitLink:
    """A unit as other units' pages name it; `url` is empty while it has no site."""

    unit_id: int
    name: str
    tier: str
    tier_name: str
    url: str


_COLUMNS = (
    "unit_id",
    "full_name",
    "name_en",
    "unit_type__name_en",
    "tier__code",
    "tier__name",
    "tier__name_en",
    "host",
)


def _link(
    unit_id: int,
    full_name: str,
    name_en: str,
    type_name_en: str,
    tier: str,
    tier_name: str,
    tier_name_en: str,
    host: str | None,
) -> UnitLink:
    english = get_language() == "en"
    return UnitLink(
        unit_id=unit_id,
        name=f"{name_en} {type_name_en}".strip() if english and name_en else full_name,
        tier=tier,
        tier_name=tier_name_en if english and tier_name_en else tier_name,
        url=hosts.root_url(host) + "/" if host else "",
    )


def place(unit: Unit, day: date | None = None) -> list[UnitLink]:
    """The unit itself, then the units above it up to the highest."""
    rows = Unit.objects.raw(_CHAIN, {"unit": unit.pk, "day": day or today(), "depth": MAX_DEPTH})
    columns = ("pk", "shown_name", "name_en", "type_name_en", "tier_code", "tier_name", "tier_name_en", "host")
    return [_link(*(getattr(row, column) for column in columns)) for row in rows]


def of(request: HttpRequest) -> list[UnitLink]:
    """The place of the unit whose site a request is for, asked for once a request; empty where there is none."""
    kept: list[UnitLink] | None = getattr(request, "_unit_place", None)
    if kept is None:
        kept = _place_of(request)
        request._unit_place = kept  # type: ignore[attr-defined]
    return kept


def _place_of(request: HttpRequest) -> list[UnitLink]:
    # The host says which unit it is without reading the unit.
    host: hosts.ResolvedHost | None = getattr(request, "unit_host", None)
    if host is None:
        unit = getattr(request, "unit", None)
        return place(unit) if unit else []
    key = f"unit-place:{host.unit_id}:{get_language()}"
    found: list[UnitLink] = page_cache.remember(key, lambda: place(Unit(pk=host.unit_id)), hosts.CACHE_SECONDS)
    return found


def links() -> dict[int, UnitLink]:
    """Every unit by its key, as it is called today or was called last, at its site or the archive of that.

    Kept, so that a page may name any number of units without a query; units that have not begun are not among them.
    """
    found: dict[int, UnitLink] = page_cache.remember(f"unit-links:{get_language()}", _links, hosts.CACHE_SECONDS)
    return found


def _links() -> dict[int, UnitLink]:
    day = today()
    kept_at = HostName.objects.on(day).filter(unit=OuterRef("unit_id"), role__in=(HostRole.PRIMARY, HostRole.ARCHIVE))
    # "primary" comes after "archive" in the alphabet.
    host = kept_at.order_by("-role").values("host")[:1]
    rows = (
        UnitVersion.objects.filter(valid_from__lte=day)
        .annotate(host=Subquery(host))
        .order_by("unit_id", "-valid_from")
        .distinct("unit_id")
        .values_list(*_COLUMNS)
    )
    return {row[0]: _link(*row) for row in rows}


def children(unit: Unit, limit: int, day: date | None = None) -> list[UnitLink]:
    """At most `limit` units directly below, by tier and then in Vietnamese order."""
    primary = HostName.objects.on(day).filter(unit=OuterRef("unit_id"), role=HostRole.PRIMARY).values("host")[:1]
    rows = (
        UnitVersion.objects.on(day)
        .filter(parent=unit)
        .annotate(host=Subquery(primary))
        .order_by("tier__rank", "name_key", "unit_id")
        .values_list(*_COLUMNS)
    )
    return [_link(*row) for row in rows[:limit]]
