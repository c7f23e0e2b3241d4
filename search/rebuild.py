"""Building an index anew beside the one that is searched, and changing over at one stroke.

While it is built, every change is told to both. Copying goes by the key of the rows, so it can be broken off
and gone on with. The old index is kept and told of changes too: going back loses nothing.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from .engines.clients import Client, EngineError, Missing, Rejected
from .engines.mapping import document, index_body, key_of
from .models import Change, EngineIndex, Entry
from .outbox import Action, lock, next_version, send, tell

COPIED_AT_ONCE = 500
State = EngineIndex.State
Progress = Callable[[int, int], None]


class CannotGoBack(EngineError):
    """There is no earlier index to go back to."""


def rebuild(engine: Client, progress: Progress = lambda done, total: None) -> EngineIndex:
    """Build a new index, or finish one that was begun, and search it from then on.

    `progress` hears how many entries of how many are copied. Raises `EngineError`; called again, it goes on
    where it stopped.
    """
    index = EngineIndex.objects.filter(state=State.BUILDING).first() or _begin(engine)
    _make(engine, index.name)
    total, done = Entry.objects.count(), Entry.objects.filter(pk__lte=index.copied_to).count()
    while copied := _copy_some(engine, index):
        done += copied
        progress(done, total)
    tell()
    engine.ask("POST", f"/{index.name}/_refresh")
    _change_over(engine, index)
    return index


def _begin(engine: Client) -> EngineIndex:
    # From this row on, changes are told to the new index too; what changed before is among what is copied.
    name = f"{engine.address.prefix}-{timezone.now():%Y%m%d%H%M%S%f}"
    return EngineIndex.objects.create(name=name, state=State.BUILDING)


def _make(engine: Client, name: str) -> None:
    try:
        engine.ask("PUT", f"/{name}", index_body(), timeout=30)
    except Rejected as error:
        # It is there already when a build goes on; anything else is a fault in what was sent.
        try:
            engine.ask("GET", f"/{name}")
        except Missing:
            raise error from None


@transaction.atomic
def _copy_some(engine: Client, index: EngineIndex) -> int:
    lock()
    entries = list(Entry.objects.filter(pk__gt=index.copied_to).order_by("pk").without_vectors()[:COPIED_AT_ONCE])
    if not entries:
        return 0
    version = next_version()
    rows: list[Action] = [
        (
            {"index": {"_index": index.name, "_id": key_of(entry), "version": version, "version_type": "external_gte"}},
            document(entry),
        )
        for entry in entries
    ]
    refused = send(engine, rows)
    Change.objects.bulk_create(Change(key=key, refused=reason[:500]) for key, reason in refused.items())
    index.copied_to = entries[-1].pk
    index.save(update_fields=["copied_to"])
    return len(entries)


def _change_over(engine: Client, index: EngineIndex) -> None:
    """Search the index under the one name that is asked, from one request to the next."""
    _point_to(engine, index.name)
    with transaction.atomic():
        lock()
        outdated = EngineIndex.objects.filter(state=State.PREVIOUS)
        names = list(outdated.values_list("name", flat=True))
        outdated.delete()
        EngineIndex.objects.filter(state=State.LIVE).update(state=State.PREVIOUS)
        EngineIndex.objects.filter(pk=index.pk).update(state=State.LIVE)
    for name in names:
        _remove(engine, name)


def go_back(engine: Client) -> EngineIndex:
    """Search the index from before the last change-over again, and keep the other as the one before.

    Raises `CannotGoBack` when there is none.
    """
    previous = EngineIndex.objects.filter(state=State.PREVIOUS).first()
    if previous is None:
        raise CannotGoBack("no earlier index is kept")
    _point_to(engine, previous.name)
    with transaction.atomic():
        lock()
        EngineIndex.objects.filter(state=State.LIVE).update(state=State.PREVIOUS)
        EngineIndex.objects.filter(pk=previous.pk).update(state=State.LIVE)
    return previous


def forget(engine: Client) -> int:
    """Remove every index and what waits for them; returns how many there were. PostgreSQL searches from then on."""
    names = list(EngineIndex.objects.values_list("name", flat=True))
    with transaction.atomic():
        lock()
        EngineIndex.objects.all().delete()
        Change.objects.all().delete()
    for name in names:
        _remove(engine, name)
    return len(names)


def _point_to(engine: Client, name: str) -> None:
    """One request that takes the alias from whatever has it and gives it to this index."""
    alias = engine.address.prefix
    try:
        holders = list(engine.ask("GET", f"/_alias/{alias}"))
    except Missing:
        holders = []
    actions = [{"remove": {"index": holder, "alias": alias}} for holder in holders if holder != name]
    engine.ask("POST", "/_aliases", {"actions": [*actions, {"add": {"index": name, "alias": alias}}]})


def _remove(engine: Client, name: str) -> None:
    try:
        engine.ask("DELETE", f"/{name}", timeout=30)
    except Missing:
        return
