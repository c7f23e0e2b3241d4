"""What both engines do with the entries they found: ask again whether they may be shown, and lift the best."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ..models import Entry, Word
from ..query import Request, Terms
from ..ranking import boost
from .base import Hit

# An entry as its columns by name. Objects of the model would take as long to make as the engine takes to find them.
Row = Mapping[str, Any]
# What is read of each of the best to filter and to lift it.
READ = (
    "id",
    "thing",
    "unit_id",
    "unit_path",
    "tier",
    "kind",
    "issuer",
    "field",
    "year",
    "status",
    "language",
    "number",
    "title",
    "date",
    "ages",
    "visible_from",
    "visible_to",
)


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
    return dict(Word.objects.filter(token__in=tokens).values_list("token", "entries"))


def best_parts(ranked: Iterable[tuple[str, int]]) -> list[int]:
    """The first entry of each thing, in order."""
    seen: dict[str, int] = {}
    for thing, key in ranked:
        seen.setdefault(thing, key)
    return list(seen.values())


def lifted_rows(request: Request, keys: Iterable[int]) -> dict[int, Row]:
    """The columns of entries that are read to filter and to lift them, by their keys."""
    columns = (*READ, "text") if request.terms.accented else READ
    return {row["id"]: row for row in Entry.objects.filter(pk__in=list(keys)).values(*columns)}


def hits_of(rows: Mapping[int, Row], scored: Iterable[tuple[int, float]]) -> list[Hit]:
    """The hits of a page, what they show read together; what is gone meanwhile is left out."""
    scores = dict(scored)
    found = Entry.objects.filter(pk__in=list(scores)).values("id", "text", "path", "anchor", "places")
    shown = {row["id"]: row for row in found}
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
        places=row["places"],
        date=row["date"],
        number=row["number"],
        status=row["status"],
        score=score,
    )
