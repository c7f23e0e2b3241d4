"""Which units define procedures, and which only say what holds with them."""

from sites.units.models import Unit

# A commune uses procedures and adds what holds there (`LocalFacts`); it defines none.
DEFINING_TIERS = frozenset({"national", "province", "department"})


def can_define(unit: Unit) -> bool:
    """Whether the unit is of a tier that announces procedures."""
    version = unit.version
    return version is not None and version.tier.code in DEFINING_TIERS
