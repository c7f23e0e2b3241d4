"""Keeping the entries in step with the things; every function works in the caller's transaction."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django.db.models import Model
from django.utils.html import strip_tags
from wagtail.models import Page

from portal.core import text
from sites.units import tree
from sites.units.models import Unit

from . import numbers, outbox
from .engines.mapping import key_of
from .models import Entry, Statistics, Word
from .sources import Facts, Part, Section, Source, get_source, source_of, sources
from .tokens import MAX_PART_CHARACTERS, cut, vector

logger = logging.getLogger(__name__)
BATCH = 200
# Of a longer thing only the beginning is searched, so that publishing it takes seconds: a thousand pages of text.
MAX_THING_CHARACTERS = 3_000_000
# Above this many entries words are counted in a sample: how rare a word is need not be exact.
COUNTED_EXACTLY = 100_000


def refresh(obj: Model) -> None:
    """Write, change or remove the entries of a thing so that they tell what is public now."""
    source = source_of(obj)
    if source is not None:
        refresh_many(source, [obj.pk])


@transaction.atomic
def refresh_many(source: Source, keys: Iterable[int]) -> int:
    """The same for many things of one source, by their keys; returns how many entries there are now."""
    keys = list(keys)
    chains = _Chains()
    rows = [row for obj in source.public().filter(pk__in=keys) for row in _rows(source, obj, chains)]
    kept = {(row.thing, row.part) for row in rows}
    old = Entry.objects.filter(source=source.name, object_id__in=keys)
    stale = [entry for entry in old.only("pk", "thing", "part") if (entry.thing, entry.part) not in kept]
    Entry.objects.filter(pk__in=[entry.pk for entry in stale]).delete()
    _upsert(rows)
    outbox.note(key_of(entry) for entry in (*stale, *rows))
    return len(rows)


@transaction.atomic
def remove(source: Source, key: int) -> None:
    """Forget a thing that is no more."""
    gone = Entry.objects.filter(source=source.name, object_id=key)
    keys = [key_of(entry) for entry in gone.only("pk", "thing", "part")]
    gone.delete()
    outbox.note(keys)


def refresh_below(path: str) -> int:
    """Bring the entries of all pages at or below a tree path up to date, after a move or a restriction."""
    keys = list(Page.objects.filter(path__startswith=path).values_list("pk", flat=True))
    return refresh_in_batches(get_source("page"), keys)


def refresh_in_batches(source: Source, keys: list[int]) -> int:
    """Bring the entries of many things up to date; each batch is a transaction of its own."""
    return sum(refresh_many(source, keys[start : start + BATCH]) for start in range(0, len(keys), BATCH))


def refresh_unit(unit_id: int) -> int:
    """The same for everything of a unit and of the units below it, after a rename, a new parent or a new host."""
    done = 0
    for source in sources():
        keys = Entry.objects.filter(source=source.name, unit_path__contains=[unit_id])
        ids = sorted(set(keys.values_list("object_id", flat=True)))
        done += refresh_in_batches(source, ids)
    return done


def refresh_owned_by(unit_ids: list[int]) -> int:
    """The same for the things of these units that are no pages, whether they have entries now or not."""
    done = 0
    for source in sources():
        if not issubclass(source.model, Page):
            things = source.model._default_manager.filter(unit__in=unit_ids)
            done += refresh_in_batches(source, list(things.order_by("pk").values_list("pk", flat=True)))
    return done


class _Chains(dict[int, list[tree.UnitLink]]):
    """Each unit of a batch with those above it, asked for once."""

    def __missing__(self, unit_id: int) -> list[tree.UnitLink]:
        self[unit_id] = tree.place(Unit(pk=unit_id))
        return self[unit_id]


def _rows(source: Source, obj: Model, chains: _Chains) -> Iterator[Entry]:
    for facts in source.facts(obj):
        yield from _entries(source, obj, facts, chains[facts.unit_id])


def _entries(source: Source, obj: Model, facts: Facts, chain: list[tree.UnitLink]) -> Iterator[Entry]:
    number = numbers.folded(facts.number)
    pieces = list(_pieces(facts.parts))
    for index, piece in enumerate(pieces):
        literal, length = vector(f"{facts.title} {facts.number}", piece.text)
        yield Entry(
            thing=f"{source.name}:{obj.pk}:{facts.language}",
            part=index,
            parts=len(pieces),
            source=source.name,
            object_id=obj.pk,
            language=facts.language,
            unit_id=facts.unit_id,
            unit_path=[link.unit_id for link in chain],
            tier=chain[0].tier if chain else "",
            kind=facts.kind,
            issuer=facts.issuer,
            field=facts.field,
            status=facts.status,
            year=facts.date.year if facts.date else None,
            date=facts.date,
            ages=facts.ages,
            visible_from=facts.visible_from,
            visible_to=facts.visible_to,
            number=number,
            title=text.normalise(facts.title)[:300],
            text=piece.text,
            path=facts.path,
            anchor=piece.anchor,
            places=piece.places,
            vector=literal,
            length=length,
        )


@dataclass
class _Piece:
    """What one entry holds; `places` tells at which character what heading (its anchor) or page begins."""

    anchor: str
    text: str = ""
    places: list[list[int | str]] = field(default_factory=list)


def _pieces(parts: Iterable[Part]) -> Iterator[_Piece]:
    """The texts cut to size, between two sections where that can be; what is too much for one thing is left out."""
    left = MAX_THING_CHARACTERS
    for part in parts:
        held = _Piece(part.anchor)
        for section in part.sections or [Section(part.text)]:
            readable = plain(section.text[:left])
            left -= len(readable)
            for piece in cut(readable):
                if held.text and len(held.text) + len(piece) >= MAX_PART_CHARACTERS:
                    yield held
                    held = _Piece(part.anchor)
                held.text += "\n" if held.text else ""
                if section.anchor or section.page:
                    held.places.append([len(held.text), section.anchor, section.page])
                held.text += piece
        yield held


def plain(markup: str) -> str:
    """Text for reading from rich text: no tags, composed, no control characters."""
    spaced = markup.replace("<", " <")
    try:
        spaced = strip_tags(spaced)
    except SuspiciousOperation:
        # Hundreds of tags that are opened and never closed: no markup, and Django will not guess.
        spaced = markup.replace("<", " ")
    printable = "".join(char if char.isprintable() or char.isspace() else " " for char in spaced)
    return text.normalise(printable)


_FIELDS = [field.name for field in Entry._meta.fields if field.name not in ("id", "thing", "part", "title_vector")]


def _upsert(rows: list[Entry]) -> None:
    Entry.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["thing", "part"], update_fields=_FIELDS
    )


# --- Comparing -----------------------------------------------------------------------------------------


@dataclass
class Difference:
    """What a comparison found: keys of things that are missing, stale or should not be there."""

    source: str
    missing: list[int]
    surplus: list[int]
    stale: list[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus or self.stale)


def compare(source: Source) -> Difference:
    """Hold the entries of a source against the things, in batches; changes nothing."""
    keys = list(source.public().values_list("pk", flat=True))
    indexed = set(Entry.objects.filter(source=source.name).values_list("object_id", flat=True))
    expected: set[int] = set()
    stale: list[int] = []
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        things, chains = source.public().filter(pk__in=batch), _Chains()
        rows = {(row.thing, row.part): row for obj in things for row in _rows(source, obj, chains)}
        expected |= {row.object_id for row in rows.values()}
        entries = Entry.objects.filter(source=source.name, object_id__in=batch).without_vectors()
        known = {(entry.thing, entry.part): entry for entry in entries}
        for key in rows.keys() | known.keys():
            mine, theirs = rows.get(key), known.get(key)
            if mine and theirs and _same(mine, theirs):
                continue
            owner = mine.object_id if mine else known[key].object_id
            if owner in indexed and owner in expected:
                stale.append(owner)
    return Difference(
        source=source.name,
        missing=sorted(expected - indexed),
        surplus=sorted(indexed - expected),
        stale=sorted(set(stale)),
    )


def _same(mine: Entry, theirs: Entry) -> bool:
    return all(getattr(mine, name) == getattr(theirs, name) for name in _FIELDS if name not in ("vector", "unit"))


def mend(difference: Difference, source: Source) -> None:
    """Remove the differences that a comparison found."""
    refresh_in_batches(source, difference.missing + difference.surplus + difference.stale)


# --- Counting words -------------------------------------------------------------------------------------


@transaction.atomic
def count_words() -> Statistics:
    """Count in how many entries each token stands, and how a syllable or pair is written with its marks.

    Counts a sample of a large index and scales up; the ranking asks only how rare a token is.
    """
    total = Entry.objects.count()
    share = min(1.0, COUNTED_EXACTLY / total) if total else 1.0
    sample = f"TABLESAMPLE SYSTEM ({share * 100:.4f}) REPEATABLE (1)" if share < 1 else ""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_word")
        cursor.execute(
            "INSERT INTO search_word (token, entries, written)"  # noqa: S608
            " SELECT left(word, 90), greatest(1, sum(ndoc) / %s)::int, ''"
            f" FROM ts_stat('SELECT vector FROM search_entry {sample}') GROUP BY 1",
            [share],
        )
        cursor.execute("SELECT coalesce(avg(length), 1) FROM search_entry")
        (average,) = cursor.fetchone()
    _learn_spelling()
    statistics, _created = Statistics.objects.update_or_create(
        pk=1, defaults={"entries": total, "average_length": float(average)}
    )
    return statistics


def _learn_spelling(limit: int = 20_000) -> None:
    """Remember how the tokens of titles are most often written."""
    forms: dict[str, Counter] = defaultdict(Counter)
    for title in Entry.objects.filter(part=0).order_by("-date").values_list("title", flat=True)[:limit].iterator():
        written = text.accented_syllables(title)
        folded = [" ".join(text.syllables(word)) for word in written]
        for size in (1, 2):
            for start in range(len(written) - size + 1):
                token = "_".join(folded[start : start + size])
                forms[token][" ".join(written[start : start + size])] += 1
    words = Word.objects.filter(token__in=list(forms)).only("token")
    for word in words:
        word.written = forms[word.token].most_common(1)[0][0][:90]
    Word.objects.bulk_update(words, ["written"], batch_size=1000)
