"""Which units a list of documents covers, and the names that lists show instead of keys."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import get_language

from portal.core import page_cache
from sites.units.models import Tier, Unit, today

from ..models import DocumentType, Field

CACHE_SECONDS = 3600
NAMES = "documents:names"

# A closed unit keeps the place it last had, so that its documents stay in the lists above it.
_BELOW = """
WITH RECURSIVE latest AS (
    SELECT DISTINCT ON (unit_id) unit_id, parent_id FROM units_unitversion WHERE valid_from <= %(day)s
    ORDER BY unit_id, valid_from DESC
), below AS (
    SELECT %(unit)s::bigint AS unit_id
    UNION
    SELECT latest.unit_id FROM latest JOIN below ON latest.parent_id = below.unit_id
)
SELECT unit_id FROM below
"""


def units_below(unit_id: int) -> tuple[int, ...] | None:
    """A unit and all below it in the tree of today; None where these are all units there are."""
    found = page_cache.remember(f"documents:below:{unit_id}", lambda: _units_below(unit_id), CACHE_SECONDS)
    return None if found == () else found


def _units_below(unit_id: int) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"unit": unit_id, "day": today()})
        found = tuple(sorted(row[0] for row in cursor.fetchall()))
    # Nothing that is kept may be None; a unit is always below itself, so empty is free to mean "all".
    return () if len(found) == Unit.objects.count() else found


@dataclass(frozen=True)
class Name:
    """A value of a filter: its key, the code it has in addresses, and what it is called in both languages."""

    key: int
    code: str
    name: str
    name_en: str

    def __str__(self) -> str:
        return (get_language() == "en" and self.name_en) or self.name


def names() -> dict[str, dict[int, Name]]:
    """The types, fields and tiers by key, in the order in which they are listed."""
    return page_cache.remember(NAMES, _names, CACHE_SECONDS)


def _names() -> dict[str, dict[int, Name]]:
    rows = {
        column: model._default_manager.values_list("pk", "code", "name", "name_en")
        for column, model in {"type": DocumentType, "field": Field, "tier": Tier}.items()
    }
    return {
        column: {key: Name(key, code, name, name_en) for key, code, name, name_en in found}
        for column, found in rows.items()
    }
