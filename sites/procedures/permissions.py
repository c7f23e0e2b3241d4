"""Who may do what with procedures, beyond what roles in units say."""

from sites.units.models import Unit

# A commune uses procedures and adds what holds there (`LocalFacts`); it defines none.
DEFINING_TIERS = frozenset({"national", "province", "department"})


def unit_can_define(unit: Unit) -> bool:
    """Whether the unit is of a tier that announces procedures."""
    version = unit.version
    return version is not None and version.tier.code in DEFINING_TIERS
