"""What can be done with documents; every function says what it promises."""

from .changes import PAGES, content_changed, documents_changed
from .documents import after_saving, complete, duplicates, keep_tier, save_document, shortened
from .effect import effect_on, recompute_all, recompute_effect
from .issuers import bodies_of, body_named, body_of, find_issuer, find_type, keep_bodies
from .lists import sync_lists
from .relations import check_relation, ended_by, in_force_instead, relate, related, why_not_relate
from .serving import public_documents

__all__ = [
    "PAGES",
    "after_saving",
    "bodies_of",
    "body_named",
    "body_of",
    "check_relation",
    "complete",
    "content_changed",
    "documents_changed",
    "duplicates",
    "effect_on",
    "ended_by",
    "find_issuer",
    "find_type",
    "in_force_instead",
    "keep_bodies",
    "keep_tier",
    "public_documents",
    "recompute_all",
    "recompute_effect",
    "relate",
    "related",
    "save_document",
    "shortened",
    "sync_lists",
    "why_not_relate",
]
