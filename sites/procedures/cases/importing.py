"""Cases that come as a table: read once, checked by a job, taken in when somebody has agreed.

Tables of case systems hold names, addresses and telephone numbers. The file is therefore never stored: what is kept
until its fate is decided are the columns that the portal knows, with the second fact hashed already.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any, BinaryIO

from django.core.files.base import File
from django.core.files.temp import NamedTemporaryFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.media.tables import Row, TableError, as_text, check_size, read_rows
from sites.documents.importing.columns import HEADINGS_WITHIN, Column, guess
from sites.documents.services.files import clean_name, local_path
from sites.units.enums import Action
from sites.units.models import Unit
from sites.units.permissions import user_can

from ..models import CaseDelivery, CaseFault
from . import delivering
from .codes import clean_code, clean_fact, hash_fact
from .delivering import DeliveryRefused, Numbered
from .enums import Channel, DeliveryState, Fault
from .rows import Refused

COLUMNS = (
    Column("code", gettext_lazy("Mã hồ sơ"), ("ma ho so", "so ho so", "ma so ho so", "so bien nhan"), True),
    Column("procedure", gettext_lazy("Mã thủ tục"), ("ma thu tuc", "ma tthc", "ma thu tuc hanh chinh"), True),
    Column(
        "state", gettext_lazy("Tình trạng"), ("tinh trang", "trang thai", "tinh trang ho so", "trang thai ho so"), True
    ),
    Column("received_on", gettext_lazy("Ngày nhận"), ("ngay nhan", "ngay tiep nhan", "ngay nhan ho so"), True),
    Column(
        "due_on",
        gettext_lazy("Ngày hẹn trả"),
        ("ngay hen tra", "han tra", "ngay hen", "han giai quyet", "ngay hen tra ket qua"),
    ),
    Column(
        "finished_on",
        gettext_lazy("Ngày có kết quả"),
        ("ngay co ket qua", "ngay ket thuc", "ngay hoan thanh", "ngay tra", "ngay tra ket qua"),
    ),
    Column("new_due_on", gettext_lazy("Ngày hẹn lại"), ("ngay hen lai", "hen lai")),
    Column("version", gettext_lazy("Phiên bản"), ("phien ban", "lan cap nhat", "so phien ban")),
    Column("unit", gettext_lazy("Mã đơn vị"), ("ma don vi", "ma co quan")),
    Column(
        "fact",
        gettext_lazy("Bốn số cuối"),
        ("bon so cuoi", "4 so cuoi", "4 so cuoi dien thoai", "bon so cuoi dien thoai", "so tra cuu"),
    ),
)
# Older than this, a job that says nothing is dead.
SILENT = timedelta(minutes=15)


class NotATable(Exception):
    """A file of which nothing is kept; the message is a sentence."""


# --- Bringing it in ------------------------------------------------------------------------------


def bring(unit: Unit, by: Any, table: File) -> CaseDelivery:
    """Keep what the portal may know of a table and have a job check it; raises `NotATable` with a sentence."""
    try:
        check_size(table.size)
        with local_path(table) as path, NamedTemporaryFile(suffix=".jsonl") as kept:
            rows = read_rows(path)
            above = list(islice(rows, HEADINGS_WITHIN))
            line, mapping = _headings(above)
            below = (row for row in chain(above, rows) if row.line > line)
            width = max((len(row.cells) for row in above), default=0)
            number = _keep(below, mapping, kept)
            if not number:
                raise NotATable(_("Bảng không có dòng hồ sơ nào."))
            with transaction.atomic():
                delivery = CaseDelivery(unit=unit, by=by, channel=Channel.FILE, name=clean_name(table.name or "")[:200])
                delivery.columns = [column.name for column in COLUMNS if column.name in mapping]
                delivery.ignored, delivery.total = max(width - len(mapping), 0), number
                delivery.rows.save("rows.jsonl", File(kept), save=False)
                delivery.save()
                _later(delivery, "check_file")
    except TableError as error:
        raise NotATable(str(error)) from error
    return delivery


def _headings(above: list[Row]) -> tuple[int, dict[str, int]]:
    """The line of the headings and where each column is; raises `NotATable` when a column is missing."""
    tried = [(row.line, guess(row.cells, COLUMNS)) for row in above]
    line, mapping = max(tried, key=lambda pair: len(pair[1]), default=(1, {}))
    if missing := [str(column.label) for column in COLUMNS if column.required and column.name not in mapping]:
        raise NotATable(
            _("Không tìm thấy cột: %(columns)s. Hãy ghi đúng tên cột ở dòng tiêu đề, như trong bảng mẫu.")
            % {"columns": ", ".join(missing)}
        )
    return line, mapping


def _keep(rows: Iterable[Row], mapping: dict[str, int], kept: BinaryIO) -> int:
    """Write what the portal knows of each row; returns how many rows there are."""
    number = 0
    for row in rows:
        number += 1
        cells = {name: _plain(row.cells[place]) for name, place in mapping.items() if place < len(row.cells)}
        if "fact" in cells:
            _hash(cells)
        # Of a row that cannot be read only that is kept.
        line = {"line": row.line, "fault": True} if row.faults else {"line": row.line, "row": cells}
        kept.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    kept.flush()
    kept.seek(0)
    return number


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, int | str) or value is None else as_text(value)


def _hash(cells: dict[str, Any]) -> None:
    """The second fact as its hash; one that is no four figures is not kept, only that it is wrong."""
    given = cells.pop("fact")
    if given in (None, ""):
        return
    fact = clean_fact(f"{given:04d}" if isinstance(given, int) and given >= 0 else given)
    cells["fact_sha256"] = hash_fact(clean_code(as_text(cells.get("code"))), fact) if fact else "?"


def rows_of(delivery: CaseDelivery) -> Iterator[Numbered]:
    """The rows that were kept of a file, one after the other."""
    with delivery.rows.open("rb") as kept:
        for written in kept:
            row = json.loads(written)
            yield row["line"], Refused(Fault.FORM) if row.get("fault") else row["row"]


# --- Deciding ------------------------------------------------------------------------------------


def agree(delivery: CaseDelivery, by: Any) -> None:
    """Have a checked file taken in; raises `DeliveryRefused` with a sentence.

    What is taken in is public at once, so that it is for those who may publish.
    """
    if not user_can(by, Action.PUBLISH, delivery.unit):
        raise DeliveryRefused(_("Hồ sơ nhập vào được công khai ngay, nên người duyệt xuất bản của đơn vị phải đồng ý."))
    with transaction.atomic():
        locked = CaseDelivery.objects.select_for_update().get(pk=delivery.pk)
        if locked.state != DeliveryState.CHECKED:
            raise DeliveryRefused(_("Tệp này chưa được kiểm tra xong hoặc đã có quyết định."))
        if not locked.made + locked.changed + locked.unchanged:
            raise DeliveryRefused(_("Không có dòng nào để nhập."))
        locked.state = DeliveryState.TAKING
        locked.save(update_fields=["state"])
        _later(locked, "take_file")


def give_up(delivery: CaseDelivery) -> None:
    """Drop a file that has not been taken in; raises `DeliveryRefused` once it is being taken."""
    with transaction.atomic():
        locked = CaseDelivery.objects.select_for_update().get(pk=delivery.pk)
        if locked.state not in (DeliveryState.CHECKING, DeliveryState.CHECKED):
            raise DeliveryRefused(_("Tệp này đang được nhập hoặc đã có quyết định."))
        _end(locked, _("Đã bỏ theo yêu cầu."))


def drop_rows(delivery: CaseDelivery) -> None:
    """Delete what was kept of a file; the record of the delivery stays."""
    if delivery.rows:
        delivery.rows.delete(save=False)


def _end(locked: CaseDelivery, message: str) -> None:
    drop_rows(locked)
    locked.state, locked.message, locked.finished_at = DeliveryState.REFUSED, message, timezone.now()
    locked.save()


def _later(delivery: CaseDelivery, job: str) -> None:
    # The jobs call this module.
    from . import tasks

    getattr(tasks, job).enqueue(delivery.pk)


# --- Jobs ----------------------------------------------------------------------------------------


def check_file(key: int) -> None:
    """Say what taking the file in would do, and keep nothing else."""
    delivery = CaseDelivery.objects.select_related("unit").filter(pk=key, state=DeliveryState.CHECKING).first()
    if delivery is None:
        return
    try:
        counts = delivering.check(delivery, rows_of(delivery))
    except DeliveryRefused as refused:
        with transaction.atomic():
            _end(CaseDelivery.objects.select_for_update().get(pk=key), str(refused))
        return
    with transaction.atomic():
        locked = CaseDelivery.objects.select_for_update().get(pk=key)
        if locked.state != DeliveryState.CHECKING:
            return
        counts.put(locked)
        locked.state = DeliveryState.CHECKED
        locked.save()
        locked.faults.all().delete()
        CaseFault.objects.bulk_create(counts.faults)


def take_file(key: int) -> None:
    """Take the file in, all of it or nothing; what was kept of it goes."""
    with transaction.atomic():
        locked = CaseDelivery.objects.select_for_update(of=("self",)).select_related("unit").get(pk=key)
        if locked.state != DeliveryState.TAKING:
            return
        locked.faults.all().delete()
        delivering.take(locked, rows_of(locked))
        rows, locked.rows = locked.rows.name, ""
        locked.save(update_fields=["rows"])
        storage = CaseDelivery._meta.get_field("rows").storage
        transaction.on_commit(lambda: storage.delete(rows))


def go_on(delivery: CaseDelivery) -> None:
    """Have the job of a file start again."""
    if delivery.is_busy:
        _later(delivery, "check_file" if delivery.state == DeliveryState.CHECKING else "take_file")


def go_on_with_all() -> int:
    """Start again what has been silent for long; returns how many files."""
    silent = CaseDelivery.objects.filter(
        channel=Channel.FILE,
        state__in=(DeliveryState.CHECKING, DeliveryState.TAKING),
        created_at__lt=timezone.now() - SILENT,
    )
    for delivery in silent:
        go_on(delivery)
    return len(silent)


def example_headings() -> list[str]:
    """The headings of a table that is understood, for the example that people download."""
    return [str(column.label) for column in COLUMNS]
