"""Telling the engine what changed: written down in the transaction of the change, told afterwards, never lost.

A row of `Change` names an entry, nothing more; what the engine is told is what the database says when it is
told. One process tells at a time, so nothing overtakes; every write carries a version for the case that one
process dies while another goes on. An engine that is down or full is tried again later, longer and longer apart.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from .engines.clients import Client, EngineError, Rejected, client, lines
from .engines.mapping import document, key_of
from .models import Change, EngineIndex, Entry

logger = logging.getLogger(__name__)
BATCH = 500
# Rows that may be told at one go, so that a job ends before it is missed.
AT_ONE_GO = 50_000
BULK_SECONDS = 30.0
# One telling at a time, in whichever process; any constant that nobody else locks.
_LOCK = 0x4C69_656E
# What an engine says of one row when it is short of room for all: try again, do not blame the row.
_BUSY = frozenset({403, 429, 503})


@dataclass
class Told:
    """How it went: rows told, rows set aside as refused, and whether any are left for later."""

    told: int = 0
    refused: int = 0
    left: bool = False


def note(keys: Iterable[str]) -> None:
    """Remember that these entries changed, in the caller's transaction; nothing to do where there is no engine."""
    if not settings.SEARCH_URL:
        return
    rows = [Change(key=key) for key in dict.fromkeys(keys)]
    if not rows:
        return
    Change.objects.bulk_create(rows, batch_size=BATCH)
    # Imported late: the job calls this module.
    from .tasks import tell_engine

    tell_engine.enqueue()


def tell() -> Told:
    """Tell the engine of what waits now; what comes meanwhile is left, so that it ends however busy editors are.

    Raises `EngineError` when the engine does not listen; nothing is lost then.
    """
    engine = client()
    done = Told()
    newest = Change.objects.filter(refused="").order_by("-pk").values_list("pk", flat=True).first()
    if engine is None or newest is None or not EngineIndex.objects.exists():
        return done
    while done.told < AT_ONE_GO:
        count, refused = _tell_some(engine, newest)
        done.told, done.refused = done.told + count, done.refused + refused
        if not count:
            break
    done.left = Change.objects.filter(refused="").exists()
    return done


@transaction.atomic
def _tell_some(engine: Client, newest: int) -> tuple[int, int]:
    """Tell of the oldest changes up to the newest; returns how many, and how many of them were refused."""
    lock()
    waiting = list(Change.objects.filter(refused="", pk__lte=newest).order_by("pk")[:BATCH])
    if not waiting:
        return 0, 0
    # Read after the changes were, so it is at least as new as what they stand for.
    refused = write(engine, {change.key for change in waiting}, next_version())
    aside = [change for change in waiting if change.key in refused]
    for change in aside:
        change.refused = refused[change.key][:500]
        logger.error("entry set aside: the engine refuses it", extra={"entry": change.key, "reason": change.refused})
    # A thing that changed again is tried again, so an older refusal of it says nothing any more.
    keys = {change.key for change in waiting}
    Change.objects.filter(key__in=keys).exclude(refused="").delete()
    Change.objects.filter(pk__in=[change.pk for change in waiting if change.key not in refused]).delete()
    Change.objects.bulk_update(aside, ["refused"])
    return len(waiting), len({change.key for change in aside})


def lock() -> None:
    """Wait for the turn to write to the engine; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def next_version() -> int:
    """A number above every one before; while the lock is held, the order of the numbers is that of the writes.

    The numbers of the changes themselves would not do: of two transactions the later number may commit first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('search_change', 'id'))")
        return int(cursor.fetchone()[0])


def write(engine: Client, keys: set[str], version: int) -> dict[str, str]:
    """Bring these entries up to date in every index; returns those that were refused, each with the reason.

    Raises `EngineError` when the engine takes nothing.
    """
    things = {key.rpartition("#")[0] for key in keys}
    entries = {key_of(entry): entry for entry in Entry.objects.filter(thing__in=things).without_vectors()}
    refused: dict[str, str] = {}
    for name in EngineIndex.objects.values_list("name", flat=True):
        rows = [_action(name, key, entries.get(key), version) for key in sorted(keys)]
        refused |= send(engine, rows)
    return refused


Action = tuple[dict[str, Any], dict[str, Any] | None]


def _action(index: str, key: str, entry: Entry | None, version: int) -> Action:
    """What is asked of one index for one entry: keep it as it is, or forget it."""
    target = {"_index": index, "_id": key, "version": version, "version_type": "external_gte"}
    return ({"index": target}, document(entry)) if entry is not None else ({"delete": target}, None)


def send(engine: Client, rows: list[Action]) -> dict[str, str]:
    """One bulk request; returns what was refused, each key with the reason. A body that is too large is halved."""
    if not rows:
        return {}
    body = lines(line for row in rows for line in row if line is not None)
    if len(body) > settings.SEARCH_BULK_BYTES and len(rows) > 1:
        middle = len(rows) // 2
        return send(engine, rows[:middle]) | send(engine, rows[middle:])
    try:
        answer = engine.ask("POST", "/_bulk", body, timeout=BULK_SECONDS)
    except Rejected as error:
        # Something in the body cannot be read at all: find which row it is.
        if len(rows) == 1:
            return {_key(rows[0]): str(error)}
        middle = len(rows) // 2
        return send(engine, rows[:middle]) | send(engine, rows[middle:])
    refused = {}
    for item in answer["items"]:
        (result,) = item.values()
        # Forgetting what was never known, and being overtaken by something newer, are as good as done.
        if result["status"] < 300 or result["status"] in (404, 409) and "index_not_found" not in str(result):
            continue
        reason = f"{result['status']}: {result.get('error', '')}"
        if result["status"] in _BUSY or result["status"] >= 500:
            raise EngineBusy(reason)
        refused[result["_id"]] = reason
    return refused


def _key(row: Action) -> str:
    (target,) = row[0].values()
    return str(target["_id"])


class EngineBusy(EngineError):
    """The engine has no room or no time for what it was sent."""
