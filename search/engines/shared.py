"""What both engines do with the entries they found: ask again whether they may be shown, and lift the best."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from ..query import Request, Terms
from ..ranking import boost
from .base import Hit

# An entry as its columns by name. Objects of the model would take as long to make as the engine takes to find them.
Row = Mapping[str, Any]
# What is read of each of the best to lift it; besides what it is filtered by.
READ = ("id", "thing", "unit_id", "status", "language", "number", "title", "date", "ages", "visible_from", "visible_to")
# What is shown of a hit besides.
SHOWN = ("id", "kind", "tier", "text", "path", "anchor", "places")


def facet_value(row: Any, facet: str) -> str:
    """The value of an entry under a facet, as readers filter by it; empty for none."""
    value = row["unit_id" if facet == "unit" else facet]
    return "" if value is None else str(value)


def passes(request: Request, row: Any, but: str = "") -> bool:
    """Whether an entry (its columns by name) has one of the chosen values of every facet, one left aside."""
    return all(
        facet == but or not values or facet_value(row, facet) in values for facet, values in request.filters.items()
    )


def is_in_time(row: Row, now: datetime) -> bool:
    return (row["visible_from"] is None or row["visible_from"] <= now) and (
        row["visible_to"] is None or row["visible_to"] > now
    )


def may_be_shown(request: Request, row: Row, now: datetime) -> bool:
    """Whether the row as it is in the database now answers the request: dates, scope and chosen values."""
    in_scope = (
        request.unit_id is None
        or request.scope == "all"
        or (request.scope == "site" and row["unit_id"] == request.unit_id)
        or (request.scope == "below" and request.unit_id in row["unit_path"])
    )
    return is_in_time(row, now) and in_scope and passes(request, row)


def lift(request: Request, row: Row, now: datetime) -> float:
    """By what the base score of an entry is multiplied; see `search.ranking`."""
    return boost(
        request,
        now=now,
        title=row["title"],
        # Only accents are looked for in the text; where none were typed it need not be read.
        body=row["text"] if request.terms.accented else "",
        number=row["number"],
        status=row["status"],
        ages=row["ages"],
        date=row["date"],
        unit_id=row["unit_id"],
        language=row["language"],
    )


def alternative_tokens(terms: Terms) -> list[str]:
    """What may stand for required syllables."""
    return [token for tokens in terms.alternatives.values() for token in tokens]


def frequencies_of(terms: Terms) -> dict[str, int]:
    """In how many entries each token of the query stood when words were last counted."""
    tokens = [*terms.required, *terms.pairs, *alternative_tokens(terms)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, entries FROM search_word WHERE token = ANY(%s)", [tokens])
        return dict(cursor.fetchall())


def best_parts(ranked: Iterable[tuple[str, int]]) -> list[int]:
    """The first entry of each thing, in order."""
    seen: dict[str, int] = {}
    for thing, key in ranked:
        seen.setdefault(thing, key)
    return list(seen.values())


def read(columns: Sequence[str], keys: Iterable[int]) -> dict[int, Row]:
    """These columns, the key among them, of the entries that are still there."""
    wanted = list(keys)
    if not wanted:
        return {}
    # By hand: a hundred keys in a list are a hundred parameters to the ORM, and cost more than the rows.
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM search_entry WHERE id = ANY(%s)", [wanted])  # noqa: S608
        rows = (dict(zip(columns, row, strict=True)) for row in cursor.fetchall())
        return {row["id"]: row for row in rows}


def lifted_rows(request: Request, keys: Iterable[int]) -> dict[int, Row]:
    """The columns of entries that are read to filter and to lift them, by their keys."""
    needed = {*READ, *(facet for facet, values in request.filters.items() if values and facet != "unit")}
    needed |= {"unit_path"} if request.scope == "below" else set()
    needed |= {"text"} if request.terms.accented else set()
    return read(sorted(needed), keys)


def hits_of(rows: Mapping[int, Row], scored: Iterable[tuple[int, float]]) -> list[Hit]:
    """The hits of a page, what they show read together; what is gone meanwhile is left out."""
    scores = dict(scored)
    shown = read(SHOWN, scores)
    return [hit_of({**rows[key], **shown[key]}, score) for key, score in scores.items() if key in rows and key in shown]


def hit_of(row: Row, score: float) -> Hit:
    return Hit(
        thing=row["thing"],
        entry_id=row["id"],
        unit_id=row["unit_id"],
        kind=row["kind"],
        tier=row["tier"],
        language=row["language"],
        title=row["title"],
        text=row["text"],
        path=row["path"],
        anchor=row["anchor"],
        places=json.loads(row["places"]),
        date=row["date"],
        number=row["number"],
        status=row["status"],
        score=score,
    )
