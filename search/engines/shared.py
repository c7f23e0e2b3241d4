"""What both engines do with the entries they found: ask again whether they may be shown, and lift the best."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from ..models import Entry
from ..query import Request
from ..ranking import boost
from .base import Hit


def facet_value(row: Any, facet: str) -> str:
    """The value of an entry under a facet, as readers filter by it; empty for none."""
    value = row["unit_id" if facet == "unit" else facet]
    return "" if value is None else str(value)


def passes(request: Request, row: Any, but: str = "") -> bool:
    """Whether an entry (its columns by name) has one of the chosen values of every facet, one left aside."""
    return all(
        facet == but or not values or facet_value(row, facet) in values for facet, values in request.filters.items()
    )


def is_in_time(entry: Entry, now: datetime) -> bool:
    return (entry.visible_from is None or entry.visible_from <= now) and (
        entry.visible_to is None or entry.visible_to > now
    )


def may_be_shown(request: Request, entry: Entry, now: datetime) -> bool:
    """Whether the row as it is in the database now answers the request: dates, scope and chosen values."""
    in_scope = (
        request.unit_id is None
        or request.scope == "all"
        or (request.scope == "site" and entry.unit_id == request.unit_id)
        or (request.scope == "below" and request.unit_id in entry.unit_path)
    )
    return is_in_time(entry, now) and in_scope and passes(request, vars(entry))


def lift(request: Request, entry: Entry, now: datetime) -> float:
    """By what the base score of an entry is multiplied; see `search.ranking`."""
    return boost(
        request,
        now=now,
        title=entry.title,
        # Only accents are looked for in the text; where none were typed it need not be read.
        body=entry.text if request.terms.accented else "",
        number=entry.number,
        status=entry.status,
        ages=entry.ages,
        date=entry.date,
        unit_id=entry.unit_id,
        language=entry.language,
    )


def lifted_entries(request: Request, keys: Iterable[int]) -> dict[int, Entry]:
    """The entries by their keys with what `lift` reads of them."""
    unread = ("vector",) if request.terms.accented else ("vector", "text", "places")
    return Entry.objects.defer(*unread).in_bulk(keys)


def hits_of(entries: Mapping[int, Entry], scored: Iterable[tuple[int, float]]) -> list[Hit]:
    """The hits of a page, their texts read together; what is gone meanwhile is left out."""
    wanted = [(entries[key], score) for key, score in scored if key in entries]
    texts: dict[int, tuple[str, list]] = {}
    if any("text" in entry.get_deferred_fields() for entry, _score in wanted):
        ids = [entry.pk for entry, _score in wanted]
        rows = Entry.objects.filter(pk__in=ids).values_list("pk", "text", "places")
        texts = {key: (text, places) for key, text, places in rows}
    for entry, _score in wanted:
        if entry.pk in texts:
            entry.text, entry.places = texts[entry.pk]
    return [hit_of(entry, score) for entry, score in wanted if "text" not in entry.get_deferred_fields()]


def hit_of(entry: Entry, score: float) -> Hit:
    return Hit(
        thing=entry.thing,
        entry_id=entry.pk,
        unit_id=entry.unit_id,
        kind=entry.kind,
        tier=entry.tier,
        language=entry.language,
        title=entry.title,
        text=entry.text,
        path=entry.path,
        anchor=entry.anchor,
        places=entry.places,
        date=entry.date,
        number=entry.number,
        status=entry.status,
        score=score,
    )
