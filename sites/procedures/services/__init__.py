"""What can be done with procedures; every function says what it promises."""

from .facts import Fact, Resolved, resolve
from .lists import names, sync_lists
from .saving import PAGES, complete, procedures_changed, tell
from .serving import in_force, public_procedures
from .versions import content_of, keep_version, why_not_from

__all__ = [
    "PAGES",
    "Fact",
    "Resolved",
    "complete",
    "content_of",
    "in_force",
    "keep_version",
    "names",
    "procedures_changed",
    "public_procedures",
    "resolve",
    "sync_lists",
    "tell",
    "why_not_from",
]
