"""Holding the engine against the entries: what is missing, surplus or other than it should be."""

from collections.abc import Iterator

from .engines.clients import Client
from .engines.mapping import document, key_of
from .models import EngineIndex, Entry

AT_ONCE = 1_000


def differing(engine: Client) -> list[str]:
    """The keys of all entries that the searched index has not, has wrongly or should not have.

    Both sides are read in the order of the rows, a page at a time. What changes meanwhile may be named without
    need; telling the engine of it again does no harm. Empty where no index is searched.
    """
    index = EngineIndex.objects.filter(state=EngineIndex.State.LIVE).first()
    if index is None:
        return []
    engine.ask("POST", f"/{index.name}/_refresh")
    mine, theirs = _ours(), _indexed(engine, index.name)
    entry, indexed = next(mine, None), next(theirs, None)
    found: dict[str, None] = {}
    while entry is not None or indexed is not None:
        if indexed is None or (entry is not None and entry[0] < indexed[0]):
            found[entry[1]] = None  # type: ignore[index]
            entry = next(mine, None)
        elif entry is None or indexed[0] < entry[0]:
            found[indexed[1]] = None
            indexed = next(theirs, None)
        else:
            if entry[1:] != indexed[1:]:
                found |= {entry[1]: None, indexed[1]: None}
            entry, indexed = next(mine, None), next(theirs, None)
    return list(found)


Row = tuple[int, str, str]


def _ours() -> Iterator[Row]:
    """Id, key and digest of every entry in the database."""
    last = 0
    while rows := list(Entry.objects.filter(pk__gt=last).order_by("pk").without_vectors()[:AT_ONCE]):
        for row in rows:
            yield row.pk, key_of(row), document(row)["digest"]
        last = rows[-1].pk


def _indexed(engine: Client, name: str) -> Iterator[Row]:
    """The same of every entry in an index."""
    body = {
        "size": AT_ONCE,
        "_source": False,
        "docvalue_fields": ["entry", "digest"],
        "query": {"match_all": {}},
        "sort": [{"entry": "asc"}],
    }
    while hits := engine.ask("POST", f"/{name}/_search", body, timeout=30)["hits"]["hits"]:
        for hit in hits:
            yield int(hit["fields"]["entry"][0]), hit["_id"], hit["fields"]["digest"][0]
        body["search_after"] = hits[-1]["sort"]
