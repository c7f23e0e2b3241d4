"""What can be done with units; every function here owns its transaction."""

from .hosts import add_host, end_host, sync_sites
from .importing import ImportReport, import_units
from .languages import set_languages
from .lifecycle import change_unit, create_unit, end_unit, rename_unit
from .provisioning import ProvisionReport, provision_unit, provision_units
from .tiers import sync_tiers

__all__ = [
    "ImportReport",
    "ProvisionReport",
    "add_host",
    "change_unit",
    "create_unit",
    "end_host",
    "end_unit",
    "import_units",
    "provision_unit",
    "provision_units",
    "rename_unit",
    "set_languages",
    "sync_sites",
    "sync_tiers",
]
