"""The indexes of documents: what the admin and look-ups by symbol read, and what the public listings read.

The figures of the listings' indexes are in docs/documents.md, measured by tests/benchmarks/documents.py.
"""

from django.db import models

DOCUMENT_INDEXES = [
    models.Index(fields=["unit", "-issued_on", "-id"], name="documents_of_unit"),
    models.Index(fields=["unit", "symbol_key"], name="documents_unit_symbol"),
    models.Index(fields=["symbol_key"], name="documents_symbol"),
    models.Index(fields=["unit", "-latest_revision"], name="documents_unit_revision"),
]

# What a reader narrows a list by. The year is a range of the order itself, so it needs no index of its own.
LISTED_BY = ("unit", "issuer", "type", "field", "effect", "tier")

# What narrows the walk through a list: each alone, and the pairs that readers combine most. With each of them the
# year comes free, which makes the pairs with a year and the triples.
WALKS: tuple[tuple[str, ...], ...] = (
    (),
    ("unit",),
    ("issuer",),
    ("type",),
    ("field",),
    ("effect",),
    ("tier",),
    ("unit", "type"),
    ("issuer", "type"),
    ("tier", "type"),
    ("tier", "field"),
    ("type", "field"),
    ("type", "effect"),
)


def _walk(names: tuple[str, ...]) -> models.Index:
    """Newest first below these columns, with the others beside, so that no row of the table is read."""
    return models.Index(
        fields=[*names, "-issued_on", "-document"],
        include=[name for name in LISTED_BY if name not in names],
        name="documents_listed_" + ("_".join(names) or "all"),
    )


LISTING_INDEXES = [_walk(names) for names in WALKS]
