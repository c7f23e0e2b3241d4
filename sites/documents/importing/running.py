"""An import on its way: upload, columns, check, rows, end; it goes on where it was, whatever ends it.

One process works on an import at a time: it holds a lock of its database connection, which is gone with the
process. Rows are done in chunks, and what is done is written in the transaction that does it.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.media.local import local_path
from portal.media.tables import Row, TableError, read_rows
from sites.units.batches import add_to_batch, leave_for_approval
from sites.units.progress import LoadProgress

from ..enums import FaultKind, ImportState, KeepRows
from ..models import ImportFault, TableImport
from .archives import ArchiveFiles, Files, FolderFiles, NoFiles
from .columns import kind_of
from .rows import Checked, Outcome
from .values import RowProblem

# So much is kept of what is wrong; the count is always whole.
MAX_FAULTS = 2000
LOCK_SPACE = 0x7AB1E
WATCH_SECONDS = 60
PROGRESS_SECONDS = 3600
silent = LoadProgress()


# --- Working on it -----------------------------------------------------------------------------------


@contextmanager
def alone(key: int) -> Iterator[bool]:
    """Whether nobody else works on this import; the lock goes with the connection, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, key])
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, key])


def is_worked_on(key: int) -> bool:
    with alone(key) as mine:
        return not mine


def work(key: int, progress: LoadProgress = silent) -> bool:
    """Do what is left to do for an import; False when somebody else is at it."""
    with alone(key) as mine:
        if not mine:
            return False
        table_import = TableImport.objects.select_related("unit", "owner", "batch").get(pk=key)
        try:
            with ExitStack() as stack:
                if table_import.state == ImportState.CHECKING:
                    _check(table_import, _rows(stack, table_import), progress)
                elif table_import.state == ImportState.RUNNING:
                    _write(table_import, _rows(stack, table_import), progress)
        except TableError as error:
            _stop(table_import, str(error))
        except FileNotFoundError:
            _stop(table_import, _("Không tìm thấy tệp của lần nhập này trong kho lưu trữ. Hãy tải lên lại."))
    return True


def _stop(table_import: TableImport, reason: str) -> None:
    """Leave an import whose table can no longer be read; what it has made stays in its batch."""
    state = ImportState.MAPPING if table_import.state == ImportState.CHECKING else ImportState.REFUSED
    _end(table_import, state, reason)


class _Table:
    """The rows of an import from the first one below the headings, and what becomes of them."""

    def __init__(self, rows: Iterator[Row], mapping: dict[str, int], reader: Any) -> None:
        self.rows, self.mapping, self.reader = rows, mapping, reader
        self.seen: dict[Any, int] = {}

    def skip(self, count: int) -> None:
        """Pass over rows that are done; what they are is remembered, so that a repetition is still told."""
        for row in islice(self.rows, count):
            self._checked(row)

    def take(self) -> tuple[int, list[Checked], list[Outcome]]:
        """The next chunk: how many rows, those that can be taken, and what is wrong with the others."""
        rows = list(islice(self.rows, self.reader.chunk))
        good: list[Checked] = []
        bad: list[Outcome] = []
        for row in rows:
            found = self._checked(row)
            (good if isinstance(found, Checked) else bad).append(found)
        return len(rows), good, bad

    def _checked(self, row: Row) -> Checked | Outcome:
        if row.faults:
            return Outcome(row.line, Outcome.BAD, faults=row.faults)
        cells = {name: row.cells[place] for name, place in self.mapping.items() if place < len(row.cells)}
        try:
            checked = self.reader.check(row.line, cells)
            if (before := self.seen.setdefault(checked.key, row.line)) != row.line:
                raise RowProblem(_("trùng với dòng %(line)d.") % {"line": before})
        except RowProblem as problem:
            return Outcome(row.line, Outcome.BAD, faults=[str(problem)])
        checked.remarks += row.remarks
        return checked


def _rows(stack: ExitStack, table_import: TableImport) -> _Table:
    if not table_import.table:
        raise FileNotFoundError
    table = stack.enter_context(table_import.table.open("rb"))
    path = stack.enter_context(local_path(table))
    below = (row for row in read_rows(path, table_import.sheet) if row.line > table_import.header_line)
    reader = kind_of(table_import.kind).rows(table_import, _files(stack, table_import))
    return _Table(below, table_import.mapping, reader)


def _files(stack: ExitStack, table_import: TableImport) -> Files:
    if table_import.folder:
        return FolderFiles(Path(table_import.folder))
    if table_import.archive:
        return ArchiveFiles(stack.enter_context(table_import.archive.open("rb")))
    return NoFiles()


def _check(table_import: TableImport, table: _Table, progress: LoadProgress) -> None:
    """Go through all rows and keep nothing but what is wrong with them."""
    counts: dict[str, int] = {}
    faults: list[ImportFault] = []
    total = 0
    cache.delete(_progress_key(table_import))
    while True:
        with transaction.atomic():
            size, good, bad = table.take()
            foreseen = table.reader.foresee(good)
        if not size:
            break
        total += size
        for what in [*foreseen, *(outcome.what for outcome in bad)]:
            counts[what] = counts.get(what, 0) + 1
        faults += _faults(table_import, bad, good)
        cache.set(_progress_key(table_import), total, PROGRESS_SECONDS)
        progress(size)
    with transaction.atomic():
        locked = TableImport.objects.select_for_update().get(pk=table_import.pk)
        if locked.state != ImportState.CHECKING:
            return
        locked.faults.all().delete()
        ImportFault.objects.bulk_create(faults[:MAX_FAULTS])
        locked.total = total
        for what in (Outcome.MADE, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.BAD):
            setattr(locked, what, counts.get(what, 0))
        locked.state, locked.heartbeat = ImportState.CHECKED, timezone.now()
        locked.save()


