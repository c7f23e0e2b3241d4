"""Counting whether pages are useful, without knowing who says so.

Nothing of a reader is stored in the database. For a day, the cache remembers that a network has answered for a page,
under a key from which neither can be read. While the cache is out of reach, answers are thanked for and not counted.
"""

import hashlib
from datetime import date

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from sites.units.models import today

from .votes import PageVotes

ONE_DAY = 24 * 3600


def count_vote(unit_id: int, path: str, *, useful: bool, sender: str) -> bool:
    """Count an answer for a page; False where this network has answered for it today already.

    `sender` is a key of the reader's network that changes every day (`portal.core.senders.sender_key`).
    """
    mark = hashlib.sha256(f"{sender} {unit_id} {path}".encode()).hexdigest()
    if not cache.add(f"page-vote:{mark}", 1, ONE_DAY):
        return False
    _add(unit_id, path, today().replace(day=1), "useful" if useful else "not_useful")
    return True


def _add(unit_id: int, path: str, month: date, column: str) -> None:
    with transaction.atomic():
        PageVotes.objects.bulk_create([PageVotes(unit_id=unit_id, path=path, month=month)], ignore_conflicts=True)
        PageVotes.objects.filter(unit=unit_id, path=path, month=month).update(**{column: F(column) + 1})
