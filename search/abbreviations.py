"""Short forms and their meanings, which the platform keeps and every search knows."""

import json
from pathlib import Path

from django.core.cache import cache

from portal.core import text

from .models import Abbreviation

GIVEN = Path(__file__).parent / "data" / "abbreviations.json"
CACHE_KEY = "search:abbreviations"
# Should a process miss that one changed, it learns of it this much later.
KEPT_SECONDS = 300


def load() -> int:
    """Fill an empty list with those the release brings; returns how many. What the platform keeps is its own."""
    if Abbreviation.objects.exists():
        return 0
    given = json.loads(GIVEN.read_text(encoding="utf-8"))
    rows = [
        Abbreviation(short=short.upper(), meaning=meaning, folded=text.fold(short)) for short, meaning in given.items()
    ]
    forget()
    return len(Abbreviation.objects.bulk_create(rows))


def known() -> dict[str, str]:
    """Folded short form → its meaning, kept in the cache until one changes."""
    found: dict[str, str] | None = cache.get(CACHE_KEY)
    if found is None:
        found = dict(Abbreviation.objects.values_list("folded", "meaning"))
        cache.set(CACHE_KEY, found, KEPT_SECONDS)
    return found


def forget() -> None:
    """Read the list anew at the next search, in every process."""
    cache.delete(CACHE_KEY)
