from .audit import AuditEntry
from .roles import RoleAssignment, RoleGroup
from .units import Tier, Unit, UnitEvent, UnitEventEdge, UnitType, UnitVersion, compose_full_name
from .validity import Validity, ValidityQuerySet, today
from .websites import HostName, TierFolder, UnitHome, UnitSettings

__all__ = [
    "AuditEntry",
    "HostName",
    "RoleAssignment",
    "RoleGroup",
    "Tier",
    "TierFolder",
    "Unit",
    "UnitEvent",
    "UnitEventEdge",
    "UnitHome",
    "UnitSettings",
    "UnitType",
    "UnitVersion",
    "Validity",
    "ValidityQuerySet",
    "compose_full_name",
    "today",
]
