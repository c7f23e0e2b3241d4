"""What an engine is told of an entry: its tokens as they are, and what it is filtered and counted by.

The tokens are made in Python, as for PostgreSQL, so the engine needs no analysis of its own but white space and
no plugin, and both engines match the same things. No text is kept there: what readers see comes from the
database, after it was asked whether they may.
"""

import hashlib
import json
import zlib
from typing import Any

from django.conf import settings

from ..models import Entry
from ..ranking import K1, B
from ..tokens import tokens_of

# All things are dealt into so many slices by chance: of very many matches those in one slice are counted.
SLICES = 16

# The fields that are counted and filtered by, under the names the rest of the search uses for them.
FACET_FIELDS = {
    "kind": "kind",
    "tier": "tier",
    "unit": "unit",
    "issuer": "issuer",
    "field": "field",
    "year": "year",
    "status": "status",
    "language": "language",
}
_KEYWORD = {"type": "keyword"}
_WORDS = {
    "type": "text",
    "analyzer": "tokens",
    "similarity": "entries",
    # Pairs are tokens of their own, so no positions are kept.
    "index_options": "freqs",
}


def index_body() -> dict[str, Any]:
    """Settings and mapping of a new index; anything else than the fields below is refused by the engine."""
    return {
        "settings": {
            "index": {
                "number_of_shards": settings.SEARCH_SHARDS,
                "number_of_replicas": settings.SEARCH_REPLICAS,
                # Totals and facets follow what was told within this time, also where nobody has searched for a while.
                "refresh_interval": "1s",
                # Deletions are remembered this long, so that a write that was overtaken cannot bring one back.
                "gc_deletes": "1h",
                "similarity": {"entries": {"type": "BM25", "k1": K1, "b": B}},
                "analysis": {"analyzer": {"tokens": {"type": "custom", "tokenizer": "whitespace"}}},
            }
        },
        "mappings": {
            "dynamic": "strict",
            # What is found is read from the database, and an index is built from there as well.
            "_source": {"enabled": False},
            "properties": {
                "entry": {"type": "long"},
                "thing": _KEYWORD,
                "digest": {"type": "keyword", "index": False},
                "words": _WORDS,
                "whole": {"type": "boolean"},
                "slice": _KEYWORD,
                "unit_path": {"type": "long"},
                "number": _KEYWORD,
                "date": {"type": "date"},
                "visible_from": {"type": "date"},
                "visible_to": {"type": "date"},
                **dict.fromkeys(FACET_FIELDS.values(), _KEYWORD),
            },
        },
    }


def key_of(entry: Entry) -> str:
    """The engine's id of an entry: the same for the same part of the same thing, whatever its row."""
    return f"{entry.thing}#{entry.part}"


def slice_of(thing: str) -> str:
    """The slice of a thing, from 0; the same for all its parts."""
    return str(zlib.crc32(thing.encode()) % SLICES)


def document(entry: Entry) -> dict[str, Any]:
    """An entry as the engine keeps it; empty values are left out."""
    title, body = tokens_of(f"{entry.title} {entry.number}", entry.text)
    fields: dict[str, Any] = {
        "entry": entry.pk,
        "thing": entry.thing,
        # A word of the title counts as one that occurs once more.
        "words": " ".join([*title, *title, *body]),
        # The only part of its thing.
        "whole": entry.parts == 1,
        "slice": slice_of(entry.thing),
        "unit_path": entry.unit_path,
        "unit": str(entry.unit_id),
        "tier": entry.tier,
        "kind": entry.kind,
        "issuer": entry.issuer,
        "field": entry.field,
        "status": entry.status,
        "year": str(entry.year) if entry.year else "",
        "language": entry.language,
        "number": entry.number,
        "date": entry.date.isoformat() if entry.date else "",
        "visible_from": entry.visible_from.isoformat() if entry.visible_from else "",
        "visible_to": entry.visible_to.isoformat() if entry.visible_to else "",
    }
    kept = {name: value for name, value in fields.items() if value not in ("", [])}
    plain = json.dumps(kept, sort_keys=True).encode()
    return kept | {"digest": hashlib.blake2b(plain, digest_size=12).hexdigest()}
