"""The registers of a unit: one way to keep an entry, whoever brings it."""

import re
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.core import page_cache, text
from sites.units.models import Unit

from ..models import RegisterEntry
from .serving import closed_units

# The version that every public page of registers depends on.
REGISTERS = "registers"
# What makes an entry another one when it comes again.
COMPARED = (
    "registered_on",
    "correspondent",
    "symbol",
    "document_date",
    "abstract",
    "handling_unit",
    "due_on",
    "state",
    "finished_on",
)
_DIGITS = re.compile(r"\d+")


def entry_key(values: dict[str, Any]) -> tuple[str, int, str]:
    """What tells an entry from all others of the unit."""
    return str(values["direction"]), values["year"], values["register_no"]


def complete_entry(entry: RegisterEntry) -> None:
    """Fill what follows from other fields; runs before every save."""
    entry.register_no = text.normalise(entry.register_no)
    entry.abstract = text.normalise(entry.abstract)
    if entry.registered_on and not entry.year:
        entry.year = entry.registered_on.year
    digits = _DIGITS.search(entry.register_no)
    entry.register_order = min(int(digits[0]), 2_000_000_000) if digits else 0
    parts = (entry.register_no, entry.symbol, entry.abstract, entry.correspondent, entry.handling_unit)
    entry.search_text = " ".join(filter(None, map(text.fold, parts)))


@transaction.atomic
def put(entry: RegisterEntry | None, values: dict[str, Any], *, unit: Unit, by: Any) -> RegisterEntry:
    """Keep the values as a draft: a new entry, a changed draft, or a draft on top of what is published.

    Raises `ValidationError` with sentences.
    """
    if entry is None:
        entry = RegisterEntry(unit=unit, owner=by, live=False)
    else:
        entry = entry.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(entry, name, value)
    complete_entry(entry)
    entry.full_clean(exclude=["unit", "owner", "latest_revision", "live_revision", "locked_by"])
    if not entry.live:
        entry.save()
    entry.save_revision(user=by, changed=True, clean=False, log_action=False)
    return entry


def public_entries() -> QuerySet[RegisterEntry]:
    """The published entries of units whose site is open; nothing public shows an entry by another way."""
    entries = RegisterEntry.objects.filter(live=True)
    closed = closed_units()
    return entries.exclude(unit__in=closed) if closed else entries


def entries_changed() -> None:
    """Expire what is kept of registers after the commit."""
    page_cache.expire(REGISTERS)
