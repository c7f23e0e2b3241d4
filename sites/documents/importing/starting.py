"""The decisions that people take about an import: bring a table in, say what its columns are, write it, give up."""

import json
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.media.local import local_path
from portal.media.tables import Row, TableError, check_size, read_rows
from sites.units.batches import discard_batch, open_batch
from sites.units.models import Unit

from ..enums import ImportState, KeepRows
from ..models import TableImport
from ..services.files import clean_name
from .archives import ArchiveFiles, FolderFiles
from .columns import HEADINGS_WITHIN, find_headings, kind_of, why_not_mapping

# A calendar file is text that is read as a whole.
MAX_CONVERTED = 5 * 1024 * 1024


class ImportRefused(Exception):
    """Something that cannot be done with an import now; the message is a sentence."""


# --- Bringing it in ----------------------------------------------------------------------------------


def start_import(
    *,
    unit: Unit,
    by: Any,
    kind: str,
    table: File,
    archive: File | None = None,
    folder: str = "",
    options: dict[str, Any] | None = None,
    sheet: str = "",
) -> TableImport:
    """Keep a table, with the files that belong to it, and find out what its columns are.

    Raises `TableError` with a sentence for what is no table, and nothing is kept.
    """
    check_size(table.size)
    if refusal := kind_of(kind).why_not(unit):
        raise TableError(refusal)
    table = _as_table(table, kind)
    with ExitStack() as stack:
        rows = _first_rows(stack, table, sheet)
        if archive is not None:
            ArchiveFiles(archive)
        elif folder:
            FolderFiles(Path(folder))
    line, mapping = find_headings(rows, kind)
    made = TableImport(
        unit=unit, owner=by, kind=kind, name=clean_name(table.name or ""), folder=folder, options=options or {}
    )
    made.sheet, made.header_line, made.mapping = sheet, line, mapping
    made.table.save(table.name, table, save=False)
    if archive is not None:
        archive.seek(0)
        made.archive.save(archive.name, archive, save=False)
    made.save()
    return made


def _as_table(table: File, kind: str) -> File:
    """The file itself, or what it says as a table where the kind takes such files too; raises `TableError`."""
    stem, _dot, ending = (table.name or "").rpartition(".")
    converter = kind_of(kind).converters.get(ending.lower())
    if converter is None:
        return table
    if table.size > MAX_CONVERTED:
        sizes = {"size": filesizeformat(table.size), "limit": filesizeformat(MAX_CONVERTED)}
        raise TableError(_("Tệp quá lớn (%(size)s); tối đa %(limit)s.") % sizes)
    rows = converter(table.read())
    return ContentFile(json.dumps(rows, ensure_ascii=False).encode(), name=f"{stem}.json")


def _first_rows(stack: ExitStack, table: File, sheet: str) -> list[Row]:
    path = stack.enter_context(local_path(table))
    rows = list(islice(read_rows(path, sheet), HEADINGS_WITHIN))
    if not rows:
        raise TableError(_("Bảng rỗng."))
    return rows


def top_of(table_import: TableImport) -> list[Row]:
    """The first rows of the table, for choosing its columns."""
    with ExitStack() as stack, table_import.table.open("rb") as content:
        return _first_rows(stack, content, table_import.sheet)


def set_columns(table_import: TableImport, *, line: int, mapping: dict[str, int], keep: str, sheet: str = "") -> None:
    """Say what the columns are and have the table checked by a job; raises `ImportRefused` with sentences."""
    with transaction.atomic():
        prepare(table_import, line=line, mapping=mapping, keep=keep, sheet=sheet)
        _begin(table_import)


@transaction.atomic
def prepare(
    table_import: TableImport, *, keep: str, line: int = 0, mapping: dict[str, int] | None = None, sheet: str = ""
) -> None:
    """Make an import ready for the check; without columns, those that were guessed are used.

    Raises `ImportRefused` with sentences when a column is missing or the import is past this.
    """
    locked = TableImport.objects.select_for_update().get(pk=table_import.pk)
    chosen = locked.mapping if mapping is None else mapping
    if problems := why_not_mapping(chosen, locked.kind):
        raise ImportRefused(" ".join(problems))
    if locked.state not in (ImportState.MAPPING, ImportState.CHECKED):
        raise ImportRefused(_("Lần nhập này đang chạy hoặc đã xong."))
    locked.header_line, locked.mapping, locked.keep = line or locked.header_line, chosen, keep
    locked.sheet = sheet or locked.sheet
    locked.state, locked.message = ImportState.CHECKING, ""
    _forget(locked)
    locked.save()


def run(table_import: TableImport) -> None:
    """Have the rows written by a job; raises `ImportRefused` unless the table has been checked and may go in."""
    with transaction.atomic():
        prepare_to_write(table_import)
        _begin(table_import)


@transaction.atomic
def prepare_to_write(table_import: TableImport) -> None:
    """Open the batch and make an import ready to be written; raises `ImportRefused` with a sentence."""
    locked = TableImport.objects.select_for_update().get(pk=table_import.pk)
    if locked.state != ImportState.CHECKED:
        raise ImportRefused(_("Hãy kiểm tra bảng trước khi nhập."))
    if locked.bad and locked.keep == KeepRows.NONE:
        raise ImportRefused(_("Bảng còn dòng lỗi và bạn đã chọn không nhập dòng nào khi có lỗi."))
    if not locked.made + locked.changed:
        raise ImportRefused(_("Không có dòng nào để nhập."))
    locked.batch = open_batch(locked.unit, locked.owner, kind_of(locked.kind).label, locked.name)
    locked.state = ImportState.RUNNING
    _forget(locked)
    locked.save()


def _forget(locked: TableImport) -> None:
    """Count from the start again."""
    locked.faults.all().delete()
    locked.done = locked.made = locked.changed = locked.unchanged = locked.bad = 0


def _begin(table_import: TableImport) -> None:
    # The tasks call this module.
    from ..tasks import work_on_import

    work_on_import.enqueue(table_import.pk)


def give_up(table_import: TableImport, by: Any) -> None:
    """Stop an import and take back the drafts it has made; raises `ImportRefused` for one that is over."""
    with transaction.atomic():
        locked = TableImport.objects.select_for_update(of=("self",)).select_related("batch").get(pk=table_import.pk)
        if locked.state in (ImportState.DONE, ImportState.REFUSED):
            raise ImportRefused(_("Lần nhập này đã kết thúc."))
        if locked.batch is not None:
            discard_batch(locked.batch, by)
        locked.state, locked.message = ImportState.REFUSED, _("Đã dừng theo yêu cầu.")
        locked.finished_at = timezone.now()
        locked.save(update_fields=["state", "message", "finished_at"])


def back_to_columns(table_import: TableImport) -> None:
    """Choose the columns anew; raises `ImportRefused` once rows are being written."""
    changed = TableImport.objects.filter(pk=table_import.pk, state=ImportState.CHECKED)
    if not changed.update(state=ImportState.MAPPING, message=""):
        raise ImportRefused(_("Lần nhập này đang chạy hoặc đã xong."))


def go_on(table_import: TableImport) -> None:
    """Have an unfinished import taken up now."""
    if table_import.state not in (ImportState.CHECKING, ImportState.RUNNING):
        raise ImportRefused(_("Lần nhập này không dở dang."))
    _begin(table_import)
