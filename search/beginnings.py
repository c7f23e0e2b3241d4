"""Titles that go on from what has been typed so far.

The database is asked, whatever engine was chosen: it answers sooner than an engine and a look at the database whether
each may still be shown, and is never behind.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from portal.core.text import fold, syllables

from .engines.postgres import IN_TIME, every_one_of, quote_token

# Common words are found among so many of the newest, the unit's own and all; rare ones by the index of words.
NEWEST = 1_000
# So many rows are asked for to have one title: several things may have the same.
OF_EACH_TITLE = 4

# Takes a `tsquery` and the moment twice.
_MATCHES = f"title_vector @@ %s::tsquery AND part = 0 AND {IN_TIME}"
_COLUMNS = "title, date, title_vector, part, visible_from, visible_to"
_OWN = (
    f"SELECT 0 AS place, title, date FROM (SELECT {_COLUMNS} FROM search_entry WHERE unit_id = %s"  # noqa: S608
    f" ORDER BY date DESC NULLS LAST LIMIT %s) AS own WHERE {_MATCHES}"
)
_NEWEST = (
    f"SELECT 1 AS place, title, date FROM (SELECT {_COLUMNS} FROM search_entry WHERE date IS NOT NULL"  # noqa: S608
    f" ORDER BY date DESC LIMIT %s) AS newest WHERE {_MATCHES}"
)
_ANYWHERE = f"SELECT 2 AS place, title, date FROM search_entry WHERE {_MATCHES}"  # noqa: S608


def titles_beginning(typed: str, unit_id: int | None, limit: int = 8) -> list[str]:
    """Titles that hold all words typed so far, the last one perhaps unfinished, and may be shown now.

    The own unit's come first, then the newest. Of a unit's own only the newest are looked at: of a province's there
    may be very many.
    """
    typed_words = fold(typed).split()[:8]
    if not typed_words or len(typed_words) == 1 and len(typed_words[-1]) < 2:
        return []
    *words, last = syllables(" ".join(typed_words))
    # `quy` is kept as `qui`, but may also be how `quyet` begins.
    begun = typed_words[-1][: len(last)]
    unfinished = f"{quote_token(begun)}:*" + (f" | {quote_token(last)}" if last != begun else "")
    tsquery = " & ".join([*([every_one_of(words)] if words else []), f"({unfinished})"])
    titles: dict[str, None] = {}
    for found in _further_and_further(tsquery, unit_id, limit * OF_EACH_TITLE):
        titles |= dict.fromkeys(found)
        if len(titles) >= limit:
            break
    return list(titles)[:limit]


def _further_and_further(tsquery: str, unit_id: int | None, enough: int) -> Iterator[list[str]]:
    """Titles among the newest, as many as are likely to be enough; all of them; those that the index finds."""
    now = timezone.now()
    matching = [tsquery, now, now]
    newest, params = _NEWEST, [NEWEST, *matching]
    if unit_id:
        newest, params = f"({_OWN}) UNION ALL ({_NEWEST})", [unit_id, NEWEST, *matching, *params]
    some = _titles(newest, params, enough)
    yield some
    if len(some) == enough:
        yield _titles(newest, params, 2 * NEWEST)
    yield _titles(_ANYWHERE, matching, NEWEST)


def _titles(sql: str, params: list[Any], most: int) -> list[str]:
    # PostgreSQL looks at no more rows than it takes to have so many.
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [*params, most])
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[0], row[2] is None, -row[2].timestamp() if row[2] else 0.0))
    return [title for _place, title, _date in rows]
