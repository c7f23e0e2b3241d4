from .audiences import Audience
from .audit import AuditEntry
from .batches import BatchItem, BatchState, ImportBatch
from .checklists import UnitChecklist
from .content import AddressedContent, UnitContent, one_address
from .invitations import Invitation
from .machine_drafts import MachineDrafts
from .notifications import Notification
from .owned import UnitOwned
from .roles import RoleAssignment, RoleGroup
from .units import Tier, Unit, UnitEvent, UnitEventEdge, UnitType, UnitVersion, compose_full_name
from .validity import DateRange, Validity, ValidityQuerySet, ends_after_start, today
from .websites import HostName, TierFolder, UnitHome, UnitSettings
from .workflows import AlreadyDecided, UnitRoleTask, UnitStep, UnitWorkflow, UnitWorkflowMixin, how_it_ended

__all__ = [
    "AddressedContent",
    "AlreadyDecided",
    "Audience",
    "AuditEntry",
    "BatchItem",
    "BatchState",
    "DateRange",
    "HostName",
    "ImportBatch",
    "Invitation",
    "MachineDrafts",
    "Notification",
    "RoleAssignment",
    "RoleGroup",
    "Tier",
    "TierFolder",
    "Unit",
    "UnitChecklist",
    "UnitContent",
    "UnitEvent",
    "UnitEventEdge",
    "UnitHome",
    "UnitOwned",
    "UnitRoleTask",
    "UnitSettings",
    "UnitStep",
    "UnitType",
    "UnitVersion",
    "UnitWorkflow",
    "UnitWorkflowMixin",
    "Validity",
    "ValidityQuerySet",
    "compose_full_name",
    "ends_after_start",
    "how_it_ended",
    "one_address",
    "today",
]
