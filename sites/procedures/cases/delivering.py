"""Taking in cases, by whatever road they come: in the order in which they are, all in one transaction.

Rows are read in chunks, so that a hundred thousand need no more memory than a thousand. Each is taken, passed over
or set aside by itself; the whole delivery is there with its figures, or, when it fails, nothing of it is. One unit's
deliveries follow each other, those of different units do not wait.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.core import page_cache
from portal.core.working_days import calendar
from sites.units.models import Unit, UnitVersion, today

from ..models import CaseDelivery, CaseFault, Procedure
from .codes import clean_code
from .enums import DeliveryState, Fault
from .figures import Change
from .rows import Checked, Content, Known, KnownProcedure, Outcome, Refused, World, judge, read_row

CHUNK = 1_000
MOST_ROWS = 100_000
# Of a dry run, so many rows that would be set aside are kept to be shown.
SHOWN_OF_A_CHECK = 2_000
LOCK_SPACE = 0xCA5E
# What pages that show figures depend on.
FIGURES = "case-figures"

Row = Mapping[str, Any]
# A row by its line in the file or its place in the batch; or why not even that could be read.
Numbered = tuple[int, Row | Refused]


class DeliveryRefused(Exception):
    """A delivery that cannot be taken at all; the message is a sentence."""


@dataclass
class Counts:
    """What became of the rows of a delivery."""

    total: int = 0
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    outdated: int = 0
    bad: int = 0
    faults: list[CaseFault] = field(default_factory=list)

    def put(self, delivery: CaseDelivery) -> None:
        for name in ("total", "made", "changed", "unchanged", "outdated", "bad"):
            setattr(delivery, name, getattr(self, name))


def world() -> World:
    """What rows are checked against today; the unit's own codes are left to `world_of`."""
    day = today()
    procedures = Procedure.objects.filter(locale__language_code=settings.LANGUAGE_CODE, live=True).exclude(code="")
    rows = procedures.values_list("code", "pk", "field_id", "time_value", "time_unit")
    return World(
        procedures={code.strip().upper(): KnownProcedure(*known) for code, *known in rows},
        own_codes=frozenset(),
        all_codes=frozenset(UnitVersion.objects.exclude(code="").values_list("code", flat=True)),
        calendar=calendar(),
        today=day,
        facts_from=day - timedelta(days=settings.CASE_FACT_DAYS),
    )


def world_of(unit: Unit, known: World | None = None) -> World:
    """The same with the codes that the unit has or had; `known` saves asking again for everything else."""
    codes = UnitVersion.objects.filter(unit=unit).exclude(code="").values_list("code", flat=True)
    return World(**{**(known or world()).__dict__, "own_codes": frozenset(codes)})


def take(delivery: CaseDelivery, rows: Iterable[Numbered], known: World | None = None) -> CaseDelivery:
    """Take the rows in and record what became of each; inside one transaction.

    Raises `DeliveryRefused` for more than `MOST_ROWS`, and nothing is taken.
    """
    with transaction.atomic():
        # One that was filled in before is locked by whoever calls; a new one is saved here.
        if delivery.pk is None:
            delivery.save()
        counts = _run(delivery, rows, known, keep=None)
        counts.put(delivery)
        delivery.state, delivery.finished_at = DeliveryState.DONE, timezone.now()
        delivery.save()
        page_cache.expire(FIGURES)
    return delivery


def check(delivery: CaseDelivery, rows: Iterable[Numbered]) -> Counts:
    """What taking the rows in would do: the very same, taken back at the end."""
    with transaction.atomic():
        counts = _run(delivery, rows, None, keep=SHOWN_OF_A_CHECK)
        transaction.set_rollback(True)
    return counts


def _run(delivery: CaseDelivery, rows: Iterable[Numbered], known: World | None, keep: int | None) -> Counts:
    unit = delivery.unit
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, unit.pk])
    counts, change = Counts(), Change()
    here = world_of(unit, known)
    # Reasons are kept as they are said to everybody who looks after them later.
    with translation.override(settings.LANGUAGE_CODE):
        for chunk in _chunks(_read(rows, here, counts), counts):
            faults = [_fault(delivery, *bad) for bad in chunk.bad]
            faults += [
                _fault(delivery, row.line, row.code, reason)
                for row, reason in _write(chunk, unit.pk, here, counts, change)
            ]
            counts.bad += len(faults)
            if keep is None:
                CaseFault.objects.bulk_create(faults)
            else:
                counts.faults += faults[: max(keep - len(counts.faults), 0)]
    change.write(unit.pk)
    return counts


# --- In chunks -----------------------------------------------------------------------------------


