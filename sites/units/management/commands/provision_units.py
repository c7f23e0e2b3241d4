"""Makes the sites of all units in force, of a province or of the country."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sites.units.loading import BadRows
from sites.units.models import Tier, UnitVersion
from sites.units.progress import progress_bar
from sites.units.services import ProvisionReport, import_units, provision_units, sync_tiers
from sites.units.services.provisioning import units_in_force


class Command(BaseCommand):
    help = "Make the site, pages, collection and groups of units in force; run again, it completes what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--province", default="", help="Official code of the one province to provision.")
        parser.add_argument("--tiers", default="", help="Codes of tiers, separated by commas; all by default.")
        parser.add_argument("--languages", default="vi", help="Languages of each unit, the main one first.")
        parser.add_argument("--csv", type=Path, help="Load and provision the units of this file (data/README.md).")
        parser.add_argument("--skip-bad", action="store_true", help="Keep the good rows of --csv, list the others.")

    def handle(self, **options: Any) -> None:
        sync_tiers()
        if options["csv"]:
            self._tell(self._from_file(options["csv"], options["skip_bad"]))
            return
        tiers = self._known(options["tiers"], Tier.objects.values_list("code", flat=True), _("cấp"))
        languages = self._known(options["languages"], dict(settings.WAGTAIL_CONTENT_LANGUAGES), _("ngôn ngữ"))
        try:
            versions = units_in_force(province=options["province"], tiers=tiers)
        except ValueError as error:
            raise CommandError(
                _("Không có tỉnh mang mã %(code)s đang hoạt động; hãy chạy load_units trước.")
                % {"code": options["province"]}
            ) from error
        with progress_bar(_("Tạo trang"), total=len(versions)) as progress:
            report = provision_units(versions, default_languages=languages, progress=progress)
        self._tell(report)

    def _known(self, given: str, known: Any, what: str) -> list[str]:
        codes = [code.strip() for code in given.split(",") if code.strip()]
        known = list(known)
        if unknown := [code for code in codes if code not in known]:
            values = {"what": what, "unknown": ", ".join(unknown), "known": ", ".join(known)}
            raise CommandError(_("Không có %(what)s: %(unknown)s. Chỉ có: %(known)s.") % values)
        return codes

    def _from_file(self, path: Path, skip_bad: bool) -> ProvisionReport:
        try:
            with progress_bar(_("Nạp và tạo trang")) as progress:
                report = import_units(path, name=path.name, skip_bad=skip_bad, progress=progress)
        except BadRows as error:
            raise CommandError(f"{error.name}:\n{error}") from error
        except OSError as error:
            raise CommandError(str(error)) from error
        for row in report.loaded.skipped:
            self.stderr.write(str(row))
        return report.provisioned

    def _tell(self, report: ProvisionReport) -> None:
        ids = {unit for _domain, clash in report.collisions for unit in (clash.winner, *clash.others) if unit}
        names = dict(UnitVersion.objects.on().filter(unit__in=ids).values_list("unit_id", "full_name"))
        for domain, clash in report.collisions:
            rivals = ", ".join(names[unit] for unit in clash.others)
            if clash.winner:
                values = {"host": f"{clash.label}.{domain}", "winner": names[clash.winner], "others": rivals}
                self.stdout.write(_("%(host)s: %(winner)s giữ; %(others)s nhận tên dài hơn.") % values)
            else:
                self.stdout.write(
                    _("%(host)s: không ai giữ (%(others)s).") % {"host": f"{clash.label}.{domain}", "others": rivals}
                )
        for version, reason in report.failed:
            self.stderr.write(f"{version.full_name} ({version.code}): {reason}")
        if not report.made and not report.failed:
            self.stdout.write(_("Không có gì thay đổi: %(count)d đơn vị đã đủ.") % {"count": report.unchanged})
            return
        self.stdout.write(
            _("Đã tạo hoặc bổ sung %(made)d trang; %(unchanged)d đơn vị đã đủ; %(failed)d đơn vị lỗi.")
            % {"made": report.made, "unchanged": report.unchanged, "failed": len(report.failed)}
        )
        if report.failed:
            raise CommandError(_("Có đơn vị chưa tạo được trang."))
