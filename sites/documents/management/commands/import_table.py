"""Brings a register, or thousands of documents with their files, into a unit; goes on where it was stopped."""

import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.media.tables import TableError
from sites.documents.enums import Direction, FaultKind, ImportKind, ImportState, KeepRows
from sites.documents.importing import running, starting
from sites.documents.importing.columns import kinds
from sites.documents.models import TableImport
from sites.units.batches import publish_batch
from sites.units.models import HostName, Unit
from sites.units.progress import progress_bar
from sites.units.publishing import PublishRefused

SHOWN = 200


class Command(BaseCommand):
    help = (
        "Import a table (.xlsx, .csv or .json) of documents, a register or procedures into a unit, as drafts of one"
        " batch. An import that was stopped goes on with --resume."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit", nargs="?", help="The unit: its host name or its UUID.")
        parser.add_argument("table", nargs="?", type=Path, help="The table.")
        parser.add_argument("--kind", choices=[kind.code for kind in kinds()], default=ImportKind.DOCUMENTS.value)
        parser.add_argument("--direction", choices=Direction.values, default=Direction.RECEIVED.value)
        parser.add_argument("--files", type=Path, help="A folder or a ZIP archive with the files that the table names.")
        parser.add_argument("--sheet", default="", help="The sheet of a workbook; the first one otherwise.")
        parser.add_argument("--by", default="", help="The e-mail address of the person who imports.")
        parser.add_argument("--all-or-none", action="store_true", help="Take no row when one is bad.")
        parser.add_argument("--check", action="store_true", help="Only tell what would happen.")
        parser.add_argument("--publish", action="store_true", help="Publish the batch as --by, who must be allowed to.")
        parser.add_argument("--resume", type=int, help="Go on with the import of this number.")

    def handle(self, **options: Any) -> None:
        try:
            table_import = self._resumed(options["resume"]) if options["resume"] else self._begun(options)
            self._work(table_import, check_only=options["check"])
            if options["publish"]:
                self._publish(table_import, options["by"])
        except (TableError, starting.ImportRefused, PublishRefused) as refused:
            raise CommandError(str(refused)) from refused

    def _resumed(self, key: int) -> TableImport:
        found = TableImport.objects.filter(pk=key).first()
        if found is None:
            raise CommandError(_("Không có lần nhập số %(number)d.") % {"number": key})
        return found

    def _begun(self, options: dict[str, Any]) -> TableImport:
        if not options["unit"] or not options["table"]:
            raise CommandError(_("Hãy ghi đơn vị và tên tệp bảng."))
        if not options["table"].is_file():
            raise CommandError(_("Không có tệp %(name)s.") % {"name": options["table"]})
        unit, person, files = find_unit(options["unit"]), find_person(options["by"]), options["files"]
        is_folder = files is not None and files.is_dir()
        with options["table"].open("rb") as table:
            archive = File(files.open("rb"), name=files.name) if files is not None and not is_folder else None
            try:
                made = starting.start_import(
                    unit=unit,
                    by=person,
                    kind=options["kind"],
                    table=File(table, name=options["table"].name),
                    archive=archive,
                    folder=str(files.resolve()) if is_folder else "",
                    options={"direction": options["direction"]},
                    sheet=options["sheet"],
                )
            finally:
                if archive is not None:
                    archive.close()
        self.stdout.write(_("Lần nhập số %(number)d.") % {"number": made.pk})
        keep = KeepRows.NONE if options["all_or_none"] else KeepRows.GOOD
        starting.prepare(made, keep=keep)
        return made

    def _work(self, table_import: TableImport, *, check_only: bool) -> None:
        table_import.refresh_from_db()
        if table_import.state == ImportState.CHECKING:
            self._carry_out(table_import, _("Kiểm tra"))
        if table_import.state == ImportState.CHECKED:
            self._tell(table_import)
            if check_only:
                return
            starting.prepare_to_write(table_import)
            table_import.refresh_from_db()
        if table_import.state == ImportState.RUNNING:
            self._carry_out(table_import, _("Nhập"))
            self._tell(table_import)
        if table_import.state == ImportState.REFUSED or table_import.state == ImportState.MAPPING:
            raise CommandError(table_import.message or str(table_import.get_state_display()))

    def _carry_out(self, table_import: TableImport, label: str) -> None:
        with progress_bar(label, total=table_import.total or None) as progress:
            if not running.work(table_import.pk, progress):
                raise starting.ImportRefused(_("Một tiến trình khác đang làm lần nhập này."))
        table_import.refresh_from_db()

    def _tell(self, table_import: TableImport) -> None:
        for fault in table_import.faults.filter(kind=FaultKind.ERROR)[:SHOWN]:
            self.stderr.write(str(fault))
        counts = {name: getattr(table_import, name) for name in ("total", "made", "changed", "unchanged", "bad")}
        self.stdout.write(
            _("%(total)d dòng: %(made)d mới, %(changed)d sửa, %(unchanged)d đã có, %(bad)d lỗi.") % counts
        )

    def _publish(self, table_import: TableImport, by: str) -> None:
        table_import.refresh_from_db()
        if table_import.batch is None or table_import.state != ImportState.DONE:
            return
        try:
            batch = publish_batch(table_import.batch, find_person(by))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(str(batch.get_state_display()))


def find_unit(name: str) -> Unit:
    """The unit of a host name or with a UUID."""
    host = HostName.objects.on().filter(host=name.lower()).select_related("unit").first()
    if host is not None:
        return host.unit
    try:
        return Unit.objects.get(uuid=uuid.UUID(name))
    except (ValueError, Unit.DoesNotExist) as error:
        raise CommandError(_("Không có đơn vị nào có tên miền hoặc mã “%(name)s”.") % {"name": name}) from error


def find_person(email: str) -> User | None:
    if not email:
        return None
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise CommandError(_("Không có tài khoản nào dùng địa chỉ %(email)s.") % {"email": email})
    return person
