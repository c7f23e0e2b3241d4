"""Saving procedures: what follows from what was typed, and whom a change concerns."""

from collections.abc import Iterable

from django.db import connection
from django.dispatch import Signal

from portal.core import page_cache, text

from ..models import Procedure

SLUG_LENGTH = 100
# Every page at an address of procedures depends on this version, on whatever site.
PAGES = "procedures"
# Addresses below the list that are no procedure's.
RESERVED = frozenset({"danh-sach", "ho-so", "so-lieu"})

# Sent in the transaction of the change with `keys`, those of procedures that readers now see otherwise.
procedures_changed = Signal()


def complete(procedure: Procedure) -> None:
    """Fill what follows from other fields, before every save; an address that readers have had stays."""
    procedure.code = text.normalise(procedure.code)
    procedure.name = text.normalise(procedure.name)
    if not procedure.slug:
        procedure.slug = _shared_slug(procedure) or free_slug(procedure)


def _shared_slug(procedure: Procedure) -> str:
    """A translation has the address of what it translates."""
    others = Procedure.objects.filter(translation_key=procedure.translation_key).exclude(pk=procedure.pk)
    return others.values_list("slug", flat=True).first() or ""


def free_slug(procedure: Procedure) -> str:
    """The name as an address, with its code behind it where another procedure has the same name."""
    base = text.slugify(procedure.name, SLUG_LENGTH) or "thu-tuc"
    # Two saves at once wait for one another.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"procedure:{base}"])
    others = Procedure.objects.filter(slug__startswith=base).exclude(translation_key=procedure.translation_key)
    taken = set(others.values_list("slug", flat=True)) | RESERVED
    if base not in taken:
        return base
    coded = text.slugify(f"{base[: SLUG_LENGTH - 20]} {procedure.code}", 120)
    number, found = 2, coded
    while found in taken:
        found, number = f"{coded[:110]}-{number}", number + 1
    return found


def tell(keys: Iterable[int]) -> None:
    """Expire what is kept of procedures after the commit, and tell whoever listens."""
    page_cache.expire(PAGES)
    procedures_changed.send(sender=Procedure, keys=list(keys))
