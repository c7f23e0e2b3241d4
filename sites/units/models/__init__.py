from .audit import AuditEntry
from .invitations import Invitation
from .owned import UnitOwned
from .roles import RoleAssignment, RoleGroup
from .units import Tier, Unit, UnitEvent, UnitEventEdge, UnitType, UnitVersion, compose_full_name
from .validity import Validity, ValidityQuerySet, today
from .websites import HostName, TierFolder, UnitHome, UnitSettings
from .workflows import UnitRoleTask, UnitWorkflow, UnitWorkflowMixin

__all__ = [
    "AuditEntry",
    "HostName",
    "Invitation",
    "RoleAssignment",
    "RoleGroup",
    "Tier",
    "TierFolder",
    "Unit",
    "UnitEvent",
    "UnitEventEdge",
    "UnitHome",
    "UnitOwned",
    "UnitRoleTask",
    "UnitSettings",
    "UnitType",
    "UnitVersion",
    "UnitWorkflow",
    "UnitWorkflowMixin",
    "Validity",
    "ValidityQuerySet",
    "compose_full_name",
    "today",
]
