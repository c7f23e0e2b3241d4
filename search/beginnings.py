"""Titles that go on from what has been typed so far.

The database is asked, whatever engine was chosen: it answers sooner than an engine and a look at the database whether
each may still be shown, and is never behind.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from portal.core.text import fold, syllables

from .engines.postgres import IN_TIME, every_one_of, quote_token

# Common words are found among so many of the newest, the unit's own and all.
NEWEST = 1_000
# So many rows are asked for to have one title: several things may have the same.
OF_EACH_TITLE = 4
# Of titles that hold the whole words so many are looked through for the one that is unfinished.
HELD = 3_000

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
# By the index whatever PostgreSQL makes of the limit: of words that it takes for common, and that are never together,
# it would look through the whole table for the first few.
_HELD = (
    "WITH matching AS MATERIALIZED (SELECT title, date, title_vector FROM search_entry"  # noqa: S608
    f" WHERE {_MATCHES}) SELECT count(*), array_agg(title ORDER BY date DESC NULLS LAST)"
    " FILTER (WHERE title_vector @@ %s::tsquery) FROM (SELECT * FROM matching LIMIT %s) AS held"
)


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
    whole = every_one_of(words)
    titles: dict[str, None] = {}
    for found in _further_and_further(whole, f"({unfinished})", unit_id, limit * OF_EACH_TITLE):
        titles |= dict.fromkeys(found)
        if len(titles) >= limit:
            break
    return list(titles)[:limit]


def _further_and_further(whole: str, unfinished: str, unit_id: int | None, enough: int) -> Iterator[list[str]]:
    """Titles among the newest, as many as are likely to be enough; all of them; those that the index finds.

    How a word begins costs the index as much as there are titles with any such word, and is asked of it only where
    there is no other word, or where too many titles hold the others.
    """
    now = timezone.now()
    tsquery = f"{whole} & {unfinished}" if whole else unfinished
    matching = [tsquery, now, now]
    newest, params = _NEWEST, [NEWEST, *matching]
    if unit_id:
        newest, params = f"({_OWN}) UNION ALL ({_NEWEST})", [unit_id, NEWEST, *matching, *params]
    some = _titles(newest, params, enough)
    yield some
    if len(some) == enough:
        yield _titles(newest, params, 2 * NEWEST)
    number, found = _held(whole or tsquery, tsquery, now)
    yield found
    if whole and number == HELD:
        yield _held(tsquery, tsquery, now)[1]


def _held(looked_for: str, tsquery: str, now: datetime) -> tuple[int, list[str]]:
    """How many titles hold what is looked for, up to `HELD`, and those of them that match."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [looked_for, now, now, tsquery, HELD])
        number, titles = cursor.fetchone()
    return number, titles or []


def _titles(sql: str, params: list[Any], most: int) -> list[str]:
    # PostgreSQL looks at no more rows than it takes to have so many.
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [*params, most])
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (row[0], row[2] is None, -row[2].timestamp() if row[2] else 0.0))
    return [title for _place, title, _date in rows]