@dataclass
class _Chunk:
    """Rows of different cases, so that their order among each other does not matter."""

    good: dict[str, Checked] = field(default_factory=dict)
    bad: list[tuple[int, str, Refused]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.good) + len(self.bad)


def _read(rows: Iterable[Numbered], here: World, counts: Counts) -> Iterator[Checked | tuple[int, str, Refused]]:
    for line, row in rows:
        counts.total += 1
        if counts.total > MOST_ROWS:
            raise DeliveryRefused(
                _("Một lô có nhiều nhất %(limit)d dòng. Hãy chia nhỏ rồi gửi lần lượt.") % {"limit": MOST_ROWS}
            )
        if isinstance(row, Refused):
            yield line, "", row
            continue
        try:
            yield read_row(line, row, here)
        except Refused as refused:
            code = row.get("code")
            yield line, clean_code(code) if isinstance(code, str) else "", refused


def _chunks(rows: Iterator[Checked | tuple[int, str, Refused]], counts: Counts) -> Iterator[_Chunk]:
    chunk = _Chunk()
    for row in rows:
        if isinstance(row, tuple):
            chunk.bad.append(row)
        else:
            if row.code in chunk.good:
                # The same case again: what comes later builds on what came before.
                yield chunk
                chunk = _Chunk()
            chunk.good[row.code] = row
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = _Chunk()
    if len(chunk):
        yield chunk


_COLUMNS = ("procedure_id", "field_id", "state", "received_on", "due_on", "finished_on", "new_due_on", "fact")
_KNOWN = f"""
    SELECT code, unit_id, version, {", ".join(_COLUMNS)}
    FROM procedures_case WHERE code = ANY(%s) ORDER BY code FOR UPDATE
"""  # noqa: S608
_TYPES = ("text", "bigint", "bigint", "bigint", "text", "date", "date", "date", "date", "bytea")
_PUT = f"""
    INSERT INTO procedures_case AS kept (code, version, {", ".join(_COLUMNS)}, unit_id, changed_at)
    SELECT given.*, %s, now() FROM unnest({", ".join(f"%s::{name}[]" for name in _TYPES)}) AS given
    ON CONFLICT (code) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at,
        {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)}
    WHERE kept.unit_id = excluded.unit_id
    RETURNING code
"""  # noqa: S608


def _write(chunk: _Chunk, unit_id: int, here: World, counts: Counts, change: Change) -> list[tuple[Checked, Refused]]:
    """Store what is to be stored and count it; returns the rows that are set aside."""
    refused: list[tuple[Checked, Refused]] = []
    outcomes: dict[str, tuple[str, int, Content]] = {}
    known = _known(list(chunk.good))
    for code, row in chunk.good.items():
        try:
            outcomes[code] = judge(row, known.get(code), unit_id, here.facts_from)
        except Refused as reason:
            refused.append((row, reason))
    stored = _store(
        {code: outcome for code, outcome in outcomes.items() if _differs(outcome, known.get(code))}, unit_id
    )
    for code, (what, _version, content) in outcomes.items():
        if what in (Outcome.MADE, Outcome.CHANGED):
            if code not in stored:
                # Another unit delivered a case of this code at the same moment.
                refused.append((chunk.good[code], Refused(Fault.OTHER_UNIT)))
                continue
            if before := known.get(code):
                change.count(before.content, -1)
            change.count(content, 1)
        setattr(counts, what, getattr(counts, what) + 1)
    return refused


def _differs(outcome: tuple[str, int, Content], known: Known | None) -> bool:
    what, version, _content = outcome
    return what != Outcome.OUTDATED and (known is None or version != known.version)


def _known(codes: list[str]) -> dict[str, Known]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [codes])
        return {
            code: Known(unit_id, version, Content(*rest[:-1], bytes(rest[-1]) if rest[-1] is not None else None))
            for code, unit_id, version, *rest in cursor
        }


def _store(outcomes: dict[str, tuple[str, int, Content]], unit_id: int) -> set[str]:
    if not outcomes:
        return set()
    # In one order, so that two units that send the same new codes wait for each other in turn.
    rows = [
        (code, version, *(getattr(content, name) for name in _COLUMNS))
        for code, (_what, version, content) in sorted(outcomes.items())
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [unit_id, *(list(column) for column in zip(*rows, strict=True))])
        return {code for (code,) in cursor.fetchall()}


def _fault(delivery: CaseDelivery, line: int, code: str, refused: Refused) -> CaseFault:
    return CaseFault(delivery=delivery, line=line, code=code, kind=refused.kind, reason=str(refused)[:300])