def _faults(table_import: TableImport, bad: Sequence[Outcome], good: Sequence[Checked | Outcome]) -> list[ImportFault]:
    def one(kind: str, line: int, reason: str) -> ImportFault:
        return ImportFault(table_import=table_import, kind=kind, line=line, reason=reason)

    errors = [one(FaultKind.ERROR, row.line, reason) for row in bad for reason in row.faults]
    return errors + [one(FaultKind.REMARK, row.line, reason) for row in good for reason in row.remarks]


class _AllRefused(Exception):
    """A row failed although all or none were asked for."""


def _write(table_import: TableImport, table: _Table, progress: LoadProgress) -> None:
    if table_import.keep == KeepRows.NONE:
        _write_all_or_none(table_import, table, progress)
        return
    position = 0
    while True:
        with transaction.atomic():
            locked = TableImport.objects.select_for_update().get(pk=table_import.pk)
            if locked.state != ImportState.RUNNING:
                return
            if position < locked.done:
                table.skip(locked.done - position)
                progress(locked.done - position)
                position = locked.done
            size, outcomes = _write_chunk(locked, table)
            if not size:
                _finish(locked)
                return
            ImportFault.objects.bulk_create(_faults_of(locked, outcomes))
        position += size
        cache.set(_progress_key(table_import), position, PROGRESS_SECONDS)
        progress(size)


def _write_all_or_none(table_import: TableImport, table: _Table, progress: LoadProgress) -> None:
    """All rows in one transaction; a kill undoes it, and it starts over."""
    failed: list[Outcome] = []
    try:
        with transaction.atomic():
            locked = TableImport.objects.select_for_update().get(pk=table_import.pk)
            if locked.state != ImportState.RUNNING:
                return
            done = 0
            while True:
                size, outcomes = _write_chunk(locked, table)
                if failed := [outcome for outcome in outcomes if outcome.what == Outcome.BAD]:
                    raise _AllRefused
                if not size:
                    _finish(locked)
                    return
                done += size
                cache.set(_progress_key(table_import), done, PROGRESS_SECONDS)
                progress(size)
    except _AllRefused:
        with transaction.atomic():
            if table_import.batch is not None:
                table_import.batch.delete()
            ImportFault.objects.bulk_create(_faults_of(table_import, failed))
            _end(table_import, ImportState.REFUSED, _("Không dòng nào được nhập, vì có dòng không nhập được."))


def _write_chunk(locked: TableImport, table: _Table) -> tuple[int, list[Outcome]]:
    """Write the next rows and count them, inside the transaction of the caller."""
    size, good, bad = table.take()
    outcomes = [*bad, *table.reader.write(good)]
    if things := [outcome.thing for outcome in outcomes if outcome.thing is not None]:
        add_to_batch(locked.batch, *things)
    locked.done += size
    for outcome in outcomes:
        setattr(locked, outcome.what, getattr(locked, outcome.what) + 1)
    locked.heartbeat = timezone.now()
    locked.save(update_fields=["done", "made", "changed", "unchanged", "bad", "heartbeat"])
    return size, outcomes


def _faults_of(table_import: TableImport, outcomes: Sequence[Outcome]) -> list[ImportFault]:
    room = MAX_FAULTS - table_import.faults.count()
    return _faults(table_import, [outcome for outcome in outcomes if outcome.faults], outcomes)[: max(room, 0)]


def _finish(locked: TableImport) -> None:
    locked.batch.refresh_from_db()
    if locked.batch.added:
        leave_for_approval(locked.batch)
    else:
        locked.batch.delete()
        locked.batch = None
    locked.state, locked.finished_at = ImportState.DONE, timezone.now()
    locked.save(update_fields=["state", "finished_at", "batch"])


def _end(table_import: TableImport, state: ImportState, message: str) -> None:
    TableImport.objects.filter(pk=table_import.pk).update(state=state, message=message, heartbeat=timezone.now())


# --- How far it is --------------------------------------------------------------------------------


def progress_of(table_import: TableImport) -> int:
    """How many rows have been gone through; from the cache, because what is not committed is not to be seen."""
    return max(table_import.done, cache.get(_progress_key(table_import)) or 0)


def _progress_key(table_import: TableImport) -> str:
    # The check and the writing count apart.
    return f"import:{table_import.pk}:{table_import.state}"


def is_unfinished(key: int) -> bool:
    """Whether there is work to do: the worker that had it may have died."""
    return TableImport.objects.filter(pk=key, state__in=(ImportState.CHECKING, ImportState.RUNNING)).exists()


def look_again_later(key: int) -> None:
    """Plan a look at the import, which takes it up should this process die; where jobs run at once, there is none."""
    from ..tasks import watch_import

    if watch_import.get_backend().supports_defer:
        watch_import.using(run_after=timezone.now() + timedelta(seconds=WATCH_SECONDS)).enqueue(key)
