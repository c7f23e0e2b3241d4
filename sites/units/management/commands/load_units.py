"""Loads administrative units from the official lists or from a file of one's own."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sites.units.loading import BadRows, LoadReport, ensure_national, load_file
from sites.units.loading.official import BOTH, LISTS, load_official
from sites.units.progress import progress_bar
from sites.units.services import sync_sites, sync_tiers


class Command(BaseCommand):
    help = "Load administrative units; see docs and sites/units/data/README.md for the lists and the columns."

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group()
        source.add_argument("--list", choices=[*LISTS, BOTH], default="2025-06-30", help="An official list.")
        source.add_argument("--file", type=Path, help="A CSV file with the columns of the official lists.")
        parser.add_argument("--on", type=date.fromisoformat, help="The day on which the list of --file is true.")
        parser.add_argument("--province", default="", help="Official code of the one province to load.")
        parser.add_argument("--national", action="store_true", help="Put a national unit above the provinces.")
        parser.add_argument("--skip-bad", action="store_true", help="Keep the good rows of --file, list the others.")

    def handle(self, **options: Any) -> None:
        sync_tiers()
        if options["national"]:
            ensure_national()
        try:
            with progress_bar(_("Nạp đơn vị")) as progress:
                report = self._load(options, progress)
        except BadRows as error:
            raise CommandError(
                _("%(file)s: không nhận dòng nào vì có %(count)d dòng sai.\n%(rows)s")
                % {"file": error.name, "count": len(error.rows), "rows": error}
            ) from error
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        if report.hosts_closed:
            sync_sites()
        self._tell(report)

    def _load(self, options: dict[str, Any], progress: Any) -> LoadReport:
        if options["file"] is None:
            return load_official(options["list"], province=options["province"], progress=progress)
        return load_file(
            options["file"],
            name=options["file"].name,
            list_date=options["on"] or date.today(),
            province=options["province"],
            skip_bad=options["skip_bad"],
            progress=progress,
        )

    def _tell(self, report: LoadReport) -> None:
        for row in report.skipped:
            self.stderr.write(str(row))
        if report.skipped:
            self.stderr.write(_("Đã bỏ qua %(count)d dòng sai.") % {"count": len(report.skipped)})
        if not report.changed:
            self.stdout.write(_("Không có gì thay đổi: %(count)d mục đã có sẵn.") % {"count": report.unchanged})
            return
        self.stdout.write(
            _(
                "Đã tạo %(units)d đơn vị, %(versions)d giai đoạn, %(events)d sự kiện; "
                "đã kết thúc %(closed)d giai đoạn và %(hosts)d tên miền; %(unchanged)d mục giữ nguyên."
            )
            % {
                "units": report.units,
                "versions": report.versions,
                "events": report.events,
                "closed": report.closed,
                "hosts": report.hosts_closed,
                "unchanged": report.unchanged,
            }
        )
